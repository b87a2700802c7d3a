"""A record read whole and locked for a write, with the two refusals told apart: not seen, and seen but not one's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import LiteralString
from uuid import UUID

from psycopg import sql

from crm_store.catalog import Object
from crm_store.database import Session
from crm_store.errors import NotFound, NotPermitted, Stale
from crm_store.records import terms
from crm_store.records.model import Record, Reference
from crm_store.records.pointers import REF, as_uuid
from crm_store.records.rights import Rights
from crm_store.records.select import selection
from crm_store.records.terms import Scope

_LOCK: LiteralString = "SELECT {columns} FROM {table} AS r WHERE {where} FOR UPDATE"
_SEEN: LiteralString = "SELECT 1 FROM {table} AS r WHERE {where}"


async def lock(
    session: Session, item: Object, id_or_ref: UUID | str, version: int | None = None, *, deleted: bool = False
) -> Record:
    """The record, every stored field of it whatever the field rules, its row locked.

    NotFound where the caller does not see it, NotPermitted where they may not change it, Stale where it has another version.
    `deleted` looks among deleted records instead (within `writing`).
    """
    scope = Scope.of(session)
    scope.rights = Rights(session.catalog, None)
    where = _where(scope, id_or_ref, deleted)
    chosen = selection(scope, item, [f.name for f in item.fields.values() if f.expression is None])
    statement = sql.SQL(_LOCK).format(columns=chosen.columns, table=terms.table(item), where=where)
    cursor = await session.connection.execute(statement, scope.params)
    row = await cursor.fetchone()
    if row is None:
        raise await _refusal(session, item, id_or_ref, deleted)
    [record] = await chosen.read(session, scope, [row])
    if version is not None and record.version != version:
        raise Stale(version=record.version)
    return record


def _where(scope: Scope, id_or_ref: UUID | str, deleted: bool) -> sql.Composable:
    found = as_uuid(id_or_ref)
    if found is None and not REF.fullmatch(str(id_or_ref)):
        raise NotFound
    key = sql.SQL("r.id = {}" if found else "r.ref = {}").format(scope.bind(found or str(id_or_ref).upper()))
    gone = sql.SQL("IS NOT NULL" if deleted else "IS NULL")
    return sql.SQL("r.tenant_id = (SELECT crm.tenant_id()) AND r.deleted_at {} AND {}").format(gone, key)


async def _refusal(session: Session, item: Object, id_or_ref: UUID | str, deleted: bool) -> NotFound | NotPermitted:
    if deleted:  # what is deleted exists for nobody else
        return NotFound()
    scope = Scope.of(session)
    statement = sql.SQL(_SEEN).format(table=terms.table(item), where=_where(scope, id_or_ref, deleted))
    cursor = await session.connection.execute(statement, scope.params)
    return NotPermitted() if await cursor.fetchone() else NotFound()


@asynccontextmanager
async def writing(session: Session) -> AsyncIterator[None]:
    """Let a write make a row that its writer no longer sees: deleted, or handed to somebody else."""
    await session.connection.execute("SELECT set_config('crm.writing', 'on', true)")
    yield  # not in a `finally`: after an error the transaction is over, and the setting with it
    await session.connection.execute("SELECT set_config('crm.writing', 'off', true)")


def owner_of(record: Record) -> UUID | None:
    owner = record.values.get("owner")
    return owner.id if isinstance(owner, Reference) else None
