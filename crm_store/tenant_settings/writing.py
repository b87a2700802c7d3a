"""What every setting is written with: the right to, the audit, the fresh catalog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import sql

from crm_store.audit import record_event
from crm_store.catalog import Catalog, load_catalog
from crm_store.database import Session
from crm_store.errors import Invalid, NotPermitted

MAX_SYNONYMS = 50


def administrator(session: Session) -> None:
    if session.identity.role != "admin" or session.identity.scope == "agent":
        raise NotPermitted("Only an administrator may change the settings.")


async def done(session: Session, what: str, after: Any) -> Catalog:
    await record_event(session, "settings", object_=None, record_id=None, after={"setting": what, "value": after})
    return await load_catalog(session.connection, session.identity.tenant_id)


async def update_tenant(session: Session, values: Mapping[str, Any]) -> None:
    columns = sql.SQL(", ").join(sql.SQL("{} = {}").format(sql.Identifier(n), sql.Placeholder(n)) for n in values)
    statement = sql.SQL("UPDATE crm.tenant SET {} WHERE id = %(tenant_id)s").format(columns)
    await session.connection.execute(statement, {**values, "tenant_id": session.identity.tenant_id})


def clean_synonyms(words: Sequence[str]) -> list[str]:
    cleaned = list(dict.fromkeys(" ".join(w.split()) for w in words if w.strip()))
    if len(cleaned) > MAX_SYNONYMS:
        raise Invalid(f"At most {MAX_SYNONYMS} synonyms.", field="synonyms")
    return cleaned
