"""What a report measures: metrics by name, by what was done ("how much did we win"), by a field that is added up."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.chart import Item, Items
from assistant.language.slots.turn import Turn
from crm_store.catalog import Kind

# The object that a metric counts, and the date field that its period is about.
METRICS: dict[str, tuple[str, str]] = {
    "pipeline": ("deal", "close_date"),
    "weighted_pipeline": ("deal", "close_date"),
    "won_amount": ("deal", "closed_at"),
    "won_count": ("deal", "closed_at"),
    "lost_count": ("deal", "closed_at"),
    "win_rate": ("deal", "closed_at"),
    "average_deal_size": ("deal", "closed_at"),
    "sales_cycle": ("deal", "closed_at"),
    "deal_count": ("deal", "created_at"),
    "open_deal_count": ("deal", "close_date"),
    "sum_amount": ("deal", "close_date"),
    "lead_count": ("lead", "created_at"),
    "lead_conversion_rate": ("lead", "created_at"),
    "activity_count": ("activity", "occurred_at"),
    "lost_amount": ("deal", "closed_at"),
    "call_count": ("activity", "occurred_at"),
    "meeting_count": ("activity", "occurred_at"),
    "task_count": ("activity", "due_date"),
    "overdue_tasks": ("activity", "due_date"),
    "account_count": ("account", "created_at"),
    "contact_count": ("contact", "created_at"),
    "ticket_count": ("ticket", "created_at"),
    "product_count": ("product", "created_at"),
}
_COUNT_OF = {
    "deal": "deal_count",
    "lead": "lead_count",
    "activity": "activity_count",
    "account": "account_count",
    "contact": "contact_count",
    "ticket": "ticket_count",
    "product": "product_count",
}
# What "how are we doing" is answered with.
RESULTS = ["won_amount", "won_count", "win_rate"]
NUMBERS = (Kind.MONEY, Kind.INTEGER, Kind.NUMBER, Kind.PERCENT)
_MEAN = frozenset(["average", "avg", "mean"])
_SUM = frozenset(["total", "sum", "combined", "overall"])
_WORTH = frozenset("much total sum value worth amount money dollars dollar volume euros revenue".split())
Measured = tuple[list[str], set[int]]


def about(metric: str) -> tuple[str, str]:
    """The object of a metric and the date that its period goes by; `sum_OBJECT.FIELD` names its object."""
    known = METRICS.get(metric)
    object_ = metric.partition("_")[2].partition(".")[0]
    return known or (object_, "close_date" if object_ == "deal" else "created_at")


def measured(items: Items, used: set[int], turn: Turn) -> Measured:
    """(metrics, places of the words that named them); no metrics where nothing is measured."""
    if figure := _figure(items, turn):
        return figure
    if both := _count_and_amount(items):
        return both
    found, places = _named(items, used)
    if found in (["lost_count"], ["won_count"]) and _of_value(items):
        return [found[0].replace("_count", "_amount")], places
    if found == ["lost_count"] and any(x.has("won") for x in items):
        return ["won_count", "lost_count"], places
    return (found, places) if found else _implied(items, used)


def said_words(items: Items) -> set[str]:
    return {w for x in items for w in x.word.split()}


def _named(items: Items, used: set[int]) -> Measured:
    places = {i for i, x in enumerate(items) if i not in used and x.sense("metric") and not x.candidates}
    names = [s.value for i in sorted(places) if (s := items[i].sense("metric"))]
    return list(dict.fromkeys(names)), places


def _figure(items: Items, turn: Turn) -> Measured | None:
    """ "total annual revenue of our enterprise accounts", "average amount of open deals": any number field, added up."""
    said = said_words(items)
    how = "average" if said & _MEAN else "sum" if said & _SUM else None
    if how is None:
        return None
    nouns = [s.object for x in items if (s := x.sense("object"))]
    for i, item in enumerate(items):
        for sense in item.senses:
            field = turn.field(sense.object, sense.field) if sense.kind == "field" and not item.candidates else None
            if field is None or field.kind not in NUMBERS or (nouns and sense.object not in nouns):
                continue
            if sense.object != "deal" or (how == "average" and _other_than_won(items)):
                return [f"{how}_{sense.object}.{field.name}"], {i}
        size = (m := item.sense("metric")) and m.value == "average_deal_size"
        if size and _other_than_won(items):
            return ["average_deal.amount"], {i}
    return None


def _other_than_won(items: Items) -> bool:
    """Deals that are said to be open, lost or in a stage: the average deal size is one of won deals."""
    stages = [s for x in items if (s := x.sense("option", "deal")) and s.field == "stage" and s.value != "Won"]
    return bool(stages) or any(x.has("open", "lost", "closing") for x in items if not x.sense("metric"))


def _count_and_amount(items: Items) -> Measured | None:
    """ "count and amount of open deals"."""
    if not {"count", "amount"} <= {x.word for x in items}:
        return None
    noun = next((i for i, x in enumerate(items) if x.sense("object", "deal")), None)
    is_open = any(x.has("open") for x in items)
    if noun is None:
        return None
    return ["open_deal_count" if is_open else "deal_count", "pipeline" if is_open else "sum_amount"], {noun}


def _of_value(items: Items) -> bool:
    """ "total value of won deals": their worth, not their number."""
    return bool(said_words(items) & (_WORTH - {"much", "total", "revenue", "volume"})) and not counts(items)


def counts(items: Items) -> bool:
    """ "how many", "number of": a count is asked for, not a sum."""
    return any(x.has("count") and x.word not in ("how much", "total amount of", "value of") for x in items)


def _worth(items: Items) -> bool:
    return bool(said_words(items) & _WORTH) and not counts(items)


def _place(items: Items, *names: str) -> int | None:
    return next((i for i, x in enumerate(items) if x.has(*names) and not x.candidates), None)


def _implied(items: Items, used: set[int]) -> Measured:
    """ "how much did we win", "deals by stage", "total of open deals", "how are we doing"."""
    for reading in (_cycle, _share, _outcome, _reasons, _results):
        if found := reading(items):
            return found
    return _of_noun(items, used)


def _cycle(items: Items) -> Measured | None:
    """ "how long does it take us to win a deal"."""
    long = _place(items, "how_long")
    ends = next(
        (i for i, x in enumerate(items) if x.has("won", "closing", "closed") or x.word in ("close", "sale")), None
    )
    return (["sales_cycle"], {long, ends}) if long is not None and ends is not None else None


def _share(items: Items) -> Measured | None:
    """ "what percentage of deals do we win", "which source converts best"."""
    if (converts := _place(items, "converts")) is not None:
        return ["lead_conversion_rate"], {converts, *(i for i, x in enumerate(items) if x.sense("object", "lead"))}
    share, won = _place(items, "share_of"), _place(items, "won")
    return (["win_rate"], {share, won}) if share is not None and won is not None else None


def _outcome(items: Items) -> Measured | None:
    """What was won, sold, bought; what was lost."""
    past = any(x.word in ("did", "have", "has", "i've", "we've") for x in items)
    won = next((i for i, x in enumerate(items) if _is_won(x, past=past) and not x.candidates), None)
    lost = next((i for i, x in enumerate(items) if _is_lost(x) and not x.candidates), None)
    many = counts(items) or _most_deals(items)
    if won is not None and lost is not None:
        return ["won_count", "lost_count"], {won, lost}
    if won is not None:
        return ["won_count" if many else "won_amount"], {won}
    if lost is not None:
        return ["lost_amount" if _worth(items) else "lost_count"], {lost}
    return None


def _is_won(item: Item, *, past: bool) -> bool:
    return item.has("won", "bought") or item.word == "closed" or (past and item.word == "close")


def _is_lost(item: Item) -> bool:
    metric = item.sense("metric")
    return item.has("lost") or bool(metric and metric.value == "lost_count")


def _most_deals(items: Items) -> bool:
    """ "who won the most deals": their number."""
    return any(
        a.word in ("most", "fewest", "more") and (s := b.sense("object", "deal")) and s.plural
        for a, b in pairwise(items)
    )


def _reasons(items: Items) -> Measured | None:
    reason = any((d := x.sense("dimension")) and d.value == "loss_reason" for x in items)
    return (["lost_amount" if _worth(items) else "lost_count"], set()) if reason else None


def asks_results(items: Items) -> int | None:
    """ "how is Tom doing", "how's the quarter looking", "results of the East team": the place of the word."""
    how = any(x.word.startswith("how") for x in items[:3])
    place = _place(items, "results")
    if (
        place is None
        and how
        and not any(x.of("account", "deal", "lead", "contact") and not x.of("user") for x in items)
    ):
        place = next((i for i, x in enumerate(items) if x.word in _FARING), None)
    return place


_FARING = frozenset("doing looking performing faring fare fared".split())


def _results(items: Items) -> Measured | None:
    place = asks_results(items)
    if place is None and len([x for x in items if x.of("user")]) > 1 and any(x.has("report") for x in items):
        return list(RESULTS), set()  # "compare Tom and Maya"
    noun = any((s := x.sense("object")) and s.object != "deal" and not x.candidates for x in items)
    return (list(RESULTS), {place}) if place is not None and not noun else None


def _of_noun(items: Items, used: set[int]) -> Measured:
    noun = next(((i, s) for i, x in enumerate(items) if (s := x.sense("object")) and i not in used), None)
    if noun is None:
        sums = _worth(items) or any(x.has("group_by") for x in items)
        return (["pipeline"], set()) if sums and _of_deals(items) else ([], set())
    at, sense = noun
    if sense.object == "deal" and _worth(items):
        return ["pipeline"], {at}
    if sense.object == "activity" and sense.value == "task":
        return ["overdue_tasks" if any(x.has("overdue") for x in items) else "task_count"], {at}
    name = _COUNT_OF.get(sense.object)
    return ([name], set() if sense.value else {at}) if name else ([], set())


def _of_deals(items: Items) -> bool:
    """Words that only deals have: closing, open, a stage."""
    return any(x.has("closing", "open") or ((o := x.sense("option", "deal")) and o.field == "stage") for x in items)
