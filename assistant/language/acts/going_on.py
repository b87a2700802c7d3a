"""Clauses that only go on with an order: "… and her title to Senior Analyst", "conveyor line 36k", "he's director now"."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.acts.asking import asks
from assistant.language.acts.told_shortly import large
from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.writes.scope import reported, unreal
from assistant.language.slots.writes.shares import settles

_GOALS = frozenset(["to", ":", "=", "->"])
_FACTS = frozenset(["title", "phone", "email", "next_step"])  # what somebody has, as soon as it is told
_NOW = frozenset(["now", "became", "becomes"])
_SMALL = frozenset("also but still then ok okay please only just".split())


def goes_on(clause: Items) -> bool:
    """Beside an order: a field with what it is set to, or a record with values and not a word more."""
    said = [x for x in clause if not x.is_mark]
    if said and all(_stands(x) or x.kind == "money" or large(x) for x in said):
        return True  # "…; proposal; …", "negotiation, 40k"
    if len(said) < _FEW or asks(clause) or unreal(clause) or reported(clause) or clause[-1].word == "?":
        return False
    return _field_to(clause) or _only_values(said) or _title_now(said)


def _stands(item: Item) -> bool:
    """A stage or a status by its name."""
    return not item.candidates and any(s.kind == "option" and s.field in ("stage", "status") for s in item.senses)


def lists_values(clause: Items) -> bool:
    """ "Leads Ann Cho + Bo Hay: follow-up on 12/7": records, a colon, and only what they get behind it."""
    colon = next((i for i, x in enumerate(clause) if x.word == ":"), 0)
    head, behind = [x for x in clause[:colon] if not x.is_mark], [x for x in clause[colon + 1 :] if not x.is_mark]
    named = any(x.of(*_RECORDS) for x in head) and all(
        x.of(*_RECORDS) or x.sense("object") or x.word in FUNCTION_WORDS for x in head
    )
    listed = sum(settles(x) for x in behind) > 1 and 0 < len(head) < _HEAD
    named = named or (listed and all(x.word.isalpha() and not (x.senses or x.value) for x in head))
    plain = all(settles(x) or _is_field(x) or x.has("follow", "closing") or x.word in FUNCTION_WORDS for x in behind)
    return named and plain and any(map(settles, behind)) and not asks(clause) and not unreal(clause)


_RECORDS = ("deal", "lead", "contact", "account")
_FEW = 2


def _field_to(clause: Items) -> bool:
    """ "her title to Senior Analyst", "the city to Manchester"."""
    at = next((i for i, x in enumerate(clause) if _is_field(x)), len(clause))
    before = all(x.candidates or set(x.word.split()) <= FUNCTION_WORDS | _SMALL for x in clause[:at])
    if not before or at + 2 >= len(clause):
        return False
    fact = clause[at + 1].word == "is" and any(s.field in _FACTS for s in clause[at].senses)
    return fact or clause[at + 1].word in _GOALS


def _only_values(said: list[Item]) -> bool:
    """ "deal to 12/11", "amount 58k", "conveyor line 36k"."""
    named = any(x.candidates or _is_field(x) or x.sense("object", "deal") for x in said)
    held = any(map(settles, said))
    told = said[0].word in _TELLERS or any(x.word in _GRADES for x in said)
    return named and held and not told and all(map(_plain, said)) and said[-1].word not in FUNCTION_WORDS


_TELLERS = frozenset("he she they we it i".split())  # "he is looking for ten carts"
_GRADES = frozenset(["too", "still", "very", "quite", "rather", "pretty"])  # "price still too high"


def _plain(item: Item) -> bool:
    small = all(w in FUNCTION_WORDS or w in _SMALL for w in item.word.split())
    noun = item.sense("object")
    return (
        small
        or settles(item)
        or _is_field(item)
        or bool(item.of("deal", "account", "lead"))
        or (noun is not None and noun.object in ("deal", "lead") and not noun.plural)
    )


def _is_field(item: Item) -> bool:
    return item.sense("field") is not None and not item.candidates


def _title_now(said: list[Item]) -> bool:
    """ "he's now Director of Warehousing"."""
    whom = bool(said[0].has("her", "him") or said[0].word in ("he's", "she's") or said[0].of("contact", "lead"))
    return whom and any(a.word in _NOW and b.sense("title") for a, b in pairwise(said[:_HEAD]))


_HEAD = 5  # items
