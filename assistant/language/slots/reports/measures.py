"""What a report measures: what is looked at (won, lost or open deals, leads …) and how (counted, summed, as a rate …)."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.chart import Items
from assistant.language.slots.periods import bare_year
from assistant.language.slots.reports.implied import implied, time_to_close
from assistant.language.slots.reports.means import MEAN, mean_of_open, other_than_won
from assistant.language.slots.reports.metric_names import Measured
from assistant.language.slots.turn import Turn
from assistant.language.text import stem
from crm_store.catalog import Kind

NUMBERS = (Kind.MONEY, Kind.INTEGER, Kind.NUMBER, Kind.PERCENT)
# Words that say how something is measured, by stem.
HOW: dict[str, frozenset[str]] = {
    "count": frozenset("many number count quantity #".split()),
    "amount": frozenset(
        "$ much money dollar buck usd euro eur cash value worth amount sum total revenue combined add altogether volume".split()
    ),
    "rate": frozenset("share percentage percent % proportion ratio fraction rate often".split()),
    "mean": MEAN,
}
# Words of measuring that make no condition wherever they stand, as "value" and "amount" may.
_ONLY_HOW = frozenset(
    "money dollar buck cash sum combined share percentage proportion ratio fraction altogether".split()
)
# What one metric becomes when it is measured otherwise: "number of sales", "lost deals in dollars".
_OTHERWISE: dict[str, dict[str, str]] = {
    "won_amount": {"count": "won_count", "mean": "average_deal_size"},
    "won_count": {"amount": "won_amount", "rate": "win_rate", "mean": "average_deal_size"},
    "lost_count": {"amount": "lost_amount"},
    "lost_amount": {"count": "lost_count"},
    "pipeline": {"count": "open_deal_count"},
    "open_deal_count": {"amount": "pipeline"},
    "lead_count": {"rate": "lead_conversion_rate"},
    "converted_leads": {"rate": "lead_conversion_rate"},
}


def measured(items: Items, used: set[int], turn: Turn) -> Measured:
    """What is measured; nothing where the words name no figure. `used` are items that name groups."""
    hows = frozenset(_hows(items))
    said = _ways(hows)
    found = (
        mean_of_open(items)
        or _figure(items, turn)
        or time_to_close(items)
        or _named(items, used, said)
        or implied(items, used, said)
    )
    if not found.metrics:
        return found
    if found.metrics == ("lead_count",) and _of_quality(items):
        return Measured(("lead_conversion_rate",), found.places)
    metrics = (_number_and_worth(found.metrics[0], items) if len(found.metrics) == 1 else []) or list(found.metrics)
    only = {i for i, x in enumerate(items) if stem(x.word) in _ONLY_HOW or x.word == "how much"}
    return Measured(tuple(metrics), found.places | only)


def otherwise(metric: str, items: Items) -> str:
    """ "As a count", "in dollars": the same figure measured so."""
    turned = _OTHERWISE.get(metric, _SUMMED.get(metric, {}))
    return next((turned[w] for w in _ways(frozenset(_hows(items))) if w in turned), metric)


_EARNED = frozenset("earn earned earns spent spend spends".split())
_SUMMED = {"deal_count": {"amount": "sum_amount"}, "sum_amount": {"count": "deal_count"}}


def _of_quality(items: Items) -> bool:
    """ "Which source brings the BEST LEADS", "the best lead source": those that become customers."""
    pairs = pairwise(x for x in items if not x.is_mark)
    ranked = any(a.word.split()[-1] in _GOOD and b.sense("object", "lead") for a, b in pairs)
    grouped = any(x.sense("dimension") or x.has("where") for x in items)  # "who are my best leads": by their scores
    return grouped and (ranked or any(x.word in _GOOD for x in items))


_GOOD = frozenset("best better good worst strongest quality".split())


def _hows(items: Items) -> list[tuple[str, str]]:
    """(way, word) of all words of measuring; a word that belongs to a comparison ("worth over 50k") is none."""
    found: list[tuple[str, str]] = []
    for i, item in enumerate(items):
        if item.candidates or item.value or _compared(items, i):
            continue
        for word in item.word.split():
            found.extend((way, word) for way, words in HOW.items() if stem(word) in words)
        if item.word == "how much" and _of_many(items, i):
            found[-1] = ("count", "many")
    return found


def _of_many(items: Items, i: int) -> bool:
    """ "HOW MUCH DEALS have we lost": how many."""
    behind = items[i + 1] if i + 1 < len(items) else None
    return (
        behind is not None and not behind.candidates and behind.word in ("deals", "leads", "tickets", "calls", "tasks")
    )


def _compared(items: Items, i: int) -> bool:
    behind = range(i + 1, min(i + 3, len(items)))
    return any(items[j].kind in ("comparator", "money", "range", "number") and not bare_year(items, j) for j in behind)


def _ways(hows: frozenset[tuple[str, str]]) -> frozenset[str]:
    """ "total number of": counted; "how much": no count, though its family says so."""
    ways = {way for way, _ in hows}
    words = {word for _, word in hows}
    if "count" in ways and words & {"total", "sum", "combined"} and not words & {"value", "amount", "worth", "much"}:
        ways.discard("amount")
    if words & {"money", "dollar", "euro"} and not words & {"number", "count", "#"}:
        ways.discard("count")  # "how many dollars"
    return frozenset(ways)


def _named(items: Items, used: set[int], said: frozenset[str]) -> Measured | None:
    """Metrics that are called by their names, measured as the words beside them say."""
    found = {i: s.value for i, x in enumerate(items) if i not in used and not x.candidates and (s := x.sense("metric"))}
    if not found:
        return _both(items, said)
    metrics = list(dict.fromkeys(found.values()))
    if metrics == ["deal_count"] and any(items[i].word.startswith("amounts") for i in found):
        return Measured(("sum_amount",), frozenset(found))  # "sum of amounts of deals"
    if metrics == ["average_deal_size", "won_count"] and not any(x.word in ("and", "&", "plus") for x in items):
        metrics = metrics[:1]  # "the average size of their won deals"
    if set(metrics) == {"pipeline", "weighted_pipeline"} and not any(x.word in ("and", "&", "plus") for x in items):
        metrics = ["weighted_pipeline"]  # "our pipeline weighted by probability"
    if metrics == ["won_count"] and any(set(x.word.split()) & _EARNED for x in items):
        metrics = ["won_amount"]  # "the customers that we earned the most from in won deals"
    if "deal_count" in metrics and len(metrics) > 1:
        metrics = [_count_beside(metrics) if m == "deal_count" else m for m in metrics]
    if metrics == ["win_rate"] and all(any(x.has(w) and not x.sense("metric") for x in items) for w in ("won", "lost")):
        metrics = ["won_count", "lost_count", "win_rate"]  # "won, lost and win rate by rep"
    if len(metrics) == 1:
        metrics = [_otherwise(metrics[0], items, set(found), said)]
        if metrics == ["lost_count"] and any(x.has("won") for x in items):
            metrics = ["won_count", "lost_count"]
    return Measured(tuple(metrics), frozenset(found))


_TWO = {
    "won": ("won_count", "won_amount"),
    "lost": ("lost_count", "lost_amount"),
    "open": ("open_deal_count", "pipeline"),
    "deal": ("deal_count", "sum_amount"),
}


def _number_and_worth(metric: str, items: Items) -> list[str]:
    """ "number of deals and total amount", "won amount and count": both of them, joined by "and"."""
    words = [w for x in items for w in x.word.split()]
    parts = [set(words[:i]) | {"and"} for i, w in enumerate(words) if w in ("and", "&", "plus")]
    counts, worth = {"count", "number", "many"}, {"amount", "value", "worth", "revenue", "sum"}
    behind = [set(words) - p for p in parts]
    both = any((p & counts and b & worth) or (p & worth and b & counts) for p, b in zip(parts, behind, strict=True))
    if metric.startswith("average_deal") and _joined_with(words, counts):
        return ["won_count" if metric.endswith("size") else "deal_count", metric]  # "number and average amount"
    state = "open" if metric == "pipeline" else metric.partition("_")[0]
    return list(_TWO[state]) if both and state in _TWO else []


def _joined_with(words: list[str], counts: set[str]) -> bool:
    """A count beside the mean: "number and average amount", "average size and count"."""
    at = [i for i, w in enumerate(words) if w in ("and", "&", "plus")]
    near = [(set(words[max(0, i - 4) : i]), set(words[i + 1 : i + 4])) for i in at]
    return any((a & counts and b & HOW["mean"]) or (a & HOW["mean"] and b & counts) for a, b in near)


def _count_beside(metrics: list[str]) -> str:
    """ "won amount and number of deals": the number of those."""
    if any(m.startswith("won") for m in metrics):
        return "won_count"
    return "lost_count" if any(m.startswith("lost") for m in metrics) else "open_deal_count"


def _otherwise(metric: str, items: Items, places: set[int], said: frozenset[str]) -> str:
    beside = tuple(x for i, x in enumerate(items) if i not in places)
    if metric == "deal_count":
        sums = any(set(x.word.split()) & {"total", "sum", "combined"} for x in beside)
        worth = sums and any("amount" in items[i].word for i in places)  # "the total amount of deals lost"
        if any(x.has("won") for x in beside):
            return "won_amount" if worth else "won_count"
        return metric if not any(x.has("lost") for x in beside) else "lost_amount" if worth else "lost_count"
    if metric == "won_amount" and any(x.has("lost") for x in beside):
        return "lost_amount"
    own = _ways(frozenset(_hows(tuple(items[i] for i in places))))
    turned = _OTHERWISE.get(metric, {})
    ways = (_ways(frozenset(_hows(beside))) & _ways(frozenset(_hows(items)))) - own  # "the total NUMBER OF OPEN DEALS"
    return next((turned[w] for w in ("rate", "mean", "count", "amount") if w in ways and w in turned), metric)


def _both(items: Items, said: frozenset[str]) -> Measured | None:
    """ "by stage with count and amount"."""
    noun = next((i for i, x in enumerate(items) if x.sense("object", "deal")), None)
    if noun is None or not {"count", "amount"} <= {x.word for x in items}:
        return None
    if any(x.has("open") for x in items):
        return Measured(("open_deal_count", "pipeline"), frozenset({noun}))
    return Measured(("deal_count", "sum_amount"), frozenset({noun}))


def _figure(items: Items, turn: Turn) -> Measured | None:
    """ "total annual revenue of our enterprise accounts", "average amount of open deals": any number field, added up."""
    said = {w for x in items for w in x.word.split()}
    how = "average" if said & HOW["mean"] else "sum" if said & {"total", "sum", "combined", "overall"} else None
    if how is None and any(x.has("group_by") for x in items) and not any(x.sense("metric") or x.value for x in items):
        how = "sum" if any(x.sense("field", "account") and not x.sense("dimension") for x in items[:2]) else None
    if how is None:
        return None
    nouns = [s.object for x in items if (s := x.sense("object"))]
    ours = "account" not in nouns or any(x.kind == "period" for x in items)
    for i, item in enumerate(items):
        if item.sense("metric", "") and ours and any(s.object == "account" for s in item.senses if s.kind == "field"):
            continue  # "total revenue this year": what was won, and no customer's own
        for sense in item.senses:
            field = turn.field(sense.object, sense.field) if sense.kind == "field" and not item.candidates else None
            if field is None or field.kind not in NUMBERS or (nouns and sense.object not in nouns):
                continue
            if sense.object != "deal" or (how == "average" and other_than_won(items)):
                return Measured((f"{how}_{sense.object}.{field.name}",), frozenset({i}))
    return None
