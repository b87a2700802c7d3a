"""Reports: metrics, groups, filters, period, comparison, order and chart, as a ReportSpec."""

from __future__ import annotations

from assistant.language.chart import Items
from assistant.language.slots.reads.lists import parse_list
from assistant.language.slots.reports.against import compared, sides
from assistant.language.slots.reports.dimensions import BUCKETS
from assistant.language.slots.reports.groups import (
    everywhere,
    groups_of,
    kinds_named,
    team_said,
    unknown_dimension,
)
from assistant.language.slots.reports.implied import asks_progress, is_lost, sells
from assistant.language.slots.reports.means import is_pipeline
from assistant.language.slots.reports.measures import measured
from assistant.language.slots.reports.metric_names import about
from assistant.language.slots.reports.ranked import ranked
from assistant.language.slots.reports.so_many import so_many
from assistant.language.slots.reports.spans import Apart, period_of, several, this_quarter
from assistant.language.slots.reports.wanted import without_wanted
from assistant.language.slots.scan import Scan, excepts
from assistant.language.slots.turn import Json, Turn, eq, op
from assistant.language.values import LimitValue, NumberValue


def report_spec(items: Items, turn: Turn) -> Json | None:
    """The report that the words ask for, or None where they name nothing to measure."""
    spec, _ = parsed(items, turn)
    return spec


def parsed(items: Items, turn: Turn) -> tuple[Json | None, Scan | None]:
    """The report, and the walk over its conditions (which knows what no condition took)."""
    items = without_wanted(items)
    whole = everywhere(items)
    items = tuple(x for i, x in enumerate(items) if i not in whole)
    groups, used = groups_of(items, turn)
    figure = measured(items, used, turn)
    if not figure.metrics:
        return None, None
    metrics = list(figure.metrics)
    object_, date_name = about(metrics[0])
    to_close = date_name == "created_at" and object_ == "deal" and any(x.has("closing") for x in items)
    date_name = "close_date" if to_close else date_name  # "deals closing this quarter by rep"
    if metrics[0] == "average_deal.amount" and any(is_lost(x) for x in items):
        date_name = "closed_at"
    against, places = compared(items, turn)
    period, place = period_of(items, turn, date_name, against, places)
    apart, together = several(items, turn, date_name) if "compare" not in against else (Apart(), None)
    period, place = together or period, place | apart.places
    versus, more, sided = sides(items, turn)
    groups, behind = _grouped(items, turn, object_, [*groups, versus] if versus else groups, against, apart)
    used |= behind
    ours, whose = team_said(items)
    team, named = _of_team(items, turn) if versus != "owner.team" else ([], set())
    whose |= named
    drawn = _drawn(items)
    used |= {drawn} if drawn is not None else set()
    skipped = used | figure.places | place | sided | whose | _struck(items)
    compares = ("comparison", "duration") if "compare" in against else ("comparison",)  # "the two quarters"
    rest = tuple(x for i, x in enumerate(items) if i not in skipped and x.kind not in compares)
    scan = parse_list(rest, turn, object_)
    filters = [*_filters(scan, rest, object_, metrics), *more, *team, *apart.filters]
    if to_close and not any(map(_ends, filters)):
        filters.append(eq("is_open", True))
    if metrics[0] == "average_deal.amount" and any(map(is_pipeline, items)) and not any(map(_ends, filters)):
        filters.append(eq("is_open", True))  # "average deal size in the pipeline"
    filters += _of_whom(items, turn, ours)
    spec: Json = {"metrics": metrics, "group_by": groups, "filters": filters}
    if period or (metrics == ["won_amount"] and "compare" not in against and asks_progress(items)):
        spec["period"] = period or this_quarter(turn, date_name)
    if "compare" in against and not versus:
        spec["compare"] = against["compare"]
    _shares(items, spec)
    _order(items, spec)
    if (picked := so_many(items, turn)) and spec["group_by"][:1] == [picked.group]:
        spec["sort"] = [{"field": metrics[0], "descending": picked.descending}]
        spec["limit"] = picked.count
    _chart(items, spec)
    return spec, scan


def _grouped(
    items: Items, turn: Turn, object_: str, groups: list[str], against: Json, apart: Apart
) -> tuple[list[str], set[int]]:
    """What the report groups by, where nothing said it plainly too; the items that say it."""
    behind: set[int] = set()
    if (picked := so_many(items, turn)) and set(groups) <= {picked.group}:
        return [g for g in (_fitting(picked.group, object_, turn),) if g], set(picked.places)
    if not groups:
        groups, behind = ranked(items, object_, turn)
    if not groups and asks_progress(items) and any(sells(x) and x.plural for x in items):
        groups = ["owner"]  # "how are the reps doing"
    if not groups and (named := kinds_named(items, turn)):
        groups = named
    if apart.unit and not groups:
        groups = [apart.unit]  # "in Q1 and Q2": each by itself
    if steps := against.get("steps"):
        groups = [steps, *groups]
    return list(dict.fromkeys(g for g in (_fitting(g, object_, turn) for g in groups) if g)), behind


def _of_whom(items: Items, turn: Turn, ours: bool) -> list[Json]:
    """ "How's my quarter looking", "my reps": whose figures they are."""
    mine = any(x.kind == "period" and x.word.startswith("my ") for x in items)
    team = [op("owner", "in", list(turn.people.my_team()))] if ours else []
    return [*([eq("owner", turn.me)] if mine else []), *team]


def _ends(condition: Json) -> bool:
    """It says whether deals are open, or where they stand."""
    return condition.get("field") in ("is_open", "is_won", "is_lost", "stage")


_PARTS = frozenset("share percentage percent proportion fraction".split())


def _shares(items: Items, spec: Json) -> None:
    """ "what share of pipeline is in negotiation": all parts of it, each with its share."""
    figure = spec["metrics"][0]
    if spec["group_by"] or "compare" in spec or figure.endswith("_rate") or not any(x.word in _PARTS for x in items):
        return
    part = next((c for c in spec["filters"] if c.get("op") == "eq" and c.get("field") not in ("owner", None)), None)
    if part is not None:
        spec["group_by"] = [part["field"]]
        spec["filters"] = [c for c in spec["filters"] if c is not part]


def _of_team(items: Items, turn: Turn) -> tuple[list[Json], set[int]]:
    """ "the guys in East": those of the team that is called so, where nothing else is."""
    for i, item in enumerate(items):
        alone = not item.value and not item.senses and not any(c.score >= 0.8 for c in item.candidates)
        behind = items[i + 1].word if i + 1 < len(items) else ""
        exact = any(u.team and u.team.lower() == item.word for u in turn.people.users)
        if alone and exact and not behind.startswith("team"):
            return [op("owner", "in", list(turn.people.of_team(item.word)))], {i}
    return [], set()


def _struck(items: Items) -> set[int]:
    """ "excluding deals that are still in Prospecting": the words between the exception and what is excepted."""
    found: set[int] = set()
    for i, item in enumerate(items):
        if not excepts(item):
            continue
        for j in range(i + 1, min(i + 7, len(items))):
            noun = items[j].sense("object") and not items[j].candidates
            if not (noun or items[j].word in _LOOSE):
                break
            found.add(j)
    return found


_LOOSE = frozenset("that which who are is still those the ones any all currently in at of from with".split())


def _fitting(group: str, object_: str, turn: Turn) -> str | None:
    """The dimension as a path from the metric's object."""
    if group in BUCKETS:
        return group
    group = group.removeprefix(f"{object_}.")  # "products by family"
    first = group.split(".", maxsplit=1)[0].partition(":")[0]
    fields = turn.catalog.objects[object_].fields
    if group == "account.industry" and object_ == "account":
        return "industry"
    if first in fields:
        return group
    if "account" in fields and first in turn.catalog.objects["account"].fields:
        return f"account.{group}"
    # "leads by the product they are interested in"
    return next((f.name for f in fields.values() if group in f.synonyms), None)


# Metrics that say the state of their deals themselves.
_STATES = ("is_open", "is_won", "is_lost")


def _filters(scan: Scan, rest: Items, object_: str, metrics: list[str]) -> list[Json]:
    found = scan.conditions()
    counted = metrics[0] in ("deal_count", "sum_amount") or "." in metrics[0]
    kept = [c for c in found if counted or not (c.get("field") in _STATES or c.get("value") in ("Won", "Lost"))]
    said = {"lead_count": "New", "lead_conversion_rate": "Converted", "converted_leads": "Converted"}.get(metrics[0])
    told = any(x.word == "status" for x in rest)  # "new leads" came in; those "in status New" are of it
    kept = [c for c in kept if said is None or told or c.get("value") != said]
    if metrics[0] == "resolved_tickets":
        kept = [c for c in kept if c.get("field") != "resolved_at"]
    if object_ == "activity" and metrics[0] == "activity_count":
        kinds = list(dict.fromkeys(s.value for x in rest if (s := x.sense("object", "activity")) and s.value))
        kept = [*kept, op("type", "in", kinds) if len(kinds) > 1 else eq("type", kinds[0])] if kinds else kept
    return kept


def _order(items: Items, spec: Json) -> None:
    limit = next((x.value.value for x in items if x.value and isinstance(x.value.value, LimitValue)), None)
    if not spec["group_by"]:
        return
    if isinstance(limit, LimitValue):
        spec["sort"] = [{"field": spec["metrics"][0], "descending": limit.direction != "asc"}]
        if limit.count:
            spec["limit"] = limit.count
    elif any(x.word.split()[0] in _RANKED for x in items):
        spec["sort"] = [{"field": spec["metrics"][0], "descending": True}]
    elif (place := next((i for i, x in enumerate(items) if x.word in _BEST | _WORST), None)) is not None:
        first = items[place].word in _BEST
        bad = spec["metrics"][0].startswith(_ILL) and items[place].word in ("best", "worst")
        spec["sort"] = [{"field": spec["metrics"][0], "descending": first != bad}]
        if count := _count_beside(items, place):
            spec["limit"] = count


_RANKED = frozenset("rank ranks ranked ranking league".split())
_ILL = ("lost", "overdue", "ticket", "sales_cycle", "resolution")  # figures of which more is worse
_BEST = frozenset("best most strongest top highest leading longest slowest".split())
_WORST = frozenset("worst least weakest fewest lowest shortest fastest quickest".split())


def _count_beside(items: Items, at: int) -> int | None:
    """ "our three best reps"."""
    for item in items[max(0, at - 1) : at + 2]:
        value = item.value.value if item.value else None
        if isinstance(value, NumberValue) and value.unit is None:
            return int(value.value)
    return None


def _chart(items: Items, spec: Json) -> None:
    for item in items:
        for family in ("chart_bar", "chart_line", "chart_pie"):
            if item.has(family):
                spec["chart"] = family.removeprefix("chart_")
                return
    if (last := _drawn(items)) is not None:
        spec["chart"] = items[last].word.rstrip("s")


def _drawn(items: Items) -> int | None:
    """ "Won deals per month, line": how it is drawn, as the last word behind a comma."""
    last = next((i for i in range(len(items) - 1, 0, -1) if not items[i].is_mark), 0)
    return last if last and items[last - 1].is_mark and items[last].word in ("line", "bar", "bars", "pie") else None


_groups = groups_of

__all__ = ["about", "parsed", "report_spec", "unknown_dimension"]
