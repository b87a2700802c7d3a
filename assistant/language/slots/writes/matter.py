"""What a new ticket is about: the part of a message that tells what is wrong, without who said it and without the order."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.language.acts.newcomer import ENTERING
from assistant.language.chart import Item, Items

_REASONS = frozenset(["because", "because of", "as", "since", "being", "saying", "where"])
_SAYING = frozenset(
    """says say said reports report reported tells tell told complains complaining complained claims mentions writes wrote problem issue
    fault trouble subject topic matter reason because being is""".split()
)
_PASSED = frozenset(["that", "us", "me", "is", ":", "being", "they", "in", "-", "–", "support", "of", "to"])
_PARTING = frozenset(",;/:-–.!?()\n")
_LED = 7  # items among which somebody is said to say it
_LEAST = 2  # words that tell something


def subject(items: Items, noun: int, used: set[int]) -> tuple[int, int] | None:
    """Where the subject of a new ticket stands, (first, behind the last); None where it stands behind a colon or is not told."""
    if noun >= 0 and (told := matter(items, noun)):
        return told[0], next((i for i in range(told[1], told[0] + 1, -1) if not _placed(items, i - 1, used)), told[1])
    if (whole := _longest_part(items, used)) and not any(x.word == ":" for x in items):
        return whole
    start = says_behind(items, used)
    return (start, len(items)) if start else None


def _placed(items: Items, i: int, used: set[int]) -> bool:
    """ "… keeps slipping AT ATLAS": where it is, and no more of what is wrong."""
    return i in used or items[i].word in COMPANY_LEADS


COMPANY_LEADS = frozenset(["company", "from", "at", "of", "with", "for"])


def matter(items: Items, noun: int) -> tuple[int, int] | None:
    """(first, behind the last) of what a clause that orders a ticket says of it; None where it is the order alone."""
    parts = _parts(items, noun)
    if noun + 1 < len(items) and items[noun + 1].word in ("that", "saying"):
        return noun + 2, len(items)  # "a ticket that the belt keeps slipping"
    for start, end in parts:
        if start <= noun < end and (why := next((i for i in range(noun, end) if items[i].word in _REASONS), None)):
            return why + 1, end
    told = [p for p in parts if not (p[0] <= noun < p[1]) and _tells(items[p[0] : p[1]])]
    behind = [p for p in told if p[0] > noun]
    if not told:
        return None
    found = max(behind, key=_size) if behind else told[-1]
    start = found[0] + told_from(items[found[0] : found[1]])
    return (start, found[1]) if start < found[1] else found


def _size(part: tuple[int, int]) -> int:
    return part[1] - part[0]


def _parts(items: Items, noun: int) -> list[tuple[int, int]]:
    parts, start = [], 0
    for i in range(len(items) + 1):
        if i == len(items) or (items[i].word in _PARTING and items[i].is_mark):
            if i > start:
                parts.append((start, i))
            start = i + 1
    return parts


def _tells(items: Items) -> bool:
    """More than a name, a priority or a politeness."""
    words = [x for x in items if not (x.candidates or x.has("please") or x.sense("option", "ticket") or _is_noun(x))]
    return len(words) >= _LEAST and not (items[0].word in ENTERING and any(map(_is_noun, items)))


def _is_noun(item: Item) -> bool:
    return item.sense("object", "ticket") is not None


def told_from(items: Items) -> int:
    """ "HELIX IS COMPLAINING THAT two carts will not charge", "PROBLEM: the belt slips": where it begins what is wrong."""
    verbs = [
        i
        for i, x in enumerate(items[:_LED])
        if _SAYING & set(x.word.split()) and (x.word != "is" or _said_of(items, i))
    ]
    if not verbs:
        return 0
    start = verbs[-1] + 1
    while start < len(items) and items[start].word in _PASSED:
        start += 1
    return start if len(items) - start >= _LEAST else 0


def _said_of(items: Items, i: int) -> bool:
    """ "Subject IS the scanner", and no "scanner is dead"."""
    return i > 0 and bool(_SAYING & set(items[i - 1].word.split()))


def says_behind(items: Items, used: set[int]) -> int | None:
    """ "Ticket: Acme says the charger is dead": where it begins what somebody says; None where nobody is said to say it."""
    colon = next((i for i, x in enumerate(items) if x.word == ":"), None)
    if colon is None or colon + 1 not in used:
        return None
    says = next((i for i in range(colon + 1, min(colon + 4, len(items))) if items[i].word in _SAYS), len(items))
    start = says + 1 + (says + 1 < len(items) and items[says + 1].word == "that")
    return start if start < len(items) else None


_SAYS = frozenset("says say reports report tells told reported said".split())


def segments(items: Items, used: set[int]) -> Iterator[tuple[int, int]]:
    """Parts between commas that nothing has read yet: (first, behind the last)."""
    start = 0
    for i in range(len(items) + 1):
        if i == len(items) or (items[i].is_mark and items[i].word in ",;/:-–"):
            if i > start and not used & set(range(start, i)):
                yield start, i
            start = i + 1


def _longest_part(items: Items, used: set[int]) -> tuple[int, int] | None:
    """ "…, the rear wheel came off, …": the part that says most; None where none says much."""
    parts = [(first, end) for first, end in segments(items, used) if end - first >= _CLAUSE]
    return max(parts, key=lambda p: p[1] - p[0]) if parts else None


_CLAUSE = 3  # words of a part that tells something
