"""Which date a period is about, and the conditions that it makes."""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.language.chart import Item, Items
from assistant.language.slots.turn import Json, Turn, op
from assistant.language.values import DateValue, DurationValue, NumberValue, PeriodValue, Span
from assistant.language.values.calendar import add
from crm_store.catalog import Kind

# Families of words and the date field they speak of, by object; the first that stands near the period decides.
_CUES: dict[str, dict[str, str]] = {
    "deal": {
        "closing": "close_date",
        "won": "closed_at",
        "bought": "closed_at",
        "lost": "closed_at",
        "closed": "closed_at",
        "created": "created_at",
        "updated": "updated_at",
    },
    "lead": {
        "follow": "follow_up_date",
        "contacted": "last_contacted_at",
        "created": "created_at",
        "updated": "updated_at",
    },
    "activity": {"due": "due_date", "happened": "occurred_at", "created": "occurred_at", "overdue": "due_date"},
    "ticket": {
        "closed": "resolved_at",
        "created": "created_at",
        "raise": "created_at",
        "mention": "created_at",
        "open": "created_at",
        "updated": "updated_at",
    },
}
_PLAIN_CUES = {"created": "created_at", "updated": "updated_at"}
_DEFAULT = {"deal": "close_date", "lead": "created_at", "activity": "occurred_at"}


def date_field(items: Items, at: int, head: str, *, task: bool = False) -> str:
    """The date field of `head` that the words around item `at` speak of, else the one that people mean."""
    if cued := cued_date_field(items, at, head):
        return cued
    if task and head == "activity":  # a deal that is overdue has slipped past its close date
        return "due_date"
    return _DEFAULT.get(head, "created_at")


def cued_date_field(items: Items, at: int, head: str) -> str | None:
    """The date field that a word near item `at` speaks of: "created", "closing", "won"."""
    cues = _CUES.get(head, _PLAIN_CUES)
    if head in ("deal", "ticket") and looks_back(items):
        cues = {**cues, "closing": "closed_at" if head == "deal" else "resolved_at"}
    near = sorted((i for i in range(len(items)) if i != at), key=lambda i: abs(i - at) + (2 if i > at else 0))
    for i in near:
        metric = items[i].sense("metric")
        if head == "deal" and metric and metric.value in ("won_count", "lost_count"):
            return "closed_at"
        if head == "ticket" and metric and metric.value == "resolved_tickets":
            return "resolved_at"
        if enters_stage(items, i, head):
            return "stage_since"
        for name in sorted(items[i].families):
            if name in cues:
                return cues[name]
    return None


_ENTERING = frozenset("moved moves entered reached went came got progressed advanced".split())


def enters_stage(items: Items, i: int, head: str) -> bool:
    """ "moved to negotiation", "entered proposal": deals, since when they stand there."""
    if head == "deal" and _changes_stage(items, i):
        return True
    if head != "deal" or items[i].word not in _ENTERING:
        return False
    behind = [x for x in items[i + 1 : i + 4] if x.word not in ("to", "into", "in", "the", "stage")]
    return bool(behind) and any(s.kind == "option" and s.field == "stage" for s in behind[0].senses)


def _changes_stage(items: Items, i: int) -> bool:
    """ "Which deals moved this week", "changed stage since Monday", "advanced": into whichever stage they stand in."""
    behind = [x for x in items[i + 1 : i + 3] if x.word not in ("the", "a", "to", "another")]
    if items[i].word in _CHANGING and behind and behind[0].sense("field", "deal"):
        return any(s.field == "stage" for s in behind[0].senses)
    alone = not any(x.sense("field") or x.sense("option") or x.candidates for x in behind[:1])
    return items[i].word in _ADVANCING and alone


_CHANGING = frozenset("moved changed switched moves changes".split())
_ADVANCING = frozenset("moved advanced progressed".split())


def said_of_outer(items: Items, at: int, head: str, outer: str) -> bool:
    """ "Deals at healthcare accounts closing this month": the word before the period is said of the deals."""
    own, others = _CUES.get(head, _PLAIN_CUES), _CUES.get(outer, {})
    near = items[max(0, at - 3) : at]
    return any(x.has(*others) and not x.has(*own) for x in near if not x.sense("object"))


def is_now(item: Item) -> bool:
    """ "right now", "at the moment": no period, but how things stand."""
    return item.kind == "date" and item.word in ("now", "right now", "just now", "at the moment")


def looks_back(items: Items) -> bool:
    """ "what did we close in September": what was closed, not what is to close."""
    return any(x.word in ("did", "have we", "has") for x in items) and any(x.word == "close" for x in items)


def explicit_date_field(item: Item, head: str, turn: Turn) -> str | None:
    """A date field of `head` that the item names."""
    for sense in item.senses:
        if sense.kind == "field" and sense.object == head:
            field = turn.field(head, sense.field)
            if field and field.kind in (Kind.DATE, Kind.INSTANT):
                return field.name
    return None


def span_of(item: Item, turn: Turn, tense: str) -> Span | None:
    """The days that a date, period or time before now stands for."""
    value = item.value.value if item.value else None
    if isinstance(value, PeriodValue):
        return value.on("future" if tense == "future" else "past")
    if isinstance(value, DateValue):
        day = value.on("future" if tense == "future" else "past")
        return Span(day, day)
    return None


def bare_year(items: Items, i: int) -> Span | None:
    """ "Lost to competitor 2026", "won count by rep 2026": a year by its bare number; an amount is compared or has its unit."""
    item = items[i]
    value = item.value.value if item.value else None
    if not isinstance(value, NumberValue) or value.unit is not None or not _YEAR.fullmatch(item.text):
        return None
    behind = items[i + 1] if i + 1 < len(items) else None
    counted = behind is not None and (behind.plural or any(s.kind == "field" for s in behind.senses))
    if counted or (i and items[i - 1].kind == "comparator"):
        return None
    return Span(date(int(item.text), 1, 1), date(int(item.text), 12, 31))


_YEAR = re.compile(r"(?:19|20)\d\d")


def up_to(items: Items, i: int, span: Span) -> Span:
    """ "closing by Friday", "by the end of the year": all up to that day, and not what falls on it alone."""
    led = [x.word for x in items[max(0, i - 2) : i] if x.word not in ("the", "latest", "about", "around")]
    return Span(None, span.end) if led and led[-1] in ("by", "no later than") and items[i].kind == "date" else span


def span_conditions(field: str, span: Span, turn: Turn, head: str) -> list[Json]:
    """`field` lies within the span; instants are compared with the midnights of days."""
    kind = turn.catalog.objects[head].field(field.split(".", maxsplit=1)[0]).kind if "." not in field else Kind.DATE
    conditions = []
    if span.start:
        conditions.append(op(field, "gte", span.start.isoformat()))
    if span.end and kind is Kind.INSTANT:
        conditions.append(op(field, "lt", (span.end + timedelta(days=1)).isoformat()))
    elif span.end:
        conditions.append(op(field, "lte", span.end.isoformat()))
    return conditions


def days_back(today: date, duration: DurationValue) -> date:
    """The first day of the last so many days (weeks, months), which include today."""
    if duration.unit in ("hour", "minute"):
        return today
    return add(today, duration, -1) + timedelta(days=1)


def joined(conditions: list[Json]) -> Json:
    return conditions[0] if len(conditions) == 1 else {"all": conditions}
