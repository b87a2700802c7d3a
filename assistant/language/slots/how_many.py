"""How many others are said to belong to a record: "more than 3 contacts", "only one open deal"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.language.chart import Item, Items
from assistant.language.slots.turn import Json
from assistant.language.values import NumberValue

KINDS = frozenset("task call meeting email note".split())
COUNTED = KINDS | frozenset("account contact lead deal ticket".split())


@dataclass(frozen=True, slots=True)
class Quantity:
    """From how many up to how many others there are, and the items that say it."""

    least: int
    most: int | None
    places: frozenset[int]

    @property
    def bounds(self) -> Json:
        return {"least": self.least, **({} if self.most is None else {"most": self.most})}


def quantity(items: Items, start: int, noun: int) -> Quantity | None:
    """ "With MORE THAN 3 contacts", "ONLY ONE contact", "TWO OR MORE open deals", "SEVERAL tickets"."""
    for i in range(max(0, noun - 4), noun + 1):
        n = _number(items[i])
        if n is None or i < start - 1:
            continue
        cues = {
            j: str(x.value.value)
            for j, x in enumerate(items[: i + 2])
            if j >= i - 1 and x.kind == "comparator" and x.value is not None
        }
        how = next((o for o in cues.values() if o in _BOUNDS), "gte" if items[i].word in _SOME else "eq")
        least, most = _BOUNDS[how](n)
        only = {i - 1} if i and items[i - 1].word in ("only", "just", "precisely") else set()
        return Quantity(least, most, frozenset({i, *cues, *only}))
    return None


def counted_others(items: Items) -> bool:
    """ "Leads WITH AT LEAST 2 CALLS": records by how many others they have, and no figure of those."""
    for i, item in enumerate(items[:-1]):
        bound = item.kind == "comparator" and item.value is not None and str(item.value.value) in _BOUNDS
        led = any(x.has("has") or x.word == "with" for x in items[max(0, i - 2) : i])
        if bound and led and _number(items[i + 1]) is not None:
            return any((s := x.sense("object")) and s.plural for x in items[:i])
    return False


_SOME = frozenset(["several", "multiple"])
_BOUNDS: dict[str, Callable[[int], tuple[int, int | None]]] = {
    "eq": lambda n: (n, n), "gt": lambda n: (n + 1, None), "gte": lambda n: (n, None),
    "lt": lambda n: (0, max(0, n - 1)), "lte": lambda n: (0, n),
}  # fmt: skip


def _number(item: Item) -> int | None:
    """A whole number of records; "several" are two at least."""
    value = item.value.value if item.kind == "number" and item.value else None
    if isinstance(value, NumberValue) and value.value == int(value.value) and value.unit in (None, *COUNTED):
        return int(value.value)
    return 2 if item.word in _SOME else 1 if item.word == "one" else None
