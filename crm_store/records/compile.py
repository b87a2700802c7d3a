"""Conditions as SQL over a row alias. Truth has two values: what is empty satisfies no comparison, and so every negation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from psycopg import sql

from crm_store.catalog import Field, Kind, Object
from crm_store.errors import Invalid
from crm_store.query import AllOf, AnyOf, Condition, Filter, Not, Op, Related, Through
from crm_store.records import terms
from crm_store.records.equality import TEXT_KINDS, equal, key
from crm_store.records.logic import TRUE, all_of, any_of, like, negated
from crm_store.records.people import USER
from crm_store.records.terms import Scope
from crm_store.records.values import parse, stored

MAX_PARTS = 500
_MAX_VALUES = 10_000
_SIGNS = {Op.LT: "<", Op.LTE: "<=", Op.GT: ">", Op.GTE: ">="}


def condition(scope: Scope, item: Object, asked: Condition, alias: str, depth: int = 0) -> sql.Composable:
    """The SQL of a condition on the row `alias`, its values bound in `scope`. Raises Invalid and UnknownField."""
    if depth > 12 or len(scope.params) > MAX_PARTS:
        raise Invalid("That filter is too large.")
    match asked:
        case Filter(field, op, value):
            return _filter(scope, item, field, op, value, alias)
        case AllOf(parts):
            return all_of([condition(scope, item, p, alias, depth + 1) for p in parts])
        case AnyOf((Filter(), Filter()) as parts) if (once := _empty_or_before(scope, item, parts, alias)) is not None:
            return once
        case AnyOf(parts):
            return any_of([condition(scope, item, p, alias, depth + 1) for p in parts])
        case Not(part):
            return negated(condition(scope, item, part, alias, depth + 1))
        case Through(field, where):
            return through(scope, item, field, lambda o, a: condition(scope, o, where, a, depth + 1), alias)
        case Related():
            return _related(scope, item, asked, alias, depth)


def through(
    scope: Scope, item: Object, name: str, where: Callable[[Object, str], sql.Composable], alias: str
) -> sql.Composable:
    """The record that the reference `name` leads to satisfies `where`."""
    link, target = terms.reference(scope, item, name)
    inner = scope.alias()
    return sql.SQL("EXISTS (SELECT 1 {} AND {})").format(
        terms.joined(scope, link, target, alias, inner), where(target, inner)
    )


def _related(scope: Scope, item: Object, asked: Related, alias: str, depth: int) -> sql.Composable:
    other = scope.object(asked.object)
    link, target = terms.reference(scope, other, asked.via)
    if target.name != item.name:
        raise Invalid(f"{link.label} of {other.label.lower()} does not lead to {item.plural.lower()}.", field=asked.via)
    inner = scope.alias()
    where = TRUE if asked.where is None else condition(scope, other, asked.where, inner, depth + 1)
    rows = sql.SQL("FROM {0} AS {1} WHERE {1}.tenant_id = {2}.tenant_id AND {3} = {2}.id AND {4}").format(
        terms.table(other), sql.Identifier(inner), sql.Identifier(alias), terms.column(inner, link.column), where
    )
    if (asked.least, asked.most) == (1, None):
        return sql.SQL("EXISTS (SELECT 1 {})").format(rows)
    # Not all are counted where one more than the bound answers.
    bound = max(asked.least, (asked.most or 0) + 1)
    counted = sql.SQL("(SELECT count(*) FROM (SELECT 1 {} LIMIT {}) x)").format(rows, scope.bind(bound))
    ends = (scope.bind(asked.least), scope.bind(bound if asked.most is None else asked.most))
    return sql.SQL("{} BETWEEN {} AND {}").format(counted, *ends)


def _filter(scope: Scope, item: Object, path: str, op: Op, value: Any, alias: str) -> sql.Composable:
    if op is Op.NE:
        return negated(_filter(scope, item, path, Op.EQ, value, alias))
    if op is Op.ISNULL:
        empty = parse(Field(path, path, Kind.BOOLEAN), value, scope.settings)
        part = _filter(scope, item, path, Op.EQ, None, alias)
        return negated(part) if empty is False else part
    head, rest = terms.split(item, path)
    if rest is None:
        return _leaf(scope, item, terms.find_field(scope, item, head), op, value, alias)
    if op is Op.EQ and value in (None, ""):
        # Empty also where a reference on the way is.
        full = through(scope, item, head, lambda o, a: negated(_filter(scope, o, rest, op, None, a)), alias)
        return negated(full)
    return through(scope, item, head, lambda o, a: _filter(scope, o, rest, op, value, a), alias)


def _empty_or_before(scope: Scope, item: Object, parts: Sequence[Any], alias: str) -> sql.Composable | None:
    """`x` is empty or before an instant, of a computed `x`: worked out once for each row. None for anything else."""
    empty, before = sorted(parts, key=lambda part: part.op in (Op.LT, Op.LTE))
    asks_empty = (empty.op is Op.ISNULL and empty.value is True) or (empty.op is Op.EQ and empty.value is None)
    field = item.fields.get(before.field)
    if not asks_empty or empty.field != before.field or before.op not in (Op.LT, Op.LTE) or before.value is None:
        return None
    if field is None or field.kind is not Kind.INSTANT or field.expression is None:
        return None
    known = terms.expression(scope, item, terms.find_field(scope, item, field.name), alias)
    bound = scope.bind(parse(field, before.value, scope.settings))
    return sql.SQL("coalesce({}, '-infinity') {} {}").format(known, sql.SQL(_SIGNS[before.op]), bound)


def _leaf(scope: Scope, item: Object, field: Field, op: Op, value: Any, alias: str) -> sql.Composable:
    if op in (Op.EQ, Op.IN):
        return _among(scope, item, field, _listed(value) if op is Op.IN else [value], alias)
    if op in (Op.CONTAINS, Op.STARTS):
        return _contains(scope, item, field, value, alias, "%" if op is Op.CONTAINS else "")
    return _compared(scope, item, field, op, value, alias)


def _listed(value: Any) -> list[Any]:
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")]
    if not isinstance(value, list | tuple | set | frozenset):
        value = [value]
    if len(value) > _MAX_VALUES:
        raise Invalid(f"More than {_MAX_VALUES:,} values.")
    return list(value)


def _among(scope: Scope, item: Object, field: Field, values: list[Any], alias: str) -> sql.Composable:
    """The field is one of the values; None among them stands for empty."""
    given = [v for v in values if not (v is None or (isinstance(v, str) and not v.strip()))]
    parts: list[sql.Composable] = []
    if len(given) < len(values):
        parts.append(_is_empty(scope, item, field, alias))
    if given:
        parts.append(equal(scope, item, field, given, alias))
    return any_of(parts)


def _is_empty(scope: Scope, item: Object, field: Field, alias: str) -> sql.Composable:
    if field.kind is Kind.REFERENCE and field.target not in (None, "user"):
        # A reference to what the caller does not see reads as empty.
        return negated(through(scope, item, field.name, lambda o, a: TRUE, alias))
    return _empty(field, terms.expression(scope, item, field, alias))


def _empty(field: Field, value: sql.Composable) -> sql.Composable:
    if field.kind in TEXT_KINDS:
        return sql.SQL("coalesce({}, '') = ''").format(value)
    return sql.SQL("{} IS NULL").format(value)


def _contains(scope: Scope, item: Object, field: Field, value: Any, alias: str, before: str = "%") -> sql.Composable:
    """The text stands somewhere in the field, or with an empty `before` at its beginning."""
    text = str(value) if isinstance(value, str | int | float) else ""
    if not text.strip() or "\x00" in text:
        raise Invalid(f"{field.label}: say what it contains.", field=field.name)
    if field.kind is Kind.REFERENCE:
        return through(
            scope, item, field.name, lambda o, a: _contains(scope, o, _label(scope, o), text, a, before), alias
        )
    if field.kind not in TEXT_KINDS:
        raise Invalid(f"{field.label} is no text; it cannot be searched by `contains`.", field=field.name)
    if field.name == item.label_field and item is not USER and item.name != "lead":
        return sql.SQL("{} LIKE crm.fold({})").format(key(alias, "name"), scope.bind(like(text.strip(), before)))
    value_ = terms.expression(scope, item, field, alias)
    held = scope.holding.get((item.name, field.name, text.strip())) if before else None
    if held is not None:
        return sql.SQL("lower({}) = ANY({}::text[])").format(value_, scope.bind(list(held)))
    # Not ILIKE, which folds the sought text again for each row.
    return sql.SQL("lower({}) LIKE lower({})").format(value_, scope.bind(like(text.strip(), before)))


def _label(scope: Scope, item: Object) -> Field:
    return terms.find_field(scope, item, item.label_field)


def _compared(scope: Scope, item: Object, field: Field, op: Op, value: Any, alias: str) -> sql.Composable:
    if field.kind in (Kind.REFERENCE, Kind.BOOLEAN) or field.name == "id":
        raise Invalid(f"{field.label} has no order; use `ne`, `in` or `isnull`.", field=field.name)
    parsed = parse(field, value, scope.settings)
    if parsed is None:
        raise Invalid(f"{field.label}: a value to compare with is missing.", field=field.name)
    sought = order_expression(scope, item, field, alias)
    if field.kind is Kind.PICKLIST and field.options:
        parsed = [o.value for o in field.options].index(parsed) + 1
    elif field.kind in TEXT_KINDS:
        parsed = parsed.lower()
    elif is_ordered(field):
        parsed = _ordered(parsed)
    elif field.custom:
        parsed = stored(field, parsed)
    holds = sql.SQL("{} {} {}").format(sought, sql.SQL(_SIGNS[op]), scope.bind(parsed))
    return by_pages(sought, holds) if scope.by_pages and is_ordered(field) else holds


def by_pages(number: sql.Composable, holds: sql.Composable) -> sql.Composable:
    """The same condition of a custom number, which is never NaN: as one of two it leaves the planner to note the rows and visit them page
    by page. In the order of the index each row is another page, which takes twice as long where all are counted."""
    return any_of([holds, sql.SQL("{} = 'NaN'::float8").format(number)])


def order_expression(scope: Scope, item: Object, field: Field, alias: str) -> sql.Composable:
    """What a field is compared and sorted by: picklists by the order of their options, text case apart."""
    if is_ordered(field):
        return terms.custom_order(field, alias)
    value = terms.expression(scope, item, field, alias)
    if field.kind is Kind.PICKLIST and field.options:
        return sql.SQL("array_position({}, {})").format(scope.bind([o.value for o in field.options]), value)
    if field.kind in TEXT_KINDS:
        return sql.SQL("lower({})").format(value)
    return value


def is_ordered(field: Field) -> bool:
    """Whether an index of custom fields may hold it."""
    return field.custom and field.kind in (*terms.NUMERIC, Kind.DATE)


def _ordered(value: Any) -> float:
    """A number or day as `crm.custom_number` gives it."""
    return float(f"{value:%Y%m%d}" if isinstance(value, date) else value)


__all__ = ["all_of", "any_of", "condition", "is_ordered", "like", "negated", "order_expression", "through"]
