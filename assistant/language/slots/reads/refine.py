"""Follow-ups on what was shown: "only the ones over 20k", "same for last quarter", "now by owner"."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from assistant.language.chart import Items
from assistant.language.plan import ToolCall
from assistant.language.slots import answers
from assistant.language.slots.periods import span_conditions, span_of
from assistant.language.slots.reads.lists import find_args, parse_list
from assistant.language.slots.reads.ordering import order, sorts
from assistant.language.slots.reports.around import distance, set_against, stepped
from assistant.language.slots.reports.reports import _chart, _groups, _order, about, report_spec
from assistant.language.slots.reports.spans import period_of
from assistant.language.slots.turn import Json, Turn, negated
from assistant.language.slots.unread import unread
from assistant.language.values import ComparisonValue
from assistant.language.values.model import Tense
from crm_store.catalog import Kind


def refined(items: Items, turn: Turn) -> list[ToolCall]:
    """The last list or report with the change that the words make."""
    state = turn.state
    if state.report and not _of_rows(items):  # a list that was asked for later would have taken its place
        return [_report(items, turn, dict(state.report))]
    if state.shown and state.shown.object == "deal" and _sums(items):
        return [_sum(items, turn, dict(state.shown.query))]
    if state.shown:
        return [_list(items, turn, dict(state.shown.query), state.shown.object)]
    return [answers.not_understood()]


def _of_rows(items: Items) -> bool:
    """The records behind a report: "show me those deals"."""
    nouns = any((s := x.sense("object")) and s.plural for x in items)
    return any(x.has("those") or x.word in ("them", "behind") for x in items) or (nouns and items[0].has("show"))


def _report(items: Items, turn: Turn, spec: dict[str, Any]) -> ToolCall:
    items = _shown_now(items)
    object_, date_name = about(spec["metrics"][0])
    new = report_spec(items, turn)
    if new and any(x.sense("metric") for x in items):
        spec["metrics"] = new["metrics"]
    groups, used = _groups(items, turn)
    if groups:
        spec["group_by"] = groups
    period, place = period_of(items, turn, date_name)
    if not set_against(items) and (before := stepped(items, spec.get("period"))):
        spec["period"] = before
        spec.pop("compare", None)
    elif period and set_against(items) and isinstance(period, dict) and (how := distance(spec.get("period"), period)):
        spec["compare"] = how
    else:
        _anew(items, spec, period)
    rest = tuple(x for i, x in enumerate(items) if i not in used | place)
    found = parse_list(rest, turn, object_).conditions()
    spec["filters"] = _replaced(list(spec.get("filters", [])), found)
    _order(items, spec)
    _chart(items, spec)
    return ToolCall("run_report", {"spec": spec})


def _anew(items: Items, spec: dict[str, Any], period: Json | str | None) -> None:
    """The period and the comparison that are said by themselves."""
    if period:
        spec["period"] = period
    for item in items:
        if item.value and isinstance(item.value.value, ComparisonValue):
            spec["compare"] = item.value.value.name or "previous_period"


def _shown_now(items: Items) -> Items:
    """ "Now by stage": no day is meant."""
    return tuple(replace(x, value=None) if x.word == "now" else x for x in items)


_ADDING = frozenset("total sum altogether worth together amount dollars money euros usd".split())


def _sums(items: Items) -> bool:
    """ "What do they add up to?", "what's the total?"."""
    words = [w for x in items for w in x.word.split()]
    adding = bool(set(words) & _ADDING) or ("add", "up") in set(pairwise(words)) or words[:2] == ["how", "much"]
    return adding and not any(x.value or x.candidates or x.has("sort_by", "only") or sorts(x) for x in items)


_SUM_OF = {"is_open": "pipeline", "is_won": "won_amount"}


def _sum(items: Items, turn: Turn, query: dict[str, Any]) -> ToolCall:
    where = list(query.get("where", []))
    states = [c["field"] for c in where if c.get("field") in _SUM_OF and c.get("value") is True]
    metric = _SUM_OF[states[0]] if states else "sum_amount"
    return ToolCall("run_report", {"spec": {"metrics": [metric], "group_by": [], "filters": where}})


_LEAVING_OUT = frozenset("drop leave take hide skip remove minus less lose ignore".split())


def _left_out(items: Items) -> Items:
    """ "Drop the ones under 50k", "leave out Tom's": what is to go, behind the verb; nothing where none is."""
    first = next(
        (i for i, x in enumerate(items) if not x.is_mark and not x.has("please") and x.word not in ("and", "but")), 0
    )
    if items[first].word.split()[0] not in _LEAVING_OUT:
        return ()
    behind = first + 1 + (first + 1 < len(items) and items[first + 1].word in ("out", "off", "away"))
    return items[behind:]


def _list(items: Items, turn: Turn, query: dict[str, Any], object_: str) -> ToolCall:
    old = list(query.get("where", []))
    if gone := _left_out(items):
        scan = parse_list(gone, turn, object_)
        scan.implied.clear()
        where = [*old, *map(negated, scan.conditions())]
        left = unread(scan)
    else:
        new = find_args(items, turn, object_)
        said = _on_same_day(items, turn, object_, old, list(new["where"]))
        where, left = _replaced(old, said), list(new.get("left_out", []))
    sort, limit = order(items, turn, object_)
    args: Json = {**query, "object": object_, "where": where}
    if left:
        args["left_out"] = left
    if sort:
        args["sort"] = sort
    if limit:
        args["limit"] = limit
    if any(x.has("count") for x in items):
        args["count_only"] = True
    else:
        args.pop("count_only", None)
    return ToolCall("find_records", args)


def _replaced(old: list[Json], new: list[Json]) -> list[Json]:
    """The old conditions without those on a field that the new ones speak of, then the new ones."""
    fields = set().union(*(_fields(c) for c in new)) if new else set()
    kept = [c for c in old if not (_fields(c) & fields)]
    return [*kept, *[c for c in new if c not in kept]]


def _on_same_day(items: Items, turn: Turn, object_: str, old: list[Json], new: list[Json]) -> list[Json]:
    """ "How many did I win in October? — And in September": the period of the day that was asked by, where none is named."""
    days = {n for n, f in turn.catalog.objects[object_].fields.items() if f.kind in (Kind.DATE, Kind.INSTANT)}
    before, said = ({n for c in part for n in _fields(c) if n in days} for part in (old, new))
    named = any(x.has("closing", "created", "due", "follow", "closed") or x.sense("field") for x in items)
    if len(before) != 1 or len(said) != 1 or before == said or named:
        return new
    (kept,), (other,) = before, said
    tense: Tense = "future" if kept in _TO_COME else "past"
    span = next((s for x in items if (s := span_of(x, turn, tense))), None)
    if span is None:
        return new
    plain = [c for c in new if not _fields(c) & {other, "is_open"}]
    return [*plain, *span_conditions(kept, span, turn, object_)]


_TO_COME = ("close_date", "due_date", "follow_up_date")


_STATES = frozenset(["is_open", "is_won", "is_lost"])  # one says what the others are


def _fields(condition: Json) -> set[str]:
    if "field" in condition:
        ends = condition["field"] in _STATES or condition.get("value") in ("Won", "Lost")
        return {str(condition["field"])} | (_STATES if ends else set())
    inner = condition.get("all") or condition.get("any") or ([condition["not"]] if "not" in condition else [])
    return set().union(*(_fields(c) for c in inner)) if inner else set()
