"""Orders that are called off before they are finished: "Log a call with Derek, no, forget the call"."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.acts.model import Act
from assistant.language.chart import Item, Items

_SMALL = frozenset("no wait actually sorry the that it this one oh well of again please let's just".split())
_MADE = ("log", "task", "create")


def called_off(clauses: list[Items], acts: list[Act]) -> list[Act]:
    """The acts with what was called off only told: in its own clause, or by the one behind it."""
    found = list(acts)
    for n, clause in enumerate(clauses):
        before = n and found[n - 1].name in _MADE and _calls_off(clause)
        if before:
            found[n - 1] = replace(found[n - 1], name="state")
        if before or (found[n].name in _MADE and _ends_so(clause)):
            found[n] = replace(found[n], name="state")
    return found


def _ends_so(items: Items) -> bool:
    """ "Log a call with Derek at, no, scratch that, forget the call"."""
    return any(items[i].is_mark and _calls_off(items[i + 1 :]) for i in range(1, len(items) - 1))


def _calls_off(items: Items) -> bool:
    """ "No, forget that", "actually forget the meeting": nothing else is said."""
    ended = any(_off(x) for x in items)
    return ended and all(x.is_mark or _off(x) or set(x.word.split()) <= _SMALL or _noun(x) for x in items)


def _off(item: Item) -> bool:
    return item.has("cancel") or item.word.split()[0] == "forget"


def _noun(item: Item) -> bool:
    sense = item.sense("object", "activity")
    return sense is not None and not sense.plural and not item.candidates
