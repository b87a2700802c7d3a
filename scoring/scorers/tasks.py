"""A task that is due today or overdue."""

from __future__ import annotations

from scoring.reasons import Reason
from scoring.scorers.finding import Finding, Look, days, finding

BASE = 55  # somebody said they would do it
PER_DAY = 2.0  # of lateness, up to MAX_LATE days: after that it is stale rather than urgent
MAX_LATE = 10
HIGH_PRIORITY = 12


def task_due(look: Look) -> Finding | None:
    if look.object != "activity" or look.due_date is None or look.due_date > look.today:
        return None
    late = (look.today - look.due_date).days
    reasons = [Reason(f"Overdue by {days(late)}" if late else "Due today", PER_DAY * min(late, MAX_LATE) + 5)]
    if look.priority == "high":
        reasons.append(Reason("High priority", HIGH_PRIORITY))
    score = BASE + sum(r.weight for r in reasons)
    return finding(look, "task_due", score, reasons, ("Mark as done", f"mark task {look.ref} done"))
