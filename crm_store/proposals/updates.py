"""Many updates of one object at once: the checks of a single write, without a round trip for each.

What sets the same fields is one statement. The rows
are locked and their versions compared before (`fresh`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.types.json import Jsonb

from crm_store.audit import Event, Writer, record_events
from crm_store.catalog import Kind, Object
from crm_store.database import Session
from crm_store.errors import NotPermitted
from crm_store.proposals.read import Names, references
from crm_store.proposals.values import Row, as_uuid, of_row
from crm_store.records.cells import Cells, cells_of, columns_of
from crm_store.records.defaults import place, require
from crm_store.records.locking import writing
from crm_store.records.model import Record
from crm_store.records.terms import table
from crm_store.records.write import _check_parent


@dataclass(frozen=True, slots=True)
class Update:
    id: UUID
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Ready:
    """One row, what it was and the cells that it gets."""

    row: Row
    before: Mapping[str, Any]
    cells: Cells

    @property
    def id(self) -> UUID:
        return UUID(self.row["id"])


async def update_many(
    session: Session, object_: str, updates: Sequence[Update], rows: Mapping[UUID, Row | None], writer: Writer
) -> dict[UUID, dict[str, Any]]:
    """Write the updates of distinct, locked rows; the values that they changed, as they were, by record.

    Raises Invalid, UnknownField and NotPermitted as a single write does.
    """
    item = session.catalog.object(object_)
    known: dict[str, Cells] = {}
    ready = [await _ready(session, item, u, rows[u.id] or {}, known) for u in updates]
    ready = [r for r in ready if r.cells]
    for part in ready:
        await _check_parent(session, _record(item, part.row, part.before), part.cells)
    async with writing(session):
        await _write(session, item, ready)
    names = await _names(session, ready)
    await record_events(session, [_event(item, part, names) for part in ready], writer)
    return {part.id: {name: part.before.get(name) for name in part.cells} for part in ready}


async def _ready(session: Session, item: Object, update: Update, row: Row, known: dict[str, Cells]) -> _Ready:
    key = json.dumps(update.values, sort_keys=True, default=str)
    if key not in known:
        known[key] = await cells_of(session, item, update.values)
    cells = known[key]
    before = {f.name: of_row(f, row) for f in item.fields.values() if f.stored or f.custom}
    if item.name == "deal":
        cells = cells | place(session, item, cells, _record(item, row, before))
    cells = {name: c for name, c in cells.items() if _plain(c.field.kind, c.json) != before.get(name)}
    require(session, item, {**before, **{name: c.shown for name, c in cells.items()}}, cells)
    return _Ready(row, before, cells)


def _plain(kind: Kind, value: Any) -> Any:
    return value["id"] if kind is Kind.REFERENCE and value else value


def _record(item: Object, row: Row, before: Mapping[str, Any]) -> Record:
    made, touched = (datetime.fromisoformat(row[name]) for name in ("created_at", "updated_at"))
    return Record(
        item.name, UUID(row["id"]), row["ref"], row["version"], str(row[item.label_field]), before, None, made, touched
    )


async def _write(session: Session, item: Object, ready: Sequence[_Ready]) -> None:
    """One statement for every set of columns that changes."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for part in ready:
        values = _values(session, item, part.cells)
        groups.setdefault(tuple(sorted(values)), []).append({**values, "id": part.id})
    written = 0
    for columns, rows in groups.items():
        cursor = await session.connection.execute(_statement(item, columns), {"rows": Jsonb(rows, dumps=_dumps)})
        written += cursor.rowcount
    if written != len(ready):
        raise NotPermitted


def _dumps(value: Any) -> str:
    return json.dumps(value, default=str)


def _values(session: Session, item: Object, cells: Cells) -> dict[str, Any]:
    values = columns_of(item, cells, session.catalog.settings)
    custom = {c.field.name: c.value for c in cells.values() if c.field.custom}
    return {**values, "custom": custom} if custom else values


def _statement(item: Object, columns: Sequence[str]) -> sql.Composed:
    parts = [
        sql.SQL("custom = jsonb_strip_nulls(r.custom || v.custom)")
        if name == "custom"
        else sql.SQL("{0} = v.{0}").format(sql.Identifier(name))
        for name in columns
    ]
    return sql.SQL(
        "UPDATE {0} AS r SET {1} FROM jsonb_populate_recordset(NULL::{0}, %(rows)s) AS v"
        " WHERE r.tenant_id = (SELECT crm.tenant_id()) AND r.id = v.id"
    ).format(table(item), sql.SQL(", ").join(parts))


async def _names(session: Session, ready: Sequence[_Ready]) -> Names:
    wanted: dict[str, set[UUID]] = {}
    for part in ready:
        for name, cell in part.cells.items():
            if cell.field.target and (key := as_uuid(part.before.get(name))):
                wanted.setdefault(cell.field.target, set()).add(key)
    return await references(session, wanted)


def _event(item: Object, part: _Ready, names: Names) -> Event:
    before: dict[str, Any] = {}
    for name, cell in part.cells.items():
        value = part.before.get(name)
        if cell.field.target and (key := as_uuid(value)):
            known = names.get((cell.field.target, key))
            value = known.json() if known else {"object": cell.field.target, "id": value}
        before[name] = value
    after = {name: cell.json for name, cell in part.cells.items()}
    payload = {"ref": part.row["ref"], "version": part.row["version"] + 1, "fields": sorted(after)}
    return Event("update", item.name, part.id, as_uuid(part.row.get("owner_id")), before, after, payload)
