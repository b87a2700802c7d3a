"""A list that is filtered by a value: "filter my account list by Boston", "filter open deals by owner: Ann, Bo" - and not grouped by it."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.chart import Item, Items

_FILTERING = frozenset("filter filtered filtering narrow narrowed restrict restricted".split())


def filtered(items: Items) -> Items:
    """The clause with "with" or "in" for the "by" before a value; as it was where only a field stands behind it."""
    verb = next((i for i, x in enumerate(items) if x.word.split()[0] in _FILTERING), None)
    by = next((i for i, x in enumerate(items) if verb is not None and i > verb and x.word == "by"), None)
    if by is None:
        return items
    at = next((i for i in range(by + 1, len(items)) if not (items[i].is_mark or _is_field(items[i]))), len(items))
    if at == len(items) or not (_is_value(items[at]) or _is_name(items[at])):
        return items
    word = "in" if _is_name(items[at]) and at == by + 1 else "with"
    led = replace(items[by], text=word, word=word, senses=())
    return (*items[:by], led, *(x for x in items[by + 1 : at] if not x.is_mark), *items[at:])


def _is_field(item: Item) -> bool:
    return item.sense("field") is not None and not (item.candidates or item.sense("option"))


def _is_value(item: Item) -> bool:
    return bool(item.candidates) or item.sense("option") is not None or item.value is not None


def _is_name(item: Item) -> bool:
    """A word that nothing is known of, written as a name is."""
    return item.capital and item.word.isalpha() and not (item.senses or item.value or item.candidates)
