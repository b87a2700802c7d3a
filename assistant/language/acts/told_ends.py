"""Deals that are won or lost, told beside what was said of them: "that's a won deal", "deal lost, price", "deal won: Acme carts"."""

from __future__ import annotations

from assistant.language.acts.signs import Seen
from assistant.language.chart import Item, Items

_OPENING = frozenset("that's it's this is so that it that's then thus hence and".split())
_LINKS = frozenset("is now , was a the as it our officially hereby".split())
_OTHERWISE = ("show", "count", "what", "when", "who", "why", "report", "remind", "log")


def ends_told(seen: Seen) -> bool:
    """ "That's a WON DEAL with a final value of 245k", "contract signed, DEAL WON": one deal, and how it ended."""
    items = seen.items
    if items[-1].word == "?" or seen.family(*_OTHERWISE):
        return False
    return any(_won_deal(items, i) or _deal_won(items, i) or _at_once(items, i) for i in range(len(items)))


def _won_deal(items: Items, i: int) -> bool:
    """ "That's a won deal", "it is a lost deal": behind nothing but what points at it."""
    behind = items[i + 1] if i + 1 < len(items) else None
    head = {w for x in items[:i] if not x.is_mark for w in x.word.split()}
    led = i > 0 and items[i - 1].word in ("a", "one") and head <= _OPENING | {"a", "one"}
    return led and _ended(items[i]) and behind is not None and _deal(behind)


def _deal_won(items: Items, i: int) -> bool:
    """ "Deal won", "the deal is lost": at the beginning of a part."""
    first = i == 0 or items[i - 1].is_mark or (i == 1 and items[0].word in ("the", "so"))
    j = i + 1
    while j < len(items) and items[j].word in _LINKS:
        j += 1
    return first and _deal(items[i]) and j < len(items) and _ended(items[j])


def _at_once(items: Items, i: int) -> bool:
    """ "DEAL WON: Acme carts", "contract signed, DEAL WON, final amount 26k", "so it's a LOST DEAL, …": which is a figure elsewhere."""
    last = i + 1 == len(items) or items[i + 1].is_mark or items[i + 1].word == "with"
    head = {w for x in items[:i] if not x.is_mark for w in x.word.split()}
    first = i == 0 or items[i - 1].is_mark or head <= _OPENING | {"a", "one"}
    return first and last and items[i].word in _FIGURES and not items[i].candidates


_FIGURES = frozenset(["deal won", "deal lost", "won deal", "lost deal"])


def _ended(item: Item) -> bool:
    return item.word in ("won", "lost", "closed won", "closed lost") and not item.candidates


def _deal(item: Item) -> bool:
    noun = item.sense("object", "deal")
    return noun is not None and not noun.plural and not item.candidates
