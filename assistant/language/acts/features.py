"""What the classifier sees of a clause: its text with mentions masked, and which kinds of items it holds."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.language.chart import Item, Items

# What stands for a mention in the text that is encoded: plain words that the encoder knows.
MASKS = {
    "deal": "the Acme renewal",
    "account": "Acme",
    "contact": "John Smith",
    "lead": "John Smith",
    "user": "Peter",
    "product": "Widget",
    "ticket": "the ticket",
    "activity": "the task",
    "money": "50k",
    "date": "Friday",
    "period": "this month",
    "percent": "10%",
    "email": "jane@acme.com",
    "phone": "555-1234",
    "stage": "negotiation",
    "duration": "30 days",
    "shift": "two weeks",
}
_PLAIN_VALUES = {"comparator", "limit", "ordinal", "number", "range", "quote", "url", "ref", "time", "comparison"}


def masked(items: Items) -> str:
    """The clause with its mentions replaced."""
    return " ".join(_shown(i) for i in items if not i.is_mark or i.word in "?:")


def _shown(item: Item) -> str:
    if item.candidates:
        return MASKS[item.candidates[0].object]
    if item.kind and item.kind not in _PLAIN_VALUES:
        return MASKS.get(item.kind, item.text)
    if (option := item.sense("option")) and option.field == "stage" and item.families.isdisjoint(("won", "lost")):
        return MASKS["stage"]
    return item.word


def features(items: Items) -> frozenset[str]:
    """Names of what is there; `1:` marks the first item that is no politeness."""
    found = set(_signs(items))
    content = [
        i for i in items if not i.is_mark and not i.has("please", "all") and i.word not in ("the", "a", "and", "then")
    ]
    if content:
        found |= {f"1:{s}" for s in _item_signs(content[0])}
        found.add(f"size:{min(len(content), 6)}")
    if len(content) > 1:
        found |= {f"2:{s}" for s in _item_signs(content[1])}
    return frozenset(found)


def _signs(items: Items) -> Iterator[str]:
    for item in items:
        yield from _item_signs(item)
        if item.word == "?":
            yield "?"
        if item.word == ":":
            yield ":"


def _item_signs(item: Item) -> Iterator[str]:
    if item.candidates:
        yield f"record:{item.candidates[0].object}"
        yield "record"
        return
    if item.kind:
        yield f"value:{item.kind}"
    else:
        yield f"w:{item.word}"
    for sense in item.senses:
        if sense.kind == "family":
            yield f"family:{sense.value}"
        elif sense.kind == "object":
            yield f"object:{'many' if sense.plural else 'one'}"
        else:
            yield sense.kind
