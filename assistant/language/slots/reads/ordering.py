"""In which order a list comes, and how many of it: "top 5 by amount", "the next three to close"."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.chart import Item, Items
from assistant.language.slots.states import is_next
from assistant.language.slots.turn import Json, Turn
from assistant.language.slots.unread import counts, topmost
from assistant.language.values import LimitValue, NumberValue
from crm_store.catalog import Kind

_BY_VALUE = {"deal": "amount", "account": "annual_revenue", "product": "list_price"}


_BY_TIME = {"activity": "occurred_at"}


def order(items: Items, turn: Turn, head: str) -> tuple[list[Json], int | None]:
    """(sort, limit) said by "top 5 by amount", "biggest", "latest", "sorted by close date"."""
    if head == "activity" and (coming := next((x for x in items if is_next(items, x)), None)):
        task = any((n := x.sense("object", head)) and n.value == "task" for x in items[items.index(coming) :])
        return [{"field": "due_date" if task else "occurred_at", "descending": False}], 1
    limits = [x for x in items if x.kind == "limit" and isinstance(x.value and x.value.value, LimitValue)]
    limit = next(iter(limits), None)
    field = _sort_field(items, turn, head)
    if head in _BY_VALUE and _rising(items):
        return [{"field": field or _BY_VALUE[head], "descending": False}], _count(limits, items, head)
    if limit is None and (most := extreme(items, head)):
        descending, count = most
        return [{"field": field or _BY_VALUE.get(head, "created_at"), "descending": descending}], count
    if limit is None:
        sort = [{"field": field, "descending": _descending(items, turn, head, field)}] if field else []
        return sort, number_of(items, head) if field else None
    value = limit.value.value if limit.value else None
    assert isinstance(value, LimitValue)
    if field is None and head == "deal" and value.by == "time" and any(x.has("closing") for x in items):
        field = "close_date"  # "the earliest closing deal"
    if field is None:
        by_time = value.by == "time"
        field = _BY_TIME.get(head, "created_at") if by_time else _BY_VALUE.get(head, "created_at")
    return [{"field": field, "descending": value.direction != "asc"}], _place(items, limit) or _count(
        limits, items, head
    )


def _rising(items: Items) -> bool:
    """ "FROM SMALL TO BIG", "amount ASCENDING", "lowest to highest"."""
    words = [w for x in items for w in x.word.split()]
    led = any(a in _LOW and b == "to" and c in _HIGH for a, b, c in zip(words, words[1:], words[2:], strict=False))
    return led or bool({"ascending", "asc"} & set(words))


_LOW = frozenset("small smallest low lowest little least cheap cheapest".split())
_HIGH = frozenset("big biggest large largest high highest most great greatest".split())


def _count(limits: list[Item], items: Items, head: str) -> int | None:
    """ "The largest, just the first 5", "the biggest, five of them": how many, said beside what is ranked."""
    said = [x.value.value.count for x in limits if x.value and isinstance(x.value.value, LimitValue)]
    more = next((n for n in said if n and n > 1), None)
    return more or number_of(items, head) or next(iter(said), None)


def _place(items: Items, limit: Item) -> int | None:
    """ "The second biggest": the first two, of which it is the last."""
    before = next((a for a, b in pairwise(items) if b is limit), None)
    place = before.value.value if before is not None and before.kind == "ordinal" and before.value else None
    return place if isinstance(place, int) and place > 0 else None


def extreme(items: Items, head: str) -> tuple[bool, int | None] | None:
    """ "The five deals with the most money in them", "our top customers": (whether the most come first, how many; None or 0 for all)."""
    if (one := _topmost(items, head)) is not None:
        return True, one
    if any(x.word in ("longest", "the longest") for x in items) and not any(x.sense("field") for x in items):
        return False, None if plural(items, head) else 1  # "open the longest"
    word = next((x.word for x in items if x.word in ("most", "least", "highest", "lowest")), None)
    at = next((i for i, x in enumerate(items) if counts(items, i, head)), None)
    if word is None or at is None:
        return None
    value = items[at].value
    count = value.value.value if value and isinstance(value.value, NumberValue) else None
    return word in ("most", "highest"), int(count) if count else None


def _topmost(items: Items, head: str) -> int | None:
    """ "Our best customers": 0, "our best customer": 1; None where nothing is said to be on top."""
    ranked = (x for i, x in enumerate(items[1:]) if topmost(items, i, head) and not x.candidates)
    noun = next(ranked, None) if head in _BY_VALUE else None
    sense = noun.sense("object", head) if noun is not None else None
    return None if sense is None else 0 if sense.plural else 1


_RANKED = (Kind.MONEY, Kind.INTEGER, Kind.NUMBER, Kind.PERCENT, Kind.DATE, Kind.INSTANT)


def ranked(items: Items, turn: Turn, head: str) -> str | None:
    """ "The earliest CLOSE DATE", "the furthest out close date": the field right behind the superlative."""
    at = next((i for i, x in enumerate(items) if x.kind == "limit"), None)
    behind = items[at + 1 : at + 3] if at is not None else ()
    named = (turn.field(head, s.field) for x in behind for s in x.senses if s.kind == "field" and s.object == head)
    return next((f.name for f in named if f and f.kind in _RANKED), None)


def _sort_field(items: Items, turn: Turn, head: str) -> str | None:
    if named := ranked(items, turn, head):
        return named
    for i, item in enumerate(items):
        ranks = item.word == "by" and any(x.kind == "limit" or x.sense("object") or sorts(x) for x in items[:i])
        if item.has("sort_by") or ranks or (item.word == "by" and any(x.kind == "limit" for x in items)):
            for other in items[i + 1 : i + 3]:
                sense = next((s for s in other.senses if s.kind == "field" and s.object == head), None)
                spec = turn.field(head, sense.field) if sense else None
                if spec and spec.kind is not Kind.REFERENCE:
                    return spec.name
    return None


def sorts(item: Item) -> bool:
    """ "Sort them by amount"."""
    return item.word in ("sort", "order", "rank", "arrange", "sorted", "ordered", "ranked")


def _descending(items: Items, turn: Turn, head: str, field: str) -> bool:
    spec = turn.field(head, field)
    words_said = {x.word for x in items}
    if words_said & {"descending", "desc", "highest first", "newest first"}:
        return True
    greatest_first = (Kind.MONEY, Kind.INTEGER, Kind.NUMBER, Kind.INSTANT)  # what happened last before what is long ago
    return bool(spec and spec.kind in greatest_first and not words_said & {"ascending", "asc", "oldest first"})


def closes_next(items: Items) -> bool:
    """ "which deal of mine is closing next": the one that is due first."""
    closing = next((i for i, x in enumerate(items) if x.has("closing")), None)
    words = [x.word for x in items]
    if closing is None or any(x.kind in ("period", "date", "duration") for x in items):
        return False
    ahead = {"next", "soonest"} & {*words[:closing][:3], *words[closing + 1 : closing + 3]}
    return bool(ahead) or words[-1] in ("next", "soonest", "first")


def number_of(items: Items, head: str) -> int | None:
    """ "The next three deals"."""
    said = (x.value.value for i, x in enumerate(items) if x.value and counts(items, i, head))
    return next((int(v.value) for v in said if isinstance(v, NumberValue)), None)


def plural(items: Items, head: str) -> bool:
    return any((s := x.sense("object", head)) and s.plural for x in items)


def default_sort(head: str, where: list[Json]) -> list[Json]:
    """The order in which a person reads such a list."""
    said = str(where)
    if head == "deal":
        return (
            [{"field": "closed_at", "descending": True}]
            if "closed_at" in said or "is_won" in said
            else [{"field": "close_date", "descending": False}]
        )
    if head == "activity":
        due = "due_date" in said or "is_overdue" in said or "'task'" in said
        return [{"field": "due_date", "descending": False}] if due else [{"field": "occurred_at", "descending": True}]
    if head in ("lead", "ticket"):
        return [{"field": "created_at", "descending": True}]
    return [{"field": "name", "descending": False}]


def picks(field: str, items: Items) -> bool:
    """The biggest, or the one that closes first: of what is still to come."""
    return field == "amount" or (field == "close_date" and any(x.kind == "limit" for x in items))


def ended(where: list[Json]) -> bool:
    said = str(where)
    return "is_won" in said or "is_lost" in said or "'Won'" in said or "'Lost'" in said


def state_said(where: list[Json]) -> bool:
    return any(word in str(where) for word in ("is_open", "is_won", "is_lost", "stage", "closed_at"))
