"""Conditions as SQL over a row alias. Truth has two values: what is empty satisfies no comparison, and so every negation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb

from crm_store.catalog import Field, Kind, Object
from crm_store.errors import Invalid
from crm_store.query import AllOf, AnyOf, Condition, Filter, Not, Op, Related, Through
from crm_store.records import pointers, terms
from crm_store.records.keys import fold, phone_key
from crm_store.records.people import USER
from crm_store.records.terms import Scope
from crm_store.records.values import day_span, is_day, parse, stored

TRUE, FALSE = sql.SQL("true"), sql.SQL("false")
MAX_PARTS = 500
_MAX_VALUES = 10_000
_SIGNS = {Op.LT: "<", Op.LTE: "<=", Op.GT: ">", Op.GTE: ">="}
_TEXT = (Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.PHONE, Kind.URL, Kind.PICKLIST)
_FOLDED = (Kind.TEXT, Kind.LONG_TEXT, Kind.URL)


def all_of(parts: Iterable[sql.Composable]) -> sql.Composable:
    found = list(parts)
    return sql.SQL("({})").format(sql.SQL(" AND ").join(found)) if found else TRUE


def any_of(parts: Iterable[sql.Composable]) -> sql.Composable:
    found = list(parts)
    return sql.SQL("({})").format(sql.SQL(" OR ").join(found)) if found else FALSE


def negated(part: sql.Composable) -> sql.Composable:
    return sql.SQL("(({}) IS NOT TRUE)").format(part)


def condition(scope: Scope, item: Object, asked: Condition, alias: str, depth: int = 0) -> sql.Composable:
    """The SQL of a condition on the row `alias`, its values bound in `scope`. Raises Invalid and UnknownField."""
    if depth > 12 or len(scope.params) > MAX_PARTS:
        raise Invalid("That filter is too large.")
    match asked:
        case Filter(field, op, value):
            return _filter(scope, item, field, op, value, alias)
        case AllOf(parts):
            return all_of([condition(scope, item, p, alias, depth + 1) for p in parts])
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
    return sql.SQL(
        "EXISTS (SELECT 1 FROM {0} AS {1} WHERE {1}.tenant_id = {2}.tenant_id AND {3} = {2}.id AND {4})"
    ).format(terms.table(other), sql.Identifier(inner), sql.Identifier(alias), terms.column(inner, link.column), where)


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


def _leaf(scope: Scope, item: Object, field: Field, op: Op, value: Any, alias: str) -> sql.Composable:
    if op in (Op.EQ, Op.IN):
        return _among(scope, item, field, _listed(value) if op is Op.IN else [value], alias)
    if op is Op.CONTAINS:
        return _contains(scope, item, field, value, alias)
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
        parts.append(_equal(scope, item, field, given, alias))
    return any_of(parts)


def _is_empty(scope: Scope, item: Object, field: Field, alias: str) -> sql.Composable:
    if field.kind is Kind.REFERENCE and field.target not in (None, "user"):
        # A reference to what the caller does not see reads as empty.
        return negated(through(scope, item, field.name, lambda o, a: TRUE, alias))
    return _empty(field, terms.expression(scope, item, field, alias))


def _empty(field: Field, value: sql.Composable) -> sql.Composable:
    if field.kind in _TEXT:
        return sql.SQL("coalesce({}, '') = ''").format(value)
    return sql.SQL("{} IS NULL").format(value)


def _equal(scope: Scope, item: Object, field: Field, values: list[Any], alias: str) -> sql.Composable:
    if field.name == "id" or field.kind is Kind.REFERENCE:
        return pointers.equal(scope, item, field, values, alias)
    if field.kind is Kind.INSTANT and any(is_day(v) for v in values):
        return any_of(_instant_equal(scope, item, field, v, alias) for v in values)
    parsed = [parse(field, v, scope.settings) for v in values]
    if field.custom:
        return _custom_equal(scope, field, parsed, alias)
    if field.kind is Kind.PHONE:
        return _phone_equal(scope, parsed, alias)
    value = terms.expression(scope, item, field, alias)
    if field.kind is Kind.EMAIL:
        value = (
            sql.SQL("lower(btrim({}))").format(value)
            if item is USER or item.name not in _KEYED
            else _key(alias, "email")
        )
        return sql.SQL("{} = ANY({})").format(value, scope.bind([p.lower() for p in parsed]))
    if field.kind in _FOLDED and field.expression is None:
        return _text_equal(scope, item, field, parsed, alias)
    return sql.SQL("{} = ANY({})").format(value, scope.bind(parsed))


_KEYED = frozenset({"contact", "lead"})


def _key(alias: str, name: str) -> sql.Composable:
    return terms.column(alias, f"{name}_key")


def _instant_equal(scope: Scope, item: Object, field: Field, value: Any, alias: str) -> sql.Composable:
    """A day equals every instant of it, in the tenant's zone."""
    at = terms.expression(scope, item, field, alias)
    if not is_day(value):
        return sql.SQL("{} = {}").format(at, scope.bind(parse(field, value, scope.settings)))
    start, end = day_span(field, value, scope.settings)
    return sql.SQL("({0} >= {1} AND {0} < {2})").format(at, scope.bind(start), scope.bind(end))


def _text_equal(scope: Scope, item: Object, field: Field, parsed: list[str], alias: str) -> sql.Composable:
    """Case apart; the name also accents apart, by the key that has an index."""
    if field.name == item.label_field and item is not USER and item.name != "lead":
        folded = sql.SQL(", ").join(sql.SQL("crm.fold({})").format(scope.bind(p)) for p in parsed)
        return sql.SQL("{} IN ({})").format(_key(alias, "name"), folded)
    value = terms.expression(scope, item, field, alias)
    if field.name in ("ref", "external_id"):
        return sql.SQL("{} = ANY({})").format(
            value, scope.bind([p.upper() if field.name == "ref" else p for p in parsed])
        )
    return sql.SQL("lower({}) = ANY({})").format(value, scope.bind([p.lower() for p in parsed]))


def _phone_equal(scope: Scope, parsed: list[str], alias: str) -> sql.Composable:
    keys = [k for p in parsed if (k := phone_key(p, scope.settings.phone_region))]
    return sql.SQL("({} = ANY({}) OR {} = ANY({}))").format(
        _key(alias, "phone"), scope.bind(keys), terms.column(alias, "phone"), scope.bind(parsed)
    )


def _custom_equal(scope: Scope, field: Field, parsed: list[Any], alias: str) -> sql.Composable:
    """By containment, which has an index; text in its usual spellings, as containment knows no case."""
    values = [stored(field, p) for p in parsed]
    if field.kind in _TEXT and field.kind is not Kind.PICKLIST:
        values = [w for v in values for w in dict.fromkeys((v, v.lower(), v.upper(), v.title(), v.capitalize()))]
    holds = (
        sql.SQL("{}.custom @> {}").format(sql.Identifier(alias), scope.bind(Jsonb({field.name: v}))) for v in values
    )
    return any_of(holds)


def _contains(scope: Scope, item: Object, field: Field, value: Any, alias: str) -> sql.Composable:
    text = str(value) if isinstance(value, str | int | float) else ""
    if not text.strip() or "\x00" in text:
        raise Invalid(f"{field.label}: say what it contains.", field=field.name)
    if field.kind is Kind.REFERENCE:
        return through(scope, item, field.name, lambda o, a: _contains(scope, o, _label(scope, o), text, a), alias)
    if field.kind not in _TEXT:
        raise Invalid(f"{field.label} is no text; it cannot be searched by `contains`.", field=field.name)
    if field.name == item.label_field and item is not USER and item.name != "lead":
        return sql.SQL("{} LIKE crm.fold({})").format(_key(alias, "name"), scope.bind(like(text.strip())))
    value_ = terms.expression(scope, item, field, alias)
    return sql.SQL("{} ILIKE {}").format(value_, scope.bind(like(text.strip())))


def _label(scope: Scope, item: Object) -> Field:
    return terms.find_field(scope, item, item.label_field)


def like(text: str, before: str = "%", after: str = "%") -> str:
    """A LIKE pattern that means the text itself."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{before}{escaped}{after}"


def _compared(scope: Scope, item: Object, field: Field, op: Op, value: Any, alias: str) -> sql.Composable:
    if field.kind in (Kind.REFERENCE, Kind.BOOLEAN) or field.name == "id":
        raise Invalid(f"{field.label} has no order; use `ne`, `in` or `isnull`.", field=field.name)
    parsed = parse(field, value, scope.settings)
    if parsed is None:
        raise Invalid(f"{field.label}: a value to compare with is missing.", field=field.name)
    sought = order_expression(scope, item, field, alias)
    if field.kind is Kind.PICKLIST and field.options:
        parsed = [o.value for o in field.options].index(parsed) + 1
    elif field.kind in _TEXT:
        parsed = parsed.lower()
    elif field.custom:
        parsed = stored(field, parsed)
    return sql.SQL("{} {} {}").format(sought, sql.SQL(_SIGNS[op]), scope.bind(parsed))


def order_expression(scope: Scope, item: Object, field: Field, alias: str) -> sql.Composable:
    """What a field is compared and sorted by: picklists by the order of their options, text case apart."""
    value = terms.expression(scope, item, field, alias)
    if field.kind is Kind.PICKLIST and field.options:
        return sql.SQL("array_position({}, {})").format(scope.bind([o.value for o in field.options]), value)
    if field.kind in _TEXT:
        return sql.SQL("lower({})").format(value)
    return value


__all__ = ["all_of", "any_of", "condition", "fold", "like", "negated", "order_expression", "through"]
