"""What scorers look at, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from crm_store.money import money
from scoring.reasons import Reason


@dataclass(frozen=True, slots=True)
class Look:
    """One record as scorers see it. Amounts in `currency`, major units; `chance` from 0 to 1 where a model has signal."""

    object: str  # lead, deal or activity (a task)
    id: UUID
    ref: str
    label: str
    today: date
    owner: str | None = None
    who: str | None = None  # the person to turn to
    about: str | None = None  # the account or company
    amount: float | None = None
    currency: str = "USD"
    largest: float = 0.0  # the largest open amount in sight, for scale
    stage_share: float = 0.0  # how far through the pipeline, 0 to 1
    close_date: date | None = None
    due_date: date | None = None
    priority: str | None = None
    next_step: str | None = None
    last_touch: datetime | None = None
    last_inbound: datetime | None = None  # their last mail, while nobody answered
    inbound_title: str | None = None
    created: datetime | None = None
    chance: float | None = None

    def days_since(self, at: datetime | None) -> int | None:
        return None if at is None else (self.today - at.date()).days

    @property
    def stake(self) -> str:
        return money(round(self.amount or 0.0), self.currency)

    @property
    def weight(self) -> float:
        """How much is at stake, 0 to 1: the square root keeps one giant from hiding all others."""
        return ((self.amount or 0.0) / self.largest) ** 0.5 if self.largest > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to do: how much it matters (0 to 100), why, and the sentence that would do it."""

    object: str
    id: UUID
    ref: str
    label: str
    kind: str
    score: int
    reasons: tuple[Reason, ...]
    action_label: str
    action_say: str


def finding(look: Look, kind: str, score: float, reasons: list[Reason], action: tuple[str, str]) -> Finding:
    label, say = action
    bounded = max(1, min(100, round(score)))
    return Finding(look.object, look.id, look.ref, look.label, kind, bounded, tuple(reasons), label, say)


def days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"
