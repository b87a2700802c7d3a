"""The records behind one number: the conditions of its group, its metric and its period, for `records.find`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from crm_store.analytics.compile import reached
from crm_store.analytics.dimensions import Dimension, find_path, is_instant
from crm_store.analytics.metrics import HAPPENED, Metric
from crm_store.analytics.periods import Span, around
from crm_store.analytics.result import ReportResult, Row
from crm_store.database import Session
from crm_store.query import AllOf, AnyOf, Condition, Filter, Op, RecordQuery
from crm_store.records.terms import Scope


def drill(session: Session, result: ReportResult, row: Row | None = None, metric: str | None = None) -> RecordQuery:
    """The records that a metric (the first one) counted or summed in a row (all of them): their object and conditions.

    A ratio gives the records below its line: all closed deals for the win rate.
    """
    scope, plan = Scope.of(session), result.plan
    at = next((n for n, m in enumerate(plan.metrics) if m.name == metric), 0)
    chosen, date_path = plan.metrics[at], plan.dates[at]
    item = scope.object(chosen.object)
    parts = [reached(scope, item, c) for c in plan.spec.filters]
    parts += [chosen.base.where] if chosen.base else []
    if plan.span is not None:
        parts += _between(scope, chosen, date_path, plan.span, plan.timezone)
    keys = row.keys if row else ()
    for dimension, key in zip(result.dimensions, keys, strict=False):
        parts.append(_of_group(scope, plan.fiscal_start, chosen, date_path, dimension, key, plan.timezone))
    return RecordQuery(item.name, tuple(parts))


def _of_group(
    scope: Scope, fiscal_start: int, metric: Metric, date_path: str, dimension: Dimension, key: Any, timezone: str
) -> Condition:
    path = dimension.paths.get(metric.object) or date_path
    if dimension.bucket is not None and key is not None:
        return AllOf(tuple(_between(scope, metric, path, around(key, dimension.bucket, 0, fiscal_start), timezone)))
    if dimension.bucket is not None and path == HAPPENED:
        return AllOf((Filter("occurred_at", Op.EQ, None), Filter("completed_at", Op.EQ, None)))
    if dimension.key == "currency" and key == scope.settings.currency:
        return AnyOf((Filter(path, Op.EQ, key), Filter(path, Op.EQ, None)))
    return Filter(path, Op.EQ, str(key) if dimension.target and key is not None else key)


def _between(scope: Scope, metric: Metric, path: str, span: Span, timezone: str) -> list[Condition]:
    if path == HAPPENED:
        done = [Filter("completed_at", Op.ISNULL, False), *_bounds("completed_at", *_instants(span, timezone))]
        other = [Filter("completed_at", Op.ISNULL, True), *_bounds("occurred_at", *_instants(span, timezone))]
        return [AnyOf((AllOf(tuple(done)), AllOf(tuple(other))))]
    if is_instant(scope, scope.object(metric.object), find_path(scope, scope.object(metric.object), path)):
        return list(_bounds(path, *_instants(span, timezone)))
    return list(_bounds(path, span.start, span.end, Op.LTE))


def _instants(span: Span, timezone: str) -> tuple[datetime | None, datetime | None]:
    start, end = span.instants(timezone)
    return start and start.astimezone(UTC), end and end.astimezone(UTC)


def _bounds(path: str, start: date | None, end: date | None, last: Op = Op.LT) -> Iterator[Filter]:
    if start is not None:
        yield Filter(path, Op.GTE, start.isoformat())
    if end is not None:
        yield Filter(path, last, end.isoformat())
