"""Reports: metrics, groups, filters, period, comparison, order and chart, as a ReportSpec."""

from __future__ import annotations

from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.lists import parse_list
from assistant.language.slots.periods import span_of
from assistant.language.slots.turn import Json, Turn
from assistant.language.values import ComparisonValue, LimitValue, PeriodValue, Span
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
_ADVERBS = frozenset(["monthly", "quarterly", "weekly", "yearly", "annually"])
_BUCKETS = ("month", "quarter", "week", "year")


def report_spec(items: Items, turn: Turn) -> Json | None:
    """The report that the words ask for, or None where they name nothing to measure."""
    groups, used = _groups(items, turn)
    metrics, measured = _metrics(items, used, turn)
    if not metrics:
        return None
    object_, date_name = about(metrics[0])
    period, place = _period(items, turn, date_name)
    compare = next((x.value.value for x in items if x.value and isinstance(x.value.value, ComparisonValue)), None)
    groups, ranked = (groups, set()) if groups else _ranked(items, object_)
    if not groups and (versus := _two_options(items)):
        groups, compare = [versus], None
    used |= ranked
    if compare is None and (second := _second_period(items, place)):
        compare, place = ComparisonValue("previous_period"), place | second
    rest = tuple(x for i, x in enumerate(items) if i not in used | measured | place and x.kind != "comparison")
    groups = [g for g in (_fitting(g, object_, turn) for g in groups) if g]
    spec: Json = {"metrics": metrics, "group_by": groups, "filters": _filters(rest, turn, object_, metrics)}
    if period:
        spec["period"] = period
    if compare is not None and isinstance(compare, ComparisonValue):
        spec["compare"] = compare.name or "previous_period"
    _order(items, spec)
    _chart(items, spec)
    return spec


def about(metric: str) -> tuple[str, str]:
    """The object of a metric and the date that its period goes by; `sum_OBJECT.FIELD` names its object."""
    known = METRICS.get(metric)
    object_ = metric.partition("_")[2].partition(".")[0]
    return known or (object_, "close_date" if object_ == "deal" else "created_at")


def _two_options(items: Items) -> str | None:
    """ "partner deals compared with referral deals": two options of one field, set side by side."""
    if not any(x.has("report") or x.word in _AGAINST or x.kind == "comparison" for x in items):
        return None
    fields = [s.field for x in items if (s := x.sense("option")) and not x.candidates]
    return next((f for f in fields if fields.count(f) > 1), None)


_AGAINST = frozenset(["compare", "compared", "versus", "vs", "against"])


def _groups(items: Items, turn: Turn) -> tuple[list[str], set[int]]:
    """Dimensions behind "by", "per", "for each", and those joined to them by "and"."""
    groups: list[str] = []
    used: set[int] = set()
    open_ = False
    for i, item in enumerate(items):
        if item.has("group_by") or _each(items, i):
            open_ = True
            used.add(i)
            continue
        dimension = item.sense("dimension") or _own_dimension(item, turn)
        adverb = item.word in _ADVERBS or item.word.startswith("each ") or _bare(items, i)
        if dimension and (open_ or adverb) and not item.candidates and not _valued(items, i):
            groups.append(dimension if isinstance(dimension, str) else dimension.value)
            used.add(i)
        elif item.word not in ("and", ",", "the", "then", "lead", "each"):
            open_ = False
    return list(dict.fromkeys(groups)), used


def _valued(items: Items, i: int) -> bool:
    """ "by owner Ben", "by stage Proposal": a value behind the dimension makes it a condition."""
    behind = items[i + 1] if i + 1 < len(items) else None
    fields = {s.field for s in items[i].senses if s.kind == "field"} | {s.value for s in items[i].senses}
    if behind is None:
        return False
    option = behind.sense("option")
    return bool((behind.of("user") and "owner" in fields) or (option and option.field in fields))


def _each(items: Items, i: int) -> bool:
    """ "how many calls did each rep make": every one of a group that is no record of a list."""
    behind = items[i + 1] if i + 1 < len(items) else None
    return bool(
        behind and items[i].word in ("each", "every") and behind.sense("dimension") and not behind.sense("object")
    )


def unknown_dimension(items: Items) -> str | None:
    """A word behind "by" or "per" that names nothing to group by."""
    for i, item in enumerate(items[1:], 1):
        known = item.senses or item.candidates or item.value or item.capital or not item.word.isalpha()
        if not known and items[i - 1].has("group_by") and item.word not in FUNCTION_WORDS and len(item.word) > 2:
            return item.text
    return None


def _bare(items: Items, i: int) -> bool:
    """ "win rate product", "pipeline rep": in telegrams, a dimension that ends the sentence behind what is measured."""
    behind = items[i + 1] if i + 1 < len(items) else None
    closes = behind is None or behind.is_mark or behind.value is not None
    return bool(i and closes and items[i - 1].sense("metric") and not items[i - 1].candidates and not items[i].plural)


def _ranked(items: Items, object_: str) -> tuple[list[str], set[int]]:
    """ "top 5 accounts by revenue", "which rep has the highest win rate", "who sold the most": what is ranked."""
    if not any(x.kind == "limit" or x.word in ("most", "least", "best") for x in items):
        return [], set()
    for i, item in enumerate(items):
        sense = item.sense("object")
        if sense and sense.object in ("account", "product") and sense.object != object_:
            return [sense.object], {i}
        dimension = item.sense("dimension")
        if dimension and not item.candidates and not (dimension.value == "owner" and item.possessive):
            return [dimension.value], {i}
        if item.has("who"):
            return ["owner"], {i}
    return [], set()


def _second_period(items: Items, first: set[int]) -> set[int]:
    """ "compare this quarter with last quarter": the other period."""
    if not any(x.word in ("compare", "compared", "versus", "against") for x in items):
        return set()
    return {i for i, x in enumerate(items) if i not in first and x.value and isinstance(x.value.value, PeriodValue)}


def _own_dimension(item: Item, turn: Turn) -> str | None:
    """A picklist or custom field of the catalog; of a number there are no groups."""
    for sense in item.senses:
        field = turn.field(sense.object, sense.field) if sense.kind == "field" else None
        if field is not None and field.kind not in _NUMBERS:
            return field.name
    return None


_NUMBERS = (Kind.MONEY, Kind.INTEGER, Kind.NUMBER, Kind.PERCENT)
_MEAN = frozenset(["average", "avg", "mean"])
_SUM = frozenset(["total", "sum", "combined", "overall"])


def _figure(items: Items, turn: Turn) -> tuple[list[str], set[int]] | None:
    """ "total annual revenue of our enterprise accounts", "average amount of open deals": any number field, added up."""
    said = {w for x in items for w in x.word.split()}
    how = "average" if said & _MEAN else "sum" if said & _SUM else None
    if how is None:
        return None
    nouns = [s.object for x in items if (s := x.sense("object"))]
    for i, item in enumerate(items):
        for sense in item.senses:
            field = turn.field(sense.object, sense.field) if sense.kind == "field" and not item.candidates else None
            if field is None or field.kind not in _NUMBERS or (nouns and sense.object not in nouns):
                continue
            if sense.object != "deal" or (how == "average" and _other_than_won(items)):
                return [f"{how}_{sense.object}.{field.name}"], {i}
        size = (m := item.sense("metric")) and m.value == "average_deal_size"
        if size and _other_than_won(items):
            return ["average_deal.amount"], {i}
    return None


def _other_than_won(items: Items) -> bool:
    """Deals that are said to be open, lost or in a stage: the average deal size is one of won deals."""
    stages = [s for x in items if (s := x.sense("option", "deal")) and s.field == "stage"]
    return bool(stages) or any(x.has("open", "lost", "closing") for x in items if not x.sense("metric"))


def _metrics(items: Items, used: set[int], turn: Turn) -> tuple[list[str], set[int]]:
    if figure := _figure(items, turn):
        return figure
    found: list[str] = []
    places: set[int] = set()
    for i, item in enumerate(items):
        sense = item.sense("metric")
        if sense and i not in used:
            found.append(sense.value)
            places.add(i)
    if not found and {"count", "amount"} <= {x.word for x in items}:
        noun = next((i for i, x in enumerate(items) if x.sense("object", "deal")), None)
        is_open = any(x.has("open") for x in items)
        if noun is not None:
            return ["open_deal_count" if is_open else "deal_count", "pipeline" if is_open else "sum_amount"], {noun}
    if found in (["lost_count"], ["won_count"]) and _of_value(items):
        return [found[0].replace("_count", "_amount")], places
    if found == ["lost_count"] and any(x.has("won") for x in items):
        return ["won_count", "lost_count"], places
    if found:
        return list(dict.fromkeys(found)), places
    return _implied_metric(items, used)


def _of_value(items: Items) -> bool:
    """ "total value of won deals": their worth, not their number."""
    said = {w for x in items for w in x.word.split()}
    return bool(said & {"value", "amount", "worth", "money", "dollars", "sum"}) and not any(
        x.has("count") and x.word != "how much" for x in items
    )


def _implied_metric(items: Items, used: set[int]) -> tuple[list[str], set[int]]:
    """ "how much did we win", "deals by stage", "total of open deals"."""
    how_much = any(x.word in ("much", "total", "sum", "value", "worth", "amount") for x in items) or any(
        "much" in x.word for x in items
    )
    past = any(x.word in ("did", "have", "has") for x in items)
    won = next(
        (
            i
            for i, x in enumerate(items)
            if x.has("won") or x.word in ("sold", "sell", "sales", "closed") or (past and x.word == "close")
        ),
        None,
    )
    lost = next(
        (i for i, x in enumerate(items) if x.has("lost") or ((m := x.sense("metric")) and m.value == "lost_count")),
        None,
    )
    if won is not None and lost is not None:
        return ["won_count", "lost_count"], {won, lost}
    if won is not None:
        return ["won_amount"], {won}
    if lost is not None:
        return ["lost_amount" if how_much else "lost_count"], {lost}
    reason = next((i for i, x in enumerate(items) if (d := x.sense("dimension")) and d.value == "loss_reason"), None)
    if reason is not None:
        return ["lost_amount" if how_much else "lost_count"], set()
    noun = next(((i, s) for i, x in enumerate(items) if (s := x.sense("object")) and i not in used), None)
    if noun is None:
        measured = how_much or any(x.has("group_by") for x in items)
        return (["pipeline"], set()) if measured and any(x.has("closing", "open") for x in items) else ([], set())
    at, sense = noun
    if sense.object == "deal" and how_much:
        return ["pipeline"], {at}
    if sense.object == "activity" and sense.value == "task":
        return ["overdue_tasks" if any(x.has("overdue") for x in items) else "task_count"], {at}
    name = _COUNT_OF.get(sense.object)
    return ([name], set() if sense.value else {at}) if name else ([], set())


def _fitting(group: str, object_: str, turn: Turn) -> str | None:
    """The dimension as a path from the metric's object."""
    if group in _BUCKETS:
        return group
    first = group.split(".", maxsplit=1)[0]
    fields = turn.catalog.objects[object_].fields
    if group == "account.industry" and object_ == "account":
        return "industry"
    if first in fields:
        return group
    if "account" in fields and first in turn.catalog.objects["account"].fields:
        return f"account.{group}"
    return None


def _period(items: Items, turn: Turn, date_name: str) -> tuple[Json | str | None, set[int]]:
    for i, item in enumerate(items):
        value = item.value.value if item.value else None
        if isinstance(value, PeriodValue):
            tense = "future" if date_name in ("close_date", "due_date") else "past"
            span = span_of(item, turn, tense) or Span(None, None)
            return {"field": date_name, "from": _iso(span.start), "to": _iso(span.end)}, {i}
        if item.kind == "date" and (span_day := span_of(item, turn, "past")):
            return {"field": date_name, "from": _iso(span_day.start), "to": _iso(span_day.end)}, {i}
    return None, set()


def _iso(day: object) -> str | None:
    return day.isoformat() if day is not None and hasattr(day, "isoformat") else None


# Metrics that say the state of their deals themselves.
_STATES = ("is_open", "is_won", "is_lost")


def _filters(rest: Items, turn: Turn, object_: str, metrics: list[str]) -> list[Json]:
    scan = parse_list(rest, turn, object_)
    found = scan.conditions()
    counted = metrics[0] in ("deal_count", "sum_amount") or "." in metrics[0]
    kept = [c for c in found if counted or not (c.get("field") in _STATES or c.get("value") in ("Won", "Lost"))]
    said = {"lead_count": "New", "lead_conversion_rate": "Converted"}.get(metrics[0])
    kept = [c for c in kept if said is None or c.get("value") != said]
    if object_ == "activity" and metrics[0] == "activity_count":
        kind = next((s.value for x in rest if (s := x.sense("object", "activity")) and s.value), None)
        kept = [*kept, {"field": "type", "op": "eq", "value": kind}] if kind else kept
    return kept


def _order(items: Items, spec: Json) -> None:
    limit = next((x.value.value for x in items if x.value and isinstance(x.value.value, LimitValue)), None)
    if isinstance(limit, LimitValue) and spec["group_by"]:
        spec["sort"] = [{"field": spec["metrics"][0], "descending": limit.direction != "asc"}]
        if limit.count:
            spec["limit"] = limit.count


def _chart(items: Items, spec: Json) -> None:
    for item in items:
        for family in ("chart_bar", "chart_line", "chart_pie"):
            if item.has(family):
                spec["chart"] = family.removeprefix("chart_")
                return
