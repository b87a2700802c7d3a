"""One list said in two clauses: "of my open deals, which three are biggest", "accounts with a deal over 50k, show me their contacts"."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.chart import Item, Items
from assistant.language.slots.reads.lists import head_of
from assistant.language.slots.relations import link
from assistant.language.slots.scan import excepts
from assistant.language.slots.turn import Turn

_OUT_OF = frozenset("of among amongst from".split())
_TAKEN = frozenset("for take with pick get".split())
_LED = frozenset(["the", "all"])
_NAMED = 0.8


def as_one(before: Items, clause: Items, turn: Turn) -> Items | None:
    """The two clauses as one; None where each is a request of its own."""
    if not before or not clause:
        return None
    if _only_so_many(clause) or (_parts_of(before) and not _other_noun(before, clause, turn)):
        return (*before, *clause)
    if excepts(before[0]) and head_of(clause, turn) is not None:
        return (*clause, *before)
    return _theirs(before, clause, turn)


def _only_so_many(clause: Items) -> bool:
    """ "… and give me the first three", "show only four"."""
    said = [x for x in clause if not (x.is_mark or x.has("show", "please", "only", "me") or x.word in ("the", "just"))]
    return len(said) == 1 and said[0].kind in ("limit", "number")


def _parts_of(before: Items) -> bool:
    """ "Of all our open deals": from what is picked or counted behind."""
    many = any((s := x.sense("object")) and s.plural and not x.candidates for x in before)
    return many and before[0].word in _OUT_OF and not _names_one(before)


def _other_noun(before: Items, clause: Items, turn: Turn) -> bool:
    """What follows is a list of its own."""
    one, other = head_of(before, turn), head_of(clause, turn)
    nouns = any((s := x.sense("object")) and s.plural and not x.candidates for x in clause)
    return nouns and one is not None and other is not None and one[0] != other[0]


def _theirs(before: Items, clause: Items, turn: Turn) -> Items | None:
    """ "Accounts with a deal over 50k, show me THEIR contacts", "for the accounts that …, all contacts": of those, wherever they belong."""
    one, other = head_of(before, turn), head_of(clause, turn)
    if one is None or other is None or one[0] == other[0] or link(other[0], one[0], turn.catalog) is None:
        return None
    start = next((i for i, x in enumerate(before) if not (x.word in _TAKEN or x.word in _LED)), 0)
    fronted = before[0].word == "for"
    pointing = [x for x in clause if _points(x)]
    if before[start].has("show", "count", "what", "who") or _names_one(before) or not (pointing or fronted):
        return None
    kept = tuple(x for i, x in enumerate(clause) if not (_points(x) or (i and _points(clause[i - 1]) and x.sense("object", one[0]))))
    at = replace(clause[0], text="at", word="at", value=None, senses=(), candidates=())
    return (*kept, at, *before[start:])


def _points(item: Item) -> bool:
    return not item.candidates and (item.has("they", "it", "those") or item.word in ("their", "its", "these", "those"))


def _names_one(items: Items) -> bool:
    return any(c.object != "user" and c.score >= _NAMED for x in items for c in x.candidates[:1])
