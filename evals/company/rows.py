"""One record of the company as plain values; a reference is the other record's name, a user the first name in lower case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")
TODAY = date(2026, 11, 18)  # a Wednesday
NOW = "2026-11-18T15:00:00Z"

Value = str | float | None


@dataclass(frozen=True, slots=True)
class Row:
    """`key` is the external id (the name of a product, the short name of a user). Dates are ISO days of the company's zone."""

    object: str
    key: str
    values: Mapping[str, Value]
    moments: Mapping[str, datetime]

    def get(self, field: str) -> Value:
        return self.values.get(field)

    def text(self, field: str) -> str:
        value = self.values.get(field)
        return "" if value is None else str(value)

    def number(self, field: str) -> float:
        value = self.values.get(field)
        return float(value) if value is not None else 0.0

    @property
    def open(self) -> bool:
        if self.object == "deal":
            return self.get("stage") not in ("Won", "Lost")
        if self.object == "ticket":
            return not self.get("resolved_at")
        return self.get("status") == "open"

    @property
    def is_task(self) -> bool:
        return self.object == "activity" and self.get("type") == "task"


def local_day(instant: datetime) -> str:
    return instant.astimezone(ZONE).date().isoformat()


def parse_instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def as_number(text: str) -> Any:
    """A float where the text is one, else the text."""
    try:
        return float(text)
    except ValueError:
        return text
