"""A spec checked against the catalog and the caller's rights: metrics, dimensions and days, ready to compile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm_store.analytics.dimensions import Dimension, find_dimension, find_path, is_instant
from crm_store.analytics.metrics import Metric
from crm_store.analytics.periods import Span, before, named, year_before
from crm_store.analytics.registry import find_metric
from crm_store.analytics.spec import ReportSpec
from crm_store.catalog import Catalog
from crm_store.errors import Invalid
from crm_store.records.terms import Scope

# Beyond these no step, comparison or time zone may lead out of what a date can be.
_EARLIEST, _LATEST = date(1000, 1, 1), date(9000, 12, 31)


@dataclass(frozen=True, slots=True)
class Plan:
    """`dates` holds, for each metric, the path of the date that its period goes by."""

    spec: ReportSpec
    metrics: tuple[Metric, ...]
    dates: tuple[str, ...]
    dimensions: tuple[Dimension, ...]
    span: Span | None
    previous: Span | None
    timezone: str
    catalog: Catalog

    @property
    def fiscal_start(self) -> int:
        return self.catalog.settings.fiscal_year_start

    @property
    def currency(self) -> str:
        return self.catalog.settings.currency


def make_plan(scope: Scope, spec: ReportSpec, timezone: str) -> Plan:
    """Invalid or UnknownField where a name means nothing to this caller."""
    metrics = tuple({m.name: m for m in (find_metric(scope, name) for name in spec.metrics)}.values())
    dates = tuple(_date(scope, metric, spec) for metric in metrics)
    objects = {m.object: m.name for m in metrics}
    dimensions = tuple(find_dimension(scope, objects, name) for name in spec.group_by)
    span = _span(scope, spec)
    return Plan(spec, metrics, dates, dimensions, span, _previous(spec, span), timezone, scope.catalog)


def _date(scope: Scope, metric: Metric, spec: ReportSpec) -> str:
    if not spec.period or not spec.period.field:
        return metric.date
    item = scope.object(metric.object)
    path = find_path(scope, item, spec.period.field)
    is_instant(scope, item, path)
    return path


def _span(scope: Scope, spec: ReportSpec) -> Span | None:
    period = spec.period
    if period is None:
        return None
    if period.name:
        found = named(period.name, scope.today, scope.settings.fiscal_year_start)
    else:
        found = Span(period.start, period.end)
    if any(day and not _EARLIEST <= day <= _LATEST for day in (found.start, found.end)):
        raise Invalid("The period is out of range.", field="period")
    return found if found.start or found.end else None


def _previous(spec: ReportSpec, span: Span | None) -> Span | None:
    if spec.compare is None:
        return None
    if span is None:
        raise Invalid("A comparison needs a period, such as this_quarter.", field="compare")
    try:
        return before(span) if spec.compare == "previous_period" else year_before(span)
    except (ValueError, OverflowError):
        raise Invalid("There is no period before that one.", field="compare") from None
