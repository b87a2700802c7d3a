"""A list and what a second sentence says of it: "What deals do we have in logistics? Just the open ones, biggest first."."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.acts.asking import asks
from assistant.language.acts.gates import WRITES
from assistant.language.acts.model import Act
from assistant.language.acts.signs import Seen
from assistant.language.chart import Items
from assistant.language.slots.reads.lists import head_of, parse_list
from assistant.language.slots.reads.one_list import as_one
from assistant.language.slots.turn import Turn
from assistant.language.slots.unread import unread

_LISTS = frozenset(["find", "count"])
_ASKED = _LISTS | {"report", "state", "out_of_scope", "lookup", "none"}


def _is_asked(clause: Items, act: Act) -> bool:
    """It asks for something; what is only told behind another thing told stays by itself."""
    told = act.name in ("state", "none") and not (asks(clause) or clause[0].has("show"))
    return act.name in _ASKED and not told


def _leaves_out(clause: Items, act: Act, before: Act) -> bool:
    """ "…, remove the ones in proposal", "…, remind me", behind a list: no order."""
    if act.name == "task":
        return all(x.is_mark or x.word == "remind me" for x in clause)
    return (
        before.name in _LISTS
        and act.name in ("delete", "update")
        and any(x.word.split()[-1] == "ones" for x in clause[:3])
    )


_OWN = ("show", "count", "what", "who", "when", "where", "why", "tell", "report", "remind", "log", "create", "draft")


def narrowed(turn: Turn, clauses: list[Items], acts: list[Act]) -> tuple[list[Items], list[Act]]:
    """The clauses, each that only narrows or orders the list before it as a part of that."""
    kept: list[Items] = []
    left: list[Act] = []
    for clause, act in zip(clauses, acts, strict=True):
        asked = (
            bool(left) and left[-1].name in _ASKED and (_is_asked(clause, act) or _leaves_out(clause, act, left[-1]))
        )
        whole = as_one(kept[-1], clause, turn) if asked else None
        again = _said_again(clause) if left and left[-1].name not in WRITES and act.name in _LISTS else None
        if whole:
            kept[-1] = whole
            left[-1] = act if act.name in _LISTS else left[-1]
        elif again and any(x.sense("object") for x in again):
            kept[-1], left[-1] = again, act
        elif again and left[-1].name in _LISTS and _narrows(again, kept[-1], turn):
            kept[-1] = (*kept[-1], *again)
        elif left and left[-1].name in (*_LISTS, "score") and _only_noun(clause, kept[-1]):
            kept[-1] = (*clause, *kept[-1])
        elif left and left[-1].name in _LISTS and _narrows(clause, kept[-1], turn):
            kept[-1] = (*kept[-1], *clause)
        elif left and left[-1].name in _LISTS and (more := _of_ones(clause)):
            kept[-1] = (*kept[-1], *more)
        elif left and left[-1].name in (*_LISTS, "report") and (more := _in_groups(clause)):
            kept[-1], left[-1] = (*kept[-1], *more), replace(left[-1], name="report")
        else:
            kept.append(clause)
            left.append(act)
    return kept, left


def _of_ones(clause: Items) -> Items:
    """ "Which of my accounts, WHICH ONES have no open deal": what is said of them, behind the words that point at them."""
    said = next((i for i, x in enumerate(clause) if not x.is_mark), 0)
    which = clause[said].word in ("which", "the", "those", "what") and len(clause) > said + 2
    return clause[said + 2 :] if which and clause[said + 1].word == "ones" else ()


def _in_groups(clause: Items) -> Items:
    """ "Where do our open leads come from? COUNT THEM BY SOURCE": the groups that the records before are counted in."""
    pointing = any(x.has("they", "those", "it") for x in clause) and any(x.has("group_by") for x in clause)
    named = any(x.candidates or x.value for x in clause)
    return tuple(x for x in clause if not x.has("they", "those", "it")) if pointing and not named else ()


def _only_noun(clause: Items, before: Items) -> bool:
    """ "Which of mine are in Proposal? DEALS, THAT IS.": of what the question before is asked, which named nothing."""
    said = [x for x in clause if not (x.is_mark or set(x.word.split()) <= _MEANT or x.has("only"))]
    nouns = any(x.sense("object") and not (x.candidates or x.sense("field")) for x in before)
    return len(said) == 1 and said[0].sense("object") is not None and not (said[0].candidates or nouns)


_MEANT = frozenset("that is i mean meant talking about the of course obviously please".split())


def _said_again(clause: Items) -> Items | None:
    """ "… no sorry, just all the contacts": what is asked instead, without the words that take back what was said before."""
    end = next((i for i, x in enumerate(clause) if not (x.is_mark or set(x.word.split()) <= _TAKING_BACK)), 0)
    alone = end == 1 and clause[end].word.startswith("just")  # "no just list …", where "no leads …" takes nothing back
    return clause[end:] if end > 1 or alone else None


_TAKING_BACK = frozenset("no nope sorry wait actually oops hang on hold rather i mean".split())


def _narrows(clause: Items, before: Items, turn: Turn) -> bool:
    """Every word of it is a condition or an order of the list before, and it has no noun or verb of its own."""
    head = head_of(before, turn)
    nouns = any(x.sense("object") and not x.candidates for x in clause)
    if head is None or nouns or Seen(clause, False).ordered() or any(x.has(*_OWN) for x in clause):
        return False
    scan = parse_list(clause, turn, head[0])
    said = bool(scan.found) or any(x.kind == "limit" or x.has("sort_by") for x in clause)
    return said and not unread(scan)
