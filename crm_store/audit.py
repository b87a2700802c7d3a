"""What happened, written in the transaction that does it: one audit row, and one outbox event for those who are told."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from psycopg.types.json import Jsonb

from crm_store.database import Session
from crm_store.identity import SYSTEM_USER

ActorKind = Literal["person", "agent", "automation", "import", "system"]


@dataclass(frozen=True, slots=True)
class Writer:
    """On whose behalf and why something is written; the user is the session's. `actor_kind` follows the session's scope."""

    actor_kind: ActorKind | None = None
    proposal_id: UUID | None = None
    conversation_id: UUID | None = None
    reason: str | None = None

    def kind(self, session: Session) -> ActorKind:
        return self.actor_kind or session.identity.scope


DIRECT = Writer()

# One statement, so that neither exists without the other.
_EVENT = """
WITH audited AS (
  INSERT INTO crm.audit_event (tenant_id, actor_id, actor_kind, action, object, record_id, record_owner_id, before, after,
                               reason, conversation_id, proposal_id)
  VALUES (%(tenant)s, %(actor)s, %(kind)s, %(action)s, %(object)s, %(record)s, %(owner)s, %(before)s, %(after)s,
          %(reason)s, %(conversation)s, %(proposal)s))
INSERT INTO crm.outbox (tenant_id, event, object, record_id, payload)
SELECT %(tenant)s, %(event)s::text, %(object)s, %(record)s::uuid, %(payload)s::jsonb WHERE %(event)s::text IS NOT NULL
"""
_EVENTS = """
WITH e AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset(%s) AS e(tenant uuid, actor uuid, kind text, action text, object text, record uuid, owner uuid,
    before jsonb, after jsonb, reason text, conversation uuid, proposal uuid, event text, payload jsonb)),
audited AS (
  INSERT INTO crm.audit_event (tenant_id, actor_id, actor_kind, action, object, record_id, record_owner_id, before, after,
                               reason, conversation_id, proposal_id)
  SELECT tenant, actor, kind, action, object, record, owner, before, after, reason, conversation, proposal FROM e)
INSERT INTO crm.outbox (tenant_id, event, object, record_id, payload)
SELECT tenant, event, object, record, payload FROM e WHERE event IS NOT NULL
"""
_PAST = {
    "create": "created",
    "update": "updated",
    "delete": "deleted",
    "restore": "restored",
    "merge": "merged",
    "unmerge": "unmerged",
    "approve": "approved",
    "reject": "rejected",
    "undo": "undone",
}


async def record_event(
    session: Session,
    action: str,
    object_: str | None = None,
    record_id: UUID | None = None,
    *,
    owner_id: UUID | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    writer: Writer = DIRECT,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Note an action. `before` and `after` are JSON of what changed; `owner_id`, the record's owner, decides who may read it.

    What has an object is also an event (`deal.updated`) for webhooks and automations, with `payload`.
    """
    event = Event(action, object_, record_id, owner_id, before, after, payload)
    await session.connection.execute(_EVENT, _parameters(session, event, writer))


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, as `record_event` takes it."""

    action: str
    object: str | None = None
    record_id: UUID | None = None
    owner_id: UUID | None = None
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    payload: Mapping[str, Any] | None = None


async def record_events(session: Session, events: Iterable[Event], writer: Writer = DIRECT) -> None:
    """Note many actions, in one statement."""
    rows = [_parameters(session, event, writer) for event in events]
    if rows:
        plain = [{name: v.obj if isinstance(v, Jsonb) else v for name, v in row.items()} for row in rows]
        await session.connection.execute(_EVENTS, (Jsonb(plain, dumps=_dumps),))


def _dumps(value: Any) -> str:
    return json.dumps(value, default=str)


def _parameters(session: Session, event: Event, writer: Writer) -> dict[str, Any]:
    actor = session.identity.user_id
    return {
        "tenant": session.identity.tenant_id,
        "actor": None if actor == SYSTEM_USER else actor,
        "kind": writer.kind(session),
        "action": event.action,
        "object": event.object,
        "record": event.record_id,
        "owner": event.owner_id,
        "before": None if event.before is None else Jsonb(dict(event.before)),
        "after": None if event.after is None else Jsonb(dict(event.after)),
        "reason": writer.reason,
        "conversation": writer.conversation_id,
        "proposal": writer.proposal_id,
        "event": f"{event.object}.{_PAST.get(event.action, event.action)}" if event.object else None,
        "payload": Jsonb(dict(event.payload or {})),
    }
