"""Reports: metrics by dimensions over periods, as one SQL statement under the caller's row-level security."""

from crm_store.analytics.metrics import METRICS, Metric, Unit
from crm_store.analytics.periods import Bucket, Span, named
from crm_store.analytics.result import Column, ReportResult, Row
from crm_store.analytics.run import run_report
from crm_store.analytics.spec import Period, ReportSpec

__all__ = [
    "METRICS",
    "Bucket",
    "Column",
    "Metric",
    "Period",
    "ReportResult",
    "ReportSpec",
    "Row",
    "Span",
    "Unit",
    "named",
    "run_report",
]
