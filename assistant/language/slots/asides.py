"""What is only said to explain a condition: "except David, I've got him already", "over 100k, the small ones don't matter"."""

from __future__ import annotations

from assistant.language.chart import Item, Items
from assistant.language.joints import ORDERS
from assistant.language.slots.scan import Scan, negates


def asides(scan: Scan) -> None:
    """Takes away why somebody is excepted, or why an amount is the limit: nothing is narrowed by it."""
    for start in range(2, len(scan.items)):
        if _explains_exception(scan.items, start) or _explains_limit(scan.items, start):
            scan.used.update(range(start, len(scan.items)))
            return


def _explains_exception(items: Items, start: int) -> bool:
    """Right behind an excepted record, and said of it: "I know her", "him I already called", "that one I have"."""
    last, tail = items[start - 1], _said(items[start:])
    excepted = bool(last.candidates) and any(map(negates, items[max(0, start - 5) : start - 1]))
    named = any(x.has("her", "him", "it", "they", "those") for x in tail[:_NEAR])
    return excepted and named and not _narrows(tail)


def _explains_limit(items: Items, start: int) -> bool:
    """Behind an amount, begun anew: "I only care about the big ones", "those are noise"."""
    tail = _said(items[start:])
    begins = items[start - 1].is_mark or items[start - 1].value is not None or items[start - 1].has("because")
    limited = any(x.kind in ("money", "range") for x in items[:start])
    said = bool(tail) and (tail[0].has("me", "they", "those", "except") or tail[0].word in _BEGINNING)
    vague = any(x.word in _VAGUE for x in tail)
    return limited and begins and said and vague and not _narrows(tail)


def _said(items: Items) -> list[Item]:
    return [x for x in items if not (x.is_mark or x.has("because"))]


def _narrows(tail: list[Item]) -> bool:
    """A condition of its own is in it: a name, an amount, a value of a list, another noun."""
    return any(
        x.candidates or x.kind in _VALUES or x.sense("option") or x.has("group_by", "sort_by", *ORDERS) for x in tail
    ) or any((s := x.sense("object")) and s.plural for x in tail)


_VALUES = ("money", "range", "period", "percent")
_NEAR = 5  # items within which a reason says whom it is about
_BEGINNING = frozenset("the small big large smaller bigger smallest biggest anything everything just only rest".split())
_VAGUE = frozenset(
    "big bigger biggest large larger small smaller tiny little noise care cares matter matters rest others bother interest interested peanuts irrelevant".split()
)
