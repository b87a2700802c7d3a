"""The columns of a record, and rows back into records.

What rows refer to and what must be looked up for them is fetched for all of them at once, by statements whose text never
changes: each connection plans them once, while joins and subselects beside every list cost more to plan than to run.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from typing import Any, LiteralString
from uuid import UUID

from psycopg import sql

from crm_store.catalog import Catalog, Field, Kind, Object
from crm_store.database import Session
from crm_store.records import terms
from crm_store.records.derived import DERIVED
from crm_store.records.model import MASK, Record
from crm_store.records.names import Names, names_of
from crm_store.records.shown import shown, shown_all
from crm_store.records.terms import Scope, column

_FIXED = ("id", "ref", "version", "external_id", "created_at", "updated_at", "custom")
_PLACED = frozenset({"created_at", "updated_at"})  # attributes of a record of their own
# Kinds whose values are shown as the database has them.
_AS_THEY_ARE = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.PHONE, Kind.URL, Kind.PICKLIST, Kind.BOOLEAN})
# What an e-mail or meeting carries beyond its fields.
_OF_ACTIVITY = ("participants", "direction", "thread_key", "attachments", "suspicious")
_LOOK_UP: LiteralString = (
    "SELECT r.id, {columns} FROM {table} AS r WHERE r.tenant_id = (SELECT crm.tenant_id()) AND r.id = ANY(%(ids)b)"
)
_LABEL, _ID = 0, 1  # where they stand in a row

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class _Found:
    """What was fetched beside the rows."""

    catalog: Catalog
    today: date
    names: Names
    looked_up: Mapping[UUID, Row]


# A field's values in all rows, from the columns of the rows: one call for each field, where one for each value took half
# of the time of a page.
Reader = Callable[[Sequence[Row], _Found], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Selection:
    """The select list over the row `r`, and how rows become records."""

    item: Object
    columns: sql.SQL
    readers: Mapping[str, Reader]
    references: Sequence[tuple[str, int]]  # (object, where its id stands in a row)
    look_up: bytes | None
    closed: Mapping[str, bool]  # fields that the caller does not read as they are: hidden (True) or masked

    async def read(self, session: Session, scope: Scope, rows: Sequence[Row]) -> list[Record]:
        """The records of these rows, in their order."""
        if not rows:
            return []
        wanted: dict[str, set[UUID]] = {}
        for object_, at in self.references:
            wanted.setdefault(object_, set()).update(row[at] for row in rows if row[at] is not None)
        names = await names_of(session, scope, wanted)
        found = _Found(session.catalog, scope.today, names, await self._looked_up(session, rows))
        return self._records(rows, found)

    async def _looked_up(self, session: Session, rows: Sequence[Row]) -> dict[UUID, Row]:
        if self.look_up is None:
            return {}
        cursor = await session.connection.execute(self.look_up, {"ids": [row[_ID] for row in rows]})
        return {row[0]: row for row in await cursor.fetchall()}

    def _records(self, rows: Sequence[Row], found: _Found) -> list[Record]:
        columns = list(zip(*rows, strict=True))
        fields = [reader(columns, found) for reader in self.readers.values()]
        # Without any field there are no columns to turn back into rows.
        cells = zip(*fields, strict=True) if fields else repeat((), len(rows))
        return [
            self._record(row, dict(zip(self.readers, values, strict=True)))
            for row, values in zip(rows, cells, strict=True)
        ]

    def _record(self, row: Row, values: Mapping[str, Any]) -> Record:
        id_, ref, version, external_id, created, updated, custom = row[_ID : _ID + len(_FIXED)]
        seen = custom if self.closed.keys().isdisjoint(custom) else self._custom(custom)
        return Record(self.item.name, id_, ref, version, row[_LABEL], values, external_id, created, updated, seen)

    def _custom(self, values: Mapping[str, Any]) -> dict[str, Any]:
        closed = self.closed
        return {name: MASK if name in closed else value for name, value in values.items() if not closed.get(name)}


def selection(scope: Scope, item: Object, only: Collection[str] | None = None) -> Selection:
    """Everything of an object that the caller may read, or `only` these fields of it."""
    key = ("selection", item.name, scope.rights.role, None if only is None else frozenset(only))
    memo = scope.catalog.memo
    if key not in memo:
        memo[key] = _Builder(scope, item).build(only)
    made: Selection = memo[key]
    return made


def _wanted(scope: Scope, item: Object, only: Collection[str] | None) -> list[Field]:
    return [
        f
        for f in item.fields.values()
        if not f.custom
        and f.name not in _PLACED
        and (only is None or f.name in only)
        and not scope.rights.hidden(item, f)
    ]


def _closed(scope: Scope, item: Object) -> dict[str, bool]:
    rights = scope.rights
    return {f.name: rights.hidden(item, f) for f in item.fields.values() if rights.closed(item, f)}


class _Builder:
    """Collects columns while the fields are walked."""

    def __init__(self, scope: Scope, item: Object) -> None:
        self._scope, self._item = scope, item
        self._columns: dict[str, int] = {}
        self._references: list[tuple[str, int]] = []
        self._looked_up: list[sql.Composable] = []

    def build(self, only: Collection[str] | None) -> Selection:
        self._add(terms.label_expression(self._scope, self._item, "r"), "label")
        for name in _FIXED:
            self._column(name)
        readers = {f.name: self._field(f) for f in _wanted(self._scope, self._item, only)}
        if self._item.name == "activity" and only is None:
            readers |= {name: _cell(self._column(name)) for name in _OF_ACTIVITY}
        columns = ", ".join(self._columns)
        closed = _closed(self._scope, self._item)
        return Selection(self._item, _trusted(columns), readers, self._references, self._look_up(), closed)

    def _look_up(self) -> bytes | None:
        if not self._looked_up:
            return None
        columns = sql.SQL(", ").join(self._looked_up)
        return sql.SQL(_LOOK_UP).format(columns=columns, table=terms.table(self._item)).as_string().encode()

    def _column(self, name: str) -> int:
        return self._add(column("r", name), name)

    def _add(self, expression: sql.Composable, name: str) -> int:
        text = f'{expression.as_string()} AS "c_{name}"'
        return self._columns.setdefault(text, len(self._columns))

    def _field(self, field: Field) -> Reader:
        if self._scope.rights.masked(self._item, field):
            return lambda columns, found: [MASK] * len(columns[_ID])
        if field.kind is Kind.REFERENCE:
            return self._reference(field)
        if (self._item.name, field.name) in DERIVED:
            return self._derived(field)
        if field.expression is not None:
            self._looked_up.append(terms.expression(self._scope, self._item, field, "r"))
            return _looked_up(len(self._looked_up), field)
        at = self._column(field.column)
        return _cell(at) if field.kind in _AS_THEY_ARE else lambda columns, found: shown_all(field, columns[at])

    def _reference(self, field: Field) -> Reader:
        """What it leads to is named under the caller's rights: what is invisible reads as empty."""
        target, at = field.target or "", self._column(field.column)
        self._references.append((target, at))
        return lambda columns, found: [found.names.get((target, v)) if v is not None else None for v in columns[at]]

    def _derived(self, field: Field) -> Reader:
        rule = DERIVED[self._item.name, field.name]
        places = [self._column(name) for name in rule.columns]

        def read(columns: Sequence[Row], found: _Found) -> Sequence[Any]:
            rows = zip(*(columns[at] for at in places), strict=True)
            return shown_all(field, [rule.value(found.catalog, found.today, row) for row in rows])

        return read


def _trusted(text: str) -> sql.SQL:
    """SQL that was put together from identifiers of the catalog."""
    return sql.SQL(text)


def _cell(at: int) -> Reader:
    return lambda columns, found: columns[at]


def _looked_up(at: int, field: Field) -> Reader:
    def read(columns: Sequence[Row], found: _Found) -> list[Any]:
        beside = [found.looked_up.get(id_) for id_ in columns[_ID]]
        return [shown(field, row[at]) if row else None for row in beside]

    return read
