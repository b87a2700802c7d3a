"""So many of a kind, ranked by a figure: "the five strongest customers by won value", "which three reps are at the top"."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.language.chart import Item, Items
from assistant.language.slots.reports.dimensions import dimension_of
from assistant.language.slots.reports.ranked import RANKING
from assistant.language.slots.turn import Turn
from assistant.language.values import LimitValue, NumberValue

_KINDS = ("account", "owner", "product", "source", "account.industry")
_FIRST = RANKING | frozenset("highest leading strongest important first main key".split())
_LAST = frozenset("worst least fewest lowest weakest smallest bottom last".split())
_MOST = 50  # of a kind that somebody asks to see ranked


@dataclass(frozen=True, slots=True)
class SoMany:
    """`count` of `group`, from the top or the bottom, and the items that say so."""

    count: int
    group: str
    descending: bool
    places: frozenset[int]


def so_many(items: Items, turn: Turn) -> SoMany | None:
    """How many of which kind are asked for, where a word of rank stands in the clause."""
    ranks = [w for x in items if x.kind != "comparator" for w in x.word.split() if w in _FIRST | _LAST]
    if not ranks:
        return None
    for i, item in enumerate(items):
        count, unit = _count(item), _unit(item)
        at = i if unit else _noun(items, i, turn)
        group = unit or (dimension_of(items[at], turn) if at is not None else None)
        if count and at is not None and group in _KINDS and not (i and items[i - 1].word in ("last", "next")):
            return SoMany(count, group, not set(ranks) <= _LAST, _places(items, i, at))
    return None


def _count(item: Item) -> int | None:
    """ "Five", "3 customers", "top 5": a number of things."""
    value = item.value.value if item.value else None
    if isinstance(value, LimitValue):
        return value.count
    whole = isinstance(value, NumberValue) and item.kind == "number" and value.value == int(value.value)
    return int(value.value) if whole and isinstance(value, NumberValue) and 1 < value.value <= _MOST else None


def _unit(item: Item) -> str | None:
    """ "3 customers" in one: the kind that its number counts."""
    value = item.value.value if item.value else None
    counted = value.unit if isinstance(value, NumberValue) else None
    return _UNITS.get(counted.rstrip("s")) if counted else None


_UNITS = {
    "customer": "account",
    "account": "account",
    "client": "account",
    "company": "account",
    "rep": "owner",
    "product": "product",
    "seller": "owner",
}


def _noun(items: Items, i: int, turn: Turn) -> int | None:
    """The kind right behind the number, a word of rank between them at most: "five STRONGEST customers"."""
    for j in range(i + 1, min(i + 3, len(items))):
        if items[j].plural and not items[j].candidates and dimension_of(items[j], turn):
            return j
        if items[j].word not in _FIRST | _LAST | {"of", "our", "my", "the", "best"}:
            return None
    return None


def _places(items: Items, i: int, at: int) -> frozenset[int]:
    """The number with its kind, and "name", "the names of" before them."""
    named = {j for j in range(max(0, i - 4), i) if items[j].word in ("name", "names", "the names of")}
    return frozenset({*range(i, at + 1), *named})
