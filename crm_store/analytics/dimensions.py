"""What a report groups by: fields of the metrics' objects, of what these refer to, and steps of time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from psycopg import sql

from crm_store.analytics.metrics import HAPPENED, HAPPENED_SQL
from crm_store.analytics.periods import Bucket
from crm_store.catalog import Field, Kind, Object
from crm_store.errors import Invalid, UnknownField
from crm_store.records import terms
from crm_store.records.people import USER
from crm_store.records.terms import Scope

DimensionKind = Literal["text", "stage", "boolean", "number", "money", "reference", "time"]
# Short words for paths that everybody groups by; they give way to a field of that name.
_SHORT = {"team": "owner.team", "rep": "owner", "manager": "owner.manager", "product_family": "product.family"}
_KINDS: Mapping[Kind, DimensionKind] = {
    Kind.BOOLEAN: "boolean",
    Kind.INTEGER: "number",
    Kind.NUMBER: "number",
    Kind.PERCENT: "number",
    Kind.MONEY: "money",
    Kind.REFERENCE: "reference",
    Kind.DATE: "time",
    Kind.INSTANT: "time",
}
_TIMES = (Kind.DATE, Kind.INSTANT)
OF_METRIC = ""  # the path of a time axis that goes by each metric's own date


@dataclass(frozen=True, slots=True)
class Dimension:
    """One grouping. `paths` leads to the field from each object (OF_METRIC: each metric's date); `target` of a reference."""

    key: str
    label: str
    kind: DimensionKind
    paths: Mapping[str, str]
    bucket: Bucket | None = None
    target: str | None = None


@dataclass(slots=True)
class Joins:
    """The rows that paths walk over, each joined once, under the caller's rights."""

    scope: Scope
    clauses: list[sql.Composable] = field(default_factory=list)
    _aliases: dict[tuple[str, str], str] = field(default_factory=dict)

    def leaf(self, item: Object, path: str, alias: str = "r") -> tuple[Object, Field, str]:
        """The object, field and row alias at the end of a path."""
        head, rest = terms.split(item, path)
        if rest is None:
            return item, terms.find_field(self.scope, item, head), alias
        link, target = terms.reference(self.scope, item, head)
        known = self._aliases.get((alias, link.column))
        if known is None:
            known = self._aliases[alias, link.column] = f"j{len(self._aliases)}"
            self.clauses.append(
                sql.SQL("LEFT JOIN {0} AS {1} ON {1}.tenant_id = {2}.tenant_id AND {1}.id = {3}").format(
                    terms.table(target), sql.Identifier(known), sql.Identifier(alias), terms.column(alias, link.column)
                )
            )
        return self.leaf(target, rest, known)


def find_dimension(scope: Scope, objects: Mapping[str, str], asked: str) -> Dimension:
    """The dimension of a name for the objects of the metrics (object → the metric that needs it).

    Raises UnknownField where one of the objects has no such field, Invalid where it cannot be grouped by.
    """
    path, _, step = asked.partition(":")
    if not step and path in set(Bucket):
        bucket = Bucket(path)
        return Dimension(
            asked, bucket.replace("_", " ").capitalize(), "time", dict.fromkeys(objects, OF_METRIC), bucket
        )
    if step and step not in set(Bucket):
        raise Invalid(f"`{step[:40]}` is no step of time: {', '.join(Bucket)}.", field="group_by")
    found = {name: find_path(scope, scope.object(name), path) for name in objects}
    leaves = [_leaf(scope, scope.object(name), way) for name, way in found.items()]
    item, leaf = leaves[0]
    kind = _kind(item, leaf)
    target = _target(item, leaf)
    if any((_kind(i, f), _target(i, f)) != (kind, target) for i, f in leaves):
        raise Invalid(f"`{asked[:60]}` is not the same thing for all of these metrics.", field="group_by")
    if step and kind != "time":
        raise Invalid(f"{leaf.label} is no date.", field="group_by")
    label = item.label if leaf.name == "id" else leaf.label
    if step:
        label = f"{label} ({step.replace('_', ' ')})"
    return Dimension(asked, label, kind, found, Bucket(step or "day") if kind == "time" else None, target)


def _target(item: Object, found: Field) -> str | None:
    if found.name == "id" and item is not USER:
        return item.name
    return found.target


def find_path(scope: Scope, item: Object, asked: str) -> str:
    """The path from an object to what `asked` names: a field, the record itself, or a field of its account or owner."""
    asked = asked.removeprefix("custom.")
    if asked == item.name:
        return "id"
    own = asked.removeprefix(f"{item.name}.")
    ways = [own, _SHORT.get(own), f"account.{own}"]
    for way in ways:
        if way and _reaches(scope, item, way):
            return way
    _leaf(scope, item, own)  # says what is unknown
    raise UnknownField(field=asked)


def _reaches(scope: Scope, item: Object, path: str) -> bool:
    try:
        _leaf(scope, item, path)
    except Invalid:
        return False
    return True


def _leaf(scope: Scope, item: Object, path: str) -> tuple[Object, Field]:
    owner, found, _ = Joins(scope).leaf(item, path)
    if found.kind is Kind.LONG_TEXT:
        raise Invalid(f"{found.label} is long text: a report cannot group by it.", field="group_by")
    return owner, found


def _kind(item: Object, found: Field) -> DimensionKind:
    if found.name == "id" and item is not USER:
        return "reference"
    if item.name == "deal" and found.name == "stage":
        return "stage"
    return _KINDS.get(found.kind, "text")


def value_sql(joins: Joins, item: Object, dimension: Dimension, date_path: str, zone: sql.Composable) -> sql.Composable:
    """The value that a leg over `item` groups by. Time: the first day of the step (quarters and years: of the month)."""
    path = dimension.paths[item.name]
    if dimension.bucket is not None:
        return _bucket(day_sql(joins, item, path or date_path, zone), dimension.bucket)
    owner, leaf, alias = joins.leaf(item, path)
    value = terms.expression(joins.scope, owner, leaf, alias)
    return _CASTS[dimension.kind](value)


_CASTS: Mapping[str, Callable[[sql.Composable], sql.Composable]] = {
    "text": lambda v: sql.SQL("nullif({}::text, '')").format(v),
    "stage": lambda v: v,
    "boolean": lambda v: v,
    "number": lambda v: sql.SQL("({})::numeric").format(v),
    "money": lambda v: sql.SQL("(({})::numeric / 100)").format(v),
    "reference": lambda v: v,
}


def _bucket(day: sql.Composable, bucket: Bucket) -> sql.Composable:
    if bucket is Bucket.DAY:
        return day
    step = sql.SQL("'week'") if bucket is Bucket.WEEK else sql.SQL("'month'")
    return sql.SQL("date_trunc({}, ({})::timestamp)::date").format(step, day)


def day_sql(joins: Joins, item: Object, path: str, zone: sql.Composable) -> sql.Composable:
    """The day of a date or an instant, in the user's time zone."""
    if path == HAPPENED:
        return sql.SQL("({} AT TIME ZONE {})::date").format(sql.SQL(HAPPENED_SQL), zone)
    owner, leaf, alias = joins.leaf(item, path)
    value = terms.expression(joins.scope, owner, leaf, alias)
    if leaf.kind is Kind.INSTANT:
        return sql.SQL("({} AT TIME ZONE {})::date").format(value, zone)
    if leaf.custom:  # text in JSON: what is no date is empty
        return sql.SQL("(CASE WHEN {0} ~ '^\\d{{4}}-\\d\\d-\\d\\d$' THEN {0}::date END)").format(value)
    return value


def is_instant(scope: Scope, item: Object, path: str) -> bool:
    """Whether a date path holds instants; Invalid where it holds no dates at all."""
    if path == HAPPENED:
        return True
    found = _leaf(scope, item, path)[1]
    if found.kind not in _TIMES:
        raise Invalid(f"{found.label} is no date: a period cannot go by it.", field="period")
    return found.kind is Kind.INSTANT
