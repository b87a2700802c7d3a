"""A field equals one of some values: by the keys and operators that have an index."""

from __future__ import annotations

from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb

from crm_store.catalog import Field, Kind, Object
from crm_store.records import pointers, terms
from crm_store.records.keys import phone_key
from crm_store.records.logic import any_of
from crm_store.records.people import USER
from crm_store.records.terms import Scope
from crm_store.records.values import day_span, is_day, parse, stored

TEXT_KINDS = (Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.PHONE, Kind.URL, Kind.PICKLIST)
_FOLDED = (Kind.TEXT, Kind.LONG_TEXT, Kind.URL)
_KEYED = frozenset({"contact", "lead"})
# What follows from the kind of a deal's stage.
STAGE_KINDS = {("deal", f"is_{kind}"): kind for kind in ("open", "won", "lost")}


def equal(scope: Scope, item: Object, field: Field, values: list[Any], alias: str) -> sql.Composable:
    if field.name == "id" or field.kind is Kind.REFERENCE:
        return pointers.equal(scope, item, field, values, alias)
    if field.kind is Kind.INSTANT and any(is_day(v) for v in values):
        return any_of(_instant_equal(scope, item, field, v, alias) for v in values)
    parsed = [parse(field, v, scope.settings) for v in values]
    if (item.name, field.name) in STAGE_KINDS:
        return _stage_kind(scope, STAGE_KINDS[item.name, field.name], parsed, alias)
    if field.custom:
        return _custom_equal(scope, field, parsed, alias)
    if field.kind is Kind.PHONE:
        return _phone_equal(scope, parsed, alias)
    value = terms.expression(scope, item, field, alias)
    if field.kind is Kind.EMAIL:
        value = (
            sql.SQL("lower(btrim({}))").format(value)
            if item is USER or item.name not in _KEYED
            else key(alias, "email")
        )
        return sql.SQL("{} = ANY({})").format(value, scope.bind([p.lower() for p in parsed]))
    if field.kind in _FOLDED and field.expression is None:
        return _text_equal(scope, item, field, parsed, alias)
    if field.expression is not None and parsed == [True]:
        return sql.SQL("({})").format(value)  # so that an index serves the conditions that it is made of
    return sql.SQL("{} = ANY({})").format(value, scope.bind(parsed))


def _stage_kind(scope: Scope, kind: str, values: list[bool], alias: str) -> sql.Composable:
    """By the stages that are of this kind (or not), which the row has itself: no look at the stage of each row."""
    stages: dict[str, list[str]] = {}
    for stage in scope.catalog.stages():
        if (stage.kind == kind) in values:
            stages.setdefault(stage.pipeline, []).append(stage.name)
    return any_of(
        sql.SQL("({} = {} AND {} = ANY({}))").format(
            terms.column(alias, "pipeline"), scope.bind(pipeline), terms.column(alias, "stage"), scope.bind(names)
        )
        for pipeline, names in stages.items()
    )


def key(alias: str, name: str) -> sql.Composable:
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
        return sql.SQL("{} IN ({})").format(key(alias, "name"), folded)
    value = terms.expression(scope, item, field, alias)
    if field.name in ("ref", "external_id"):
        return sql.SQL("{} = ANY({})").format(
            value, scope.bind([p.upper() if field.name == "ref" else p for p in parsed])
        )
    return sql.SQL("lower({}) = ANY({})").format(value, scope.bind([p.lower() for p in parsed]))


def _phone_equal(scope: Scope, parsed: list[str], alias: str) -> sql.Composable:
    keys = [k for p in parsed if (k := phone_key(p, scope.settings.phone_region))]
    return sql.SQL("({} = ANY({}) OR {} = ANY({}))").format(
        key(alias, "phone"), scope.bind(keys), terms.column(alias, "phone"), scope.bind(parsed)
    )


def _custom_equal(scope: Scope, field: Field, parsed: list[Any], alias: str) -> sql.Composable:
    """By containment, which has an index; text in its usual spellings, as containment knows no case."""
    values = [stored(field, p) for p in parsed]
    if field.kind in TEXT_KINDS and field.kind is not Kind.PICKLIST:
        values = [w for v in values for w in dict.fromkeys((v, v.lower(), v.upper(), v.title(), v.capitalize()))]
    holds = (
        sql.SQL("{}.custom @> {}").format(sql.Identifier(alias), scope.bind(Jsonb({field.name: v}))) for v in values
    )
    return any_of(holds)
