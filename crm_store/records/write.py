"""Creating, changing, deleting and restoring records: rights, fields and versions checked, audited in the same transaction.

Shared by REST, approved proposals and single rows of imports. Nobody writes beyond the rights of the session's user.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from crm_store.audit import DIRECT, Writer, record_event
from crm_store.catalog import Object
from crm_store.database import Session
from crm_store.errors import Invalid, NotFound, NotPermitted
from crm_store.records.cells import Cells, cell, cells_of
from crm_store.records.defaults import fill, place, require
from crm_store.records.locking import lock, owner_of, writing
from crm_store.records.model import MASK, Record, plain
from crm_store.records.read import get
from crm_store.records.rights import Rights
from crm_store.records.statements import insert, mark, store


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did: the record's new version, and the fields it changed, as JSON before and after."""

    object: str
    id: UUID
    ref: str
    version: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]


async def create(
    session: Session, object_: str, values: Mapping[str, Any], *, writer: Writer = DIRECT, reason: str | None = None
) -> Record:
    """A new record, owned by the writer unless said. Raises Invalid, UnknownField, NotPermitted, Duplicate."""
    written = await apply_create(session, object_, values, writer=_because(writer, reason))
    return await get(session, written.object, written.id)


async def apply_create(
    session: Session, object_: str, values: Mapping[str, Any], *, writer: Writer = DIRECT
) -> Written:
    """`create` without reading the record again."""
    item = session.catalog.object(object_)
    if session.identity.scope == "agent" or session.identity.role == "viewer":
        raise NotPermitted(f"You may not create {item.plural.lower()}.")
    cells = fill(session, item, await cells_of(session, item, values))
    after = {name: c.shown for name, c in cells.items()}
    require(session, item, after, cells | _required(item, cells))
    owner = cells["owner"].value if "owner" in cells else None
    await _may_own(session, item, owner)
    cursor = await session.connection.execute(*insert(session, item, cells))
    row = await cursor.fetchone()
    assert row is not None, "an insert returns its row"
    written = Written(
        item.name, row[0], row[1], row[2], {}, {n: c.json for n, c in cells.items() if c.value is not None}
    )
    await _note(session, "create", written, owner, writer)
    return written


async def update(
    session: Session,
    object_: str,
    id_or_ref: UUID | str,
    values: Mapping[str, Any],
    version: int | None = None,
    *,
    writer: Writer = DIRECT,
    reason: str | None = None,
) -> Record:
    """The record with these values. `version`, where given, must be its present one (Stale).

    Raises NotFound, NotPermitted, Invalid, UnknownField. Values that are already so write nothing.
    """
    item = session.catalog.object(object_)
    before = await lock(session, item, id_or_ref, version)
    cells, written = await _change(session, item, before, values, _because(writer, reason))
    try:
        return await get(session, item.name, written.id)
    except NotFound:  # handed to somebody whose records the writer does not see
        return _as_left(session, item, before, cells, written.version)


async def apply_update(
    session: Session,
    object_: str,
    id_or_ref: UUID | str,
    values: Mapping[str, Any],
    version: int | None = None,
    *,
    writer: Writer = DIRECT,
) -> Written:
    """`update` without reading the record again."""
    item = session.catalog.object(object_)
    before = await lock(session, item, id_or_ref, version)
    return (await _change(session, item, before, values, writer))[1]


async def delete(
    session: Session,
    object_: str,
    id_or_ref: UUID | str,
    version: int | None = None,
    *,
    writer: Writer = DIRECT,
    reason: str | None = None,
) -> Written:
    """Delete a record; `restore` brings it back. Raises NotFound, NotPermitted, Stale."""
    item = session.catalog.object(object_)
    before = await lock(session, item, id_or_ref, version)
    async with writing(session):
        number = await mark(session, item, before.id, deleted=True)
    written = Written(item.name, before.id, before.ref, number, before.json(), {})
    await _note(session, "delete", written, owner_of(before), _because(writer, reason))
    return written


async def restore(
    session: Session, object_: str, id_or_ref: UUID | str, *, writer: Writer = DIRECT, reason: str | None = None
) -> Record:
    """A deleted record again, for whoever may change it; NotFound for everybody else and for what is not deleted."""
    item = session.catalog.object(object_)
    async with writing(session):
        before = await lock(session, item, id_or_ref, deleted=True)
        number = await mark(session, item, before.id, deleted=False)
    written = Written(item.name, before.id, before.ref, number, {}, before.json())
    await _note(session, "restore", written, owner_of(before), _because(writer, reason))
    return await get(session, item.name, before.id)


async def _change(
    session: Session, item: Object, before: Record, values: Mapping[str, Any], writer: Writer
) -> tuple[Cells, Written]:
    cells = await cells_of(session, item, values)
    if item.name == "deal":
        cells |= place(session, item, cells, before)
    cells = {n: c for n, c in cells.items() if c.json != plain(before.value(n))}
    if not cells:
        return cells, Written(item.name, before.id, before.ref, before.version, {}, {})
    require(session, item, {**before.values, **{n: c.shown for n, c in cells.items()}}, cells)
    await _check_parent(session, before, cells)
    number = await store(session, item, before.id, cells)
    was = {n: plain(before.value(n)) for n in cells}
    written = Written(item.name, before.id, before.ref, number, was, {n: c.json for n, c in cells.items()})
    await _note(session, "update", written, owner_of(before), writer)
    return cells, written


async def _may_own(session: Session, item: Object, owner: UUID | None) -> None:
    """A record is made for oneself or for somebody below."""
    if item.name == "product" or owner == session.identity.user_id:
        return
    cursor = await session.connection.execute(
        "SELECT crm.edits_all() OR coalesce(%s::uuid = ANY (crm.editable()), false)", (owner,)
    )
    row = await cursor.fetchone()
    if row is None or not row[0]:
        raise NotPermitted(f"You may create {item.plural.lower()} for yourself and those below you.", field="owner")


async def _check_parent(session: Session, before: Record, cells: Cells) -> None:
    parent = cells["parent_account"].value if "parent_account" in cells else None
    if parent is None:
        return
    # One at a time, or two changes could close a circle between them.
    await session.connection.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('parents ' || %s, 0))", (str(session.identity.tenant_id),)
    )
    cursor = await session.connection.execute("SELECT crm.parents_cycle(%s, %s)", (before.id, parent))
    row = await cursor.fetchone()
    if row is None or row[0]:
        raise Invalid("An account cannot be above itself.", field="parent_account")


def _required(item: Object, cells: Cells) -> Cells:
    """Every required field counts as touched in a new record, so that a missing one is refused."""
    return {f.name: cells.get(f.name) or cell(f, None) for f in item.fields.values() if f.required}


def _as_left(session: Session, item: Object, before: Record, cells: Cells, version: int) -> Record:
    """The record as its writer left it, by what they might see of it."""
    rights = Rights.of(session.catalog, session.identity)
    values: dict[str, Any] = {}
    for name, value in {**before.values, **{n: c.shown for n, c in cells.items() if not c.field.custom}}.items():
        field = item.fields.get(name)
        if field is None or not rights.hidden(item, field):
            values[name] = MASK if field is not None and rights.masked(item, field) else value
    return replace(before, values=values, version=version, custom={}, updated_at=session.now)


async def _note(session: Session, action: str, written: Written, owner: UUID | None, writer: Writer) -> None:
    await record_event(
        session,
        action,
        written.object,
        written.id,
        owner_id=owner,
        before=written.before or None,
        after=written.after or None,
        writer=writer,
        payload={"ref": written.ref, "version": written.version, "fields": sorted(written.after)},
    )


def _because(writer: Writer, reason: str | None) -> Writer:
    return writer if reason is None else replace(writer, reason=reason)
