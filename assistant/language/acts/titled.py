"""Job titles that somebody gets: "has been appointed Chief Quality Officer", "they've handed her the Operations Manager job"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from assistant.language.acts.signs import Seen
from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS

# Ranks that no list is asked by, beside those of the lexicon.
_RANKS = frozenset(
    """coordinator officer chief specialist planner counsel executive administrator technician chairman chairwoman chair partner superintendent
    inspector advisor adviser consultant architect representative dispatcher accountant deputy clerk scheduler lead boss secretary chef
    associate assistant""".split()
)
ADVERBS = frozenset(
    """officially offically finally formally actually already newly recently apparently meanwhile currently now just also even then soon
    effectively definitely basically up over""".split()
)
_ARTICLES = frozenset("the a an new our their his her my its".split())
_IS = frozenset(
    "is is now he's she's they're it's was be been are becomes become became becoming read reads say says show".split()
)
_TO = frozenset(["to", "into", "up to", "->"])
_PROMOTED = frozenset(
    """promoted promotion bumped moved elevated raised made advanced upgraded rose risen stepped climbed changed changes change title role
    position switched jumped got set update shifted""".split()
)
_AS = frozenset(
    """list listed started starts appointed named promoted put down works working signs took takes record recorded register registered update
    updated enter entered title hired installed set show serve serves acting mark""".split()
)
_NAMED = frozenset("named appointed made elected crowned dubbed become becomes became titled".split())
_OF = frozenset("role position job title post rank function".split())
_GIVEN = frozenset("got given handed gets gave offered landed took takes has getting received earned".split())
_LATER = frozenset("now days nowadays today effective officially since instead meanwhile onwards".split())
_WHOLE = 0.9


def is_rank(item: Item) -> bool:
    """A word that makes a title of those before it."""
    known = item.sense("title") is not None or (item.word in _RANKS and not item.sense("field"))
    return known and not (item.candidates and item.candidates[0].score > _WHOLE)


def title_span(items: Items) -> tuple[int, int] | None:
    """Where a job title stands that somebody gets, (first, behind the last)."""
    for first, end in rank_spans(items):
        if _becomes(items, first, end) if first else _is_title_of(items, end):
            return first, end
    return None


def rank_spans(items: Items) -> Iterator[tuple[int, int]]:
    """Where the words of a job title stand, whoever has it: "SUPPLY CHAIN MANAGER", "HEAD OF STORES"."""
    for i, item in enumerate(items):
        if is_rank(item) and (i == 0 or not is_rank(items[i - 1])):
            first = i
            while first and _part(items[first - 1]) and items[first - 1].end + 1 == items[first].start:
                first -= 1
            end = i + 1
            while end < len(items) and _goes_on(items, end):
                end += 1
            yield first, end - (items[end - 1].word == "of")


def _goes_on(items: Items, i: int) -> bool:
    """ "Head OF STORES", "Operations MANAGER": one more word of a title."""
    named = items[i - 1].word.split()[-1] == "of" and items[i].word.isalpha() and not items[i].value
    return items[i].word == "of" or named or _part(items[i]) or is_rank(items[i])


def _is_title_of(items: Items, end: int) -> bool:
    """ "Operations Manager IS THE NEW TITLE OF Kim Yazzie"."""
    behind = [w for x in items[end : end + 5] for w in x.word.split()]
    return behind[:1] in (["is"], ["becomes"]) and bool(set(behind) & _OF)


def _part(item: Item) -> bool:
    """A word of a title beside its rank: "supply chain" manager, head of "packing"."""
    whole = bool(item.candidates) and item.candidates[0].score > _WHOLE
    taken = item.value or any(s.kind in ("family", "field") for s in item.senses)
    used = FUNCTION_WORDS | ADVERBS | _IS | _PROMOTED | _AS | _NAMED | _OF | _LATER | _NO_PART
    return item.word.replace(" ", "").isalpha() and not (whole or taken) and not set(item.word.split()) & used


_NO_PART = frozenset("anymore effective instead old former previous current doing".split())


def _becomes(items: Items, first: int, end: int) -> bool:
    before = [w for x in items[:first] if not x.candidates for w in x.word.split() if w not in ADVERBS]
    while before and before[-1] in _ARTICLES:
        before.pop()
    behind = [w for x in items[end : end + 3] for w in x.word.split()]
    if not before or (set(items[first - 1].word.split()) & {"with", "from", "by"} and before[-1:] != ["by"]):
        return False
    said, near = set(before), set(before[-5:])
    late = bool(set(behind) & _LATER) or any(
        w in ("now", "officially", "offically") for x in items[:first] for w in x.word.split()
    )
    late = late or bool(said & {"longer", "anymore"})
    field = bool(said & {"title", "role", "job", "position"})
    match before[-1]:
        case w if w in _NAMED:
            return True
        case w if w in _TO:
            return bool(near & _PROMOTED) or (len(before) == 1 and end == len(items))
        case "as":
            return bool(near & _AS)
        case "of":
            return before[-2:-1] != [] and before[-2] in _OF
        case w if w in _IS:
            return late or field or any(x.word == "new" for x in items[max(0, first - 2) : first])
        case ":":
            return field or "promotion" in said
        case "by":
            return "goes" in near
    return bool(near & _GIVEN) and bool(set(behind[:2]) & _OF)


_OTHERS = frozenset(
    "boss assistant colleague manager husband wife predecessor successor deputy team report friend brother sister".split()
)


def gets_title(seen: Seen) -> bool:
    """Somebody of a customer becomes something else."""
    if seen.items[-1].word == "?" or (span := title_span(seen.items)) is None:
        return False
    rest = (*seen.items[: span[0]], *seen.items[span[1] :])
    if any(x.has("spoke", "log", "remind", "draft") or x.kind in ("email", "phone") for x in rest):
        return False
    if any(a.of("contact") and a.possessive and b.word in _OTHERS for a, b in pairwise(rest)):
        return False  # "Kim's boss became director"
    named = any(x.of("contact") for x in rest)
    pointing = seen.items[0].word.split("'")[0] in ("she", "he", "it") or any(x.has("her", "him") for x in rest)
    return (named or pointing) and not any(
        x.of("user", "deal", "lead") and x.candidates[0].object != "contact" for x in rest
    )
