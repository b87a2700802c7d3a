"""References as they are written: an id, a ref, an e-mail, 'me' or the whole reference, found among what the caller sees."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from psycopg import sql

from crm_store.catalog import Field, Object
from crm_store.database import Session
from crm_store.errors import Invalid
from crm_store.records import terms
from crm_store.records.model import Reference
from crm_store.records.people import USER
from crm_store.records.pointers import ME, REF, plain_key
from crm_store.records.terms import Scope, column

_MAILED = frozenset({"contact", "lead"})


def myself(session: Session) -> Reference:
    who = session.identity
    return Reference("user", who.user_id, who.email, who.name, email=who.email)


async def resolve(session: Session, field: Field, value: Any) -> Reference | None:
    """The record that is meant, or None for an empty value; Invalid where the caller sees none, or several."""
    if value is None or value == "":
        return None
    key = plain_key(field, value)
    if field.target == "user" and isinstance(key, str) and key.casefold() == ME:
        return myself(session)
    found = await _look_up(session, field, key)
    if not found:
        raise Invalid(f"{field.label}: there is no such {field.target}.", field=field.name)
    if len(found) > 1:
        raise Invalid(f"{field.label}: several records have this e-mail; use an id or a ref.", field=field.name)
    return found[0]


async def _look_up(session: Session, field: Field, key: UUID | str) -> list[Reference]:
    scope = Scope.of(session)
    target = scope.object(field.target or "")
    condition = _condition(scope, target, key)
    if condition is None:
        return []
    statement = sql.SQL(
        "SELECT r.id, {ref}, {label} FROM {table} AS r WHERE r.tenant_id = (SELECT crm.tenant_id()) AND {where} LIMIT 2"
    ).format(
        ref=column("r", "email" if target is USER else "ref"),
        label=terms.label_expression(scope, target, "r"),
        table=terms.table(target),
        where=condition,
    )
    cursor = await session.connection.execute(statement, scope.params)
    user = target is USER
    return [Reference(target.name, i, ref, label, ref if user else None) for i, ref, label in await cursor.fetchall()]


def _condition(scope: Scope, target: Object, key: UUID | str) -> sql.Composable | None:
    if target is USER:
        if isinstance(key, UUID):
            return sql.SQL("r.active AND r.id = {}").format(scope.bind(key))
        return sql.SQL("r.active AND lower(r.email) = {}").format(scope.bind(key.lower()))
    if isinstance(key, UUID):
        return sql.SQL("r.id = {}").format(scope.bind(key))
    if REF.fullmatch(key):
        return sql.SQL("r.ref = {}").format(scope.bind(key.upper()))
    if target.name in _MAILED and "@" in key and not scope.rights.closed(target, target.fields["email"]):
        return sql.SQL("r.email_key = {}").format(scope.bind(key.lower()))
    return None
