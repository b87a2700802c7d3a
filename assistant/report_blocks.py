"""The blocks of a report: the same in an answer of the chat and over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.api.schemas import ChartBlock, Column, Comparison, MetricBlock, ReportSpec, TableBlock
from crm_store.analytics import Metric, ReportResult, Unit, title_of, vega_lite

EXPORTS = "/api/v1/exports/reports"


def csv_url(token: str) -> str:
    return f"{EXPORTS}/{token}.csv"


def table_block(result: ReportResult, token: str) -> TableBlock:
    """`token` is that of an offered export."""
    return TableBlock(
        columns=[Column.model_validate({"key": c.key, "label": c.label, "kind": c.kind}) for c in result.columns],
        rows=result.json_rows(),
        totals=dict(result.totals) if result.totals is not None else None,
        report=ReportSpec.model_validate(result.spec.to_json()),
        csv_url=csv_url(token),
    )


def chart_block(result: ReportResult) -> ChartBlock | None:
    spec = vega_lite(result)
    return ChartBlock(title=title_of(result), spec=spec) if spec else None


def metric_blocks(result: ReportResult) -> list[MetricBlock]:
    """One number per metric, of a report without groups."""
    values = result.rows[0].values
    return [_metric(result, metric, values) for metric in result.metrics]


def _metric(result: ReportResult, metric: Metric, values: Mapping[str, Any]) -> MetricBlock:
    units = {Unit.MONEY: result.currency, Unit.PERCENT: "percent", Unit.DAYS: "days", Unit.COUNT: "count"}
    now = values[metric.name]
    found = MetricBlock(label=metric.label, value=now, unit=units.get(metric.unit))
    if result.previous is None:
        return found
    old = values[result.column(metric, "previous").key]
    moved = values[result.column(metric, "change").key]
    comparison = Comparison(
        label="Previous year" if result.spec.compare == "previous_year" else "Previous period",
        value=old,
        change=None if old is None or now is None else round(now - old, 6),
        percent=None if metric.unit is Unit.PERCENT else moved,
    )
    return found.model_copy(update={"comparison": comparison})
