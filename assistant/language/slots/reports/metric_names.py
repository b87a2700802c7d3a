"""The metrics of reports by what they count."""

from __future__ import annotations

from dataclasses import dataclass

# The object that a metric counts, and the date field that its period is about.
METRICS: dict[str, tuple[str, str]] = {
    "pipeline": ("deal", "close_date"),
    "weighted_pipeline": ("deal", "close_date"),
    "won_amount": ("deal", "closed_at"),
    "won_count": ("deal", "closed_at"),
    "lost_count": ("deal", "closed_at"),
    "win_rate": ("deal", "closed_at"),
    "average_deal_size": ("deal", "closed_at"),
    "sales_cycle": ("deal", "closed_at"),
    "deal_count": ("deal", "created_at"),
    "open_deal_count": ("deal", "close_date"),
    "sum_amount": ("deal", "close_date"),
    "lead_count": ("lead", "created_at"),
    "lead_conversion_rate": ("lead", "created_at"),
    "activity_count": ("activity", "occurred_at"),
    "lost_amount": ("deal", "closed_at"),
    "call_count": ("activity", "occurred_at"),
    "meeting_count": ("activity", "occurred_at"),
    "task_count": ("activity", "due_date"),
    "overdue_tasks": ("activity", "due_date"),
    "completed_tasks": ("activity", "completed_at"),
    "account_count": ("account", "created_at"),
    "contact_count": ("contact", "created_at"),
    "ticket_count": ("ticket", "created_at"),
    "resolved_tickets": ("ticket", "resolved_at"),
    "resolution_time": ("ticket", "resolved_at"),
    "converted_leads": ("lead", "created_at"),
    "product_count": ("product", "created_at"),
}
COUNT_OF = {
    "deal": "deal_count",
    "lead": "lead_count",
    "activity": "activity_count",
    "account": "account_count",
    "contact": "contact_count",
    "ticket": "ticket_count",
    "product": "product_count",
}


def about(metric: str) -> tuple[str, str]:
    """The object of a metric and the date that its period goes by; `sum_OBJECT.FIELD` names its object."""
    known = METRICS.get(metric)
    object_ = metric.partition("_")[2].partition(".")[0]
    return known or (object_, "close_date" if object_ == "deal" else "created_at")


@dataclass(frozen=True, slots=True)
class Measured:
    """`metrics` of one object, and the items that say nothing but them."""

    metrics: tuple[str, ...] = ()
    places: frozenset[int] = frozenset()
