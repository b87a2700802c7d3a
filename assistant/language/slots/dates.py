"""Conditions on days: periods and dates, on the field that the words speak of."""

from __future__ import annotations

from datetime import timedelta

from assistant.language.chart import Item
from assistant.language.slots.periods import (
    bare_year,
    cued_date_field,
    date_field,
    days_back,
    enters_stage,
    explicit_date_field,
    is_now,
    joined,
    said_of_outer,
    span_conditions,
    span_of,
    up_to,
)
from assistant.language.slots.scan import Scan
from assistant.language.slots.turn import Json, eq, op
from assistant.language.values import DurationValue, Span
from assistant.language.values.calendar import add


def dates(scan: Scan) -> None:
    """Periods and days, on the date field that the words speak of."""
    for i, item in list(scan.free()):
        if is_now(item):
            scan.used.add(i)  # "right now": as things stand
            continue
        if scan.outer and said_of_outer(scan.items, i, scan.head, scan.outer):
            continue
        if scan.outer in ("activity", "deal", "ticket", "lead") and scan.head in _TIMELESS and not _dated(scan, i):
            continue  # "e-mails from customers this week": of the e-mails
        older = _older_than(scan, i) or _within(scan, i)
        span = _span(scan, i, _tense(scan, i)) if older is None else None
        if older is not None:
            scan.take(i, i + 1, older, final=True)
            scan.used.add(i - 1)
        elif span and _whole_calendar(scan) and (coming := _coming(scan, item)):
            scan.take(i, i + 1, _planned(scan, coming), final=True)
        elif span:
            field = _explicit(scan, i) or date_field(scan.items, i, scan.head, task=_is_task(scan))
            planned = any(x.has("calendar") for x in scan.items)
            span = _span(scan, i, "future" if planned else _tense_of(field)) or span
            if item.kind == "date" and item.word.startswith("within"):
                if _tense_of(field) == "past":
                    continue  # "resolved within 2 days": how long it took is nowhere on record
                span = Span(scan.turn.context.today, span.end)  # "within two weeks": up to that day
            span = _bounded(scan, i, up_to(scan.items, i, span))
            found = span_conditions(field, span, scan.turn, scan.head)
            if found:
                scan.take(i, i + 1, joined(found))
                _implied_state(scan, field)


_TIMELESS = ("account", "contact", "product")


def _dated(scan: Scan, i: int) -> bool:
    """A word there says what happened to the record in those days: "customers created this week"."""
    return bool(_explicit(scan, i) or cued_date_field(scan.items, i, scan.head))


def _span(scan: Scan, i: int, tense: str) -> Span | None:
    return span_of(scan.items[i], scan.turn, tense) or bare_year(scan.items, i)


def _bounded(scan: Scan, i: int, span: Span) -> Span:
    """ "close < Dec 15", "created >= October 1", "older than March": from or up to the day that a comparison stands before."""
    cue = scan.items[i - 1] if i else None
    how = str(cue.value.value) if cue is not None and cue.kind == "comparator" and cue.value else ""
    if scan.word(i).endswith((" ago", " back")):
        how = _BACK.get(how, how)  # "more than 6 months ago": before that day
    if how not in _BOUNDS:
        return span
    scan.used.add(i - 1)
    day = timedelta(days=1)
    if how in ("lt", "older"):
        return Span(None, span.start - day if span.start else None)
    if how in ("gt", "newer"):
        return Span(span.end + day if span.end else None, None)
    return Span(None, span.end) if how == "lte" else Span(span.start, None)


_BACK = {"gt": "lt", "gte": "lte", "lt": "gt", "lte": "gte"}
_BOUNDS = frozenset(["lt", "lte", "gt", "gte", "older", "newer"])


def _whole_calendar(scan: Scan) -> bool:
    """ "what's on my calendar tomorrow": meetings and calls, and what is due."""
    kinds = any(x.sense("object", "activity") for x in scan.items)
    return scan.head == "activity" and not kinds and not any(x.has("overdue", "due") for x in scan.items)


def _coming(scan: Scan, item: Item) -> Span | None:
    """The days that are still to come; None for those that are over."""
    span = span_of(
        item, scan.turn, "future" if item.kind == "date" or any(x.has("calendar") for x in scan.items) else "past"
    )
    return span if span and (span.end is None or span.end >= scan.turn.context.today) else None


def _planned(scan: Scan, span: Span) -> Json:
    held = [op("type", "in", ["meeting", "call"]), *span_conditions("occurred_at", span, scan.turn, "activity")]
    due = [eq("type", "task"), eq("status", "open"), *span_conditions("due_date", span, scan.turn, "activity")]
    return {"any": [{"all": held}, {"all": due}]}


def _explicit(scan: Scan, i: int) -> str | None:
    for j in (i - 1, i - 2, i - 3):
        if j >= 0 and enters_stage(scan.items, j, scan.head):
            return "stage_since"
        if j >= 0 and (name := explicit_date_field(scan.items[j], scan.head, scan.turn)):
            if name == "closed_at" and any(x.has("closing") for x in scan.items):
                continue
            return name
    return None


def _is_task(scan: Scan) -> bool:
    return any(
        x.has("overdue", "due") or ((o := x.sense("object", "activity")) and o.value == "task") for x in scan.items
    )


def _tense(scan: Scan, i: int) -> str:
    if any(x.has("calendar") for x in scan.items):
        return "future"
    return _tense_of(_explicit(scan, i) or date_field(scan.items, i, scan.head, task=_is_task(scan)))


def _tense_of(field: str) -> str:
    return "future" if field in ("close_date", "due_date", "follow_up_date") else "past"


def _implied_state(scan: Scan, field: str) -> None:
    """Closing in a period are open deals; what is due are open tasks."""
    said = [f.condition.get("field") for f in scan.found]
    if field == "close_date" and scan.head == "deal" and not {"is_won", "is_lost", "is_open"} & set(said):
        scan.implied.append(eq("is_open", True))
    if field == "due_date" and not {"status", "is_overdue"} & set(said):
        scan.implied.append(eq("status", "open"))


def _older_than(scan: Scan, i: int) -> Json | None:
    """ "older than 3 months": made before then; "newer than a week"."""
    item = scan.items[i]
    value = item.value.value if item.value else None
    cue = scan.items[i - 1] if i else None
    if not isinstance(value, DurationValue) or cue is None or cue.kind != "comparator" or not cue.value:
        return None
    if cue.value.value in ("older", "gt"):
        stage = _stands_in_stage(scan)
        if cue.word.startswith("longer") and not stage and not any(x.has("open") for x in scan.items):
            return None  # how long a meeting took is nowhere on record
        if late := _overdue_since(scan, i):
            return op(late, "lt", add(scan.turn.context.today, value, -1).isoformat())
        field = "stage_since" if stage else "created_at"
        return op(field, "lt", days_back(scan.turn.context.today, value).isoformat())
    if cue.value.value in ("newer", "lt"):
        return op("created_at", "gte", days_back(scan.turn.context.today, value).isoformat())
    return None


def _overdue_since(scan: Scan, i: int) -> str | None:
    """ "Overdue by more than 3 days", "late for over a week": since the day that it was due."""
    late = any(x.has("overdue") for x in scan.before(i, 4))
    return {"activity": "due_date", "deal": "close_date"}.get(scan.head) if late else None


def _within(scan: Scan, i: int) -> Json | None:
    """ "closing within 30 days", "created within the past week": from today on, or up to today."""
    value = mention.value if (mention := scan.items[i].value) else None
    leads = (
        {"within", "inside", "in", "for", "over"} if scan.outer and scan.head == "activity" else {"within", "inside"}
    )
    led = {x.word for x in scan.before(i, 2)} & leads
    if not isinstance(value, DurationValue) or not led or value.unit in ("hour", "minute"):
        return None
    today = scan.turn.context.today
    field = _explicit(scan, i) or date_field(scan.items, i, scan.head, task=_is_task(scan))
    ahead = _tense_of(field) == "future"
    span = Span(today, add(today, value, 1)) if ahead else Span(days_back(today, value), today)
    if ahead:
        _implied_state(scan, field)
    return joined(span_conditions(field, span, scan.turn, scan.head))


def _stands_in_stage(scan: Scan) -> bool:
    """ "in the same stage for more than …", "stuck in Proposal longer than …": since it came there."""
    said = {w for x in scan.items for w in x.word.split()}
    options = any((o := x.sense("option", scan.head)) and o.field == "stage" for x in scan.items)
    stuck = bool(said & {"been", "stuck", "sitting", "sat", "for", "staying"})
    return scan.has_field("stage_since") and ("stage" in said or (options and stuck))
