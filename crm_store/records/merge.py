"""Merging records of the same thing: children move to the kept one, its gaps are filled, the others are deleted; undoable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from crm_store.audit import DIRECT, Writer, record_event
from crm_store.catalog import Object
from crm_store.database import Session
from crm_store.errors import Conflict, Invalid
from crm_store.records.cells import Cell, Cells
from crm_store.records.locking import lock, owner_of, writing
from crm_store.records.model import Record, Reference, plain
from crm_store.records.read import get
from crm_store.records.statements import mark, store
from crm_store.records.values import parse

MERGED = frozenset({"account", "contact", "lead"})
_MOST = 100


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did. `undo` is JSON that `unmerge` reverses it by."""

    object: str
    id: UUID
    version: int
    undo: Mapping[str, Any]


async def merge(
    session: Session,
    object_: str,
    keep: UUID | str,
    merged: Sequence[UUID | str],
    versions: Mapping[UUID, int] | None = None,
    *,
    writer: Writer = DIRECT,
) -> Merged:
    """Merge contacts, accounts or leads into `keep`. `versions`, where given, must be the present ones (Stale).

    Every record must be the writer's to change (NotFound, NotPermitted); their children move whoever owns them.
    """
    item = session.catalog.object(object_)
    kept, others = await _locked(session, item, keep, merged, versions or {})
    cells = _gaps(session, item, kept, others)
    moved = await _move(session, item, kept, others)
    # What fills a gap is the others' no longer: their keys are free before the kept one takes them.
    async with writing(session):
        gone = {str(o.id): await mark(session, item, o.id, deleted=True) for o in others}
    version = await store(session, item, kept.id, cells) if cells else await _touch(session, item, kept)
    undo = {
        "keep": str(kept.id),
        "version": version,
        "merged": gone,
        "filled": {n: plain(c.shown) for n, c in cells.items()},
        "moved": moved,
    }
    await _note(session, "merge", item, kept, {"merged": list(gone), "filled": undo["filled"]}, writer)
    return Merged(item.name, kept.id, version, undo)


async def unmerge(session: Session, object_: str, undo: Mapping[str, Any], *, writer: Writer = DIRECT) -> Record:
    """Take a merge back; Conflict where the kept record or a merged one changed since."""
    item = session.catalog.object(object_)
    kept = await lock(session, item, UUID(undo["keep"]))
    if kept.version != undo["version"]:
        raise Conflict("The record changed since it was merged.")
    async with writing(session):
        for id_, version in undo["merged"].items():
            other = await lock(session, item, UUID(id_), deleted=True)
            if other.version != version:
                raise Conflict("A merged record changed since.")
            await mark(session, item, other.id, deleted=False)
    cells = {n: _emptied(item, n) for n in undo["filled"]}
    await (store(session, item, kept.id, cells) if cells else _touch(session, item, kept))
    await session.connection.execute(
        "SELECT crm.unmerge_children(%s, %s, %s)", (item.name, kept.id, Jsonb(undo["moved"]))
    )
    await _note(session, "unmerge", item, kept, {"merged": list(undo["merged"])}, writer)
    return await get(session, item.name, kept.id)


async def _locked(
    session: Session, item: Object, keep: UUID | str, merged: Sequence[UUID | str], versions: Mapping[UUID, int]
) -> tuple[Record, list[Record]]:
    if item.name not in MERGED:
        raise Invalid(f"{item.plural} cannot be merged.", object=item.name)
    if not merged or len(merged) > _MOST:
        raise Invalid(f"Merge 1 to {_MOST} records into one.", field="merge")
    kept = await get(session, item.name, keep)
    others = {(await get(session, item.name, m)).id for m in merged}
    if kept.id in others:
        raise Invalid("A record cannot be merged into itself.", field="merge")
    # Always in the same order, so that two merges wait for each other and do not stand still.
    locked = {i: await lock(session, item, i, versions.get(i)) for i in sorted({kept.id, *others})}
    return locked.pop(kept.id), list(locked.values())


def _gaps(session: Session, item: Object, kept: Record, others: Sequence[Record]) -> Cells:
    """Fields that the kept record lacks, from the first of the others that has them."""
    cells: Cells = {}
    for field in item.fields.values():
        if field.derived or field.expression or kept.value(field.name) not in (None, ""):
            continue
        value = next((v for o in others if (v := o.value(field.name)) not in (None, "")), None)
        if value is None or (isinstance(value, Reference) and value.id in {kept.id, *(o.id for o in others)}):
            continue
        if isinstance(value, Reference):
            cells[field.name] = Cell(field, value.id, value)
        elif field.custom:
            cells[field.name] = Cell(field, value, value)
        else:
            cells[field.name] = Cell(field, parse(field, value, session.catalog.settings), value)
    return cells


def _emptied(item: Object, name: str) -> Cell:
    return Cell(item.fields[name], None, None)


async def _move(session: Session, item: Object, kept: Record, others: Sequence[Record]) -> dict[str, Any]:
    cursor = await session.connection.execute(
        "SELECT crm.merge_children(%s, %s, %s)", (item.name, kept.id, [o.id for o in others])
    )
    row = await cursor.fetchone()
    moved: dict[str, Any] = row[0] if row else {}
    return moved


async def _touch(session: Session, item: Object, kept: Record) -> int:
    """A new version although no field changed: what hangs on the record did."""
    name = item.fields[item.label_field]
    return await store(session, item, kept.id, {name.name: Cell(name, kept.value(name.name), kept.value(name.name))})


async def _note(
    session: Session, action: str, item: Object, kept: Record, after: Mapping[str, Any], writer: Writer
) -> None:
    await record_event(
        session, action, item.name, kept.id, owner_id=owner_of(kept), after=after, writer=writer, payload=after
    )
