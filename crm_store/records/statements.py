"""The statements of a write: cells into columns and custom fields, marks of deletion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.types.json import Jsonb

from crm_store.catalog import Object
from crm_store.database import Session
from crm_store.errors import NotPermitted
from crm_store.records import terms
from crm_store.records.cells import Cells, columns_of
from crm_store.records.locking import writing


async def store(session: Session, item: Object, id_: UUID, cells: Cells) -> int:
    statement, params = _update(session, item, id_, cells)
    if "owner" not in cells:
        return await _version(session, statement, params)
    async with writing(session):
        return await _version(session, statement, params)


async def _version(session: Session, statement: sql.Composed, params: Mapping[str, Any]) -> int:
    cursor = await session.connection.execute(statement, params)
    row = await cursor.fetchone()
    if row is None:
        raise NotPermitted
    return int(row[0])


def insert(session: Session, item: Object, cells: Cells) -> tuple[sql.Composed, dict[str, Any]]:
    columns = columns_of(item, cells, session.catalog.settings)
    columns = {name: value for name, value in columns.items() if value is not None}
    columns["tenant_id"] = session.identity.tenant_id
    custom = {c.field.name: c.value for c in cells.values() if c.field.custom and c.value is not None}
    columns["custom"] = Jsonb(custom)
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING id, ref, version").format(
        terms.table(item),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join(map(sql.Placeholder, columns)),
    )
    return statement, columns


def _update(session: Session, item: Object, id_: UUID, cells: Cells) -> tuple[sql.Composed, dict[str, Any]]:
    params = columns_of(item, cells, session.catalog.settings)
    parts = [sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in params]
    custom = {c.field.name: c.value for c in cells.values() if c.field.custom}
    if custom:
        parts.append(
            sql.SQL("custom = (custom || {}) - {}::text[]").format(sql.Placeholder("set"), sql.Placeholder("unset"))
        )
        params["set"] = Jsonb({name: value for name, value in custom.items() if value is not None})
        params["unset"] = [name for name, value in custom.items() if value is None]
    params["row_id"] = id_
    statement = sql.SQL(
        "UPDATE {} SET {} WHERE tenant_id = (SELECT crm.tenant_id()) AND id = {} RETURNING version"
    ).format(terms.table(item), sql.SQL(", ").join(parts), sql.Placeholder("row_id"))
    return statement, params


async def mark(session: Session, item: Object, id_: UUID, *, deleted: bool) -> int:
    statement = sql.SQL(
        "UPDATE {} SET deleted_at = {} WHERE tenant_id = (SELECT crm.tenant_id()) AND id = %(id)s RETURNING version"
    ).format(terms.table(item), sql.SQL("crm.now()" if deleted else "NULL"))
    return await _version(session, statement, {"id": id_})
