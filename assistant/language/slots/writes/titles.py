"""Job titles that change: "is now VP of sales", "got promoted to director"."""

from __future__ import annotations

from assistant.language.acts.titled import title_span
from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.turn import Turn
from assistant.language.slots.writes.changed_texts import Changes, field_of, free, sentence

_LED_TITLE = frozenset(
    "is now became becomes as promoted title to new the she's he's they're be made been our their role position a".split()
)
_TITLE_ENDS = frozenset(
    [
        ",",
        "and",
        ".",
        ";",
        "?",
        "!",
        "now",
        "at",
        "for",
        "instead",
        "not",
        "from",
        "effective",
        "since",
        "as",
        "in",
        "on",
        "this",
    ]
)


def title(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """ "is now VP of sales", "got promoted to director", "she's supply chain manager now": a job title, as it is put."""
    if "title" not in turn.catalog.objects[object_].fields:
        return
    if object_ == "contact" and (span := title_span(items)):
        changes.values["title"] = sentence(turn.text[items[span[0]].start : items[span[1] - 1].end])
        changes.used.update(range(*span), (j for j, x in enumerate(items) if _says_title(x, turn, object_)))
        return
    for i, item in free(items, changes):
        if not item.sense("title") or _is_field(items, i) or (item.candidates and item.candidates[0].score > _NAMES):
            continue
        first = i
        while first and _part_of_title(items[first - 1], first - 1, changes):
            first -= 1
        if _is_put(items, first):
            end = next((j for j in range(i, len(items)) if _ends_title(items, j)), len(items))
            changes.values["title"] = sentence(turn.text[items[first].start : items[end - 1].end])
            changes.used.update(range(first, end))
            changes.used.update(j for j, x in enumerate(items) if _says_title(x, turn, object_))
            return


def _ends_title(items: Items, j: int) -> bool:
    both = items[j].word == "and" and j + 1 < len(items) and items[j + 1].sense("title")  # "founder and CEO"
    return (items[j].word in _TITLE_ENDS and not both) or items[j].has("please")


def _is_put(items: Items, first: int) -> bool:
    """Somebody becomes it; "he takes it to the owner" names somebody else."""
    led = {x.word for x in items[max(0, first - 2) : first]} & _LED_TITLE
    return bool(led - _LEADING) or (bool(led) and any(set(x.word.split()) & _BECOMING for x in items[:first]))


_LEADING = frozenset("the to our their a been".split())
_BECOMING = (_LED_TITLE - _LEADING) | frozenset("moved moves change changed set update promotion got job".split())
_NAMES = 0.9


def _is_field(items: Items, i: int) -> bool:
    """ "change the owner of …": the field, and nobody's title."""
    said = any(s.kind == "field" for s in items[i].senses)
    return said and (
        any(x.of("user") for x in items) or any(x.word in ("of", "is", "to", ":") for x in items[i + 1 : i + 2])
    )


def _part_of_title(item: Item, at: int, changes: Changes) -> bool:
    """A word before the rank that belongs to it: "supply chain" manager."""
    plain = item.word.isalpha() and not item.value and not any(s.kind in ("family", "field") for s in item.senses)
    named = bool(item.candidates) and item.candidates[0].score > _NAMES
    return plain and not named and at not in changes.used and item.word not in FUNCTION_WORDS | _LED_TITLE


def _says_title(item: Item, turn: Turn, object_: str) -> bool:
    known = field_of(item, turn, object_)
    return known is not None and known.name == "title"
