"""Reports: metrics, groups, filters, period, comparison, order and chart, as a ReportSpec."""

from __future__ import annotations

from datetime import date

from assistant.language.chart import Items
from assistant.language.slots.groups import BUCKETS, fitting, grouped, implied_groups
from assistant.language.slots.lists import parse_list
from assistant.language.slots.measures import about, asks_results, measured
from assistant.language.slots.periods import cued_date_field, is_now, span_of
from assistant.language.slots.turn import Json, Turn
from assistant.language.values import ComparisonValue, LimitValue, PeriodValue, Span, find_values

# Words that set two periods side by side.
_AGAINST = frozenset("compare compared versus against better worse higher lower more less than".split())
# Metrics that may go by any date of their deals; the others have one of their own.
_ANY_DATE = frozenset(["pipeline", "weighted_pipeline", "deal_count", "open_deal_count", "sum_amount"])
# What says the state of deals: a metric does that itself.
_STATES = ("is_open", "is_won", "is_lost")


def report_spec(items: Items, turn: Turn) -> Json | None:
    """The report that the words ask for, or None where they name nothing to measure."""
    groups, used = grouped(items, turn)
    metrics, places = measured(items, used, turn)
    if not metrics:
        return None
    object_, _ = about(metrics[0])
    if not groups:
        groups, ranked = implied_groups(items, object_, turn)
        used |= ranked
    period, when = period_of(items, turn, metrics[0])
    compare, second = _comparison(items, when)
    rest = tuple(x for i, x in enumerate(items) if i not in used | places | when | second and x.kind != "comparison")
    groups = [g for g in (fitting(g, object_, turn) for g in groups) if g]
    spec: Json = {"metrics": metrics, "group_by": groups, "filters": _filters(rest, turn, object_, metrics)}
    if period:
        spec["period"] = period
    if compare:
        spec["compare"] = compare
        spec.setdefault("period", _this_year(turn, metrics[0]))
    put_order(items, spec)
    put_chart(items, spec)
    return spec


def _comparison(items: Items, first: set[int]) -> tuple[str | None, set[int]]:
    """ "vs last year"; "compare this quarter with last quarter", where the second period says no more."""
    said = next((x.value.value for x in items if x.value and isinstance(x.value.value, ComparisonValue)), None)
    if isinstance(said, ComparisonValue):
        return (said.name or "previous_period") if first or said.name or said.period else None, set()
    if not first or not any(_AGAINST & set(x.word.split()) for x in items):
        return None, set()
    others = {i for i, x in enumerate(items) if i not in first and x.value and isinstance(x.value.value, PeriodValue)}
    return ("previous_period", others) if others else (None, set())


def period_of(items: Items, turn: Turn, metric: str) -> tuple[Json | None, set[int]]:
    """The first period or day that was said, on the date that the metric goes by."""
    object_, date_name = about(metric)
    for i, item in enumerate(items):
        if not (isinstance(item.value and item.value.value, PeriodValue) or item.kind == "date") or is_now(item):
            continue
        name = (cued_date_field(items, i, object_) or date_name) if metric in _ANY_DATE else date_name
        span = span_of(item, turn, "future" if name in ("close_date", "due_date") else "past") or Span(None, None)
        return {"field": name, "from": _iso(span.start), "to": _iso(span.end)}, {i}
    return _bare_period(items, turn, date_name)


def _this_year(turn: Turn, metric: str) -> Json:
    """What is compared with "last year" where no period was said."""
    span = find_values("this year", turn.context)[0].value
    assert isinstance(span, PeriodValue)
    return {"field": about(metric)[1], "from": _iso(span.past.start), "to": _iso(span.past.end)}


def _bare_period(items: Items, turn: Turn, date_name: str) -> tuple[Json | None, set[int]]:
    """ "how's the quarter looking": the one that runs."""
    if asks_results(items) is None:
        return None, set()
    for i, item in enumerate(items[1:], 1):
        if items[i - 1].word == "the" and item.word in BUCKETS:
            span = find_values(f"this {item.word}", turn.context)[0].value
            assert isinstance(span, PeriodValue)
            return {"field": date_name, "from": _iso(span.past.start), "to": _iso(span.past.end)}, {i}
    return None, set()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _filters(rest: Items, turn: Turn, object_: str, metrics: list[str]) -> list[Json]:
    found = parse_list(rest, turn, object_).conditions()
    counted = metrics[0] in ("deal_count", "sum_amount") or "." in metrics[0]
    kept = [c for c in found if counted or not (c.get("field") in _STATES or c.get("value") in ("Won", "Lost"))]
    said = {"lead_count": "New", "lead_conversion_rate": "Converted"}.get(metrics[0])
    kept = [c for c in kept if said is None or c.get("value") != said]
    if object_ == "activity" and metrics[0] == "activity_count":
        kind = next((s.value for x in rest if (s := x.sense("object", "activity")) and s.value), None)
        kept = [*kept, {"field": "type", "op": "eq", "value": kind}] if kind else kept
    return kept


def put_order(items: Items, spec: Json) -> None:
    """Sort and limit of groups: "top 5", "biggest first", "who sold the most"."""
    limit = next((x.value.value for x in items if x.value and isinstance(x.value.value, LimitValue)), None)
    if isinstance(limit, LimitValue) and spec["group_by"]:
        spec["sort"] = [{"field": spec["metrics"][0], "descending": limit.direction != "asc"}]
        if limit.count:
            spec["limit"] = limit.count


def put_chart(items: Items, spec: Json) -> None:
    for item in items:
        for family in ("chart_bar", "chart_line", "chart_pie"):
            if item.has(family):
                spec["chart"] = family.removeprefix("chart_")
                return
