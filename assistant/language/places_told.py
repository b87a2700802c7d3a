"""A town that is told before what is asked of it: "Got a free afternoon in Dallas. Which of my customers sit there?"."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS

_TO = frozenset("in to near around at into through towards visiting".split())
_POINTING = frozenset(["there", "here"])
_EXISTS = frozenset("is are was were be 's there's isn't aren't any".split())
_ORDERS = ("log", "create", "spoke", "set", "move", "push", "raise", "lower", "assign", "complete", "draft", "search")
_NAMED = 0.8  # the score of a record that is meant rather than hit upon by chance


def with_towns(clauses: list[Items]) -> list[Items]:
    """The clauses with "there" as the town that was told, without those that told only of it."""
    kept: list[Items] = []
    town: Items = ()
    for said in clauses:
        fronted = bool(kept) and _only_place(kept[-1]) and _lists(said)
        clause = _said_of(said, kept.pop()) if fronted else said
        there = _in_town(clause, town)
        kept = [c for c in kept if there == clause or not _only_tells(c, town)]
        town = _town(there) or town
        kept.append(there)
    return kept


def _in_town(clause: Items, town: Items) -> Items:
    """ "Which of my customers sit IN DALLAS"."""
    at = next((i for i in range(len(clause)) if _points(clause, i)), None)
    if not town or at is None or not _lists(clause):
        return clause
    return (*clause[:at], _word(clause[at], "in"), *town, *clause[at + 1 :])


def asked_in_town(before: Items, asked: Items) -> Items:
    """ "Who do I have IN DALLAS, like which of my accounts": what is asked again, in the town that was asked of at first."""
    first = next((x for x in before if not x.is_mark), None)
    town = _town(before) if first is not None and first.has("who", "what", "show", "where") else ()
    return (*asked, _word(asked[0], "in"), *town) if town and _lists(asked) and not _town(asked) else asked


def _points(clause: Items, i: int) -> bool:
    """ "(my customers) THERE", "which of them are THERE?", where "there are" points at no place."""
    item, before = clause[i], clause[i - 1].word.split()[-1] if i else ""
    if item.word not in _POINTING or item.candidates:
        return False
    ends = all(x.is_mark for x in clause[i + 1 :])
    which = any(x.word in ("which", "who") for x in clause[:2])
    return before not in _EXISTS or (ends and which and not clause[0].has("count"))


def _lists(clause: Items) -> bool:
    return any((s := x.sense("object")) is not None and s.plural and not x.candidates for x in clause)


def _town(clause: Items) -> Items:
    """The words of a town behind "in" or "to"."""
    for i in range(1, len(clause)):
        if clause[i - 1].word.split()[-1] in _TO and _may_be_town(clause[i]):
            end = i + 1
            while end < len(clause) and _may_be_town(clause[end]):
                end += 1
            return clause[i:end]
    return ()


def _may_be_town(item: Item) -> bool:
    named = bool(item.candidates) and item.candidates[0].score >= _NAMED
    known = any(s.kind not in ("place", "text", "option") or s.field == "stage" for s in item.senses)
    return item.capital and item.word.isalpha() and not (named or known or item.value or item.word in FUNCTION_WORDS)


def _said_of(clause: Items, place: Items) -> Items:
    """ "Which accounts IN LOGISTICS have no deal": behind the records, and before what is said of others."""
    at = next(i for i, x in enumerate(clause) if (s := x.sense("object")) is not None and s.plural and not x.candidates)
    return (*clause[: at + 1], *place, *clause[at + 1 :])


def _only_place(clause: Items) -> bool:
    """ "In Logistics", "for Food & Beverage": where, or in which business, of what is asked behind it."""
    at = next((i for i, x in enumerate(clause) if not (x.word in _LEADING or x.has("only") or _is_field(x))), 0)
    said = clause[at:] if at else ()
    return bool(said) and all(_may_be_town(x) or (x.sense("option") is not None and not x.candidates) for x in said)


_LEADING = frozenset("in for from within at looking considering taking".split())  # "LOOKING only AT source Partner"


def _is_field(item: Item) -> bool:
    return item.sense("field") is not None and item.sense("option") is None and not item.candidates


def _only_tells(clause: Items, town: Items) -> bool:
    """ "I'm driving to Atlanta tomorrow": nothing in it is asked, ordered or somebody's."""
    other = any(x.has(*_ORDERS) or x.word.startswith("remind") or x.sense("object") for x in clause)
    named = any(x.candidates and x.candidates[0].score >= _NAMED for x in clause)
    return town[0] in clause and not (other or named)


def _word(beside: Item, word: str) -> Item:
    return replace(beside, text=word, word=word, value=None, senses=(), candidates=(), capital=False)
