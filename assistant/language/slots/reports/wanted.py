"""What is only said around a figure: for whom it is wanted, what it is for, where it is to lie. It narrows nothing."""

from __future__ import annotations

from assistant.language.chart import Item, Items
from assistant.language.slots.scan import negates


def without_wanted(items: Items) -> Items:
    """ "I'm doing the review: deals by stage", "add them up FOR ME", "… IN FRONT OF ME": the figure alone."""
    start = _behind_colon(items)
    said = items[start:]
    aside = _for_whom(said) | _laid(said) | _numbers(said) | _degree(said) | _not_so(said)
    return tuple(x for i, x in enumerate(said) if i not in aside)


def _behind_colon(items: Items) -> int:
    """ "For my board deck: the three best customers": where the figure begins."""
    at = next((i for i, x in enumerate(items) if x.word == ":" and x.is_mark), None)
    if at is None or any(map(_tells, items[:at])) or not any(map(_tells, items[at + 1 :])):
        return 0
    return at + 1 if any(w in _PURPOSE for x in items[:at] for w in x.word.split()) else 0


_PURPOSE = frozenset(
    "for i'm doing preparing prepping prep review meeting deck slide slides presentation briefing".split()
)


def _tells(item: Item) -> bool:
    """It may name, count or measure something."""
    said = item.sense("object") or item.sense("metric") or item.sense("dimension")
    return bool(said or item.candidates or item.value)


def _for_whom(items: Items) -> set[int]:
    """ "Compare them FOR ME": whoever asks, behind what is ordered; "the pipeline for me" is their own."""
    ordered = (
        bool(items)
        and not items[0].candidates
        and (items[0].has("please", "report", "add_up") or items[0].word in _ORDERS)
    )
    ends = [i for i in range(1, len(items) - 1) if items[i].word == "for" and items[i + 1].word in ("me", "us")]
    return {j for i in ends for j in (i, i + 1) if ordered or _sorts_before(items, i)}


_ORDERS = frozenset(
    "add sum compare sort calculate compute work count break group rank total tell give take put make".split()
)


def _sorts_before(items: Items, at: int) -> bool:
    """ "…, sort them by reason for me", "is it better? Compare the amounts for me"."""
    began = (
        x for i, x in enumerate(items[:at]) if i and (items[i - 1].is_mark or items[i - 1].word == "and" or x.capital)
    )
    return any(x.word in _ORDERS for x in began)


def _laid(items: Items) -> set[int]:
    """ "I want the open amount per stage IN FRONT OF ME", "the wins by industry IN TERMS OF amount"."""
    words = [x.word for x in items]
    return {
        j
        for said in _LAID
        for i in range(len(words))
        if words[i : i + len(said)] == said
        for j in range(i, i + len(said))
    }


_LAID = (["in", "front", "of", "me"], ["in", "front", "of", "us"], ["in", "terms", "of"])


def _numbers(items: Items) -> set[int]:
    """ "…, NUMBERS please": that figures are wanted."""
    return {i for i, x in enumerate(items) if i and x.word in ("numbers", "figures") and items[i - 1].is_mark}


def _degree(items: Items) -> set[int]:
    """ "HOW URGENT our tickets are": the field is asked for, and none of its values."""
    graded = (i for i in range(1, len(items)) if items[i - 1].word == "how" and items[i].sense("option"))
    return {i for i in graded if not (i > 1 and items[i - 2].has("group_by"))}  # but "by how urgent they are"


def _not_so(items: Items) -> set[int]:
    """ "… in money, NOT IN NUMBER OF DEALS": another way of measuring, which is denied."""
    at = next((i for i, x in enumerate(items) if i and negates(x)), None)
    if at is None:
        return set()
    behind = [x for x in items[at + 1 :] if not x.is_mark]
    ways = {
        "in",
        "by",
        "as",
        "the",
        "just",
        "number",
        "count",
        "of",
        "deals",
        "money",
        "amount",
        "amounts",
        "dollars",
        "value",
        "counts",
    }
    counted = any(
        w in ("number", "count", "counts", "money", "amount", "amounts", "dollars", "value")
        for x in behind
        for w in x.word.split()
    )
    return set(range(at, len(items))) if counted and all(set(x.word.split()) <= ways for x in behind) else set()
