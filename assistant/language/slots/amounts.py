"""Conditions that compare a field with a number: "over 50k", "with more than 500 employees"."""

from __future__ import annotations

from decimal import Decimal

from assistant.language.chart import Item, Items
from assistant.language.slots.amounts_between import upper_end
from assistant.language.slots.periods import bare_year
from assistant.language.slots.scan import Scan, excepts, negates
from assistant.language.slots.turn import Json, number, op
from assistant.language.slots.unread import counts
from assistant.language.text import stem
from assistant.language.values import MoneyValue, NumberValue, RangeValue
from crm_store.catalog import Kind

_MONEY = {"deal": "amount", "account": "annual_revenue", "product": "list_price"}
_NUMERIC = (Kind.MONEY, Kind.INTEGER, Kind.NUMBER, Kind.PERCENT)
_COMPARES = {"eq", "gt", "gte", "lt", "lte"}
_ABOUT = Decimal("0.1")  # "around 50k" is a tenth more or less
_HEADS = frozenset("people person persons folks heads workers staff".split())
_VALUES = ("money", "number", "range", "percent", "duration", "date")
_REACH = 6  # items between an exception and the amount that is excepted
_SAME = 6  # letters in which slips of a long word agree


def amounts(scan: Scan) -> None:
    """ "over 50k", "with more than 500 employees", "between 10 and 20k", "worth at least 1M"."""
    _spans(scan)
    for i, item in list(scan.free()):
        if item.kind not in ("money", "number", "range", "percent") or item.value is None:
            continue
        if counts(scan.items, i, scan.head) or bare_year(scan.items, i):
            continue  # "five deals"
        comparator = _comparator(scan, i)
        field, at = _numeric_field(scan, i)
        if field is None and comparator is None and item.kind != "range":
            continue
        name = field or (_MONEY.get(scan.head) if item.kind != "percent" else None)
        if name is None or not scan.has_field(name) or (item.kind == "number" and field is None and not _large(item)):
            continue
        condition = _compared(name, comparator or "eq", item)
        if condition:
            excepted = any(excepts(x) for x in scan.before(i, _REACH)) or _denied(scan, i)
            scan.take(i, i + 1, condition, final=not excepted)
            scan.used.update(j for j in (at, _comparator_place(scan, i)) if j is not None)


def _spans(scan: Scan) -> None:
    """ "From 20 thousand to 120 thousand", "anywhere from 30k to 60k"."""
    for i, _ in list(scan.free()):
        end = upper_end(scan.items, i)
        field, at = _numeric_field(scan, i) if end is not None else (None, None)
        name = field or _MONEY.get(scan.head)
        if end is None or name is None or not scan.has_field(name) or _comparator(scan, i) or bare_year(scan.items, i):
            continue
        ends = (_compared(name, "gte", scan.items[i]), _compared(name, "lte", scan.items[end]))
        scan.take(i, end + 1, {"all": [c for c in ends if c]}, final=not any(map(excepts, scan.before(i, _REACH))))
        scan.used.update(j for j in (at,) if j is not None)


def _denied(scan: Scan, i: int) -> bool:
    """ "Without deals below 10k", "nothing under 30k": what is denied is of that size."""
    place = _comparator_place(scan, i)
    for j in range((i if place is None else min(place, i)) - 1, -1, -1):
        item = scan.items[j]
        if negates(item) or item.word == "nothing":
            return True
        if not (item.sense("object", scan.head) or item.word in _POINTING):
            return False
    return False


_POINTING = frozenset("those ones anything any the that which are is all".split())


def _large(item: Item) -> bool:
    """A plain number without a field is money only where it looks like it: "over 20000"."""
    value = item.value.value if item.value else None
    return (isinstance(value, NumberValue) and value.unit is None and value.value >= 1000) or isinstance(
        value, RangeValue
    )


def _comparator_place(scan: Scan, i: int) -> int | None:
    for j in (i - 1, i - 2, i + 1):
        if j == i + 1 and scan.items[i + 2 : i + 3] and scan.items[i + 2].kind in _VALUES:
            continue  # "2026 over 50k": it compares what follows
        if 0 <= j < len(scan.items) and scan.items[j].kind == "comparator":
            value = scan.items[j].value
            if value and value.value in _COMPARES | {"approx"}:
                return j
    return None


def _comparator(scan: Scan, i: int) -> str | None:
    place = _comparator_place(scan, i)
    value = scan.items[place].value if place is not None else None
    return str(value.value) if value else None


def _numeric_field(scan: Scan, i: int) -> tuple[str | None, int | None]:
    """The number field named next to item `i`: "amount over 50k", "over 50 employees"."""
    said = scan.items[i].value
    unit = said.value.unit if said and isinstance(said.value, NumberValue | RangeValue) else None
    if unit in _HEADS and scan.has_field("employees"):
        return "employees", None
    if unit:
        sense = scan.turn.catalog.objects[scan.head].fields
        for field in sense.values():
            words = [field.name, field.label.lower(), *(s.lower() for s in field.synonyms)]
            if field.kind in _NUMERIC and any(_alike(unit, w) for phrase in words for w in phrase.split()):
                return field.name, None
    if said and scan.items[i].kind == "number" and (shared := _shared_unit(scan, i)):
        return shared, None
    for j in (i - 1, i - 2, i - 3, i + 1, i + 2):
        if 0 <= j < len(scan.items) and j not in scan.used and not _parted(scan, i, j) and not _reason(scan, j):
            for s in scan.items[j].senses:
                known = scan.turn.field(scan.head, s.field) if s.kind == "field" and s.object == scan.head else None
                if known and known.kind in _NUMERIC:
                    return known.name, j
    return (_bound_before(scan, i), None) if said and scan.items[i].kind == "number" else (None, None)


def _bound_before(scan: Scan, i: int) -> str | None:
    """ "more than 500 employees but less than 2000": the unit was said with the first of two bounds."""
    for found in scan.found:
        known = scan.turn.field(scan.head, str(found.condition.get("field", "")))
        if known and known.kind in _NUMERIC and 0 < i - found.end <= _JOINED and _joins(scan.items[found.end : i]):
            return known.name
    return None


def _parted(scan: Scan, i: int, j: int) -> bool:
    """Another value stands between: "lost on price last quarter over 30k"."""
    between = scan.items[min(i, j) + 1 : max(i, j)]
    return any(x.value is not None and x.kind not in ("comparator", "limit") for x in between)


def _reason(scan: Scan, j: int) -> bool:
    """ "Lost on price over 30k": why it was lost, and no number."""
    option = scan.items[j].sense("option", scan.head)
    led = scan.word(j - 1) in ("on", "to", "over", "for", "of") or any(x.has("because") for x in scan.before(j))
    return option is not None and led and any(x.has("lost") or _counts_losses(x) for x in scan.items)


def _counts_losses(item: Item) -> bool:
    metric = item.sense("metric")
    return metric is not None and metric.value == "lost_count"


def _alike(unit: str, word: str) -> bool:
    """The unit and a word of the field's name: "employees", "employes", "staff"."""
    near = min(len(unit), len(word)) >= _SAME and (word.startswith(unit.rstrip("s")) or unit.startswith(word))
    return near or stem(unit) == stem(word)


def _shared_unit(scan: Scan, i: int) -> str | None:
    """ "at least 1,000 but fewer than 3,000 employees": the unit is said once."""
    behind = scan.items[i + 1 : i + 4]
    at = next((j for j, x in enumerate(behind, i + 1) if x.kind == "number"), None)
    return _numeric_field(scan, at)[0] if at is not None and _joins(behind) else None


_JOINED = 4  # items between two bounds of one number, the unit among them


def _joins(items: Items) -> bool:
    return any(x.word in ("but", "and", "to") for x in items)


def _compared(field: str, comparator: str, item: Item) -> Json | None:
    value = item.value.value if item.value else None
    if isinstance(value, RangeValue):
        return {"all": [op(field, "gte", number(value.low)), op(field, "lte", number(value.high))]}
    amount = value.amount if isinstance(value, MoneyValue) else value.value if isinstance(value, NumberValue) else value
    if not isinstance(amount, Decimal):
        return None
    if comparator == "approx":
        low, high = amount * (1 - _ABOUT), amount * (1 + _ABOUT)
        return {"all": [op(field, "gte", number(low)), op(field, "lte", number(high))]}
    return op(field, comparator, number(amount))
