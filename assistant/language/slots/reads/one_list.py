"""One list said in two clauses: "of my open deals, which three are biggest", "accounts with a deal over 50k, show me their contacts"."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.acts.asking import asks
from assistant.language.chart import Item, Items
from assistant.language.lexicon import Sense
from assistant.language.slots.reads.lists import head_of
from assistant.language.slots.relations import link, parts
from assistant.language.slots.scan import excepts, negates
from assistant.language.slots.turn import Turn

_OUT_OF = frozenset("of among amongst from".split())
_TAKEN = frozenset("for take with pick get".split())
_LED = frozenset(["the", "all"])
_NAMED = 0.8


def as_one(before: Items, clause: Items, turn: Turn) -> Items | None:
    """The two clauses as one; None where each is a request of its own."""
    if not before or not clause:
        return None
    if (nested := _those_inside(before, clause, turn)) is not None:
        return nested
    if _lacking(before) and (noun := _bare_noun(clause)) and noun in ("account", "contact"):
        return (*clause, *before)
    if _only_asks(clause) and (head_of(before, turn) is not None or asks(before)):
        return before
    if (which := _which_is_so(before, clause)) is not None:
        return (*which, *before)
    if (ones := _of_the_ones(clause)) is not None and _many(before):
        return (*before, *ones)
    if _only_so_many(clause) or (_parts_of(before) and not _other_noun(before, clause, turn)):
        return (*before, *clause)
    if excepts(before[0]) and head_of(clause, turn) is not None:
        return (*clause, *before)
    return _theirs(before, clause, turn)


def _those_inside(before: Items, clause: Items, turn: Turn) -> Items | None:
    """ "Do my customers have open tickets? WHICH TICKETS?", "have they got any? LIST THOSE": the others that the list before speaks of."""
    head = head_of(before, turn)
    noun = _bare_noun(clause)
    whether = (
        before[0].word.split()[0] in _WHETHER and _only_asks(clause) and any(x.has("those", "they") for x in clause)
    )
    if head is None or not (noun or whether):
        return None
    part = next((p for p in parts(before, head[0], turn.catalog) if not p.negative and noun in ("", p.object)), None)
    if part is None:
        return None
    whose = [x for x in (*before[: part.start], *before[part.end :]) if not x.is_mark]
    while whose and _small(whose[0]):
        whose.pop(0)
    while whose and _small(whose[-1]):
        whose.pop()
    at = replace(before[0], text="at", word="at", value=None, senses=(), candidates=(), capital=False)
    return (*before[part.start : part.end], at, *whose)


def _lacking(before: Items) -> bool:
    """ "Retail, mine, NO OPEN DEALS - which accounts?": conditions alone, one of something that is not there."""
    told = any(x.has("show", "what", "who", *_TOLD) or x.sense("object", "account") for x in before)
    return any(x.has("lacks") or negates(x) for x in before) and not told


_WHETHER = frozenset("have has do does did are is".split())


def _bare_noun(clause: Items) -> str:
    """ "I need THE TICKETS", "which tickets?": the object that is asked for by its noun alone."""
    said = [x for x in clause if not (x.is_mark or x.has("show", "please", "me") or x.word in _NEEDING)]
    noun = said[0].sense("object") if len(said) == 1 and not said[0].candidates else None
    return noun.object if noun is not None and noun.plural else ""


_NEEDING = frozenset("i need want the those these what are list of all and then".split())


def _small(item: Item) -> bool:
    return item.has("where", "show", "what", "has") or item.word in _WHETHER | {
        "any",
        "of",
        "on",
        "with",
        "got",
        "for",
        "waiting",
    }


def _only_asks(clause: Items) -> bool:
    """ "…, remind me", "… Which ones?", "… Show them please", "… what are those": no more than that they are asked for."""
    said = [x for x in clause if not x.is_mark]
    return bool(said) and all(
        x.has("show", "please", "they", "those", "this") or set(x.word.split()) <= _ASKING for x in said
    )


_ASKING = frozenset(
    "remind me tell us which ones what who are is those these them they that list the do what's left remains rest remaining now for it please to".split()
)


def _which_is_so(before: Items, clause: Items) -> Items | None:
    """ "Gone dark for a month: WHICH OF MY OPEN DEALS?", "no open deal, which of my accounts is that true for?": of which it is so."""
    said = [x for x in before if not x.is_mark]
    if not said or _many(before) or asks(before) or any(x.candidates for x in before) or not _which(clause):
        return None
    conditions = any(
        x.has("silent", "lacks", "closing", "open", "overdue") or x.value is not None or negates(x) for x in said
    )
    if not conditions or any(x.has(*_TOLD) or x.word.split()[0] in _TELLING for x in said):
        return None
    end = next((i for i, x in enumerate(clause) if i > 1 and x.word in _BEING), len(clause))
    return (
        clause[:end]
        if all(x.is_mark or set(x.word.split()) <= _TRUE for x in clause[end:])
        else clause
        if _dated(before)
        else None
    )


_TOLD = ("log", "create", "spoke", "remind", "set", "move", "push")
_TELLING = frozenset("we i he she they".split())
_BEING = frozenset("is are does do".split())
_TRUE = frozenset("is are does do that this true for like apply applies to the case so of it with which they".split())


def _which(clause: Items) -> bool:
    """ "Which of my open deals …": of many, who is nobody by name."""
    first = next((x for x in clause if not x.is_mark), clause[0])
    return first.word.split()[0] in ("which", "who", "what") and _many(clause) and not _names_one(clause)


def _dated(before: Items) -> bool:
    """ "This month, which of my deals are up for closing?"."""
    return all(
        x.is_mark or x.kind in ("period", "date") or x.word in ("in", "by", "until", "before", "during") for x in before
    )


def _of_the_ones(clause: Items) -> Items | None:
    """ "…, pull the ones with no activity", "list the ones that do": what is said of them; "remove the ones in proposal" excepts them."""
    said = [x for x in clause if not x.is_mark]
    words = [w for x in said for w in x.word.split()]
    at = next((i for i, x in enumerate(said[:4]) if x.word.split()[-1] == "ones"), None)
    if (
        at is None
        or "the" not in words[:3]
        or not (said[0].has("show", "only") or said[0].word.split()[0] in _DROPPING)
    ):
        return None
    rest = tuple(said[at + 1 :])
    if said[0].word.split()[0] in _DROPPING:
        without = replace(
            said[0], text="except", word="except", value=None, senses=(Sense("family", "except"),), candidates=()
        )
        return (without, *rest) if rest else None
    return () if {w for x in rest for w in x.word.split()} <= {"that", "do", "are", "which", "have"} else rest


_DROPPING = frozenset("remove drop exclude skip hide leave".split())


def _many(items: Items) -> bool:
    return any((s := x.sense("object")) and s.plural and not x.candidates for x in items)


def _only_so_many(clause: Items) -> bool:
    """ "… and give me the first three", "show only four"."""
    said = [x for x in clause if not (x.is_mark or x.has("show", "please", "only", "me") or x.word in ("the", "just"))]
    return len(said) == 1 and said[0].kind in ("limit", "number")


def _parts_of(before: Items) -> bool:
    """ "Of all our open deals": from what is picked or counted behind."""
    return _many(before) and before[0].word in _OUT_OF and not _names_one(before)


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
    kept = tuple(
        x
        for i, x in enumerate(clause)
        if not (_points(x) or (i and _points(clause[i - 1]) and x.sense("object", one[0])))
    )
    at = replace(clause[0], text="at", word="at", value=None, senses=(), candidates=())
    return (*kept, at, *before[start:])


def _points(item: Item) -> bool:
    return not item.candidates and (item.has("they", "it", "those") or item.word in ("their", "its", "these", "those"))


def _names_one(items: Items) -> bool:
    return any(c.object != "user" and c.score >= _NAMED for x in items for c in x.candidates[:1])
