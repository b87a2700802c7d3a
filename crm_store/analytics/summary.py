"""One or two plain sentences about a result: the total, how it changed, the largest group."""

from __future__ import annotations

from datetime import date
from typing import Any

from crm_store.analytics.metrics import Metric, Unit
from crm_store.analytics.periods import Span
from crm_store.analytics.result import ReportResult, Row
from crm_store.money import money


def summarize(result: ReportResult) -> str:
    """Plain text, without markdown."""
    return " ".join(part for part in (_overall(result), _largest(result)) if part)


def written(metric: Metric, value: float | None, currency: str | None) -> str:
    """A value as a person writes it: `$1,204,000`, `42.3 %`, `41 days`; `n/a` where there is none."""
    if value is None:
        return "n/a"
    if metric.unit is Unit.PERCENT:
        return f"{value:.1f} %".replace(".0 %", " %")
    if metric.unit is Unit.DAYS:
        return f"{value:,.1f} days".replace(".0 days", " days")
    text = f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 1000 else f"{value:,.2f}"
    if metric.unit is not Unit.MONEY or currency is None:
        return text
    return money(round(value) if abs(value) >= 1000 else value, currency)


def _overall(result: ReportResult) -> str:
    values = result.totals if result.dimensions else result.rows[0].values
    if values is None:
        return "Sums are shown by currency, because not every currency has a rate."
    parts = [_of_metric(result, metric, values) for metric in result.metrics]
    when = f" {_when(result.period)}" if result.period else ""
    groups = f" across {result.group_count} groups" if _counted(result) else ""
    return f"{'; '.join(parts)}{groups}{when}."


def _counted(result: ReportResult) -> bool:
    return len(result.dimensions) == 1 and result.dimensions[0].bucket is None and result.group_count > 1


def _of_metric(result: ReportResult, metric: Metric, values: Any) -> str:
    text = f"{metric.label}: {written(metric, values[metric.name], result.currency)}"
    if result.previous is None:
        return text
    old, change = (values[result.column(metric, role).key] for role in ("previous", "change"))
    before = "the year before" if result.spec.compare == "previous_year" else "the period before"
    if change is None:
        return f"{text} ({written(metric, old, result.currency)} {before})"
    unit = " points" if metric.unit is Unit.PERCENT else " %"
    moved = f"{'up' if change > 0 else 'down'} {abs(change):.1f}{unit} from" if round(change, 1) else "the same as"
    return f"{text}, {moved} {written(metric, old, result.currency)} {before}"


def _when(span: Span) -> str:
    if span.start and span.end:
        return f"from {_day(span.start)} to {_day(span.end)}" if span.start != span.end else f"on {_day(span.start)}"
    return f"since {_day(span.start)}" if span.start else f"until {_day(span.end)}" if span.end else ""


def _day(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"


def _largest(result: ReportResult) -> str:
    metric = result.metrics[0]
    full = [row for row in result.rows if row.values[metric.name]]
    if not result.dimensions or len(result.rows) < 2 or not full:
        return ""
    top = max(full, key=lambda row: float(row.values[metric.name]))
    value = top.values[metric.name]
    total = (result.totals or {}).get(metric.name)
    share = f" ({100 * value / total:.0f} %)" if metric.additive and total and total >= value > 0 else ""
    return f"Highest: {_name(result, top)} with {written(metric, value, result.currency)}{share}."


def _name(result: ReportResult, row: Row) -> str:
    names = [row.values[d.key] for d in result.dimensions]
    return ", ".join(
        f"no {d.label.lower()}" if n is None else str(n) for d, n in zip(result.dimensions, names, strict=True)
    )
