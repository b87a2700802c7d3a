"""Next best actions: what a person should do first, from what the person may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg.rows import dict_row

from crm_store.database import Session
from scoring.closed import LOOKS, closed_of, without_closed
from scoring.registry import KINDS, chances, models
from scoring.scorers import SCORERS, Finding, Look
from scoring.scorers.closing import BASE_OVERDUE, BASE_SOON, SOON_DAYS, STAKE
from scoring.scorers.follow_up import FIRST_DAYS
from scoring.scorers.quiet import BASE as QUIET
from scoring.scorers.unanswered import MAX_DAYS

Row = dict[str, Any]

# Records looked at of each sort, most pressing first: more would only be sorted out again.
MAX_LOOKS = 150
MAX_LEADS = MAX_LOOKS // 3
MAX_LIMIT = 50

# A rep's own day; for whoever leads or oversees, the day of everybody in sight.
_MINE = "(%(everybody)s OR r.owner_id = %(user)s)"
_TASKS = f"""
WITH r AS MATERIALIZED (
  SELECT r.* FROM crm.activity r
   WHERE r.tenant_id = %(tenant)s AND r.type = 'task' AND r.status = 'open' AND r.due_date <= %(today)s AND {_MINE}
   ORDER BY r.due_date DESC LIMIT {MAX_LOOKS + 1})
SELECT 'activity' AS object, r.id, r.ref, r.subject AS label, r.due_date, r.priority, u.name AS owner, c.name AS who, a.name AS about
  FROM r LEFT JOIN crm.app_user u ON u.tenant_id = r.tenant_id AND u.id = r.owner_id
  LEFT JOIN crm.contact c ON c.tenant_id = r.tenant_id AND c.id = r.contact_id
  LEFT JOIN crm.account a ON a.tenant_id = r.tenant_id AND a.id = r.account_id
"""
_LAST_MESSAGE = """
LEFT JOIN LATERAL (
  SELECT m.occurred_at, m.subject, m.direction FROM crm.activity m
   WHERE m.tenant_id = r.tenant_id AND m.{link} = r.id AND m.type IN ('email', 'call', 'meeting') ORDER BY m.occurred_at DESC LIMIT 1) m ON true
"""


def _days_ago(days: int) -> str:
    """An instant: comparing one with a date is not leakproof, and would read every row instead of the index."""
    return f"(%(today)s::date - {days})::timestamptz"


# How much a deal presses, from what stands in its row, roughly as the scorers have it; the same for all of which that is closed.
_PRESSING = f"""
CASE WHEN NOT %(dated)s THEN 0 WHEN d.close_date < %(today)s THEN {BASE_OVERDUE} + 6 + 0.8 * least(%(today)s - d.close_date, 20)
  WHEN d.close_date <= %(today)s + {SOON_DAYS} THEN {BASE_SOON} + 14 - 1.2 * (d.close_date - %(today)s) ELSE {QUIET + 10} END
  + CASE WHEN %(weighed)s THEN {STAKE} * coalesce(sqrt(greatest(d.amount_minor, 0)::float8 / nullif(max(d.amount_minor) OVER (), 0)), 0) ELSE 0 END
"""
# What a row shows is looked up for the chosen rows alone: each look-up reads mail under the reader's rights.
_DEALS = f"""
WITH r AS MATERIALIZED (
  SELECT d.*, s.probability FROM crm.deal d
    JOIN crm.stage s ON s.tenant_id = d.tenant_id AND s.pipeline = d.pipeline AND s.name = d.stage AND s.kind = 'open'
   WHERE d.tenant_id = %(tenant)s AND d.closed_at IS NULL AND {_MINE.replace("r.", "d.")}
   ORDER BY {_PRESSING} DESC, d.close_date, d.id LIMIT {MAX_LOOKS})
SELECT 'deal' AS object, r.id, r.ref, r.name AS label, r.amount_minor / 100.0 AS amount, r.currency, r.close_date, r.next_step, r.created_at AS created,
       u.name AS owner, c.name AS who, a.name AS about, (r.probability / 100)::double precision AS stage_share, t.at AS last_touch,
       CASE WHEN m.direction = 'in' THEN m.occurred_at END AS last_inbound, m.subject AS inbound_title
  FROM r
  LEFT JOIN crm.app_user u ON u.tenant_id = r.tenant_id AND u.id = r.owner_id
  LEFT JOIN crm.contact c ON c.tenant_id = r.tenant_id AND c.id = r.contact_id
  LEFT JOIN crm.account a ON a.tenant_id = r.tenant_id AND a.id = r.account_id
  {_LAST_MESSAGE.format(link="deal_id")}
  LEFT JOIN LATERAL (
    SELECT max(t.occurred_at) AS at FROM crm.activity t WHERE t.tenant_id = r.tenant_id AND t.deal_id = r.id
       AND (t.type <> 'task' OR t.status = 'done')) t ON true
"""
# Three ways for a lead to want something, each by an index of its own: due, never contacted, or waiting for an answer.
_OPEN_LEAD = f"r.tenant_id = %(tenant)s AND r.status NOT IN ('Converted', 'Unqualified') AND {_MINE}"
_LEADS = f"""
WITH due AS (
  SELECT r.id FROM crm.lead r WHERE {_OPEN_LEAD} AND r.follow_up_date <= %(today)s
   ORDER BY r.follow_up_date, r.created_at DESC LIMIT {MAX_LEADS + 1}),
untouched AS (
  SELECT r.id FROM crm.lead r WHERE {_OPEN_LEAD} AND r.last_contacted_at IS NULL AND r.follow_up_date IS NULL
     AND r.created_at >= {_days_ago(FIRST_DAYS + 1)} ORDER BY r.created_at DESC LIMIT {MAX_LEADS + 1}),
waiting AS (
  SELECT r.id FROM crm.lead r {_LAST_MESSAGE.format(link="lead_id")}
   WHERE {_OPEN_LEAD} AND r.last_contacted_at >= {_days_ago(MAX_DAYS + 1)} AND m.direction = 'in'
   ORDER BY r.last_contacted_at LIMIT {MAX_LEADS + 1})
SELECT 'lead' AS object, r.id, r.ref, r.name AS label, r.follow_up_date AS due_date, r.created_at AS created, u.name AS owner, r.name AS who,
       r.company AS about, r.last_contacted_at AS last_touch, CASE WHEN m.direction = 'in' THEN m.occurred_at END AS last_inbound,
       m.subject AS inbound_title, (SELECT count(*) FROM due) AS due, (SELECT count(*) FROM untouched) AS untouched,
       (SELECT count(*) FROM waiting) AS waiting
  FROM crm.lead r LEFT JOIN crm.app_user u ON u.tenant_id = r.tenant_id AND u.id = r.owner_id
  {_LAST_MESSAGE.format(link="lead_id")}
 WHERE r.tenant_id = %(tenant)s AND r.id IN (SELECT id FROM due UNION SELECT id FROM untouched UNION SELECT id FROM waiting)
"""


_OBJECTS = {kind.name: kind.object for kind in KINDS.values()}
_LEADS_LEFT = {
    "due": f"the {MAX_LEADS} leads whose follow-up has been due longest",
    "untouched": f"the {MAX_LEADS} newest leads that nobody has contacted",
    "waiting": f"the {MAX_LEADS} leads that have waited longest for an answer",
}


@dataclass(frozen=True, slots=True)
class Actions:
    """`findings`, best first, one per record. `weighed` says of what only a part was looked at closely, and of which part."""

    findings: tuple[Finding, ...]
    weighed: tuple[str, ...]


async def recommend(session: Session, limit: int = 10, objects: Sequence[str] = ()) -> tuple[Finding, ...]:
    """The most worthwhile things to do, best first, one per record. `objects` narrows to leads, deals or activities."""
    return (await next_actions(session, limit, objects)).findings


async def next_actions(session: Session, limit: int = 10, objects: Sequence[str] = ()) -> Actions:
    """As `recommend`, with what was looked at."""
    rows = [row for statement in (_TASKS, _DEALS, _LEADS) for row in await _rows(session, statement)]
    rows = [row for row in rows if not objects or row["object"] in objects]
    weighed = _weighed(rows)
    odds = await _chances(session, rows)
    largest = max((float(row.get("amount") or 0) for row in rows), default=0.0)
    today = session.today
    looks = [_look(row, today, largest, odds.get(row["id"])) for row in rows]
    found = [f for look in looks for f in _findings(look)]
    best: dict[UUID, Finding] = {}
    for one in sorted(found, key=lambda f: (-f.score, f.kind, f.ref)):
        best.setdefault(one.id, one)
    return Actions(tuple(best.values())[: max(1, min(limit, MAX_LIMIT))], weighed)


def _weighed(rows: Sequence[Row]) -> tuple[str, ...]:
    """What of each sort was left when there was more; takes the counts that tell out of the rows."""
    tasks = sum(row["object"] == "activity" for row in rows)
    leads = [{name: row.pop(name) for name in _LEADS_LEFT} for row in rows if row["object"] == "lead"]
    said = [f"the {MAX_LOOKS} tasks that came due last"] if tasks > MAX_LOOKS else []
    counts = leads[0] if leads else {}
    return (*said, *(text for name, text in _LEADS_LEFT.items() if counts.get(name, 0) > MAX_LEADS))


def _findings(look: Look) -> Iterable[Finding]:
    return (found for scorer in SCORERS if (found := scorer(look)) is not None)


async def _rows(session: Session, statement: str) -> list[Row]:
    identity = session.identity
    parameters: Row = {
        "tenant": identity.tenant_id, "user": identity.user_id, "today": session.today, "everybody": identity.role != "rep",
    }  # fmt: skip
    closed_deal = closed_of(session, LOOKS["deal"])
    parameters |= {"dated": "close_date" not in closed_deal, "weighed": "amount" not in closed_deal}
    async with session.connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(statement.encode(), parameters)
        rows = await cursor.fetchall()
    closed = closed_of(session, LOOKS[rows[0]["object"]]) if rows else frozenset()
    return [without_closed(row, closed) for row in rows]


def _look(row: Row, today: date, largest: float, chance: float | None) -> Look:
    row["label"] = row["label"] or row["ref"]
    if row.get("stage_share", 0.0) is None:
        row["stage_share"] = 0.0
    if row.get("amount") is not None:
        row["amount"] = float(row["amount"])
    return Look(today=today, largest=largest, chance=chance, **row)


async def _chances(session: Session, rows: list[Row]) -> dict[UUID, float]:
    """The models' chances, where they tell winners from losers."""
    telling = {_OBJECTS[m.kind]: m for m in await models(session) if m.signal}
    found: dict[UUID, float] = {}
    for object_, model in telling.items():
        ids = [row["id"] for row in rows if row["object"] == object_]
        if ids:
            found |= await chances(session, model, ids)
    return found
