"""What the words of a figure really ask for: a list, one record, groups picked by their figure, nothing on record."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.reports.wording import sized
from assistant.language.slots.turn import Json


def having(items: Items) -> bool:
    """ "stages with more than 200k pipeline", "reps with a win rate below 40 %": groups by their figure."""
    grouped = any(x.sense("dimension") and x.plural and not x.candidates for x in items)
    for before, item in pairwise(items):
        beside = item.sense("metric") and before.kind in ("money", "percent")
        behind = before.sense("metric") and (
            item.kind == "comparator" or item.word in ("below", "above", "over", "under")
        )
        none = item.sense("object") and (before.has("lacks") or before.word in ("no", "without"))
        if grouped and (beside or behind or none) and not any(x.has("group_by") for x in items):
            return True
    return False


def unmeasurable(items: Items) -> str | None:
    """ "average discount by rep": a word behind one of measuring that stands for nothing on record."""
    for before, item in pairwise(items):
        known = any(s.kind != "family" for s in item.senses) or item.candidates or item.value
        plain = not known and item.word.isalpha() and len(item.word) > 2
        if plain and before.word in ("average", "avg", "total", "mean", "median") and item.word not in FUNCTION_WORDS:
            return item.text
    return None


_MEASURING = frozenset(["much", "total", "number", "sum", "value", "average", "count", "many", "amount"])


def is_list(items: Items, spec: Json) -> bool:
    """ "won deals this year": records, not a figure, as nothing in it measures or groups."""
    said = {w for i, x in enumerate(items) if not sized(items, i) for w in x.word.split()}
    plural = any((s := x.sense("object")) and (s.plural or _every(items, i)) for i, x in enumerate(items)) or any(
        x.word.endswith("deals") or x.word in ("wins", "losses") or _of_many(x) for x in items
    )
    chart = any(x.has("chart_bar", "chart_line", "chart_pie", "report") for x in items)
    return (
        plural
        and not (spec["group_by"] or "compare" in spec or chart or said & _MEASURING)
        and spec["metrics"][0].endswith(("_count", "s"))
    )


def _every(items: Items, i: int) -> bool:
    """ "every open deal"."""
    return any(x.word in ("every", "each") for x in items[max(0, i - 3) : i])


def one_of_a_kind(items: Items, spec: Json) -> bool:
    """ "how much is my biggest deal worth": a record picked by its place, not a figure of them all."""
    picked = any(x.kind == "limit" for x in items)
    noun = any((s := x.sense("object")) and not s.plural and not x.candidates for x in items)
    ended = (x for x in items if x.word.split()[0] in ("loss", "win", "deal"))  # "our biggest loss", "the deal we won"
    noun = noun or any(x.word in ("loss", "win") or (x.sense("metric") and not x.plural) for x in ended)
    return picked and noun and not spec["group_by"]


def in_order(items: Items, spec: Json) -> bool:
    """ "my pipeline, biggest first": the deals of it, as one figure has no order."""
    ordered = any(x.kind == "limit" or x.has("sort_by") for x in items)
    return ordered and spec["metrics"] == ["pipeline"] and not spec["group_by"]


def _of_many(item: Item) -> bool:
    """ "leads created", "deals we lost": a metric that is called as its records are."""
    return item.sense("metric") is not None and item.word.split()[0] in ("leads", "deals", "tickets", "accounts")


def catalogue(items: Items) -> bool:
    """ "what products do we sell?": the products, not what they brought."""
    noun = any((s := x.sense("object", "product")) and s.plural for x in items)
    plain = not any(x.kind in ("limit", "period", "date", "comparison") or x.has("group_by") for x in items)
    return (
        noun and plain and any(x.word in ("sell", "offer") for x in items) and not any(x.word in _MUCH for x in items)
    )


_MUCH = frozenset("best most least worst much many".split())
