"""An open deal that nobody has touched for weeks."""

from __future__ import annotations

from scoring.reasons import Reason
from scoring.scorers.finding import Finding, Look, days, finding

QUIET_DAYS = 21  # three weeks: twice the usual gap between two touches of a live deal
BASE = 40
PER_WEEK = 3.0
MAX_WEEKS = 8
STAKE = 24


def quiet_deal(look: Look) -> Finding | None:
    quiet = look.days_since(look.last_touch or look.created)
    if look.object != "deal" or quiet is None or quiet < QUIET_DAYS:
        return None
    reasons = [Reason(f"No activity for {days(quiet)}", PER_WEEK * min(quiet / 7, MAX_WEEKS))]
    if look.weight > 0:
        reasons.append(Reason(f"{look.stake} at stake", round(STAKE * look.weight, 1)))
    score = BASE + sum(r.weight for r in reasons)
    whom = look.who or look.about or look.label
    return finding(
        look,
        "quiet_deal",
        score,
        reasons,
        (f"Get back to {whom}", f"remind me tomorrow to call {whom} about {look.label}"),
    )
