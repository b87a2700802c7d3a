"""Lists by last activity, newest first: the newest activities decide which records come first, so that nobody looks at all of them."""

from __future__ import annotations

from typing import Any, LiteralString

from psycopg import sql

from crm_store.catalog import Object
from crm_store.database import Session
from crm_store.query import RecordQuery
from crm_store.records import terms
from crm_store.records.cursor import Last
from crm_store.records.listing import EXACT, Rows, Source
from crm_store.records.select import Selection
from crm_store.records.terms import Scope

FIELD = "last_activity_at"
# Activities looked at for each row of a page, one try after the other; where they do not suffice, all records are sorted.
TRIES = (8, 40)

_AT: LiteralString = "coalesce(a.completed_at, a.occurred_at)"
_COUNTS: LiteralString = "(a.type <> 'task' OR a.status = 'done')"
# Of the oldest instant that was looked at, some activities may have been left out.
_RECENT: LiteralString = f"""
WITH newest AS MATERIALIZED (
  SELECT a.{{link}} AS id, {_AT} AS at FROM crm.activity a
   WHERE a.tenant_id = (SELECT crm.tenant_id()) AND {_COUNTS} AND a.{{link}} IS NOT NULL AND {{before}}
   ORDER BY {_AT} DESC NULLS LAST LIMIT {{looked_at}}),
latest AS MATERIALIZED (
  SELECT id, max(at) AS at FROM newest GROUP BY id
  HAVING (SELECT count(*) FROM newest) < {{looked_at}} OR max(at) > (SELECT min(at) FROM newest)),
total AS MATERIALIZED (SELECT count(*) AS n FROM (SELECT FROM {{table}} AS r WHERE {{where}} LIMIT {{cap}}) x)
SELECT total.n, p.id, p.at, {{columns}} FROM total LEFT JOIN LATERAL (
  SELECT r.id, l.at FROM latest l JOIN {{table}} AS r ON r.id = l.id WHERE {{where}} AND {{after}}
   ORDER BY l.at DESC, r.id LIMIT {{limit}}) AS p ON true
  LEFT JOIN {{table}} AS r ON r.tenant_id = (SELECT crm.tenant_id()) AND r.id = p.id ORDER BY p.at DESC, p.id
"""
# Behind the last row; a record that something newer happened to stood on a page before.
_AFTER: LiteralString = f"""((l.at < {{at}} OR (l.at = {{at}} AND r.id > {{id}})) AND NOT EXISTS (
  SELECT 1 FROM crm.activity a WHERE a.tenant_id = r.tenant_id AND a.{{link}} = r.id AND {_COUNTS} AND {_AT} > l.at))"""


def applies(item: Object, query: RecordQuery) -> bool:
    """Whether a query asks for the latest first, and for nothing before that."""
    return (
        len(query.sort) == 1
        and query.sort[0].field == FIELD
        and query.sort[0].descending
        and not query.search
        and FIELD in item.fields
    )


async def rows_by_recent(
    session: Session, scope: Scope, source: Source, chosen: Selection, last: Last | None, limit: int
) -> tuple[int, Rows] | None:
    """As `rows_of_page`; None where the newest activities do not fill the page."""
    if last and last[0][0] is None:
        return None
    for each in TRIES:
        statement = _statement(scope, source, chosen, last, limit, each * limit)
        cursor = await session.connection.execute(statement, scope.params, prepare=False)
        rows = await cursor.fetchall()
        found: list[tuple[Any, ...]] = [row[2:] for row in rows if row[1] is not None]
        if len(found) == limit:
            return rows[0][0], found
    return None


def _statement(
    scope: Scope, source: Source, chosen: Selection, last: Last | None, limit: int, looked_at: int
) -> sql.Composed:
    link = sql.Identifier(f"{chosen.item.name}_id")
    before = after = sql.Composed([sql.SQL("true")])
    if last:
        at = scope.bind(last[0][0])
        before = sql.SQL(f"{_AT} <= {{}}").format(at)
        after = sql.SQL(_AFTER).format(at=at, id=scope.bind(last[1]), link=link)
    return sql.SQL(_RECENT).format(
        link=link,
        looked_at=sql.Literal(looked_at),
        before=before,
        table=terms.table(chosen.item),
        where=source.where,
        cap=sql.Literal(EXACT + 1),
        columns=chosen.columns,
        after=after,
        limit=sql.Literal(limit),
    )
