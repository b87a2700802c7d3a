"""Records of several kinds that get one owner: "hand the Acme account over to Lucia, with its two contacts, Ann Cho and Bo Hay"."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.slots import answers
from assistant.language.slots.turn import Turn
from assistant.language.slots.writes.changed_texts import Changes
from assistant.language.slots.writes.changes import read_changes
from assistant.language.slots.writes.drafts import Draft, clear
from assistant.language.slots.writes.kinds import OWNED
from assistant.language.values import NumberValue

_JOINING = frozenset(["and", ",", "&", "+", "plus", "with", "including", "together", "also", "both"])
_OF = frozenset(["of", "at", "from", "in", "for"])
_ITS = frozenset(["its", "their", "his", "her", "all", "the"])


def hand_over(items: Items, turn: Turn, draft: Draft) -> bool:
    """Drafts the new owner of each; False where the records are of one kind, or something else changes."""
    handed = any(x.has("assign") for x in items)
    if not any(x.of("user") and (handed or before.word == "to") for before, x in pairwise(items)):
        return False
    items = draft.at_home(items)
    named = [(i, c) for i, x in enumerate(items) for c in _record(x)]
    if _and_all_of_it(items, named):
        draft.stop = answers.ask("Say it in two orders, please: first the record, then what belongs to it.")
        return True
    if len({c.object for _, c in named}) < _TWO or not _joined(items, [i for i, _ in named]):
        return False
    if doubtful := next((x for x in items if x.of(*OWNED) and not _record(x) and not x.of("user")), None):
        draft.stop = answers.ask_meaning("Whom or what", doubtful.text)
        return True
    changes = [(c, read_changes(items, turn, c.object, {i for i, _ in named})) for _, c in named]
    if not all(_only_owner(ch) for _, ch in changes):
        return False
    for record, change in changes:
        draft.mention(record)
        one = {"op": "update", "object": record.object, "record": {"id": record.id}, "set": dict(change.values)}
        draft.changes.append(one)
    return True


_TWO = 2


def _record(item: Item) -> tuple[Candidate, ...]:
    return tuple(c for c in clear(item) if c.object in OWNED)


def _only_owner(changes: Changes) -> bool:
    return set(changes.values) == {"owner"} and not changes.relative


def _joined(items: Items, places: list[int]) -> bool:
    """Between each two of them stands a word that joins, and none that only says whose one is."""
    for one, other in pairwise(places):
        between = {x.word for x in items[one + 1 : other]}
        if not between & _JOINING or between & _OF:
            return False
    return True


def _and_all_of_it(items: Items, named: list[tuple[int, Candidate]]) -> bool:
    """ "… Acme AND ITS CONTACTS to Jonas": of whom none is named."""
    for i, item in enumerate(items):
        noun = item.sense("object")
        several = noun is not None and noun.plural and not item.candidates
        value = item.value.value if item.value else None
        several = several or (isinstance(value, NumberValue) and value.unit in OWNED)
        before = [x.word for x in items[max(0, i - 3) : i]]
        behind = any(place > i for place, _ in named)
        if several and not behind and named and set(before) & _JOINING and set(before) & _ITS:
            return True
    return False
