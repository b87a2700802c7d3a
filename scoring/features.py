"""What a record looked like at an instant: features that were known then, and nothing learned later.

Each statement gives one row per snapshot. `taken_at` is the instant of the snapshot; activities count only up to it.
Training reads snapshots of the past of the whole tenant; scoring reads the present of what the caller may see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, LiteralString
from uuid import UUID

from psycopg.rows import dict_row

from crm_store.database import Session
from scoring.closed import FEATURES, Sources, closed_of, without_closed

# A lead shows in its first two weeks what it is; later snapshots would read the effort that a good one earns.
LEAD_WINDOW_DAYS = 14
# Young leads that are still open say nothing yet about how they end.
LEAD_MATURE_DAYS = 90

_LEAD_COLUMNS = """
  l.id, s.taken_at, l.source, l.title, l.product_interest, (l.email IS NOT NULL) AS has_email, (l.phone IS NOT NULL) AS has_phone,
  (l.company IS NOT NULL) AS has_company, a.calls, a.meetings, a.mails_in, a.touches
"""
_LEAD_COUNTS: LiteralString = """
  count(*) FILTER (WHERE a.type = 'call') AS calls, count(*) FILTER (WHERE a.type = 'meeting') AS meetings,
  count(*) FILTER (WHERE a.type = 'email' AND a.direction = 'in') AS mails_in, count(*) FILTER (WHERE a.type <> 'task') AS touches
"""
_LEAD_ACTIVITIES = f"""
CROSS JOIN LATERAL (
  SELECT {_LEAD_COUNTS}
    FROM crm.activity a WHERE a.tenant_id = l.tenant_id AND a.lead_id = l.id AND a.occurred_at <= s.taken_at) a
"""
LEADS_PAST = f"""
SELECT {_LEAD_COLUMNS}, (l.status = 'Converted') AS good, l.id AS grouped
  FROM crm.lead l CROSS JOIN LATERAL (SELECT l.created_at + make_interval(days => {LEAD_WINDOW_DAYS}) AS taken_at) s
  {_LEAD_ACTIVITIES}
 WHERE l.status IN ('Converted', 'Unqualified') OR l.created_at < %(now)s - make_interval(days => {LEAD_MATURE_DAYS})
"""
LEADS_NOW = f"""
SELECT {_LEAD_COLUMNS}, CASE l.status WHEN 'Converted' THEN true WHEN 'Unqualified' THEN false END AS settled
  FROM crm.lead l CROSS JOIN LATERAL (
    SELECT least(l.created_at + make_interval(days => {LEAD_WINDOW_DAYS}), %(now)s) AS taken_at) s
  {_LEAD_ACTIVITIES} WHERE l.id = ANY (%(ids)s)
"""
# Many leads at once, in parts: `{{where}}` says of which rows `r`; what a row itself adds to a score is worked out while it is read, what
# its title does once for each title, and what was done with it for the few that anything was done with.
LEADS_RANKED: LiteralString = f"""
WITH l AS MATERIALIZED (
  SELECT x.tenant_id, x.id, x.title, x.taken_at, {{own}} AS own FROM (
    SELECT r.tenant_id, r.id, r.source, coalesce(r.title, '') AS title, r.product_interest, (r.email IS NOT NULL) AS has_email,
           (r.phone IS NOT NULL) AS has_phone, (r.company IS NOT NULL) AS has_company,
           least(r.created_at + make_interval(days => {LEAD_WINDOW_DAYS}), %(now)s) AS taken_at FROM crm.lead r WHERE {{where}}) AS x),
t AS MATERIALIZED (SELECT x.title, {{level}} AS level FROM (SELECT DISTINCT title FROM l) AS x),
a AS MATERIALIZED (
  SELECT x.id, {{done}} AS done FROM (
    SELECT l.id, {_LEAD_COUNTS}
      FROM l JOIN crm.activity a ON a.tenant_id = l.tenant_id AND a.lead_id = l.id AND a.occurred_at <= l.taken_at GROUP BY l.id) AS x),
nothing AS MATERIALIZED (
  SELECT {{done}} AS done FROM (SELECT 0::bigint AS calls, 0::bigint AS meetings, 0::bigint AS mails_in, 0::bigint AS touches) AS x)
SELECT l.id FROM nothing CROSS JOIN l JOIN t ON t.title = l.title LEFT JOIN a ON a.id = l.id
 ORDER BY l.own + t.level + coalesce(a.done, nothing.done) {{way}}, l.taken_at DESC, l.id LIMIT {{limit}}
"""

_DEAL_COLUMNS: LiteralString = """
  d.id, s.taken_at, s.stage, st.position AS stage_position, d.source, d.amount_minor / 100.0 AS amount, c.title, acc.industry, acc.employees,
  p.family, extract(epoch FROM s.taken_at - d.created_at) / 86400 AS age_days, a.touches_30, a.mails_in_30, a.days_quiet
"""
_DEAL_JOINS: LiteralString = """
  LEFT JOIN crm.stage st ON st.tenant_id = d.tenant_id AND st.pipeline = d.pipeline AND st.name = s.stage
  LEFT JOIN crm.contact c ON c.tenant_id = d.tenant_id AND c.id = d.contact_id
  LEFT JOIN crm.account acc ON acc.tenant_id = d.tenant_id AND acc.id = d.account_id
  LEFT JOIN crm.product p ON p.tenant_id = d.tenant_id AND p.id = d.product_id
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE a.occurred_at > s.taken_at - interval '30 days') AS touches_30,
           count(*) FILTER (WHERE a.type = 'email' AND a.direction = 'in' AND a.occurred_at > s.taken_at - interval '30 days') AS mails_in_30,
           extract(epoch FROM s.taken_at - coalesce(max(a.occurred_at), d.created_at)) / 86400 AS days_quiet
      FROM crm.activity a WHERE a.tenant_id = d.tenant_id AND a.deal_id = d.id AND a.type <> 'task' AND a.occurred_at <= s.taken_at) a
"""
# One snapshot per open stage that a closed deal passed, taken halfway through its time there: what an open deal looks like.
DEALS_PAST = f"""
SELECT {_DEAL_COLUMNS}, (ends.kind = 'won') AS good, d.id AS grouped
  FROM crm.deal d
  JOIN crm.stage ends ON ends.tenant_id = d.tenant_id AND ends.pipeline = d.pipeline AND ends.name = d.stage AND ends.kind <> 'open'
  CROSS JOIN LATERAL (
    SELECT h.stage, h.entered_at + (lead(h.entered_at, 1, d.closed_at) OVER (ORDER BY h.entered_at, h.id) - h.entered_at) / 2 AS taken_at
      FROM crm.stage_history h WHERE h.tenant_id = d.tenant_id AND h.deal_id = d.id) s
  {_DEAL_JOINS} WHERE st.kind = 'open'
"""
_DEALS_TODAY: LiteralString = (
    f"FROM crm.deal d CROSS JOIN LATERAL (SELECT d.stage, %(now)s::timestamptz AS taken_at) s {_DEAL_JOINS}"
)
DEALS_NOW = f"""
SELECT {_DEAL_COLUMNS}, CASE st.kind WHEN 'won' THEN true WHEN 'lost' THEN false END AS settled
{_DEALS_TODAY} WHERE d.id = ANY (%(ids)s)
"""
# Many deals at once; of equals the newest.
DEALS_RANKED: LiteralString = (
    f"SELECT x.id FROM (SELECT {_DEAL_COLUMNS} {_DEALS_TODAY} WHERE d.id IN (SELECT r.id FROM crm.deal r WHERE {{where}})) AS x"
    " ORDER BY {own} + {level} {way}, x.taken_at DESC, x.id LIMIT {limit}"
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A record at `taken_at`. `features`: numbers, and words for categories. `good` and `grouped` only for the past, `settled`
    (how it ended, where it has) only for the present."""

    id: UUID
    taken_at: datetime
    features: Mapping[str, float | str]
    good: bool = False
    grouped: UUID | None = None
    settled: bool | None = None


async def past(session: Session, statement: str) -> tuple[Snapshot, ...]:
    """Snapshots of how it went (system scope reads all of the tenant)."""
    return await _read(session, statement, {"now": session.now})


async def present(session: Session, object_: str, statement: str, ids: Sequence[UUID]) -> tuple[Snapshot, ...]:
    """Snapshots as of now of those records that the caller sees, without what is closed to them."""
    return await _read(session, statement, {"now": session.now, "ids": list(ids)}, FEATURES[object_])


async def _read(
    session: Session, statement: str, parameters: Mapping[str, Any], sources: Sources | None = None
) -> tuple[Snapshot, ...]:
    async with session.connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(statement.encode(), parameters)
        closed = closed_of(session, sources or {})
        return tuple(_snapshot(without_closed(row, closed)) for row in await cursor.fetchall())


def _snapshot(row: dict[str, Any]) -> Snapshot:
    known = {"id": row.pop("id"), "taken_at": row.pop("taken_at")}
    if "settled" in row:
        known["settled"] = row.pop("settled")
    if "good" in row:
        known |= {"good": row.pop("good"), "grouped": row.pop("grouped")}
    title = row.pop("title", None)
    features: dict[str, float | str] = {name: _value(value) for name, value in row.items()}
    features["seniority"] = seniority(title)
    return Snapshot(features=features, **known)


def _value(value: Any) -> float | str:
    if isinstance(value, str):
        return value
    return -1.0 if value is None else float(value)


LEVELS = (
    (
        "executive",
        ("chief", "ceo", "cfo", "coo", "cto", "president", "owner", "founder", "managing director", "vp", "vice"),
    ),
    ("director", ("director", "head of")),
    ("manager", ("manager", "lead", "supervisor")),
)


@lru_cache(maxsize=10_000)
def seniority(title: str | None) -> str:
    """The level that a job title tells of."""
    if not title:
        return "unknown"
    folded = f" {title.casefold()} "
    return next((level for level, words in LEVELS if any(f" {w}" in folded for w in words)), "specialist")
