"""A part of a text of which there are few different ones (job titles): which of them hold it is found first, by steps from one value
to the next in their index, so that the index has the rows, too. Otherwise every row would be folded and searched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import LiteralString

from psycopg import sql

from crm_store.catalog import Object
from crm_store.database import Session
from crm_store.query import Condition, Filter, Op
from crm_store.records import terms
from crm_store.records.logic import like
from crm_store.records.terms import Scope

# Text that has an index by tenant and lower(column).
_INDEXED = frozenset({("contact", "title")})
MOST = 100  # different values: more are as slow to step through as the rows are to search

_VALUES: LiteralString = """
WITH RECURSIVE step AS (
  SELECT 1 AS n, (SELECT lower({column}) FROM {table} AS r WHERE {mine} AND lower({column}) >= '' ORDER BY lower({column}) LIMIT 1) AS value
  UNION ALL
  SELECT n + 1, (SELECT lower({column}) FROM {table} AS r WHERE {mine} AND lower({column}) > step.value ORDER BY lower({column}) LIMIT 1)
    FROM step WHERE n <= {most} AND value IS NOT NULL)
SELECT count(value), coalesce(array_agg(value) FILTER (WHERE value LIKE lower(%(part)s)), '{{}}') FROM step
"""


async def look_up(session: Session, scope: Scope, item: Object, where: Iterable[Condition]) -> None:
    """Note in the scope which values hold what a condition says such a text contains; nothing where there are many values."""
    for part in where:
        if not isinstance(part, Filter) or part.op is not Op.CONTAINS or (item.name, part.field) not in _INDEXED:
            continue
        text = str(part.value).strip()
        many = ("many values", item.name, part.field)
        if not text or "\x00" in text or many in session.catalog.memo:
            continue
        field = terms.find_field(scope, item, part.field)  # which refuses what the caller may not read
        found, values = await _values(session, item, field.column, text)
        if found > MOST:
            session.catalog.memo[many] = True
        else:
            scope.holding[item.name, field.name, text] = values


async def _values(session: Session, item: Object, column: str, text: str) -> tuple[int, Sequence[str]]:
    """How many different values the caller sees, up to one more than `MOST`, and those that hold the text."""
    statement = sql.SQL(_VALUES).format(
        column=terms.column("r", column),
        table=terms.table(item),
        mine=sql.SQL("r.tenant_id = (SELECT crm.tenant_id())"),
        most=sql.Literal(MOST),
    )
    cursor = await session.connection.execute(statement, {"part": like(text)})
    found, values = await cursor.fetchone() or (0, [])
    return found, values
