"""The business clock: real, or fixed at one instant for demos, evals and tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Clock:
    """`fixed` is an aware instant, or None for the real clock. Tokens, tickets and audit never ask this clock."""

    fixed: datetime | None = None

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return (self.fixed or datetime.now(UTC)).astimezone(UTC)

    def today(self, timezone: str = "UTC") -> date:
        """The present day in an IANA time zone."""
        return self.now().astimezone(ZoneInfo(timezone)).date()
