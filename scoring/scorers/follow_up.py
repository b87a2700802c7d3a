"""A lead that is due: its follow-up date has come, or nobody ever contacted it."""

from __future__ import annotations

from scoring.reasons import Reason
from scoring.scorers.finding import Finding, Look, days, finding

DUE = 50
PER_DAY = 1.5
MAX_LATE = 14
CHANCE = 30  # a lead as likely as any can get
UNTOUCHED = 38
FIRST_DAYS = 30  # an older lead that nobody touched is a decision, not an oversight
PER_WAITING_DAY = 1.0


def follow_up_due(look: Look) -> Finding | None:
    if look.object != "lead" or look.due_date is None or look.due_date > look.today:
        return None
    late = (look.today - look.due_date).days
    reasons = [
        Reason(
            f"Follow-up was due {days(late)} ago" if late else "Follow-up is due today",
            PER_DAY * min(late, MAX_LATE) + 4,
        )
    ]
    return _with_chance(look, "follow_up_due", DUE, reasons)


def untouched_lead(look: Look) -> Finding | None:
    waiting = look.days_since(look.created)
    if look.object != "lead" or look.last_touch is not None or look.due_date is not None or waiting is None:
        return None
    if not 1 <= waiting <= FIRST_DAYS:
        return None
    reasons = [
        Reason(
            f"Nobody has contacted them in the {days(waiting)} since they came in",
            PER_WAITING_DAY * min(waiting, 14) + 6,
        )
    ]
    return _with_chance(look, "untouched_lead", UNTOUCHED, reasons)


def _with_chance(look: Look, kind: str, base: float, reasons: list[Reason]) -> Finding:
    if look.chance is not None:
        reasons.append(Reason(f"{look.chance:.0%} likely to convert", round(CHANCE * (look.chance - 0.3), 1)))
    score = base + sum(r.weight for r in reasons)
    return finding(look, kind, score, reasons, (f"Log a call with {look.label}", f"log a call with {look.label}: "))
