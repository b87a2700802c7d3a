"""What happened with a record: its activities, and those of an account's contacts and deals, newest first."""

from __future__ import annotations

from typing import LiteralString
from uuid import UUID

from psycopg import sql
from psycopg.types.json import Jsonb

from crm_store.catalog import Object
from crm_store.database import Session
from crm_store.errors import Invalid, NotFound
from crm_store.query import RecordQuery
from crm_store.records.compile import all_of
from crm_store.records.listing import Source
from crm_store.records.model import Page
from crm_store.records.page import Key
from crm_store.records.read import get_many, page_of, where_sql
from crm_store.records.terms import Scope

# A union, as each way has an index and their OR has none.
_BY_LINK: LiteralString = (
    "SELECT a.id FROM crm.activity a WHERE a.tenant_id = (SELECT crm.tenant_id()) AND a.{link} = {id}"
)
_BY_CHILD: LiteralString = (
    "SELECT a.id FROM crm.{child} c JOIN crm.activity a ON a.tenant_id = c.tenant_id AND a.{link} = c.id"
    " WHERE c.tenant_id = (SELECT crm.tenant_id()) AND c.{up} = {id}"
)
_BY_PARTICIPANT: LiteralString = (
    "SELECT a.id FROM crm.activity a WHERE a.tenant_id = (SELECT crm.tenant_id()) AND a.participants @> {}"
)
_WHEN = sql.SQL("coalesce(r.occurred_at, r.completed_at, r.created_at)")
_LINKED = ("account", "contact", "lead", "deal")


async def timeline(
    session: Session, object_: str, id_or_ref: UUID | str, limit: int = 50, cursor: str | None = None
) -> Page:
    """Activities about a record that the caller sees; NotFound where they do not see the record itself."""
    item = session.catalog.object(object_)
    if item.name not in _LINKED:
        raise Invalid(f"{item.plural} have no timeline.", object=item.name)
    known = await get_many(session, item.name, [id_or_ref], fields=())
    if not known:
        raise NotFound
    record = known[0]
    scope = Scope.of(session)
    about = sql.SQL("r.id IN ({})").format(sql.SQL(" UNION ").join(_links(scope, item, record.id)))
    activity = scope.object("activity")
    source = Source(all_of([where_sql(scope, activity, ()), about]), [Key(_WHEN, descending=True, nullable=False)])
    # The record stands in the query so that a cursor of another record's timeline is refused.
    asked = RecordQuery("activity", limit=limit, cursor=cursor, search=f"timeline {record.id}")
    return await page_of(session, scope, activity, source, asked, narrow=True)


def _links(scope: Scope, item: Object, id_: UUID) -> list[sql.Composable]:
    bound = scope.bind(id_)
    parts: list[sql.Composable] = [
        sql.SQL(_BY_LINK).format(link=sql.Identifier(f"{item.name}_id"), id=bound),
    ]
    children = {"account": ("contact", "deal"), "contact": ("deal",)}.get(item.name, ())
    if item.name in ("contact", "lead"):  # mail that they took part in
        parts.append(sql.SQL(_BY_PARTICIPANT).format(scope.bind(Jsonb([{f"{item.name}_id": str(id_)}]))))
    for child in children:
        parts.append(
            sql.SQL(_BY_CHILD).format(
                child=sql.Identifier(child),
                link=sql.Identifier(f"{child}_id"),
                up=sql.Identifier(f"{item.name}_id"),
                id=bound,
            )
        )
    return parts
