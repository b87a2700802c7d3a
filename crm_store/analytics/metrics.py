"""The registry of metrics: what can be measured, in SQL over a row alias, with the words people use for it.

A metric is a sum or a count (`top`), or one divided by another (`top / bottom`). Both parts are additive, so the total
of a ratio is worked out from the sums of its parts, never summed. `r` is the record; for deals `s` is its stage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import LiteralString

from psycopg import sql

from crm_store.query import AllOf, AnyOf, Condition, Filter, Op


class Unit(StrEnum):
    MONEY = "money"
    COUNT = "count"
    PERCENT = "percent"
    DAYS = "days"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Part:
    """One additive aggregate call; `only` restricts it further; `money` is in hundredths of the record's currency."""

    expression: sql.Composable
    only: LiteralString | None = None
    money: bool = False


@dataclass(frozen=True, slots=True)
class Base:
    """Which records a metric looks at: as SQL, and as the condition that lists the same records."""

    sql: LiteralString
    where: Condition


@dataclass(frozen=True, slots=True)
class Metric:
    """`date` is the field that a period and a time axis go by; `uses` the fields it must be allowed to read.

    `scale` brings the parts to the shown unit: hundredths to major units, a ratio to percent.
    """

    name: str
    label: str
    object: str
    unit: Unit
    top: Part
    date: str
    uses: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    base: Base | None = None
    bottom: Part | None = None
    scale: Decimal = Decimal(1)

    @property
    def additive(self) -> bool:
        return self.bottom is None

    @property
    def money(self) -> bool:
        """Whether it depends on currencies."""
        return self.top.money


# When an activity happened: a done task at its completion. Not a field; see `drill` for the condition it stands for.
HAPPENED = "happened"
HAPPENED_SQL: LiteralString = "coalesce(r.completed_at, r.occurred_at)"

CENTS, HUNDRED = Decimal("0.01"), Decimal(100)
ROWS = Part(sql.SQL("count(*)"))


def _is(field: str, value: object, op: Op = Op.EQ) -> Filter:
    return Filter(field, op, value)


OPEN = Base("s.kind = 'open'", _is("is_open", True))
WON = Base("s.kind = 'won'", _is("is_won", True))
LOST = Base("s.kind = 'lost'", _is("is_lost", True))
CLOSED = Base("s.kind <> 'open'", _is("is_open", False))
_AMOUNT = Part(sql.SQL("sum(r.amount_minor)"), money=True)


def _deals(
    name: str, label: str, base: Base | None, date: str, *synonyms: str, top: Part = ROWS, bottom: Part | None = None,
    unit: Unit = Unit.COUNT, scale: Decimal = Decimal(1), uses: tuple[str, ...] = (),
) -> Metric:  # fmt: skip
    used = (*uses, *(("stage",) if base else ()), *(("amount",) if top.money else ()))
    return Metric(name, label, "deal", unit, top, date, used, synonyms, base, bottom, scale)


def _money(name: str, label: str, base: Base | None, date: str, *synonyms: str, top: Part = _AMOUNT) -> Metric:
    return _deals(name, label, base, date, *synonyms, top=top, unit=Unit.MONEY, scale=CENTS)


_WEIGHTED = Part(sql.SQL("sum(r.amount_minor * s.probability / 100)"), money=True)
_DAYS_TO_CLOSE = Part(sql.SQL("sum(extract(epoch FROM r.closed_at - r.created_at) / 86400)"))

_DEALS = (
    _money("pipeline", "Pipeline", OPEN, "close_date", "open pipeline", "pipeline value", "total pipeline", "pipe"),
    _money(
        "weighted_pipeline", "Weighted pipeline", OPEN, "close_date", "weighted value", "weighted forecast", "forecast",
        "expected revenue", top=_WEIGHTED,
    ),
    _money("closing_amount", "Closing", OPEN, "close_date", "amount closing", "value closing", "closing pipeline"),
    _money("won_amount", "Won", WON, "closed_at", "revenue", "bookings", "sales", "won revenue", "booked revenue",
           "amount won", "closed business", "turnover"),
    _money("lost_amount", "Lost", LOST, "closed_at", "amount lost", "lost revenue", "lost value"),
    _money("new_amount", "New deals, amount", None, "created_at", "pipeline created", "new pipeline", "amount created"),
    _deals("won_count", "Deals won", WON, "closed_at", "won deals", "wins", "number of wins", "deals won"),
    _deals("lost_count", "Deals lost", LOST, "closed_at", "lost deals", "losses", "number of losses", "deals lost"),
    _deals("closed_count", "Deals closed", CLOSED, "closed_at", "closed deals", "deals closed"),
    _deals("win_rate", "Win rate", CLOSED, "closed_at", "close rate", "hit rate", "success rate", "win percentage",
           top=Part(sql.SQL("count(*)"), only="s.kind = 'won'"), bottom=ROWS, unit=Unit.PERCENT, scale=HUNDRED),
    _deals("average_deal_size", "Average deal size", WON, "closed_at", "deal size", "average deal", "avg deal size",
           "average deal value", "mean deal size", top=_AMOUNT, bottom=Part(sql.SQL("count(r.amount_minor)")),
           unit=Unit.MONEY, scale=CENTS),
    _deals("sales_cycle", "Sales cycle", WON, "closed_at", "cycle time", "time to close", "days to close",
           "sales cycle length", top=_DAYS_TO_CLOSE, bottom=ROWS, unit=Unit.DAYS, uses=("created_at",)),
    _deals("open_deal_count", "Open deals", OPEN, "close_date", "open deals", "number of open deals"),
    _deals("closing_count", "Deals closing", OPEN, "close_date", "deals closing", "number of deals closing"),
    _deals("deal_count", "Deals", None, "created_at", "deals", "number of deals", "count of deals"),
    _deals("new_deals", "New deals", None, "created_at", "new deal count", "deals created"),
)  # fmt: skip

CONVERTED = Base("r.status = 'Converted'", _is("status", "Converted"))
_LEADS = (
    Metric("lead_count", "Leads", "lead", Unit.COUNT, ROWS, "created_at", (), ("leads", "number of leads", "lead volume")),
    Metric("new_leads", "New leads", "lead", Unit.COUNT, ROWS, "created_at", (), ("leads created",)),
    Metric("converted_leads", "Leads converted", "lead", Unit.COUNT, ROWS, "created_at", ("status",),
           ("conversions", "leads converted"), CONVERTED),
    Metric("lead_conversion_rate", "Lead conversion rate", "lead", Unit.PERCENT,
           Part(sql.SQL("count(*)"), only="r.status = 'Converted'"), "created_at", ("status",),
           ("conversion rate", "conversion", "lead conversion"), None, ROWS, HUNDRED),
)  # fmt: skip

# What contract section 3 calls activity: calls, meetings, e-mails, notes and done tasks.
HAPPENED_BASE = Base(
    "(r.type <> 'task' OR r.status = 'done')", AnyOf((_is("type", "task", Op.NE), _is("status", "done")))
)
TASK = Base("r.type = 'task'", _is("type", "task"))
OVERDUE = Base("(r.type = 'task' AND r.status = 'open' AND r.due_date < %(today)s)", _is("is_overdue", True))


def _typed(kind: LiteralString, label: str, *synonyms: str) -> Metric:
    base = Base(f"r.type = '{kind}'", _is("type", kind))
    return Metric(f"{kind}_count", label, "activity", Unit.COUNT, ROWS, "occurred_at", ("type",), synonyms, base)


def _tasks(name: str, label: str, base: Base, date: str, *synonyms: str) -> Metric:
    return Metric(name, label, "activity", Unit.COUNT, ROWS, date, ("type", "status"), synonyms, base)


def _task_is(status: LiteralString) -> Base:
    where = AllOf((_is("type", "task"), _is("status", status)))
    return Base(f"(r.type = 'task' AND r.status = '{status}')", where)


_ACTIVITIES = (
    Metric("activity_count", "Activities", "activity", Unit.COUNT, ROWS, HAPPENED, ("type", "status"),
           ("activities", "number of activities", "activity volume", "activity level"), HAPPENED_BASE),
    _typed("call", "Calls", "calls", "number of calls", "call volume"),
    _typed("meeting", "Meetings", "meetings", "number of meetings"),
    _typed("email", "E-mails", "emails", "e-mails", "number of emails", "mails"),
    _typed("note", "Notes", "notes", "number of notes"),
    _tasks("task_count", "Tasks", TASK, "due_date", "tasks", "number of tasks"),
    _tasks("open_tasks", "Open tasks", _task_is("open"), "due_date", "open task count", "number of open tasks"),
    _tasks("completed_tasks", "Tasks done", _task_is("done"), "completed_at", "done tasks", "tasks completed"),
    _tasks("overdue_tasks", "Overdue tasks", OVERDUE, "due_date", "overdue task count", "late tasks"),
)  # fmt: skip

UNRESOLVED = Base("r.resolved_at IS NULL", _is("resolved_at", True, Op.ISNULL))
RESOLVED = Base("r.resolved_at IS NOT NULL", _is("resolved_at", False, Op.ISNULL))
_DAYS_TO_RESOLVE = Part(sql.SQL("sum(extract(epoch FROM r.resolved_at - r.created_at) / 86400)"))


def _count(object_: str, name: str, label: str, *synonyms: str, base: Base | None = None, date: str = "created_at",
           uses: tuple[str, ...] = ()) -> Metric:  # fmt: skip
    return Metric(name, label, object_, Unit.COUNT, ROWS, date, uses, synonyms, base)


_OTHERS = (
    _count("ticket", "ticket_count", "Tickets", "tickets", "number of tickets", "ticket volume", "cases"),
    _count("ticket", "open_ticket_count", "Open tickets", "open tickets", "unresolved tickets", base=UNRESOLVED,
           uses=("resolved_at",)),
    _count("ticket", "resolved_tickets", "Tickets resolved", "tickets resolved", "solved tickets", base=RESOLVED,
           date="resolved_at", uses=("resolved_at",)),
    Metric("resolution_time", "Resolution time", "ticket", Unit.DAYS, _DAYS_TO_RESOLVE, "resolved_at",
           ("resolved_at", "created_at"), ("time to resolve", "days to resolve"), RESOLVED, ROWS),
    _count("account", "account_count", "Accounts", "accounts", "number of accounts", "customers", "companies"),
    _count("account", "new_accounts", "New accounts", "accounts added", "new customers"),
    _count("contact", "contact_count", "Contacts", "contacts", "number of contacts", "people"),
    _count("contact", "new_contacts", "New contacts", "contacts added"),
    _count("product", "product_count", "Products", "products", "number of products"),
)  # fmt: skip

METRICS: Mapping[str, Metric] = MappingProxyType({m.name: m for m in (*_DEALS, *_LEADS, *_ACTIVITIES, *_OTHERS)})
