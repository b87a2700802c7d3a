"""Run a report: plan, one statement, fold, order, cut."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from crm_store.analytics.compile import compile_plan
from crm_store.analytics.dimensions import Dimension
from crm_store.analytics.fold import Folded, Group, fold, values
from crm_store.analytics.metrics import Metric, Unit
from crm_store.analytics.order import ordered
from crm_store.analytics.periods import Bucket, label
from crm_store.analytics.plan import Plan, make_plan
from crm_store.analytics.result import Column, ReportResult, Row
from crm_store.analytics.spec import ReportSpec
from crm_store.database import Session
from crm_store.records.shown import number
from crm_store.records.terms import Scope

_BUCKET_KINDS = {Bucket.DAY: "date", Bucket.MONTH: "month", Bucket.QUARTER: "quarter"}

MAX_SHOWN = 2_000  # rows that a screen may still be handed; a file takes more


async def run_report(session: Session, spec: ReportSpec, *, most: int = MAX_SHOWN) -> ReportResult:
    """The report as this caller may see it. Raises Invalid and UnknownField for what means nothing to the caller.

    Without a limit of its own it has `most` rows; `group_count` tells of how many, the totals are of all.
    """
    scope = Scope.of(session)
    plan = make_plan(scope, spec, session.identity.timezone)
    cursor = await session.connection.execute(compile_plan(scope, plan), scope.params, binary=True)
    return report(plan, await cursor.fetchall(), most)


def report(plan: Plan, rows: Sequence[Sequence[Any]], most: int = MAX_SHOWN) -> ReportResult:
    """The result of the statement's rows (pure)."""
    folded = fold(plan, rows)
    columns = _columns(plan, folded)
    measured = [Row(_measures(plan, group), key) for key, group in folded.groups.items()]
    kept = ordered(plan, folded.dimensions, columns, measured, folded.labels)[:most]
    shown = (Row(_named(plan, folded, row.keys) | row.values, row.keys) for row in kept)
    total = folded.total
    single = folded.currency_shown
    return ReportResult(
        plan.spec, plan, columns, tuple(shown), _measures(plan, total) if total and folded.dimensions else None,
        folded.dimensions, len(measured), None if single else plan.currency,
    )  # fmt: skip


def _columns(plan: Plan, folded: Folded) -> tuple[Column, ...]:
    found = [Column(d.key, d.label, _kind(d), "dimension") for d in folded.dimensions]
    for metric in plan.metrics:
        found.append(Column(metric.name, metric.label, _unit(metric), "metric", metric.name))
    for metric in plan.metrics if plan.previous else ():
        prefix, of = ("", "") if len(plan.metrics) == 1 else (f"{metric.name}_", f"{metric.label}: ")
        change = "change (points)" if metric.unit is Unit.PERCENT else "change (%)"
        found.append(Column(f"{prefix}previous", _capital(f"{of}previous"), _unit(metric), "previous", metric.name))
        found.append(Column(f"{prefix}change", _capital(f"{of}{change}"), "percent", "change", metric.name))
    return tuple(found)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _unit(metric: Metric) -> str:
    return "number" if metric.unit in (Unit.COUNT, Unit.NUMBER) else metric.unit.value


def _kind(dimension: Dimension) -> str:
    if dimension.bucket is not None:
        return _BUCKET_KINDS.get(dimension.bucket, "text")
    return dimension.kind if dimension.kind in ("number", "money") else "text"


def _named(plan: Plan, folded: Folded, key: Sequence[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for dimension, part in zip(folded.dimensions, key, strict=True):
        found[dimension.key] = _SHOWN[dimension.kind](plan, folded, dimension, part) if part is not None else None
        if dimension.target is not None:
            found[f"{dimension.key}_id"] = str(part) if part is not None else None
    return found


_SHOWN: Mapping[str, Callable[[Plan, Folded, Dimension, Any], Any]] = {
    "text": lambda p, f, d, v: v,
    "stage": lambda p, f, d, v: v,
    "boolean": lambda p, f, d, v: "Yes" if v else "No",
    "number": lambda p, f, d, v: number(v),
    "money": lambda p, f, d, v: number(v),
    "reference": lambda p, f, d, v: f.labels[v],
    "time": lambda p, f, d, v: label(v, d.bucket, p.fiscal_start) if d.bucket and isinstance(v, date) else v,
}


def _measures(plan: Plan, group: Group) -> dict[str, Any]:
    """Metrics, and beside each the value before and the change."""
    now = values(plan, group.now)
    found: dict[str, Any] = dict(zip((m.name for m in plan.metrics), now, strict=True))
    if plan.previous is None:
        return found
    for metric, new, old in zip(plan.metrics, now, values(plan, group.then), strict=True):
        prefix = "" if len(plan.metrics) == 1 else f"{metric.name}_"
        found[f"{prefix}previous"] = old
        found[f"{prefix}change"] = change(metric, old, new)
    return found


def change(metric: Metric, old: float | None, new: float | None) -> float | None:
    """In percent of the old value, None where that is 0 or empty; percentages differ by percentage points."""
    if old is None or new is None:
        return None
    if metric.unit is Unit.PERCENT:
        return round(new - old, 6)
    return round(100 * (new - old) / abs(old), 6) if old else None
