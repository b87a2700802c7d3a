"""Follow-ups on what was shown: "only the ones over 20k", "same for last quarter", "now by owner"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from assistant.language.chart import Items
from assistant.language.plan import ToolCall
from assistant.language.slots import answers
from assistant.language.slots.groups import groups_of
from assistant.language.slots.lists import find_args, order, parse_list
from assistant.language.slots.metric_names import about
from assistant.language.slots.reports import _chart, _order, _period, report_spec
from assistant.language.slots.turn import Json, Turn
from assistant.language.values import ComparisonValue, DurationValue
from assistant.language.values.calendar import add


def refined(items: Items, turn: Turn) -> list[ToolCall]:
    """The last list or report with the change that the words make."""
    state = turn.state
    if state.shown and state.shown.object == "deal" and any(x.has("add_up") for x in items):
        where = list(state.shown.query.get("where", []))
        return [ToolCall("run_report", {"spec": {"metrics": ["sum_amount"], "group_by": [], "filters": where}})]
    if state.report and not _of_rows(items):  # a list that was asked for later would have taken its place
        return [_report(items, turn, dict(state.report))]
    if state.shown:
        return [_list(items, turn, dict(state.shown.query), state.shown.object)]
    return [answers.not_understood()]


def _of_rows(items: Items) -> bool:
    """The records behind a report: "show me those deals"."""
    nouns = any((s := x.sense("object")) and s.plural for x in items)
    return any(x.has("those") or x.word in ("them", "behind") for x in items) or (nouns and items[0].has("show"))


def _report(items: Items, turn: Turn, spec: dict[str, Any]) -> ToolCall:
    object_, date_name = about(spec["metrics"][0])
    new = report_spec(items, turn)
    if new and any(x.sense("metric") for x in items):
        spec["metrics"] = new["metrics"]
    groups, used = groups_of(items, turn)
    if groups:
        spec["group_by"] = groups
    period, place = _period(items, turn, date_name)
    if period is None and (earlier := _before_that(items, spec.get("period"))):
        period = earlier
    if period:
        spec["period"] = period
    for item in items:
        if item.value and isinstance(item.value.value, ComparisonValue):
            spec["compare"] = item.value.value.name or "previous_period"
    rest = tuple(x for i, x in enumerate(items) if i not in used | place)
    found = parse_list(rest, turn, object_).conditions()
    spec["filters"] = _replaced(list(spec.get("filters", [])), found)
    _order(items, spec)
    _chart(items, spec)
    return ToolCall("run_report", {"spec": spec})


_UNITS = {"year": 12, "quarter": 3, "month": 1}


def _before_that(items: Items, period: Any) -> Json | None:
    """ "and the year before?", "the quarter before that": the last report's period, so much earlier."""
    said = {w for x in items for w in x.word.split()}
    unit = next((u for u in (*_UNITS, "week") if u in said), None)
    if unit is None or not said & {"before", "previous", "prior", "earlier", "preceding"}:
        return None
    if not isinstance(period, Mapping) or not (period.get("from") and period.get("to")):
        return None
    start, end = (date.fromisoformat(str(period[k])) for k in ("from", "to"))
    if unit == "week":
        return {**period, "from": (start - timedelta(7)).isoformat(), "to": (end - timedelta(7)).isoformat()}
    moved = (add(d, DurationValue(_UNITS[unit], "month"), -1) for d in (start, end + timedelta(1)))
    first, behind = moved
    return {**period, "from": first.isoformat(), "to": (behind - timedelta(1)).isoformat()}


def _list(items: Items, turn: Turn, query: dict[str, Any], object_: str) -> ToolCall:
    new = find_args(items, turn, object_)
    where = _replaced(list(query.get("where", [])), list(new["where"]))
    sort, limit = order(items, turn, object_)
    args: Json = {**query, "object": object_, "where": where}
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


def _fields(condition: Json) -> set[str]:
    if "field" in condition:
        return {str(condition["field"])}
    inner = condition.get("all") or condition.get("any") or ([condition["not"]] if "not" in condition else [])
    return set().union(*(_fields(c) for c in inner)) if inner else set()
