"""What reading records gives: frozen values, ready for JSON, with references resolved to labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

MASK = "•••"


@dataclass(frozen=True, slots=True)
class Reference:
    """A pointer to a record; a user's `ref` is the e-mail."""

    object: str
    id: UUID
    ref: str
    label: str
    email: str | None = None

    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = {"object": self.object, "id": str(self.id), "ref": self.ref, "label": self.label}
        return found if self.email is None else {**found, "email": self.email}


@dataclass(frozen=True, slots=True)
class Record:
    """A record as its reader may see it.

    `values` holds its fields (hidden ones left out, masked ones as `MASK`): text, numbers (money in major units, percent
    as 42.0), dates `YYYY-MM-DD`, instants ISO-8601 UTC, booleans, None or `Reference`. Custom fields are in `custom`.
    """

    object: str
    id: UUID
    ref: str
    version: int
    label: str
    values: Mapping[str, Any]
    external_id: str | None
    created_at: datetime
    updated_at: datetime
    custom: Mapping[str, Any] = field(default_factory=dict)

    def value(self, name: str) -> Any:
        """The value of a field, own or custom; None where it is empty or not to be seen."""
        if name in ("id", "ref", "version", "external_id", "label"):
            return getattr(self, name)
        name = name.removeprefix("custom.")
        return self.values[name] if name in self.values else self.custom.get(name)

    @property
    def reference(self) -> Reference:
        return Reference(self.object, self.id, self.ref, self.label)

    def json(self) -> dict[str, Any]:
        """The record as REST shows it, fields beside id, ref and version."""
        return {
            "id": str(self.id),
            "ref": self.ref,
            "label": self.label,
            "version": self.version,
            "external_id": self.external_id,
            **{n: v.json() if isinstance(v, Reference) else v for n, v in self.values.items()},
            "created_at": instant(self.created_at),
            "updated_at": instant(self.updated_at),
            "custom": dict(self.custom),
        }


@dataclass(frozen=True, slots=True)
class Page:
    """One page; `total` is exact unless `total_is` says that there are more."""

    items: tuple[Record, ...]
    total: int
    next_cursor: str | None = None
    total_is: Literal["at_least"] | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """A sum: by currency in major units, and all of it in the tenant's currency (None where a rate is missing)."""

    by_currency: Mapping[str, float]
    total: float | None
    currency: str


def plain(value: Any) -> Any:
    """A value of `Record.values` as JSON."""
    return value.json() if isinstance(value, Reference) else value


def instant(at: datetime) -> str:
    """ISO-8601 in UTC, with the fraction only where there is one."""
    text = at.isoformat()  # which the embedded server has in UTC already
    if not text.endswith("+00:00"):
        text = at.astimezone(UTC).isoformat()
    return text.removesuffix("+00:00") + "Z"
