"""Lists about one record (a contact's deals, an account's tickets): few rows, found and sorted by one statement that is planned once.

The statement of any list takes longer to plan than such a one to run.
"""

from __future__ import annotations

from typing import LiteralString

from psycopg import sql

from crm_store.catalog import Kind, Object
from crm_store.database import Session
from crm_store.query import Filter, Op, RecordQuery
from crm_store.records import terms
from crm_store.records.listing import Rows, Source
from crm_store.records.page import order_by
from crm_store.records.select import Selection
from crm_store.records.terms import Scope

MOST = 300  # of more rows than this the statement of any list is tried

_FOUND: LiteralString = """
WITH hits AS MATERIALIZED (SELECT {keys}{columns} FROM {table} AS r {joins} WHERE {where} LIMIT {cap})
SELECT (SELECT count(*) FROM hits), h.* FROM hits AS h ORDER BY {order} LIMIT {limit}
"""


def applies(item: Object, query: RecordQuery) -> bool:
    """Whether a query asks for the first page of what leads to one record."""
    return not query.search and not query.cursor and any(_names_one(item, part) for part in query.where)


def _names_one(item: Object, part: object) -> bool:
    if not isinstance(part, Filter) or part.op is not Op.EQ or not part.value:
        return False
    field = item.fields.get(part.field)
    return field is not None and field.kind is Kind.REFERENCE and field.target != "user"


async def rows_of_one(
    session: Session, scope: Scope, source: Source, chosen: Selection, limit: int
) -> tuple[int, Rows] | None:
    """As `rows_of_page`, of the first page; None where there are more than `MOST`."""
    cursor = await session.connection.execute(_statement(source, chosen, limit), scope.params)
    rows = await cursor.fetchall()
    total = rows[0][0] if rows else 0
    return None if total > MOST else (total, [row[1:] for row in rows])


def _statement(source: Source, chosen: Selection, limit: int) -> sql.Composed:
    names = [sql.Identifier(f"sort_{n}") for n in range(len(source.keys))]
    keys = [
        sql.SQL("{} AS {}, ").format(k.here or k.expression, name) for k, name in zip(source.keys, names, strict=True)
    ]
    return sql.SQL(_FOUND).format(
        keys=sql.SQL("").join(keys),
        columns=chosen.columns,
        table=terms.table(chosen.item),
        joins=sql.SQL(" ").join([join for key in source.keys for join in key.joins]),
        where=source.where,
        cap=sql.Literal(MOST + 1),
        order=order_by(source.keys, names, sql.Identifier("c_id")),
        limit=sql.Literal(limit),
    )
