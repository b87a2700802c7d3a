"""Indexes of custom fields that are compared and sorted by: made beside the work of others, without locking them out."""

from __future__ import annotations

import hashlib
from typing import LiteralString

import psycopg
from psycopg import sql

# Each costs every write of its object a little, so that only the fields most tenants have get one.
MOST = 20  # of one object
_LOCK = 0x63726E  # one process makes them at a time
_MAKE: LiteralString = (
    "CREATE INDEX CONCURRENTLY {name} ON crm.{object} (tenant_id, {first}crm.custom_number(custom, {field}), id)"
    " WHERE crm.custom_number(custom, {field}) IS NOT NULL"
)
# Whoever sees the records of few owners would else have the number of each of theirs worked out, or read those of everybody.
_FIRST = {"": sql.SQL(""), "_owner": sql.SQL("owner_id, ")}
_OWNED: LiteralString = (
    "SELECT table_name FROM information_schema.columns WHERE table_schema = 'crm' AND column_name = 'owner_id'"
)
_PRESENT: LiteralString = (
    "SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    " WHERE c.relnamespace = 'crm'::regnamespace AND c.relname LIKE '%\\_custom\\_%'"
)


def index_custom_fields(admin: str) -> list[str]:
    """Make what is missing, on the administrator's connection; the names of what was made now."""
    with psycopg.connect(admin, autocommit=True) as connection:
        locked = connection.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK,)).fetchone()
        if locked != (True,):
            return []
        connection.execute("SET ROLE crm_owner")
        return _make_missing(connection)


def _make_missing(connection: psycopg.Connection) -> list[str]:
    present = {str(name): bool(valid) for name, valid in connection.execute(_PRESENT)}
    made = []
    for object_, field, led_by in _wanted(connection):
        name = _name(object_, field) + led_by
        if present.get(name):
            continue
        if name in present:  # left half made by a process that was stopped
            connection.execute(sql.SQL("DROP INDEX CONCURRENTLY crm.{}").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL(_MAKE).format(
                name=sql.Identifier(name),
                object=sql.Identifier(object_),
                first=_FIRST[led_by],
                field=sql.Literal(field),
            )
        )
        made.append(name)
    return made


def _wanted(connection: psycopg.Connection) -> list[tuple[str, str, str]]:
    """Object, field, and what leads the index (of `_FIRST`)."""
    owned = {name for (name,) in connection.execute(_OWNED)}
    by_object: dict[str, list[str]] = {}
    for object_, field in connection.execute("SELECT object, field FROM crm_private.ordered_fields()").fetchall():
        by_object.setdefault(object_, []).append(field)
    return [
        (object_, field, led_by)
        for object_, fields in by_object.items()
        for field in fields[:MOST]
        for led_by in (_FIRST if object_ in owned else [""])
    ]


def _name(object_: str, field: str) -> str:
    """Of a length that PostgreSQL keeps, whatever the field is called."""
    return f"{object_}_custom_{hashlib.sha256(field.encode()).hexdigest()[:16]}"
