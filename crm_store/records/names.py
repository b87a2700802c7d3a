"""Names of records by id, as far as the caller sees them: one statement for all objects, the same text every time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import LiteralString
from uuid import UUID

from psycopg import sql
from psycopg.adapt import PyFormat

from crm_store.database import Session
from crm_store.records import terms
from crm_store.records.model import Reference
from crm_store.records.people import USER
from crm_store.records.terms import Scope, column

Names = Mapping[tuple[str, UUID], Reference]

_NAMES: LiteralString = "SELECT {object}, r.id, {ref}, {label} FROM {table} AS r WHERE r.tenant_id = (SELECT crm.tenant_id()) AND r.id = ANY({ids})"


async def names_of(session: Session, scope: Scope, wanted: Mapping[str, Collection[UUID]]) -> Names:
    """References by (object, id), users among them; what the caller does not see is missing."""
    ids = {object_: list(found) for object_, found in sorted(wanted.items()) if found}
    if not ids:
        return {}
    key = ("names", scope.rights.role, *ids)
    if key not in session.catalog.memo:
        parts = [_part(scope, object_).as_string() for object_ in ids]
        session.catalog.memo[key] = " UNION ALL ".join(parts).encode()
    cursor = await session.connection.execute(session.catalog.memo[key], ids)
    return {
        (object_, id_): Reference(object_, id_, ref, label, ref if object_ == USER.name else None)
        for object_, id_, ref, label in await cursor.fetchall()
    }


def _part(scope: Scope, object_: str) -> sql.Composed:
    item = scope.object(object_)
    return sql.SQL(_NAMES).format(
        object=sql.Literal(item.name),
        ref=column("r", "email" if item is USER else "ref"),
        label=terms.label_expression(scope, item, "r"),
        table=terms.table(item),
        ids=sql.Placeholder(item.name, PyFormat.BINARY),  # as text each id is searched for what an array quotes
    )
