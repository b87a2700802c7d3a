"""Values of a deal that are told in the words of every day: what comes on top of its amount, and the day that it is signed."""

from __future__ import annotations

from assistant.language.acts.signs import Seen
from assistant.language.chart import Item, Items

_BEHIND = 6  # items behind a value among which it is said what it comes to
_ON_TOP = ("on top", "onto", "gets added", "is added", "to be added", "goes on top", "comes on top", "on the amount")
_STANDING = frozenset("present current existing old previous today's original".split())
UPWARD = frozenset("higher bigger larger grown rise rises rising rose climbing expands expanded upped".split())
DOWNWARD = frozenset("smaller shrinks shrunk shrank falls fell fallen sinks sank".split())
_TELLERS = frozenset("they he she we i you".split())
_WISHING = frozenset(
    "want wants wanted ask asks asked would like hope hopes might could may think thinks expect need".split()
)
_SIGNING = frozenset("signing signature signatures ink".split())
_SIGNED = frozenset(["be signed", "gets signed", "get signed", "ink on paper"])
_IDLE = frozenset(["now", "today", "currently", "right now"])
_PAST = frozenset("was were took happened missed".split())
_OTHERWISE = ("remind", "spoke", "log", "show", "count", "report", "create", "complete", "draft")


def on_top(items: Items, i: int) -> bool:
    """ "10k ON TOP of it", "5k ONTO the amount", "5k OVER ITS PRESENT value": a value that comes to what is there."""
    behind = [w for x in items[i + 1 : i + _BEHIND] if not (x.candidates or x.value) for w in x.word.split()]
    told = " ".join(behind)
    return told.startswith(_ON_TOP) or (behind[:1] in (["over"], ["above"]) and bool(_STANDING & set(behind[1:])))


def steps_told(seen: Seen) -> bool:
    """ "10k gets added on top of the amount", "the scope has grown and so has the deal, by 5k": by how much a deal moves."""
    items = seen.items
    first = next((x for x in items if not x.is_mark), items[0])
    wished = first.word.split("'")[0] in _TELLERS and any(set(x.word.split()) & _WISHING for x in items)
    if wished or items[-1].word == "?" or not any(map(_of_deal, items)):
        return False
    return any(_steps(items, i) for i in range(len(items)))


def _steps(items: Items, i: int) -> bool:
    if items[i].kind not in ("money", "percent", "duration", "number") or items[i].candidates:
        return False
    moved = any(x.has("raise", "lower") or x.word in UPWARD | DOWNWARD for x in items[:i] if not x.candidates)
    led = i > 0 and items[i - 1].word == "by" and items[i].kind in ("money", "percent")
    return (moved and led) or (items[i].kind != "number" and on_top(items, i))


def of_step(items: Items, i: int, nouns: frozenset[str]) -> bool:
    """ "The INCREASE IS 5k", "an upsell of 5k": a noun of more or less, and behind it by how much."""
    led = i > 1 and items[i - 1].word in ("is", "of", ":", "by", "was")
    return led and any(x.word in nouns and not x.candidates for x in items[max(0, i - 3) : i - 1])


STEPS_UP = frozenset("increase raise rise uplift upsell addition extension supplement growth".split())
STEPS_DOWN = frozenset("reduction decrease discount cut rebate".split())


def _of_deal(item: Item) -> bool:
    """A deal, the word for one, its amount or its closing day."""
    fields = (
        {s.field for s in item.senses if s.kind == "field" and s.object == "deal"} if not item.candidates else set()
    )
    noun = item.sense("object", "deal")
    singular = noun is not None and not noun.plural
    return (
        bool(item.of("deal")) or item.has("deal_noun", "worth") or singular or bool(fields & {"amount", "close_date"})
    )


def signs_on(seen: Seen) -> bool:
    """ "The signing will be on December 4", "we get the signature on Friday", "the deal closes December 15 now": when a deal closes, told."""
    items = seen.items
    at = next((i for i in range(len(items)) if _closes(items, i)), None)
    if at is None or items[-1].word == "?" or seen.family(*_OTHERWISE) or seen.noun_of("task"):
        return False
    days = [x for x in items[at + 1 :] if x.kind in ("date", "period") and x.word not in _IDLE]
    many = any((n := x.sense("object")) and n.plural and not x.candidates for x in items[: at + 1])
    over = any(x.word in _PAST for x in items[max(0, at - 1) : at + 3])
    return len(days) == 1 and not many and not over


def _closes(items: Items, i: int) -> bool:
    """A word of signing; of closing only behind a deal."""
    item = items[i]
    if item.candidates:
        return False
    if item.word in _SIGNED or item.word in _SIGNING:
        return item.word != "ink" or i == 0
    plain = item.word in ("closes", "will close", "closing") and i > 0
    return plain and _of_deal(items[i - 1]) and not items[i - 1].possessive
