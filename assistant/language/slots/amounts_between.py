"""Two amounts that say from where to where: "from 20 thousand to 120 thousand", "30k..60k", "between 2 million and 5 million"."""

from __future__ import annotations

from decimal import Decimal

from assistant.language.chart import Item, Items
from assistant.language.values import MoneyValue, NumberValue

_TO = frozenset("to until till through thru - – — .".split())
_CHANGES = ("set", "move", "push", "raise", "lower", "clear", "assign")  # "raised from 20k to 30k": no span of amounts
_JOINT = 3  # items at most between both ends
_LEAST = 1000  # a bare number that is money


def upper_end(items: Items, i: int) -> int | None:
    """Where the higher amount of a span stands that begins with item `i`; None where no span begins there."""
    low = _amount(items[i])
    if low is None or any(x.has(*_CHANGES) for x in items[:i]):
        return None
    j = next((j for j in range(i + 1, min(len(items), i + 2 + _JOINT)) if items[j].value is not None), None)
    high = _amount(items[j]) if j is not None else None
    if j is None or high is None or low > high:
        return None
    joint = [x.word for x in items[i + 1 : j]]
    return j if joint and (set(joint) <= _TO or (joint == ["and"] and _led_by_between(items, i))) else None


def _led_by_between(items: Items, i: int) -> bool:
    return i > 0 and items[i - 1].word == "between"


def _amount(item: Item) -> Decimal | None:
    """The money of an item, or its number where that is as large as money."""
    said = item.value.value if item.value else None
    if isinstance(said, MoneyValue):
        return said.amount
    bare = isinstance(said, NumberValue) and said.unit is None and said.value >= _LEAST
    return said.value if bare and isinstance(said, NumberValue) else None
