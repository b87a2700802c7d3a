"""The order of rows: as asked, else time ascending, stages as in the pipeline, everything else by the first metric."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rapidfuzz import process

from crm_store.analytics.dimensions import Dimension
from crm_store.analytics.plan import Plan
from crm_store.analytics.result import Column, Row
from crm_store.errors import Invalid


def ordered(
    plan: Plan,
    dimensions: Sequence[Dimension],
    columns: Sequence[Column],
    rows: Sequence[Row],
    labels: Mapping[Any, str],
) -> list[Row]:
    """The rows in order, the first `limit` of them. A limit without a sort means the largest of the first metric.

    Rows hold their measures alone; what they are called comes from their keys and `labels`.
    """
    sort = plan.spec.sort or (f"-{plan.metrics[0].name}" if plan.spec.limit else None)
    found = _by_default(plan, dimensions, rows, labels)
    if sort:
        found = _by_column(plan, dimensions, columns, found, labels, sort)
    return found[: plan.spec.limit]


def _by_column(
    plan: Plan,
    dimensions: Sequence[Dimension],
    columns: Sequence[Column],
    rows: list[Row],
    labels: Mapping[Any, str],
    sort: str,
) -> list[Row]:
    """Stable over the default order; empty values last in both directions."""
    descending, name = sort.startswith("-"), sort.lstrip("-+")
    column = next((c for c in columns if c.key == name), None) or _by_metric(plan, columns, name)
    at = next((n for n, d in enumerate(dimensions) if d.key == column.key), None)
    rank = _ranks(plan)

    def value(row: Row) -> Any:
        if at is None:
            return row.values[column.key]
        key = row.keys[at]
        return None if key is None else _natural(dimensions[at], key, labels, rank)

    full = [r for r in rows if value(r) is not None]
    return sorted(full, key=value, reverse=descending) + [r for r in rows if value(r) is None]


def _by_metric(plan: Plan, columns: Sequence[Column], name: str) -> Column:
    """A metric under another of its names, or a change and previous of the first one."""
    for asked, metric in zip(plan.spec.metrics, plan.metrics, strict=False):
        if name in (asked, metric.label, *metric.synonyms):
            return next(c for c in columns if c.metric == metric.name and c.role == "metric")
    for role in ("previous", "change"):
        if name == role and (found := next((c for c in columns if c.role == role), None)):
            return found
    near = process.extractOne(name, [c.key for c in columns], score_cutoff=60)
    hint = f" Did you mean `{near[0]}`?" if near else ""
    raise Invalid(f"The report has no column `{name[:60]}` to sort by.{hint}", field="sort")


def _by_default(
    plan: Plan, dimensions: Sequence[Dimension], rows: Sequence[Row], labels: Mapping[Any, str]
) -> list[Row]:
    """Dimension after dimension; one without an order of its own by the sum of the first metric over its rows."""
    rank = _ranks(plan)
    keys = [_default_key(plan, d, n, rows, labels, rank) for n, d in enumerate(dimensions)]
    if len(keys) == 1:
        return sorted(rows, key=keys[0])
    return sorted(rows, key=lambda row: [key(row) for key in keys])


def _default_key(
    plan: Plan, dimension: Dimension, at: int, rows: Sequence[Row], labels: Mapping[Any, str], rank: Mapping[str, int]
) -> Callable[[Row], Any]:
    if dimension.kind in ("time", "stage"):
        return lambda row: (row.keys[at] is None, _natural(dimension, row.keys[at], labels, rank))
    metric = plan.metrics[0].name
    weight: dict[Any, float] = defaultdict(float)
    known: set[Any] = set()
    for row in rows:
        value = row.values[metric]
        if value is not None:
            known.add(row.keys[at])
            weight[row.keys[at]] += value

    def key(row: Row) -> Any:
        own = row.keys[at]
        return own is None, own not in known, -weight[own], labels.get(own) or str(own), str(own)

    return key


def _natural(dimension: Dimension, key: Any, labels: Mapping[Any, str], rank: Mapping[str, int]) -> Any:
    if key is None:
        return 0
    if dimension.kind == "stage":
        return rank.get(key, len(rank)), str(key)
    if dimension.kind in ("time", "number", "money"):
        return key
    return labels.get(key, str(key)).casefold(), str(key)


def _ranks(plan: Plan) -> dict[str, int]:
    """The place of each stage in the pipelines."""
    found: dict[str, int] = {}
    for stage in plan.catalog.stages():
        found.setdefault(stage.name, len(found))
    return found
