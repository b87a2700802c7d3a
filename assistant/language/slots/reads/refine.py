"""Follow-ups on what was shown: "only the ones over 20k", "same for last quarter", "now by owner"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from assistant.language.acts.leanings import inside, remeasures
from assistant.language.chart import Items
from assistant.language.plan import ToolCall
from assistant.language.slots import answers
from assistant.language.slots.periods import span_conditions, span_of
from assistant.language.slots.reads.lists import find_args, parse_list
from assistant.language.slots.reads.ordering import order, sorts
from assistant.language.slots.reports.around import distance, set_against, stepped
from assistant.language.slots.reports.measures import otherwise
from assistant.language.slots.reports.reports import _chart, _groups, _order, about, report_spec
from assistant.language.slots.reports.spans import period_of
from assistant.language.slots.reports.wording import left_over
from assistant.language.slots.turn import Json, Turn, negated
from assistant.language.slots.unread import unread
from assistant.language.values import ComparisonValue
from assistant.language.values.model import Tense
from crm_store.catalog import Kind


def refined(items: Items, turn: Turn) -> list[ToolCall]:
    """The last list or report with the change that the words make."""
    state = turn.state
    if state.report and not _of_rows(
        items, dict(state.report)
    ):  # a list that was asked for later would have taken its place
        return [_report(items, turn, dict(state.report))]
    if state.shown is None:
        return [answers.not_understood()]
    query, object_ = dict(state.shown.query), state.shown.object
    if object_ == "deal" and _sums(items):
        return [_sum(items, query)]
    if spec := _by_groups(items, turn, query, object_):
        return [ToolCall("run_report", {"spec": spec})]
    return [_list(items, turn, query, object_)]


def _by_groups(items: Items, turn: Turn, query: dict[str, Any], object_: str) -> Json | None:
    """ "By rep" of a list: how many of them each has, and what they are worth; None where it is ordered or groups nothing."""
    groups, _ = _groups(items, turn) if any(x.has("group_by") for x in items) else ([], set())
    if not groups or any(sorts(x) for x in items):
        return None
    metrics = ["deal_count", "sum_amount"] if object_ == "deal" else [f"{object_}_count"]
    spec: Json = {"metrics": metrics, "group_by": groups, "filters": list(query.get("where", []))}
    _chart(items, spec)
    return spec


def _of_rows(items: Items, spec: Json) -> bool:
    """The records behind a report: "show me those deals", "which deals are in it", "which one is the oldest" of a figure alone."""
    nouns = any((s := x.sense("object")) and s.plural for x in items)
    whose = items[0].has("show") and any(x.of("user") and x.possessive for x in items)
    if inside(items) or whose or (not spec.get("group_by") and any(x.word == "one" for x in items)):
        return True
    return any(x.has("those") or x.word in ("them", "behind") for x in items) or (nouns and items[0].has("show"))


def _report(items: Items, turn: Turn, spec: dict[str, Any]) -> ToolCall:
    items = _of_outcome(_shown_now(items), spec)
    _measure(items, turn, spec)
    object_, date_name = about(spec["metrics"][0])
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
    scan = parse_list(rest, turn, object_)
    spec["filters"] = _replaced(list(spec.get("filters", [])), scan.conditions())
    _order(items, spec)
    _chart(items, spec)
    left = left_over(scan)
    return ToolCall("run_report", {"spec": spec} | ({"left_out": [left]} if left else {}))


def _measure(items: Items, turn: Turn, spec: dict[str, Any]) -> None:
    """ "Weighted", "as a count": another figure of the same groups, in the days that it goes by."""
    before, new = list(spec["metrics"]), report_spec(items, turn)
    if new and any(x.sense("metric") for x in items):
        spec["metrics"] = new["metrics"]
    elif remeasures(items):
        spec["metrics"] = [otherwise(m, items) for m in before]
    if spec["metrics"] == before:
        return
    period, first = spec.get("period"), spec["metrics"][0]
    if isinstance(period, dict) and period.get("field") == about(before[0])[1]:
        spec["period"] = {**period, "field": about(first)[1]}
    if "sort" in spec:
        spec["sort"] = [{**s, "field": first} if s["field"] in before else s for s in spec["sort"]]


def _anew(items: Items, spec: dict[str, Any], period: Json | str | None) -> None:
    """The period and the comparison that are said by themselves."""
    if period:
        spec["period"] = period
    for item in items:
        if item.value and isinstance(item.value.value, ComparisonValue):
            spec["compare"] = item.value.value.name or "previous_period"


_OUTCOMES = {"won": "lost_", "lost": "won_"}


def _of_outcome(items: Items, spec: dict[str, Any]) -> Items:
    """ "What about lost ones" of what was won: the same figures of the others, and no condition."""
    for said, before in _OUTCOMES.items():
        ended = [x for x in items if x.has(said) and not x.sense("metric")]
        if ended and all(m.startswith(before) for m in spec["metrics"]):
            spec["metrics"] = [f"{said}_{m.removeprefix(before)}" for m in spec["metrics"]]
            spec.pop("sort", None)
            return tuple(x for x in items if x not in ended)
    return items


def _shown_now(items: Items) -> Items:
    """ "Now by stage": no day is meant."""
    return tuple(replace(x, value=None) if x.word == "now" else x for x in items)


_ADDING = frozenset("total sum altogether worth together amount dollars money euros usd".split())
_AVERAGING = frozenset("average avg mean".split())


def _sums(items: Items) -> bool:
    """ "What do they add up to?", "what's the total?"."""
    words = [w for x in items for w in x.word.split()]
    told = bool(set(words) & (_ADDING | _AVERAGING)) or words[:2] == ["how", "much"]
    adding = told or ("add", "up") in set(pairwise(words))
    return adding and not any(x.value or x.candidates or x.has("sort_by", "only") or sorts(x) for x in items)


_SUM_OF = {"is_open": "pipeline", "is_won": "won_amount"}


def _sum(items: Items, query: dict[str, Any]) -> ToolCall:
    where = list(query.get("where", []))
    states = [c["field"] for c in where if c.get("field") in _SUM_OF and c.get("value") is True]
    metric = _SUM_OF[states[0]] if states else "sum_amount"
    if any(w in _AVERAGING for x in items for w in x.word.split()):
        metric = "average_amount"
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
    elif (moved := _stepped_on(items, turn, object_, old)) is not None:
        where, left = moved, []
    else:
        new = find_args(items, turn, object_)
        said = _on_same_day(items, turn, object_, old, list(new["where"]))
        where, left = _replaced(old, said, _adds(items)), list(new.get("left_out", []))
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
    elif sort or limit or _wants_rows(items):
        args.pop("count_only", None)  # else "and last quarter?" counts again
    return ToolCall("find_records", args)


def _stepped_on(items: Items, turn: Turn, object_: str, old: list[Json]) -> list[Json] | None:
    """ "Which deals close next week? — And the week after": the same list a step on; None where no step is said."""
    for n, condition in enumerate(old):
        ends = condition.get("all", [])
        days = {c.get("op"): c for c in ends if c.get("op") in _ENDS}
        first, last = days.get("gte"), days.get("lte") or days.get("lt")
        if len(ends) != _PAIR or first is None or last is None or first["field"] != last["field"]:
            continue
        field = turn.field(object_, str(first["field"]))
        if field is None or field.kind not in (Kind.DATE, Kind.INSTANT):
            continue
        behind = timedelta(days=1) if last["op"] == "lt" else timedelta()
        span = {"from": first["value"], "to": (date.fromisoformat(str(last["value"])) - behind).isoformat()}
        if (moved := stepped(items, span)) is None:
            return None
        until = (date.fromisoformat(str(moved["to"])) + behind).isoformat()
        step = {"all": [{**first, "value": moved["from"]}, {**last, "value": until}]}
        return [*old[:n], step, *old[n + 1 :]]
    return None


_ENDS, _PAIR = ("gte", "lte", "lt"), 2


def _wants_rows(items: Items) -> bool:
    return any(x.has("show", "open_it", "tell", "who", "those") or x.word in ("list", "them", "ones") for x in items)


def _adds(items: Items) -> bool:
    """ "Under 300k" goes with the bound that was said before; "what about under 300k", "no, under 300k" takes its place."""
    return not items[0].has("what", "cancel") and items[0].word.split()[0] not in ("how", "no", "actually", "make")


def _replaced(old: list[Json], new: list[Json], adds: bool = False) -> list[Json]:
    """The old conditions without those on a field that the new ones speak of, then the new ones."""
    fields = set().union(*(_fields(c) for c in new)) if new else set()
    kept = [c for c in old if not (_fields(c) & fields) or (adds and any(_encloses(c, n) for n in new))]
    return [*kept, *[c for c in new if c not in kept]]


_SIDES = {"gt": 1, "gte": 1, "lt": -1, "lte": -1}


def _encloses(one: Json, other: Json) -> bool:
    """Two bounds of a number, one from below and one from above, with something between them."""
    low, high = sorted((one, other), key=lambda c: -_SIDES.get(str(c.get("op")), 0))
    if one.get("field") != other.get("field") or _SIDES.get(str(low.get("op"))) != 1:
        return False
    if _SIDES.get(str(high.get("op"))) != -1:
        return False
    least, most = low.get("value"), high.get("value")
    return isinstance(least, int | float) and isinstance(most, int | float) and least < most


def _on_same_day(items: Items, turn: Turn, object_: str, old: list[Json], new: list[Json]) -> list[Json]:
    """ "How many did I win in October? — And in September": the period of the day that was asked by, where none is named."""
    days = {n for n, f in turn.catalog.objects[object_].fields.items() if f.kind in (Kind.DATE, Kind.INSTANT)}
    before, said = ({n for c in part for n in _fields(c) if n in days} for part in (old, new))
    named = any(x.has("closing", "created", "due", "follow", "closed") or x.sense("field") for x in items)
    if len(before) != 1 or not said or before == said or named:
        return new
    (kept,), other = before, said - before
    tense: Tense = "future" if kept in _TO_COME else "past"
    span = next((s for x in items if (s := span_of(x, turn, tense))), None)
    if span is None:
        return new
    plain = [c for c in new if not _fields(c) & {*other, "is_open"}]
    return [*plain, *span_conditions(kept, span, turn, object_)]


_TO_COME = ("close_date", "due_date", "follow_up_date")


_STATES = frozenset(["is_open", "is_won", "is_lost"])  # one says what the others are


def _fields(condition: Json) -> set[str]:
    if "field" in condition:
        ends = condition["field"] in _STATES or condition.get("value") in ("Won", "Lost")
        return {str(condition["field"])} | (_STATES if ends else set())
    inner = condition.get("all") or condition.get("any") or ([condition["not"]] if "not" in condition else [])
    return set().union(*(_fields(c) for c in inner)) if inner else set()
