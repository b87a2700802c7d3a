"""The columns of a record and of what it refers to, in one statement, and rows back into records."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from crm_store.catalog import Field, Kind, Object
from crm_store.records import terms
from crm_store.records.model import MASK, Record, Reference
from crm_store.records.people import USER
from crm_store.records.terms import Scope, column
from crm_store.records.values import shown

_FIXED = ("id", "ref", "version", "external_id", "created_at", "updated_at", "custom")
_PLACED = frozenset({"created_at", "updated_at"})  # attributes of a record of their own
# What an e-mail or meeting carries beyond its fields.
_OF_ACTIVITY = ("participants", "direction", "thread_key", "attachments", "suspicious")

Reader = Callable[[Sequence[Any]], Any]


@dataclass(frozen=True, slots=True)
class Selection:
    """The select list over the row `alias`, the joins that it needs, and how a row becomes a record."""

    columns: Sequence[sql.Composable]
    joins: sql.Composable
    read: Callable[[Sequence[Any]], Record]


def selection(scope: Scope, item: Object, alias: str, only: Collection[str] | None = None) -> Selection:
    """Everything of an object that the caller may read, or `only` these fields of it."""
    builder = _Builder(scope, item, alias)
    label = builder.add(terms.label_expression(scope, item, alias))
    for name in _FIXED:
        builder.add(column(alias, name))
    readers = {f.name: builder.field(f) for f in _wanted(scope, item, only)}
    if item.name == "activity" and only is None:
        readers |= {name: _cell(builder.add(column(alias, name))) for name in _OF_ACTIVITY}

    def read(row: Sequence[Any]) -> Record:
        id_, ref, version, external_id, created, updated, custom = row[label + 1 : label + 1 + len(_FIXED)]
        values = {name: reader(row) for name, reader in readers.items()}
        seen = _custom(scope, item, custom)
        return Record(item.name, id_, ref, version, row[label], values, external_id, created, updated, seen)

    return Selection(builder.columns, sql.SQL(" ").join(builder.joins), read)


def _wanted(scope: Scope, item: Object, only: Collection[str] | None) -> list[Field]:
    return [
        f
        for f in item.fields.values()
        if not f.custom
        and f.name not in _PLACED
        and (only is None or f.name in only)
        and not scope.rights.hidden(item, f)
    ]


def _custom(scope: Scope, item: Object, values: dict[str, Any]) -> dict[str, Any]:
    seen = {}
    for name, value in values.items():
        field = item.fields.get(name)
        if field is None or not scope.rights.closed(item, field):
            seen[name] = value
        elif not scope.rights.hidden(item, field):
            seen[name] = MASK
    return seen


def _cell(at: int, of: Callable[[Any], Any] = lambda value: value) -> Reader:
    return lambda row: of(row[at])


class _Builder:
    """Collects columns and joins while the fields are walked."""

    def __init__(self, scope: Scope, item: Object, alias: str) -> None:
        self.columns: list[sql.Composable] = []
        self.joins: list[sql.Composable] = []
        self._scope, self._item, self._alias = scope, item, alias

    def add(self, expression: sql.Composable) -> int:
        self.columns.append(expression)
        return len(self.columns) - 1

    def field(self, field: Field) -> Reader:
        if self._scope.rights.masked(self._item, field):
            return lambda row: MASK
        if field.kind is Kind.REFERENCE:
            return self._reference(field)
        at = self.add(terms.expression(self._scope, self._item, field, self._alias))
        return _cell(at, lambda value: shown(field, value))

    def _reference(self, field: Field) -> Reader:
        """The row it leads to is joined under the caller's rights: what is invisible reads as empty."""
        target = self._scope.object(field.target or "")
        inner = self._scope.alias()
        self.joins.append(terms.left_join(target, self._alias, field.column, inner))
        at = self.add(column(inner, "id"))
        self.add(column(inner, "email" if target is USER else "ref"))
        self.add(terms.label_expression(self._scope, target, inner))

        def read(row: Sequence[Any]) -> Reference | None:
            id_, ref, label = row[at : at + 3]
            if id_ is None:
                return None
            return Reference(target.name, id_, ref, label, email=ref if target is USER else None)

        return read
