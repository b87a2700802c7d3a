"""Order: sort keys with empty values last and the id as tie-breaker, and what comes after a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from psycopg import sql

from crm_store.catalog import Field, Kind, Object
from crm_store.errors import Invalid
from crm_store.query import Sort
from crm_store.records import terms
from crm_store.records.compile import all_of, any_of, is_ordered, negated, order_expression, through
from crm_store.records.logic import TRUE
from crm_store.records.people import USER
from crm_store.records.terms import Scope, column

_NEVER_EMPTY = frozenset({"created_at", "updated_at", "ref", "version"})
_MAX_KEYS = 5


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows that stand together in a list, and what their first key is: `alike` where it is the same for all of them.

    `holds` tells by the value of that key whether a row is one of them.
    """

    where: sql.Composable
    expression: sql.Composable
    holds: Callable[[Any], bool]
    alike: bool = False
    joins: tuple[sql.Composable, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """One expression that rows are ordered by, and the joins that it reads.

    `nullable` is False where an index of never empty values can serve. `split` are the stretches of a list that has this
    as its first key, where each of them is cheaper to read than all are to sort. `here` is the same value, cheaper for rows
    that no index has to find by it.
    """

    expression: sql.Composable
    descending: bool = False
    nullable: bool = True
    joins: tuple[sql.Composable, ...] = ()
    split: tuple[Stretch, ...] = ()
    here: sql.Composable | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a list with all of its keys; where the first is `alike` for all rows, the others give the order.

    Each is read in the order of an index; of all in one statement PostgreSQL would have to sort every row.
    """

    keys: Sequence[Key]
    where: sql.Composable
    alike: bool = False
    holds: Callable[[Any], bool] = lambda _: True

    @property
    def ordered(self) -> Sequence[Key]:
        return self.keys[1:] if self.alike else self.keys


def parts_of(keys: Sequence[Key]) -> list[Part]:
    if not keys or not keys[0].split:
        return [Part(keys, TRUE)]
    return [_part(stretch, keys) for stretch in keys[0].split]


def _part(stretch: Stretch, keys: Sequence[Key]) -> Part:
    first = replace(keys[0], expression=stretch.expression, joins=stretch.joins, nullable=False)
    return Part([first, *keys[1:]], stretch.where, stretch.alike, stretch.holds)


def _valued(
    expression: sql.Composable, known: sql.Composable, empty: sql.Composable, joins: tuple[sql.Composable, ...] = ()
) -> tuple[Stretch, Stretch]:
    """The rows that have a value, then those that have none."""
    return (
        Stretch(known, expression, lambda value: value is not None, joins=joins),
        Stretch(empty, sql.SQL("NULL"), lambda value: value is None, alike=True),
    )


def sort_keys(scope: Scope, item: Object, sorts: Sequence[Sort], alias: str) -> list[Key]:
    """The keys of a sort; a reference sorts by its label, a picklist by the order of its options."""
    if len(sorts) > _MAX_KEYS:
        raise Invalid(f"Sort by at most {_MAX_KEYS} fields.", field="sort")
    return [_key(scope, item, s, alias) for s in sorts]


def _key(scope: Scope, item: Object, sort: Sort, alias: str) -> Key:
    if sort.field == "id":
        return Key(column(alias, "id"), sort.descending, nullable=False)
    if sort.field == item.label_field and _has_name_key(scope, item):
        return Key(column(alias, "name_key"), sort.descending, nullable=False)
    head, rest = terms.split(item, sort.field)
    found = terms.find_field(scope, item, head)
    if found.kind is Kind.REFERENCE and rest is None:
        return _label_key(scope, item, found, sort.descending, alias)
    expression, joins = _expression(scope, item, sort.field, alias)
    if sort.field in _NEVER_EMPTY:
        return Key(expression, sort.descending, nullable=False)
    if joins or found.expression is not None:
        return Key(expression, sort.descending, joins=joins)
    known, empty = (sql.SQL(text).format(expression) for text in ("{} IS NOT NULL", "{} IS NULL"))
    here = terms.custom_order_here(found, alias) if is_ordered(found) else None
    return Key(expression, sort.descending, split=_valued(expression, known, empty), here=here)


def _label_key(scope: Scope, item: Object, field: Field, descending: bool, alias: str) -> Key:
    """The name of what a reference leads to, in the order of its own index."""
    link, target = terms.reference(scope, item, field.name)
    inner = scope.alias()
    join = terms.join(target, alias, link.column, inner)
    name, nowhere = _name(scope, target, inner), negated(through(scope, item, field.name, lambda o, a: TRUE, alias))
    outer = sql.SQL("LEFT {}").format(join)
    return Key(name, descending, joins=(outer,), split=_valued(name, TRUE, nowhere, (join,)))


def _name(scope: Scope, target: Object, alias: str) -> sql.Composable:
    if _has_name_key(scope, target) and target.name != "lead":  # whose key holds the company too
        return column(alias, "name_key")
    return sql.SQL("lower({})").format(terms.label_expression(scope, target, alias))


def _has_name_key(scope: Scope, item: Object) -> bool:
    return item is not USER and not scope.rights.closed(item, item.fields[item.label_field])


def _expression(scope: Scope, item: Object, path: str, alias: str) -> tuple[sql.Composable, tuple[sql.Composable, ...]]:
    """What a path is sorted by, and the joins to it: joined once, where a subselect would be run for every row."""
    head, rest = terms.split(item, path)
    found = terms.find_field(scope, item, head)
    if found.kind is not Kind.REFERENCE:
        if rest is not None:
            terms.reference(scope, item, head)
        return order_expression(scope, item, found, alias), ()
    link, target = terms.reference(scope, item, head)
    inner = scope.alias()
    join = sql.SQL("LEFT {}").format(terms.join(target, alias, link.column, inner))
    if rest is not None:
        value, further = _expression(scope, target, rest, inner)
        return value, (join, *further)
    return _name(scope, target, inner), (join,)


def order_by(keys: Sequence[Key], names: Sequence[sql.Composable], last: sql.Composable) -> sql.Composable:
    """ORDER BY over the keys, given by `names`, then by `last`."""
    parts = [sql.SQL("{}{}").format(name, _direction(key)) for key, name in zip(keys, names, strict=True)]
    return sql.SQL(", ").join([*parts, last])


def _direction(key: Key) -> sql.SQL:
    if not key.nullable:  # as the index has it
        return sql.SQL(" DESC" if key.descending else "")
    return sql.SQL(" DESC NULLS LAST" if key.descending else " NULLS LAST")


def after(scope: Scope, keys: Sequence[Key], values: Sequence[Any], last: UUID, alias: str) -> sql.Composable:
    """The rows behind the one whose keys had `values` and whose id was `last`."""
    identity = column(alias, "id")
    behind: sql.Composable = sql.SQL("{} > {}").format(identity, scope.bind(last))
    for key, value in reversed(list(zip(keys, values, strict=True))):
        behind = any_of([*_beyond(scope, key, value), all_of([_same(scope, key, value), behind])])
    if keys and not keys[0].nullable:  # bounds the scan of the index
        sign = sql.SQL("<=" if keys[0].descending else ">=")
        bound = sql.SQL("{} {} {}").format(keys[0].expression, sign, scope.bind(values[0]))
        return all_of([bound, behind])
    return behind


def _beyond(scope: Scope, key: Key, value: Any) -> list[sql.Composable]:
    if value is None:
        return []
    sign = sql.SQL("<" if key.descending else ">")
    parts: list[sql.Composable] = [sql.SQL("{} {} {}").format(key.expression, sign, scope.bind(value))]
    if key.nullable:
        parts.append(sql.SQL("{} IS NULL").format(key.expression))
    return parts


def _same(scope: Scope, key: Key, value: Any) -> sql.Composable:
    if value is None:
        return sql.SQL("{} IS NULL").format(key.expression)
    return sql.SQL("{} = {}").format(key.expression, scope.bind(value))
