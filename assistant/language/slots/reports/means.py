"""The mean worth of deals that are open, lost or in a stage: the average deal size is one of won deals."""

from __future__ import annotations

from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.reports.implied import is_lost
from assistant.language.slots.reports.metric_names import Measured
from assistant.language.slots.scan import negates

MEAN = frozenset("average avg mean typical typically".split())
_WORTH = frozenset("$ money dollars value worth amount amounts sum revenue volume size".split())
_OTHER_SIZE = frozenset("long days time weeks months often many old age".split())
_DENIED = 3  # items that a "not" before them denies


def mean_of_open(items: Items) -> Measured | None:
    """ "average value of my open deals", "average deal size in the open pipeline", "how large are open deals on average"."""
    if not other_than_won(items):
        return None
    live = {i for i, x in enumerate(items) if is_pipeline(x)}
    if quotient := _quotient(items):
        return Measured(("average_deal.amount",), frozenset(quotient))
    if not any(set(x.word.split()) & MEAN for x in items if not x.candidates):
        return None
    size = {i for i, x in enumerate(items) if (m := x.sense("metric")) and m.value == "average_deal_size"}
    if size or (_of_worth(items) and not _own_number(items)):
        return Measured(("average_deal.amount",), frozenset(size | live))
    return None


def is_pipeline(item: Item) -> bool:
    """The open deals, called as what they are worth together."""
    metric = item.sense("metric")
    return metric is not None and metric.value == "pipeline" and not item.candidates


def other_than_won(items: Items) -> bool:
    """Deals that are said to be open, lost or in a stage: "open deals, not won ones"."""
    if any(x.has("won") and not _denied(items, i) for i, x in enumerate(items)):
        return False
    staged = any(
        (s := x.sense("option", "deal")) and s.field == "stage" and not x.has("won") for x in items if not x.candidates
    )
    return staged or any(
        is_lost(x) or (x.has("open", "closing") and not x.sense("metric")) or _by_deal(items, x) for x in items
    )


def _by_deal(items: Items, item: Item) -> bool:
    """ "The open PIPELINE, average per deal": of its deals, and not of those who own it."""
    sized = any(x.sense("object", "deal") or ((m := x.sense("metric")) and "deal" in m.value) for x in items)
    return is_pipeline(item) and sized


def _denied(items: Items, at: int) -> bool:
    return any(negates(x) for x in items[max(0, at - _DENIED) : at])


def _quotient(items: Items) -> set[int]:
    """ "The pipeline divided by the number of open deals"."""
    cut = next((i for i, x in enumerate(items) if x.word.split()[0] in ("divide", "divided")), None)
    if cut is None or not any(map(is_pipeline, items)):
        return set()
    counted = {i for i, x in enumerate(items) if (m := x.sense("metric")) and m.value.endswith("deal_count")}
    return counted | {i for i, x in enumerate(items) if is_pipeline(x)} | {cut} if counted else set()


def _own_number(items: Items) -> bool:
    """ "How long are open deals open on average": another number than what they are worth."""
    return bool({w for x in items for w in x.word.split()} & _OTHER_SIZE)


def _of_worth(items: Items) -> bool:
    """ "average value of my open deals", "my average open deal", "… on average": of nothing else than what they are worth."""
    at = next((i for i, x in enumerate(items) if set(x.word.split()) & MEAN), None)
    if at is None:
        return False
    behind = (x for x in items[at + 1 :] if not _small(x))
    first = next(behind, None)
    if first is None:
        return any(x.sense("object", "deal") for x in items[:at])
    return (
        bool(set(first.word.split()) & _WORTH)
        or first.has("worth", "open")
        or is_lost(first)
        or any(s.kind == "option" and s.field == "stage" for s in first.senses)
        or first.sense("object", "deal") is not None
    )


def _small(item: Item) -> bool:
    return item.is_mark or item.word in FUNCTION_WORDS or item.word == "out" or item.has("me", "please", "group_by")
