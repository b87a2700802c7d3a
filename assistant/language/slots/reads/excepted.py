"""What a list leaves out, where that is said behind it: "…, Proposal excluded", "leave Proposal out", "at another stage than Proposal"."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.chart import Item, Items
from assistant.language.lexicon import Sense
from assistant.language.slots.scan import negates

_EXCLUDED = frozenset("excluded omitted excepted aside".split())
_LEAVING = frozenset("leave leaving take taking keep keeping filter filtering".split())
_OTHER = frozenset("another other different".split())
_BEFORE = frozenset(["with", "and", "but"])  # what an exception begins behind
_REACH = 6  # items of what is left out


def excepted(clause: Items) -> Items:
    """The clause with "except" before what is left out; as it was where nothing is."""
    for i in range(1, len(clause)):
        found = _behind(clause, i) or _led_out(clause, i) or _than(clause, i)
        if found is not None:
            start, what, end = found
            if any(x.sense("option") or x.candidates for x in what):
                return (*clause[:start], _except(what[0]), *what, *clause[end:])
    return clause


def _behind(clause: Items, i: int) -> tuple[int, Items, int] | None:
    """ "(…,) PROPOSAL EXCLUDED", "… Proposal not included"."""
    not_in = clause[i].word == "included" and negates(clause[i - 1])
    if clause[i].word not in _EXCLUDED and not not_in:
        return None
    last = i - 1 if not_in else i
    start = next((j for j in range(last, 0, -1) if clause[j - 1].is_mark or clause[j - 1].word in _BEFORE), last)
    what = tuple(x for x in clause[start:last] if x.word not in ("is", "are", "being"))
    return (start, what, i + 1) if 0 < len(what) <= _REACH else None


def _led_out(clause: Items, i: int) -> tuple[int, Items, int] | None:
    """ "LEAVE Proposal OUT"."""
    if clause[i].word != "out":
        return None
    start = next((j for j in range(i - 1, max(-1, i - _REACH), -1) if clause[j].word in _LEAVING), None)
    return (start, clause[start + 1 : i], i + 1) if start is not None and start + 1 < i else None


def _than(clause: Items, i: int) -> tuple[int, Items, int] | None:
    """ "In ANOTHER STAGE THAN Proposal", "a stage DIFFERENT FROM Proposal"."""
    other = any(x.word in _OTHER for x in clause[max(0, i - 2) : i])
    if clause[i].word not in ("than", "from") or not other or i + 1 >= len(clause):
        return None
    start = next(j for j in range(max(0, i - 2), i) if clause[j].word in _OTHER)
    return start, clause[i + 1 : i + 2], i + 2


def _except(beside: Item) -> Item:
    senses = (Sense("family", "except"),)
    return replace(
        beside, text="except", word="except", value=None, senses=senses, candidates=(), capital=False, plural=False
    )
