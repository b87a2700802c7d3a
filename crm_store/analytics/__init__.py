"""Reports: metrics by dimensions over periods, as one SQL statement under the caller's row-level security."""

from crm_store.analytics.chart import title_of, vega_lite
from crm_store.analytics.csv_text import to_csv
from crm_store.analytics.drill import drill
from crm_store.analytics.exports import Export, offer_export, take_export
from crm_store.analytics.metrics import METRICS, Metric, Unit
from crm_store.analytics.periods import Bucket, Span, named
from crm_store.analytics.result import Column, ReportResult, Row
from crm_store.analytics.run import run_report
from crm_store.analytics.spec import Period, ReportSpec
from crm_store.analytics.summary import summarize, written

__all__ = [
    "METRICS",
    "Bucket",
    "Column",
    "Export",
    "Metric",
    "Period",
    "ReportResult",
    "ReportSpec",
    "Row",
    "Span",
    "Unit",
    "drill",
    "named",
    "offer_export",
    "run_report",
    "summarize",
    "take_export",
    "title_of",
    "to_csv",
    "vega_lite",
    "written",
]
