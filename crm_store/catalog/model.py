"""The types of the catalog: the one description that tools, API, import, reports, screens and language derive from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from crm_store.errors import UnknownField, UnknownObject
from crm_store.identity import Role


class Kind(StrEnum):
    """What a field holds, and so how it is checked, compared, shown and said."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    INSTANT = "instant"
    BOOLEAN = "boolean"
    PICKLIST = "picklist"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a picklist, with the other words people use for it."""

    value: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an object.

    `target` is the object of a reference ('user' for people). `derived` fields follow from writes and are read-only.
    `expression` is SQL over the row alias `r` of a computed field that no column holds. `options` may be open-ended
    only for an import, which adds what it finds.
    """

    name: str
    label: str
    kind: Kind
    target: str | None = None
    synonyms: tuple[str, ...] = ()
    required: bool = False
    derived: bool = False
    custom: bool = False
    expression: str | None = None
    options: tuple[Option, ...] = ()
    hidden_for: frozenset[str] = frozenset()
    masked_for: frozenset[str] = frozenset()
    read_only_for: frozenset[str] = frozenset()

    @property
    def column(self) -> str:
        """The column of a field that has one."""
        if self.kind is Kind.REFERENCE:
            return f"{self.name}_id"
        if self.kind is Kind.MONEY:
            return f"{self.name}_minor"
        return self.name

    @property
    def stored(self) -> bool:
        """Whether a column of its own holds it (else it is computed or custom)."""
        return self.expression is None and not self.custom

    def hidden(self, role: Role) -> bool:
        return role in self.hidden_for

    def masked(self, role: Role) -> bool:
        return role in self.masked_for

    def closed(self, role: Role) -> bool:
        """Hidden or masked: it may not be filtered, sorted, grouped or searched by."""
        return role in self.hidden_for or role in self.masked_for

    def writable(self, role: Role) -> bool:
        return not (self.derived or self.expression or self.closed(role) or role in self.read_only_for)


@dataclass(frozen=True, slots=True)
class Object:
    """One kind of record. `label_field` is what a person calls a record by."""

    name: str
    label: str
    plural: str
    prefix: str
    label_field: str
    fields: Mapping[str, Field]
    synonyms: tuple[str, ...] = ()

    @property
    def collection(self) -> str:
        """Its name in paths: deals, activities, …"""
        return "activities" if self.name == "activity" else f"{self.name}s"

    def field(self, name: str) -> Field:
        """The field of this name, or UnknownField with the nearest names."""
        try:
            return self.fields[name]
        except KeyError:
            from rapidfuzz import process

            near = [m[0] for m in process.extract(name, list(self.fields), limit=1, score_cutoff=60)]
            hint = f" Did you mean `{near[0]}`?" if near else ""
            raise UnknownField(f"{self.label} has no field `{name}`.{hint}", field=name) from None

    def readable(self, role: Role) -> tuple[Field, ...]:
        return tuple(f for f in self.fields.values() if not f.hidden(role))


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a pipeline; `probability` in percent; `kind` is open, won or lost."""

    pipeline: str
    name: str
    position: int
    probability: float
    kind: str
    synonyms: tuple[str, ...] = ()
    required_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pipeline:
    name: str
    is_default: bool
    stages: tuple[Stage, ...]

    def stage(self, name: str) -> Stage | None:
        return next((s for s in self.stages if s.name == name), None)


@dataclass(frozen=True, slots=True)
class TenantSettings:
    """What a tenant set for itself. `rates` maps a currency to its worth in the tenant's own."""

    name: str = ""
    currency: str = "USD"
    rates: Mapping[str, float] = field(default_factory=dict)
    timezone: str = "UTC"
    locale: str = "en-US"
    date_order: str = "mdy"
    phone_region: str = "US"
    fiscal_year_start: int = 1
    sharing: Mapping[str, str] = field(default_factory=dict)
    policy: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything a tenant's records can be, immutable; a new version replaces the whole."""

    version: int
    objects: Mapping[str, Object]
    pipelines: tuple[Pipeline, ...]
    settings: TenantSettings
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)  # what is worked out from it once

    def object(self, name: str) -> Object:
        """By name, plural path or exact label, case-insensitively; UnknownObject otherwise."""
        found = self.objects.get(name) or self._by_words().get(name.casefold())
        if found is None:
            raise UnknownObject(f"There is no object `{name}`.", object=name)
        return found

    def _by_words(self) -> dict[str, Object]:
        words: dict[str, Object] = {}
        for item in self.objects.values():
            for word in (item.collection, item.label.casefold(), item.plural.casefold()):
                words.setdefault(word, item)
        return words

    @property
    def default_pipeline(self) -> Pipeline:
        return next((p for p in self.pipelines if p.is_default), self.pipelines[0])

    def pipeline(self, name: str | None) -> Pipeline | None:
        if name is None:
            return self.default_pipeline
        return next((p for p in self.pipelines if p.name == name), None)

    def stages(self) -> Iterable[Stage]:
        return (stage for pipeline in self.pipelines for stage in pipeline.stages)


def frozen(fields: Iterable[Field]) -> Mapping[str, Field]:
    return MappingProxyType({f.name: f for f in fields})
