"""Questions that odds or advice answer, whatever else they are like: "why has Acme such odds", "my strongest leads", "whom to ring first"."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from assistant.language.chart import Item, Items

_SCORED = ("lead", "deal")
_REASONS = frozenset(
    """why explain explains explained explanation reason reasons reasoning factors factor based behind arrive arrived understand
    drives drivers justify justifies justified through""".split()
)
_REASONED = frozenset([("how", "come"), ("comes", "about"), ("come", "about"), ("made", "up"), ("break", "down")])
_ODDS = frozenset(
    "score scores scored scoring odds probability probabilities rating rated likelihood chance chances".split()
)
_PROMISING = frozenset(
    """best strongest hottest hot warmest warm top promising promise likeliest perspective perspectives prospects potential
    excited exciting brightest""".split()
)
_CALLING = frozenset("call calls calling phone phoning ring ringing dial dialling dialing contact contacting".split())
_FIRST = frozenset("first priority urgent urgently urgency begin start starting important foremost".split())
_PAST = frozenset("did was were had made logged called rang phoned met spoke".split())
_PERSON = frozenset("who who's whom whose person people customer contact which what where".split())
_ADVICE = frozenset("advice tip tips recommendation recommendations suggestion suggestions ideas".split())


def weighed(clause: Items) -> str | None:
    """The act of advice or of odds that the clause asks for."""
    if why_so_likely(clause):
        return "score"
    if whom_first(clause) or _advice_on(clause):
        return "recommend"
    if _before_meeting(clause):
        return "brief"
    return "score" if best_leads(clause) else None


def why_so_likely(clause: Items) -> bool:
    """ "Why has Acme such odds", "walk me through the score of Acme": the reasons, where the field tells the number alone."""
    words = _words(clause)
    reasons = bool(_REASONS & set(words)) or any(p in _REASONED for p in pairwise(words))
    return reasons and bool(_ODDS & set(words)) and any(x.of(*_SCORED) for x in clause)


def best_leads(clause: Items) -> bool:
    """ "My strongest leads", "the leads with the greatest promise": leads hold nothing that they would be the best by."""
    leads = any((s := x.sense("object", "lead")) and s.plural and not x.candidates for x in clause)
    counted = any(x.sense("metric") or x.has("group_by", "count", "come_from") or x.kind == "money" for x in clause)
    grouped = any(x.sense("dimension") and not (x.sense("object") or x.has("who")) for x in clause)
    dated = any(x.kind in ("date", "time") for x in clause)  # "call my best leads tomorrow"
    return (
        leads
        and not (counted or grouped or dated)
        and bool(_PROMISING & set(_words(x for x in clause if not x.sense("object"))))
    )


def whom_first(clause: Items) -> bool:
    """ "Who gets priority on the phone", "the first person to ring": nobody is named, and nothing is told of what was."""
    words = _words(clause)
    named = any(x.candidates and not x.of("user") for x in clause)
    ordered = any(x.has("log", "create", "remind") and x.word not in _FIRST for x in clause)
    next_ = "next" in words and bool({"who", "who's", "whom"} & set(words))
    first = next_ or bool(_FIRST & set(words)) or ("number", "one") in pairwise(words)
    asked = bool(_PERSON & set(words)) or (len(words) <= _FEW and bool(_RANKED & set(words[:1])))
    return first and asked and not (named or ordered) and bool(_CALLING & set(words)) and not bool(_PAST & set(words))


_RANKED = frozenset("my our the most first next number top best".split())  # not "start calling them on Friday"
_FEW = 7  # words of "my number one call for today"


def _advice_on(clause: Items) -> bool:
    """ "Any ideas how to get Acme over the line", "your recommendation for Acme?": nobody is named whose they would be."""
    words = _words(clause)
    asked = (bool(_ADVICE & set(words)) or _how_to(clause, words)) and not bool(_PAST & set(words))
    return asked and any(x.of(*_SCORED) for x in clause) and not any(x.of("contact") for x in clause)


def _how_to(clause: Items, words: list[str]) -> bool:
    """ "How can I win Acme", "how do we save it": not how something is changed in here."""
    led = words[:1] == ["how"] and bool(_MODAL & set(words[1:3])) and bool({"i", "we"} & set(words[1:4]))
    return led and not any(
        x.has("set", "create", "log", "delete") or (x.sense("field") and not x.candidates) for x in clause
    )


_MODAL = frozenset("can could do should might would".split())


def _before_meeting(clause: Items) -> bool:
    """ "What should I have in mind when I sit down with Acme": a briefing."""
    words = set(_words(clause))
    meets = bool(_MEETING & words) and any(x.of("account", "contact", "lead") for x in clause)
    return meets and bool(_MINDING & words) and not _PAST & words


_MEETING = frozenset("sit meet meeting visit visiting see seeing walk walking talk".split())
_MINDING = frozenset("mind aware remember watch prepared expect".split())


def _words(clause: Iterable[Item]) -> list[str]:
    return [w for x in clause if not (x.is_mark or x.candidates) for w in x.word.split()]
