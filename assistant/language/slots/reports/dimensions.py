"""Which words name a kind that a report can group by."""

from __future__ import annotations

from assistant.language.chart import Item
from assistant.language.slots.reports.measures import NUMBERS
from assistant.language.slots.turn import Turn

BUCKETS = ("month", "quarter", "week", "year")


def dimension_of(item: Item, turn: Turn) -> str | None:
    """The dimension that an item names: one of every tenant, else a picklist or text field of the catalog."""
    if my_sellers(item):
        return "owner"
    if item.has("team") and item.word.endswith(" teams"):
        return "owner.team"
    sense = item.sense("dimension")
    if sense is None and item.sense("metric"):
        return None  # "the top industries by pipeline"
    return sense.value if sense else _own_dimension(item, turn)


_SELLERS = frozenset("reps people guys folks sellers salespeople".split())


def my_sellers(item: Item) -> bool:
    """ "my reps" as one word of the vocabulary."""
    words = item.word.split()
    return item.has("team") and len(words) > 1 and words[-1] in _SELLERS


def _own_dimension(item: Item, turn: Turn) -> str | None:
    """A field of the catalog that has groups; a number has none."""
    for sense in item.senses:
        field = turn.field(sense.object, sense.field) if sense.kind == "field" else None
        if field is not None and field.kind not in NUMBERS:
            return field.name
    return None
