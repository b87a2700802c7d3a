"""The name of somebody whom the CRM has not."""

from __future__ import annotations

from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS

# What people call taking something in, whatever they do it with.
ENTERING = frozenset(
    """add adding added put pop get enter entered entering key keyed type typed save saved store stored create created creating include included
    insert inserted register registered file filed record recorded log logged capture captured note list make made set stick
    take submit submitted generate generated raise raised open opened start started bring copy slot drop""".split()
)
_OPENERS = ENTERING | frozenset(
    "please pls kindly hi hello hey new lead contact got met introduce welcome meet say".split()
)
_COMPANY_WORDS = frozenset("from at with company firm @ under".split())
_WHOLE = 0.95
_LONGEST = 3  # words of a person's name


def newcomer(items: Items) -> tuple[int, int] | None:
    """Where the name of somebody unknown stands, (first, behind the last): two or three capitals in a row that are nothing else."""
    found = [span for i in range(len(items) - 1) if (span := _name_at(items, i))]
    return next((s for s in found if not _of_company(items, *s)), found[0] if found else None)


def _name_at(items: Items, i: int) -> tuple[int, int] | None:
    if i and _named(items[i - 1]) and _beside(items[i - 1], items[i]) and not _opens(items, i - 1):
        return None
    if _opens(items, i):
        return None
    end = i
    while (
        end < len(items)
        and end - i < _LONGEST
        and _named(items[end])
        and (end == i or _beside(items[end - 1], items[end]))
    ):
        end += 1
    return (i, end) if end - i > 1 else None


def _named(item: Item) -> bool:
    """A capital that is no known word and nobody's whole name."""
    known = item.senses or item.value or item.of("user", "account", "product", "deal")
    whole = bool(item.candidates) and item.candidates[0].score >= _WHOLE
    return item.capital and item.word.isalpha() and not (known or whole or item.word in FUNCTION_WORDS)


def _beside(one: Item, other: Item) -> bool:
    return other.start - one.end == 1


def _opens(items: Items, i: int) -> bool:
    """ "FILE Joan Pickett under …": a verb, for its capital begins the sentence."""
    return items[i].word in _OPENERS and (i == 0 or items[i - 1].is_mark or items[i - 1].has("please"))


def _of_company(items: Items, i: int, end: int) -> bool:
    before = items[i - 1].word.split()[-1] if i else ""
    named = before == "called" and any(x.word in ("company", "firm") for x in items[max(0, i - 3) : i - 1])
    of = before == "of" and not (i > 1 and items[i - 2].sense("object", "lead"))
    card = before in ("from", "with") and end + 1 < len(items) and items[end].word in (",", "of", "at", "(")
    card = card and items[end + 1].capital  # "an inquiry from Ann Cho, Beck Glass"
    return (before in _COMPANY_WORDS and not card) or named or of
