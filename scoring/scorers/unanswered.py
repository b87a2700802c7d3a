"""A customer wrote and nobody has answered."""

from __future__ import annotations

from scoring.reasons import Reason
from scoring.scorers.finding import Finding, Look, days, finding

BASE = 52
MIN_DAYS = 2  # a day is not yet silence
MAX_DAYS = 30  # after a month it is history
PER_DAY = 1.5
STAKE = 20


def unanswered_mail(look: Look) -> Finding | None:
    waiting = look.days_since(look.last_inbound)
    if look.object == "activity" or waiting is None or not MIN_DAYS <= waiting <= MAX_DAYS:
        return None
    title = f": “{look.inbound_title}”" if look.inbound_title else ""
    reasons = [
        Reason(f"Their last mail has waited {days(waiting)} for an answer{title}", PER_DAY * min(waiting, 10) + 8)
    ]
    if look.weight > 0:
        reasons.append(Reason(f"{look.stake} at stake", round(STAKE * look.weight, 1)))
    score = BASE + sum(r.weight for r in reasons)
    whom = look.who or look.label
    return finding(
        look,
        "unanswered_mail",
        score,
        reasons,
        (f"Draft an answer to {whom}", f"draft an e-mail to {whom} about {look.label}"),
    )
