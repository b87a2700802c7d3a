"""Reading records: pages, counts, single records, sums. One statement each, under the caller's row-level security."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, LiteralString
from uuid import UUID

from psycopg import sql

from crm_store.catalog import Object
from crm_store.database import Session
from crm_store.errors import NotFound
from crm_store.query import Condition, RecordQuery, Sort
from crm_store.records import terms
from crm_store.records.compile import all_of, condition
from crm_store.records.model import Page, Record, Reference
from crm_store.records.page import Key, after, decode_cursor, encode_cursor, order_by, signature, sort_keys
from crm_store.records.people import USER
from crm_store.records.pointers import REF, as_uuid
from crm_store.records.search import search
from crm_store.records.select import selection
from crm_store.records.terms import Scope, column

MAX_PAGE = 200
EXACT = 10_000  # a total is exact up to here
_NEWEST = (Sort("created_at", descending=True),)

# A page of records: the rows in order, then what they show and refer to, beside the total.
_PAGE: LiteralString = """
WITH total AS (SELECT count(*) AS n FROM (SELECT 1 FROM {table} AS r WHERE {where} LIMIT {cap}) x),
page AS MATERIALIZED (SELECT r.*{keys} FROM {table} AS r {key_joins} WHERE {where} AND {after} ORDER BY {order} LIMIT {limit})
SELECT total.n, shown.* FROM total LEFT JOIN LATERAL (
  SELECT {names}{columns} FROM page AS r {joins} ORDER BY {outer_order}) AS shown ON true
"""
_COUNT: LiteralString = "SELECT count(*) FROM {table} AS r WHERE {where}"
_ONE: LiteralString = "SELECT {columns} FROM {table} AS r {joins} WHERE {where}"
_IDS: LiteralString = "SELECT r.id FROM {table} AS r WHERE {where} ORDER BY r.created_at DESC, r.id LIMIT {limit}"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a page comes from: the compiled conditions and the keys of its order."""

    where: sql.Composable
    keys: Sequence[Key]


async def find(session: Session, query: RecordQuery, *, fields: Collection[str] | None = None) -> Page:
    """A page of the records that the caller sees; `fields` leaves out the rest of their fields.

    Without a sort: the best matches of a search, else the newest first. Raises Invalid, UnknownField, UnknownObject.
    """
    scope = Scope.of(session)
    item = session.catalog.object(query.object)
    query = query if query.search or query.sort else replace(query, sort=_NEWEST)
    return await page_of(session, scope, item, _source(scope, item, query), query, fields)


def _source(scope: Scope, item: Object, query: RecordQuery) -> Source:
    parts = [where_sql(scope, item, query.where)]
    keys = sort_keys(scope, item, query.sort, "r")
    if query.search:
        found, rank = search(scope, item, query.search, "r")
        parts.append(found)
        keys = keys or [Key(rank, nullable=False), Key(column("r", "name_key"), nullable=False)]
    return Source(all_of(parts), keys)


def where_sql(scope: Scope, item: Object, where: Iterable[Condition], alias: str = "r") -> sql.Composable:
    """Conditions as SQL over a row alias, within the tenant; their values are bound in `scope.params`."""
    mine = sql.SQL("{}.tenant_id = (SELECT crm.tenant_id())").format(sql.Identifier(alias))
    return all_of([mine, *(condition(scope, item, part, alias) for part in where)])


async def page_of(
    session: Session,
    scope: Scope,
    item: Object,
    source: Source,
    query: RecordQuery,
    fields: Collection[str] | None = None,
) -> Page:
    """The page of `source` that `query.limit` and `query.cursor` ask for."""
    limit = max(1, min(query.limit, MAX_PAGE))
    belongs = signature(query)
    statement, read = _page_sql(scope, item, source, _behind(scope, source, query, belongs), limit + 1, fields)
    cursor = await session.connection.execute(statement, scope.params)
    rows = await cursor.fetchall()
    total, width = rows[0][0], len(source.keys)
    found = [row for row in rows if row[1] is not None]
    more = len(found) > limit
    items = tuple(read(row[2 + width :]) for row in found[:limit])
    next_cursor = encode_cursor(belongs, found[limit - 1][2 : 2 + width], items[-1].id) if more else None
    return Page(items, min(total, EXACT), next_cursor, "at_least" if total > EXACT else None)


def _behind(scope: Scope, source: Source, query: RecordQuery, belongs: str) -> sql.Composable:
    if not query.cursor:
        return sql.SQL("true")
    values, last = decode_cursor(belongs, query.cursor, len(source.keys))
    return after(scope, source.keys, values, last, "r")


def _page_sql(
    scope: Scope, item: Object, source: Source, behind: sql.Composable, limit: int, fields: Collection[str] | None
) -> tuple[sql.Composed, Any]:
    names = [sql.Identifier(f"sort_{n}") for n in range(len(source.keys))]
    chosen = selection(scope, item, "r", fields)
    aliased = [sql.SQL(", {} AS {}").format(k.expression, n) for k, n in zip(source.keys, names, strict=True)]
    statement = sql.SQL(_PAGE).format(
        table=terms.table(item),
        where=source.where,
        cap=sql.Literal(EXACT + 1),
        keys=sql.SQL("").join(aliased),
        key_joins=sql.SQL(" ").join([join for key in source.keys for join in key.joins]),
        after=behind,
        order=order_by(source.keys, [k.expression for k in source.keys], column("r", "id")),
        limit=sql.Literal(limit),
        names=sql.SQL("").join([sql.SQL("true AS there, "), *(sql.SQL("r.{}, ").format(n) for n in names)]),
        columns=_numbered(chosen.columns),
        joins=chosen.joins,
        outer_order=order_by(source.keys, [sql.SQL("r.{}").format(n) for n in names], column("r", "id")),
    )
    return statement, chosen.read


def _numbered(columns: Sequence[sql.Composable]) -> sql.Composable:
    return sql.SQL(", ").join(sql.SQL("{} AS {}").format(c, sql.Identifier(f"c{n}")) for n, c in enumerate(columns))


async def count(session: Session, object_: str, where: Iterable[Condition] = ()) -> int:
    """How many records the caller sees, exactly."""
    scope, item = Scope.of(session), session.catalog.object(object_)
    statement = sql.SQL(_COUNT).format(table=terms.table(item), where=where_sql(scope, item, where))
    cursor = await session.connection.execute(statement, scope.params)
    return int((await _first(cursor))[0])


async def matching_ids(
    session: Session, object_: str, where: Iterable[Condition] = (), limit: int = EXACT + 1
) -> list[UUID]:
    """The ids of the records that satisfy `where`, newest first, up to `limit`."""
    scope, item = Scope.of(session), session.catalog.object(object_)
    statement = sql.SQL(_IDS).format(
        table=terms.table(item), where=where_sql(scope, item, where), limit=sql.Literal(limit)
    )
    cursor = await session.connection.execute(statement, scope.params)
    return [row[0] for row in await cursor.fetchall()]


async def get(session: Session, object_: str, id_or_ref: UUID | str, *, for_update: bool = False) -> Record:
    """One record by id or ref; NotFound where the caller sees none.

    `for_update` locks the row until the transaction ends; a row that the caller may not change stays unlocked.
    """
    found = await _select(session, session.catalog.object(object_), [id_or_ref], None)
    if not found:
        raise NotFound
    if not for_update:
        return found[0]
    item = session.catalog.object(object_)
    lock = sql.SQL("SELECT 1 FROM {} AS r WHERE r.tenant_id = (SELECT crm.tenant_id()) AND r.id = %s FOR UPDATE")
    await session.connection.execute(lock.format(terms.table(item)), (found[0].id,))
    return (await _select(session, item, [found[0].id], None) or [_gone()])[0]


def _gone() -> Record:
    raise NotFound


async def get_many(
    session: Session, object_: str, ids: Sequence[UUID | str], *, fields: Collection[str] | None = None
) -> list[Record]:
    """The records with these ids or refs, in this order; what the caller does not see is left out."""
    item = session.catalog.object(object_)
    found = await _select(session, item, ids, fields) if ids else []
    by_key: dict[UUID | str, Record] = {key: r for r in found for key in (r.id, r.ref)}
    ordered = {r.id: r for i in ids if (r := by_key.get(as_uuid(i) or str(i).upper())) is not None}
    return list(ordered.values())


async def _select(
    session: Session, item: Object, ids: Sequence[UUID | str], fields: Collection[str] | None
) -> list[Record]:
    scope = Scope.of(session)
    uuids = [u for i in ids if (u := as_uuid(i))]
    refs = [str(i).upper() for i in ids if as_uuid(i) is None and REF.fullmatch(str(i))]
    if not uuids and not refs:
        return []
    chosen = selection(scope, item, "r", fields)
    keys = sql.SQL("(r.id = ANY({}) OR r.ref = ANY({}))").format(scope.bind(uuids), scope.bind(refs))
    where = all_of([where_sql(scope, item, ()), keys])
    statement = sql.SQL(_ONE).format(
        columns=_numbered(chosen.columns), table=terms.table(item), joins=chosen.joins, where=where
    )
    cursor = await session.connection.execute(statement, scope.params)
    return [chosen.read(row) for row in await cursor.fetchall()]


async def labels(session: Session, keys: Iterable[tuple[str, UUID]]) -> dict[tuple[str, UUID], Reference]:
    """References of (object, id) pairs, users among them; what the caller does not see is missing."""
    wanted: dict[str, list[UUID]] = {}
    for object_, id_ in keys:
        wanted.setdefault(object_, []).append(id_)
    found: dict[tuple[str, UUID], Reference] = {}
    for object_, ids in wanted.items():
        for reference in await _references(session, object_, ids):
            found[object_, reference.id] = reference
    return found


async def _references(session: Session, object_: str, ids: list[UUID]) -> list[Reference]:
    scope = Scope.of(session)
    item = scope.object(object_)
    statement = sql.SQL("SELECT r.id, {ref}, {label} FROM {table} AS r WHERE {where} AND r.id = ANY({ids})").format(
        ref=column("r", "email" if item is USER else "ref"),
        label=terms.label_expression(scope, item, "r"),
        table=terms.table(item),
        where=where_sql(scope, item, ()),
        ids=scope.bind(ids),
    )
    cursor = await session.connection.execute(statement, scope.params)
    user = item is USER
    return [Reference(item.name, i, ref, label, ref if user else None) for i, ref, label in await cursor.fetchall()]


async def _first(cursor: Any) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = await cursor.fetchone()
    if row is None:
        raise NotFound
    return row
