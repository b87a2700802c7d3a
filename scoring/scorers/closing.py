"""A deal whose close date has passed or is near."""

from __future__ import annotations

from scoring.reasons import Reason
from scoring.scorers.finding import Finding, Look, days, finding

SOON_DAYS = 10
BASE_SOON = 42
BASE_OVERDUE = 45
STAKE = 24
NO_NEXT_STEP = 8
EARLY = 10  # an early stage so near the end


def overdue_close(look: Look) -> Finding | None:
    if look.object != "deal" or look.close_date is None or look.close_date >= look.today:
        return None
    late = (look.today - look.close_date).days
    reasons = [Reason(f"Its close date passed {days(late)} ago and it is still open", min(late, 20) * 0.8 + 6)]
    say = f"move the close date of {look.label} to end of month"
    return _with_stake(look, "overdue_close", BASE_OVERDUE, reasons, ("Move the close date", say))


def closing_soon(look: Look) -> Finding | None:
    if look.object != "deal" or look.close_date is None:
        return None
    left = (look.close_date - look.today).days
    if not 0 <= left <= SOON_DAYS:
        return None
    reasons = [Reason(f"Closes in {days(left)}" if left else "Closes today", (SOON_DAYS - left) * 1.2 + 2)]
    if not look.next_step:
        reasons.append(Reason("No next step is agreed", NO_NEXT_STEP))
    if look.stage_share < 0.5:
        reasons.append(Reason("It is still in an early stage", EARLY))
    whom = f"log a call with {look.who} about {look.label}: " if look.who else f"what's the latest with {look.label}?"
    return _with_stake(
        look, "closing_soon", BASE_SOON, reasons, (f"Call {look.who}" if look.who else "See the latest", whom)
    )


def _with_stake(look: Look, kind: str, base: float, reasons: list[Reason], action: tuple[str, str]) -> Finding:
    if look.weight > 0:
        reasons.append(Reason(f"{look.stake} at stake", round(STAKE * look.weight, 1)))
    if look.chance is not None:
        reasons.append(Reason(f"{look.chance:.0%} likely to win", round(10 * (look.chance - 0.4), 1)))
    return finding(look, kind, base + sum(r.weight for r in reasons), reasons, action)
