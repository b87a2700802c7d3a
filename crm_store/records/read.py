"""Reading records: pages, counts, single records, sums. One statement each, under the caller's row-level security."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any, LiteralString
from uuid import UUID

from psycopg import sql

from crm_store.catalog import Object
from crm_store.database import Session
from crm_store.errors import NotFound
from crm_store.query import Condition, Filter, RecordQuery, Sort
from crm_store.records import few_values, listing, terms
from crm_store.records import narrow as narrow_lists
from crm_store.records.compile import all_of, any_of, condition
from crm_store.records.cursor import belongs_to, decode_cursor, encode_cursor, signature
from crm_store.records.listing import EXACT, Source, rows_of_page
from crm_store.records.model import Page, Record, Reference
from crm_store.records.names import names_of
from crm_store.records.narrow import rows_of_one
from crm_store.records.page import Key, sort_keys
from crm_store.records.pointers import REF, as_uuid
from crm_store.records.recent import applies, rows_by_recent
from crm_store.records.search import search
from crm_store.records.select import selection
from crm_store.records.terms import Scope, column

MAX_PAGE = 200
_NEWEST = (Sort("created_at", descending=True),)

_COUNT: LiteralString = "SELECT count(*) FROM {table} AS r WHERE {where}"
_ONE: LiteralString = "SELECT {columns} FROM {table} AS r WHERE {where}"
_IDS: LiteralString = "SELECT r.id FROM {table} AS r WHERE {where} ORDER BY r.created_at DESC, r.id LIMIT {limit}"


async def find(session: Session, query: RecordQuery, *, fields: Collection[str] | None = None) -> Page:
    """A page of the records that the caller sees; `fields` leaves out the rest of their fields.

    Without a sort: the best matches of a search, else the newest first. Names with typing errors are looked for where those
    that hold the text fill no page. Raises Invalid, UnknownField, UnknownObject.
    """
    query = query if query.search or query.sort else replace(query, sort=_NEWEST)
    if query.search:
        page = await _holding(session, query, fields)
        if page is not None:
            return page
    return await _find(session, query, fields, near=True)


async def _holding(session: Session, query: RecordQuery, fields: Collection[str] | None) -> Page | None:
    """The page of what holds the searched text as it is; None where that is less than a page, or not where the cursor is from."""
    if query.cursor:
        return await _find(session, query, fields, near=False) if belongs_to(query.cursor, signature(query)) else None
    page = await _find(session, query, fields, near=False)
    return page if page.next_cursor else None


async def _find(session: Session, query: RecordQuery, fields: Collection[str] | None, *, near: bool) -> Page:
    scope = Scope.of(session)
    item = session.catalog.object(query.object)
    await few_values.look_up(session, scope, item, query.where)
    source = _source(scope, item, query, near=near)
    return await page_of(session, scope, item, source, query, fields, near=near and bool(query.search))


def _source(scope: Scope, item: Object, query: RecordQuery, *, near: bool) -> Source:
    parts = [where_sql(scope, item, query.where)]
    keys = sort_keys(scope, item, query.sort, "r")
    if query.search:
        found, best = search(scope, item, query.search, "r", near=near)
        parts.append(found)
        keys = keys or list(best)
    most = _most_sorted(query, keys)
    return Source(all_of(parts), keys, most, _counted(scope, item, query) if most and query.where else None)


def _counted(scope: Scope, item: Object, query: RecordQuery) -> sql.Composable:
    scope.by_pages = True
    counted = where_sql(scope, item, query.where)
    scope.by_pages = False
    return counted


def _most_sorted(query: RecordQuery, keys: Sequence[Key]) -> int | None:
    """How many rows are sorted, where that differs: none is asked for, or only by the number that comes first in the order."""
    if not keys or query.search:
        return None
    first = keys[0]
    if not query.where:
        by_index = not first.nullable or any(stretch.joins for stretch in first.split)
        return listing.SOME if by_index else None
    if first.here is None or any(not isinstance(p, Filter) or p.field != query.sort[0].field for p in query.where):
        return None  # and of what is sorted by no custom number
    return listing.FEW


def where_sql(scope: Scope, item: Object, where: Iterable[Condition], alias: str = "r") -> sql.Composable:
    """Conditions as SQL over a row alias, within the tenant; their values are bound in `scope.params`."""
    mine = sql.SQL("{}.tenant_id = (SELECT crm.tenant_id())").format(sql.Identifier(alias))
    seen = terms.in_sight(scope, item, alias)
    return all_of([mine, *seen, *(condition(scope, item, part, alias) for part in where)])


async def page_of(
    session: Session,
    scope: Scope,
    item: Object,
    source: Source,
    query: RecordQuery,
    fields: Collection[str] | None = None,
    *,
    near: bool = False,
    narrow: bool = False,
) -> Page:
    """The page of `source` that `query.limit` and `query.cursor` ask for. `narrow` where few rows are to be expected."""
    limit = max(1, min(query.limit, MAX_PAGE))
    belongs = signature(query, near=near)
    last = decode_cursor(belongs, query.cursor, len(source.keys)) if query.cursor else None
    chosen = selection(scope, item, fields)
    quick = None
    if last is None and (narrow or narrow_lists.applies(item, query)):
        quick = await rows_of_one(session, scope, source, chosen, limit + 1)
    elif applies(item, query):
        quick = await rows_by_recent(session, scope, source, chosen, last, limit + 1)
    total, found = quick or await rows_of_page(session, scope, source, chosen, last, limit + 1)
    width = len(source.keys)
    items = await chosen.read(session, scope, [row[width:] for row in found[:limit]])
    more = encode_cursor(belongs, found[limit - 1][:width], items[-1].id) if len(found) > limit else None
    return Page(tuple(items), min(total, EXACT), more, "at_least" if total > EXACT else None)


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
    keys = {"id": uuids, "ref": refs}
    wheres = [sql.SQL("{} = ANY({})").format(column("r", n), scope.bind(v)) for n, v in keys.items() if v]
    chosen = selection(scope, item, fields)
    mine = sql.SQL("r.tenant_id = (SELECT crm.tenant_id())")
    statement = sql.SQL(_ONE).format(
        columns=chosen.columns, table=terms.table(item), where=all_of([mine, any_of(wheres)])
    )
    cursor = await session.connection.execute(statement, scope.params)
    return await chosen.read(session, scope, await cursor.fetchall())


async def labels(session: Session, keys: Iterable[tuple[str, UUID]]) -> dict[tuple[str, UUID], Reference]:
    """References of (object, id) pairs, users among them; what the caller does not see is missing."""
    wanted: dict[str, list[UUID]] = {}
    for object_, id_ in keys:
        wanted.setdefault(object_, []).append(id_)
    return dict(await names_of(session, Scope.of(session), wanted))


async def _first(cursor: Any) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = await cursor.fetchone()
    if row is None:
        raise NotFound
    return row
