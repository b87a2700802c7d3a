"""What a report gives: one row per group, one column per dimension and metric, totals, and the conditions behind each number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from crm_store.analytics.dimensions import Dimension
from crm_store.analytics.metrics import Metric
from crm_store.analytics.periods import Span
from crm_store.analytics.plan import Plan
from crm_store.analytics.spec import ReportSpec

Role = Literal["dimension", "metric", "previous", "change"]


@dataclass(frozen=True, slots=True)
class Column:
    """`kind`: text, number, money, percent, days, date, month, quarter. `metric` names the metric it belongs to.

    A `change` is in percent of the value before (None where that was 0 or empty); of a percentage in percentage points.
    """

    key: str
    label: str
    kind: str
    role: Role
    metric: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """`values` by column key, as JSON; a reference's id beside its label as `KEY_id`. `keys`: what the group is made of."""

    values: dict[str, Any]
    keys: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ReportResult:
    """`totals` cover all groups, also those that `limit` cut off (`group_count` tells how many there are).

    They are None where sums in several currencies could not be converted. `currency` is the one money is in, None there.
    """

    spec: ReportSpec
    plan: Plan
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: Mapping[str, Any] | None
    dimensions: tuple[Dimension, ...]
    group_count: int
    currency: str | None

    @property
    def metrics(self) -> tuple[Metric, ...]:
        return self.plan.metrics

    @property
    def period(self) -> Span | None:
        return self.plan.span

    @property
    def previous(self) -> Span | None:
        return self.plan.previous

    def json_rows(self) -> list[dict[str, Any]]:
        return [dict(row.values) for row in self.rows]

    def column(self, metric: Metric, role: Role) -> Column:
        return next(c for c in self.columns if c.metric == metric.name and c.role == role)
