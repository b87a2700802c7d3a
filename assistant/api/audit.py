"""The audit log over REST."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from assistant.api.dependencies import Caller, DatabaseDep
from assistant.api.problems import answers
from assistant.api.record_query import limit_of
from assistant.api.schemas import Id, Page, Reference, Wire
from crm_store.audit_read import AuditFilter, find_events
from crm_store.records import Reference as Found

router = APIRouter(tags=["audit"])


class AuditEvent(Wire):
    """Who did what, when and why. `before` and `after` hold what changed."""

    id: Id
    at: datetime
    actor: Reference | None
    actor_kind: str
    action: str
    object: str | None
    record: Reference | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str | None
    conversation_id: UUID | None
    proposal_id: UUID | None


@router.get(
    "/audit",
    response_model=Page[AuditEvent],
    responses=answers({401: "Not signed in", 422: "Does not fit"}),
)
async def audit(
    caller: Caller,
    database: DatabaseDep,
    object: Annotated[str | None, Query(description="deal, account, …", max_length=40)] = None,
    record_id: UUID | None = None,
    actor_id: UUID | None = None,
    action: Annotated[str | None, Query(description="create, update, approve, …", max_length=40)] = None,
    proposal_id: UUID | None = None,
    limit: Annotated[
        str | None, Query(description="1 to 200; larger is clamped", json_schema_extra={"type": "integer"})
    ] = None,
    cursor: str | None = None,
) -> Page[AuditEvent]:
    """What happened to the caller's records and was done by them and those below, newest first."""
    wanted = AuditFilter(_clean(object), record_id, actor_id, _clean(action), proposal_id)
    async with database.session(caller) as session:
        page = await find_events(session, wanted, cursor, limit_of(limit))
    items = [
        AuditEvent(
            id=str(e.id), at=e.at, actor=_reference(e.actor), actor_kind=e.actor_kind, action=e.action, object=e.object,
            record=_reference(e.record), before=_json(e.before), after=_json(e.after), reason=e.reason,
            conversation_id=e.conversation_id, proposal_id=e.proposal_id,
        )
        for e in page.items
    ]  # fmt: skip
    return Page(items=items, total=page.total, total_is=page.total_is, next_cursor=page.next_cursor)


def _clean(text: str | None) -> str | None:
    return text.replace("\0", "") if text else None


def _json(values: Any) -> dict[str, Any] | None:
    return None if values is None else dict(values)


def _reference(found: Found | None) -> Reference | None:
    if found is None:
        return None
    return Reference(object=found.object, id=str(found.id), ref=found.ref, label=found.label, email=found.email)
