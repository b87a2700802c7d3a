"""Comparing references: by id, ref, e-mail, name, 'me' or the whole reference, in the same statement and under its rights."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg import sql

from crm_store.catalog import Field, Object
from crm_store.errors import Invalid
from crm_store.records import terms
from crm_store.records.model import Record, Reference
from crm_store.records.people import USER
from crm_store.records.terms import Scope

REF = re.compile(r"[A-Za-z]{1,2}-\d{1,18}")
ME = "me"
MY_TEAM = "my_team"  # the user and everybody below


def as_uuid(value: Any) -> UUID | None:
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value) if isinstance(value, str) and len(value) >= 32 else None
    except ValueError:
        return None


def plain_key(field: Field, value: Any) -> UUID | str:
    """The id or text by which a reference is given; Invalid where it is neither."""
    if isinstance(value, Reference | Record):
        return value.id
    if isinstance(value, Mapping):
        target = value.get("object")
        if target is not None and field.target is not None and target != field.target:
            raise Invalid(f"{field.label} must be a {field.target}, not a {target}.", field=field.name)
        value = value.get("id") or value.get("ref") or value.get("email")
    found = as_uuid(value)
    if found is not None:
        return found
    if isinstance(value, str) and value.strip() and "\x00" not in value:
        return value.strip()
    raise Invalid(f"{field.label} must be an id, a ref or a reference.", field=field.name)


def equal(scope: Scope, item: Object, field: Field, values: list[Any], alias: str) -> sql.Composable:
    """The reference (or the row's own id) is one of `values`; what is unknown or invisible equals nothing."""
    keys = [plain_key(field, v) for v in values]
    ids = [k for k in keys if isinstance(k, UUID)]
    words = [k for k in keys if isinstance(k, str)]
    if field.name == "id":
        refs = [w.upper() for w in words]
        return sql.SQL("({} = ANY({}) OR {} = ANY({}))").format(
            terms.column(alias, "id"), scope.bind(ids), terms.column(alias, "ref"), scope.bind(refs)
        )
    if field.target == "user":
        return _user(scope, terms.column(alias, field.column), ids, words)
    target = scope.object(field.target or "")
    inner = scope.alias()
    return sql.SQL("{} IN (SELECT {}.id FROM {} AS {} WHERE {})").format(
        terms.column(alias, field.column),
        sql.Identifier(inner),
        terms.table(target),
        sql.Identifier(inner),
        matches(scope, target, ids, words, inner),
    )


def matches(scope: Scope, target: Object, ids: list[UUID], words: list[str], alias: str) -> sql.Composable:
    """The row `alias` of `target` has one of these ids, or refs or names."""
    parts: list[sql.Composable] = []
    if ids:
        parts.append(sql.SQL("{} = ANY({})").format(terms.column(alias, "id"), scope.bind(ids)))
    refs = [w.upper() for w in words if REF.fullmatch(w)]
    if refs:
        parts.append(sql.SQL("{} = ANY({})").format(terms.column(alias, "ref"), scope.bind(refs)))
    names = [w for w in words if not REF.fullmatch(w)]
    if names and not scope.rights.closed(target, target.fields[target.label_field]):
        parts += [_named(scope, target, name, alias) for name in names]
    return sql.SQL("({} AND {})").format(
        sql.SQL("{}.tenant_id = (SELECT crm.tenant_id())").format(sql.Identifier(alias)),
        sql.SQL("({})").format(sql.SQL(" OR ").join(parts)) if parts else sql.SQL("false"),
    )


def _named(scope: Scope, target: Object, name: str, alias: str) -> sql.Composable:
    if target.name == "lead":  # whose key holds the company too
        return sql.SQL("lower({}.name) = lower({})").format(sql.Identifier(alias), scope.bind(name))
    return sql.SQL("{}.name_key = crm.fold({})").format(sql.Identifier(alias), scope.bind(name))


def _user(scope: Scope, column: sql.Composable, ids: list[UUID], words: list[str]) -> sql.Composable:
    ids = ids + [scope.user_id for w in words if w.casefold() == ME]
    parts = [sql.SQL("{} = ANY({})").format(column, scope.bind(ids))] if ids else []
    if any(w.casefold() == MY_TEAM for w in words):
        parts.append(sql.SQL("{} = ANY((SELECT crm.owners())::uuid[])").format(column))
    said = [w.lower() for w in words if w.casefold() not in (ME, MY_TEAM)]
    if said:
        user = sql.SQL(
            "{} IN (SELECT u.id FROM {} AS u WHERE u.tenant_id = (SELECT crm.tenant_id())"
            " AND (lower(u.email) = ANY({}) OR lower(u.name) = ANY({})))"
        )
        parts.append(user.format(column, terms.table(USER), scope.bind(said), scope.bind(said)))
    return sql.SQL("({})").format(sql.SQL(" OR ").join(parts))
