"""How they stand: open, won, lost, closed, overdue, done."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from assistant.language.chart import Item, Items
from assistant.language.slots.periods import looks_back
from assistant.language.slots.scan import Scan, negates
from assistant.language.slots.turn import Json, eq, op

_DONE = frozenset("done complete completed finish finished closed".split())


def states(scan: Scan) -> None:
    """Open, won, lost, closed, overdue, done."""
    for i, item in list(scan.free()):
        if item.candidates or (
            item.sense("object") and item.has("closed", "open") is False and not item.has("won", "lost")
        ):
            continue
        _state(scan, i, item)


def _state(scan: Scan, i: int, item: Item) -> None:
    said = _STATES.get(scan.head)
    condition = said(item, scan) if said else None
    if scan.head == "deal" and _not_in_time(item, scan):
        scan.take(i, i + 1, _slipped(scan), final=True)
    elif condition is not None:
        scan.take(i, i + 1, condition)


def _deal_state(item: Item, scan: Scan) -> Json | None:
    metric = item.sense("metric")
    if metric and metric.value == "pipeline" and not _of_pipeline(scan):
        return eq("is_open", True)
    if metric and metric.value in ("won_count", "lost_count"):
        return eq("is_won" if metric.value == "won_count" else "is_lost", True)
    if (item.has("won") and item.word != "win") or (item.has("bought") and not metric):
        return eq("is_won", True)
    if item.has("lost"):
        return eq("is_lost", True)
    if _was_to_close(item, scan) or _is_over(item, scan):
        return _slipped(scan)
    if item.has("open", "closed") or _running(item, scan):
        return eq("is_open", not item.has("closed"))
    if item.has("overdue") and any(f.condition == eq("is_open", False) for f in scan.found):
        return None  # "closed late": no table says so
    if item.has("overdue"):
        return _slipped(scan)
    return None


def _running(item: Item, scan: Scan) -> bool:
    """ "A RUNNING opportunity"."""
    behind = next((b for a, b in pairwise(scan.items) if a is item), None)
    return item.word in ("running", "undecided") and behind is not None and behind.sense("object", "deal") is not None


def _slipped(scan: Scan) -> Json:
    """Open, and to be closed before today."""
    return {"all": [eq("is_open", True), op("close_date", "lt", scan.turn.context.today.isoformat())]}


def _not_in_time(item: Item, scan: Scan) -> bool:
    """ "That did not CLOSE when they should have", "not CLOSED in time", "didn't CLOSE as planned"."""
    at = scan.items.index(item)
    behind = [w for x in scan.items[at + 1 : at + 6] for w in x.word.split()]
    denied = any(map(negates, scan.items[max(0, at - 3) : at]))
    return denied and item.has("closing", "closed") and not {"time", "schedule", "planned", "should"}.isdisjoint(behind)


def _is_over(item: Item, scan: Scan) -> bool:
    """ "With the close date passed", "whose date is gone"."""
    at = scan.items.index(item)
    before, behind = scan.items[max(0, at - _BEFORE) : at], scan.items[at + 1 : at + 1 + _BESIDE]
    dated = any(x.kind in ("date", "period", "duration", "money") for x in behind)  # "close date past March"
    leads = (
        item.word in _GONE | _BEYOND and any(map(_of_day, behind)) and (behind[0].word in _THEIR or _of_day(behind[0]))
    )
    ends = item.word in _GONE | _OVER and any(map(_of_day, before)) and not any(map(negates, before))
    return not dated and (leads or ends)


def _of_day(item: Item) -> bool:
    return item.word in ("date", "dates", "deadline") or any(
        s.kind == "field" and s.field == "close_date" for s in item.senses
    )


_BEFORE, _BESIDE = 5, 3  # items between a day and what says that it is over: "a close date that has come and gone"
_GONE = frozenset("passed gone expired lapsed elapsed outdated".split())
_OVER = frozenset(["over", "past", "behind", "history"])  # "the close date is already OVER"
_BEYOND = frozenset("beyond over past behind missed missing overran outlived".split())  # "BEYOND its close date"
_THEIR = frozenset("its their the his her a close closing closed".split())


def _was_to_close(item: Item, scan: Scan) -> bool:
    """ "Were supposed TO BE CLOSED by now", "should already have CLOSED": what has not, and was to."""
    at = scan.items.index(item)
    words = [w for x in scan.items[max(0, at - 4) : at] for w in x.word.split()]
    due = bool(_MEANT & set(words)) or ("should" in words and "have" in words)
    past = bool({"was", "were", "have", "had"} & set(words))
    over = any(x.word in ("already", "now") for x in scan.items[max(0, at - 4) : at + 4])
    return item.has("closing", "closed") and due and (past or over)


_MEANT = frozenset("supposed meant expected due scheduled planned should".split())


def _ticket_state(item: Item, scan: Scan) -> Json | None:
    metric = item.sense("metric")
    if metric and metric.value == "resolved_tickets":
        return op("resolved_at", "isnull", False)
    if item.has("closing") and looks_back(scan.items):
        return op("resolved_at", "isnull", False)  # "how many tickets did we close"
    return op("resolved_at", "isnull", item.has("open")) if item.has("open", "closed") else None


def _lead_state(item: Item, scan: Scan) -> Json | None:
    metric = item.sense("metric")
    if metric and metric.value == "converted_leads":
        return eq("status", "Converted")
    if item.has("overdue"):
        return op("follow_up_date", "lt", scan.turn.context.today.isoformat())
    if item.has("open") and item.word in ("open", "active"):
        return {"not": op("status", "in", ["Converted", "Unqualified"])}
    return None


def _of_pipeline(scan: Scan) -> bool:
    """ "deals in the Renewals pipeline": one of several, called by its name."""
    return any(s.kind == "option" and s.field == "pipeline" for x in scan.items for s in x.senses)


def is_next(items: Items, item: Item) -> bool:
    """ "My next meeting": the one that comes, and no date."""
    behind = next((b for a, b in pairwise(items) if a is item), None)
    sense = behind.sense("object", "activity") if behind is not None else None
    return item.word == "next" and sense is not None and not sense.plural


def _task_state(item: Item, scan: Scan) -> Json | None:
    if item.has("overdue"):
        return eq("is_overdue", True)
    ahead = item.word in ("upcoming", "coming up", "lined up") or is_next(scan.items, item)
    if ahead and not any(x.kind in ("period", "date") for x in scan.items):
        field = "due_date" if any(f.condition == eq("type", "task") for f in scan.found) else "occurred_at"
        return op(field, "gte", scan.turn.context.today.isoformat())
    if item.has("open") or item.word in ("incomplete", "undone"):
        return eq("status", "open")
    return eq("status", "done") if item.has("complete", "closed") and item.word in _DONE else None


_STATES: dict[str, Callable[[Item, Scan], Json | None]] = {
    "deal": _deal_state,
    "ticket": _ticket_state,
    "lead": _lead_state,
    "activity": _task_state,
}
