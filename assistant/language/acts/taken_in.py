"""Orders to take in whom was told of, however they are put: "we need this contact in the system", "put the newcomer in the CRM"."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.acts.newcomer import ENTERING, newcomer
from assistant.language.chart import Item, Items

_ENTERED = frozenset(
    "added created entered registered recorded included saved stored put inserted captured made taken set kept".split()
)
_MODALS = frozenset("should must shall ought belong belongs goes go".split())
_LACKING = frozenset("need needs needed want wants wanted missing lack lacking like".split())
_ME = frozenset("i we i'd we'd me us".split())
_WHOM = frozenset(
    """him her them he she person newcomer joiner starter guy gal lady man woman hire colleague employee member somebody someone
    this that one it they""".split()
)
_POINTS_AT_ANYTHING = frozenset("this that one it they".split())
_SMALL = frozenset(
    """i i'd we we'd you can could would will please kindly also then so and too now as well just to be is in into on onto the a an our my have having
    their there here under with for at by of up down new fresh same full using let's accordingly right away soon customer company
    side team account email mail e-mail e address number phone pls thanks crm system database book books record records list file files card
    cards entry""".split()
)
_POLITE = frozenset("can could would will may might".split())
_LONGEST, _OTHERS = 16, 2  # words of an order that only points, and how many of them may say anything else


def takes_whom(items: Items, told: Items = ()) -> bool:
    """ "So take that person into our contacts", "needs to go in as a contact", "to be added as contact": nobody is named but who was
    `told` of, and nothing else is said."""
    names = {x.word for x in told[slice(*who)]} if (who := newcomer(told)) else set()
    said = [x for x in items if not (x.is_mark or x.kind in ("email", "phone") or x.word in names)]
    words = [w for x in said for w in x.word.split() if not _noun(x)]
    if (
        not said
        or len(words) > _LONGEST
        or newcomer(items) is not None
        or (items[-1].word == "?" and not _asks_to(items))
    ):
        return False
    if any((x.candidates or x.value) and not _noun(x) for x in said):
        return False
    person = any(map(_noun, said)) or bool(set(words) & (_WHOM - _POINTS_AT_ANYTHING))
    others = [x for x in said if not (_noun(x) or set(x.word.split()) <= _KNOWN)]
    return person and _orders(words) and len(others) <= _OTHERS and not any(x.senses for x in others)


def _asks_to(items: Items) -> bool:
    """ "COULD YOU create the contact?": an order in the form of a question."""
    words = [w for x in items[:2] for w in x.word.split()]
    return words[:1] != [] and words[0] in _POLITE and words[1:2] == ["you"]


def _orders(words: list[str]) -> bool:
    """A verb of taking in; of somebody else it has to be said that it is to be: "they SHOULD be in our contacts"."""
    said = set(words)
    to_be = any(a in _LACKING | {"is", "are"} and b == "to" for a, b in pairwise(words))
    wanted = bool(said & _LACKING) and (bool(said & _ME) or words[0] in _LACKING)
    if to_be or wanted or words[:1] == ["to"] or bool(said & _MODALS):
        return True
    return words[:1] != [] and words[0] not in _WHOM | {"the", "their", "there"} and bool(said & (ENTERING | _ENTERED))


_KNOWN = ENTERING | _ENTERED | _MODALS | _LACKING | _WHOM | _SMALL


def _noun(item: Item) -> bool:
    noun = item.sense("object")
    return noun is not None and noun.object in ("contact", "lead")
