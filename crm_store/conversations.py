"""Conversations and their messages. A conversation is its person's alone, whoever is above them.

Everything here runs as `crm_app`: row-level security shows a caller their own conversations and no others.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from crm_store.database import Session
from crm_store.errors import Invalid, NotFound

T = TypeVar("T")
MessageRole = Literal["user", "assistant"]
Status = Literal["complete", "needs_approval", "needs_choice", "declined", "failed"]
Json = Mapping[str, Any]

TITLE_LENGTH = 80
MAX_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Conversation:
    """`state` is the dialogue's, as JSON; `title` is empty before the first message."""

    id: UUID
    title: str
    state: Json
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """`blocks` are wire blocks as JSON; `status` is meaningful on the assistant's."""

    id: UUID
    position: int
    role: MessageRole
    text: str
    blocks: Sequence[Json]
    status: Status
    proposal_id: UUID | None
    trace_id: UUID | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewMessage:
    role: MessageRole
    text: str
    blocks: Sequence[Json] = ()
    status: Status = "complete"
    proposal_id: UUID | None = None
    trace_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    items: tuple[T, ...]
    total: int
    next_cursor: str | None = field(default=None)


_CONVERSATION = "SELECT id, title, state, created_at, updated_at FROM crm.conversation"
# A turn that takes longer than this has died with its process.
TURN_LIFE = timedelta(minutes=5)
_TAKE_TURN = (
    "UPDATE crm.conversation SET answering_until = clock_timestamp() + %s"
    " WHERE tenant_id = %s AND id = %s AND (answering_until IS NULL OR answering_until < clock_timestamp())"
    " RETURNING id, title, state, created_at, updated_at"
)
_MESSAGE = (
    "SELECT id, position, role, text, blocks, status, proposal_id, trace_id, created_at FROM crm.message"
    " WHERE tenant_id = %(tenant)s AND conversation_id = %(conversation)s"
)
_ADD_MESSAGE = """
INSERT INTO crm.message (tenant_id, conversation_id, position, role, text, blocks, status, proposal_id, trace_id)
VALUES (%(tenant)s, %(conversation)s,
  (SELECT coalesce(max(position), 0) + 1 FROM crm.message WHERE tenant_id = %(tenant)s AND conversation_id = %(conversation)s),
  %(role)s, %(text)s, %(blocks)s, %(status)s, %(proposal_id)s, %(trace_id)s)
RETURNING id, position, role, text, blocks, status, proposal_id, trace_id, created_at
"""


async def create_conversation(session: Session) -> Conversation:
    async with session.connection.cursor(row_factory=class_row(Conversation)) as cursor:
        await cursor.execute(
            "INSERT INTO crm.conversation (tenant_id, user_id) VALUES (%s, %s)"
            " RETURNING id, title, state, created_at, updated_at",
            (session.identity.tenant_id, session.identity.user_id),
        )
        made = await cursor.fetchone()
    assert made is not None
    return made


async def get_conversation(session: Session, conversation_id: UUID, *, lock: bool = False) -> Conversation:
    """The caller's own conversation, or NotFound. `lock` keeps others from writing to it until the session ends."""
    async with session.connection.cursor(row_factory=class_row(Conversation)) as cursor:
        await cursor.execute(
            _CONVERSATION + " WHERE tenant_id = %s AND id = %s" + (" FOR UPDATE" if lock else ""),
            (session.identity.tenant_id, conversation_id),
        )
        found = await cursor.fetchone()
    if found is None:
        raise NotFound("There is no such conversation.")
    return found


async def take_turn(session: Session, conversation_id: UUID) -> Conversation | None:
    """The caller's conversation, to be answered by nobody else until `save_state` or `end_turn`; None while somebody does.

    Raises NotFound where it is not the caller's.
    """
    async with session.connection.cursor(row_factory=class_row(Conversation)) as cursor:
        await cursor.execute(_TAKE_TURN, (TURN_LIFE, session.identity.tenant_id, conversation_id))
        taken = await cursor.fetchone()
    if taken is None:
        await get_conversation(session, conversation_id)
    return taken


async def end_turn(session: Session, conversation_id: UUID) -> None:
    """Let others answer again, after a turn that could not be stored."""
    await session.connection.execute(
        "UPDATE crm.conversation SET answering_until = NULL WHERE tenant_id = %s AND id = %s",
        (session.identity.tenant_id, conversation_id),
    )


async def list_conversations(session: Session, limit: int = 50, cursor: str | None = None) -> Page[Conversation]:
    """The caller's conversations, the latest first. `limit` is clamped to 1 to 200."""
    limit = _clamp(limit)
    where, values = " WHERE tenant_id = %s AND user_id = %s", [session.identity.tenant_id, session.identity.user_id]
    total = await _count(session, "SELECT count(*) FROM crm.conversation" + where, values)
    after: list[Any] = []
    if cursor is not None:
        after = list(_decode_cursor(cursor))
    keyset = " AND (updated_at, id) < (%s, %s)" if after else ""
    async with session.connection.cursor(row_factory=class_row(Conversation)) as rows:
        await rows.execute(
            _CONVERSATION + where + keyset + " ORDER BY updated_at DESC, id DESC LIMIT %s", [*values, *after, limit + 1]
        )
        found = await rows.fetchall()
    last = found[limit - 1] if len(found) > limit else None
    return Page(tuple(found[:limit]), total, _encode_cursor(last.updated_at, last.id) if last else None)


async def delete_conversation(session: Session, conversation_id: UUID) -> None:
    """Delete it with its messages; NotFound where it is not the caller's. Traces and proposals stay."""
    await get_conversation(session, conversation_id, lock=True)
    await session.connection.execute(
        "DELETE FROM crm.conversation WHERE tenant_id = %s AND id = %s", (session.identity.tenant_id, conversation_id)
    )


async def list_messages(
    session: Session, conversation_id: UUID, limit: int = MAX_LIMIT, cursor: str | None = None
) -> Page[Message]:
    """The messages in the order said, from the first on. NotFound where the conversation is not the caller's."""
    await get_conversation(session, conversation_id)
    limit = _clamp(limit)
    after = _position(cursor)
    values = {"tenant": session.identity.tenant_id, "conversation": conversation_id, "after": after, "limit": limit + 1}
    total = await _count(
        session,
        "SELECT count(*) FROM crm.message WHERE tenant_id = %(tenant)s AND conversation_id = %(conversation)s",
        values,
    )
    async with session.connection.cursor(row_factory=class_row(Message)) as rows:
        await rows.execute(_MESSAGE + " AND position > %(after)s ORDER BY position LIMIT %(limit)s", values)
        found = await rows.fetchall()
    more = len(found) > limit
    return Page(tuple(found[:limit]), total, str(found[limit - 1].position) if more else None)


async def history(session: Session, conversation_id: UUID, limit: int) -> tuple[Message, ...]:
    """The last `limit` messages, oldest first."""
    values = {"tenant": session.identity.tenant_id, "conversation": conversation_id, "limit": limit}
    async with session.connection.cursor(row_factory=class_row(Message)) as rows:
        await rows.execute(_MESSAGE + " ORDER BY position DESC LIMIT %(limit)s", values)
        found = await rows.fetchall()
    return tuple(reversed(found))


async def add_message(session: Session, conversation_id: UUID, message: NewMessage) -> Message:
    """Append a message; the first one of a person gives the conversation its title. NotFound where it was deleted."""
    values = {
        "tenant": session.identity.tenant_id,
        "conversation": conversation_id,
        "role": message.role,
        "text": message.text,
        "blocks": Jsonb(list(message.blocks)),
        "status": message.status,
        "proposal_id": message.proposal_id,
        "trace_id": message.trace_id,
        "title": " ".join(message.text.split())[:TITLE_LENGTH],
    }
    # Locks the row first: two messages at once get two positions.
    touched = await session.connection.execute(
        "UPDATE crm.conversation SET updated_at = clock_timestamp(),"
        " title = CASE WHEN title = '' AND %(role)s = 'user' THEN %(title)s ELSE title END"
        " WHERE tenant_id = %(tenant)s AND id = %(conversation)s",
        values,
    )
    if touched.rowcount == 0:
        raise NotFound("There is no such conversation.")
    async with session.connection.cursor(row_factory=class_row(Message)) as cursor:
        await cursor.execute(_ADD_MESSAGE, values)
        added = await cursor.fetchone()
    assert added is not None
    return added


async def save_state(session: Session, conversation_id: UUID, state: Json) -> None:
    """Keep what the dialogue is about, which ends the turn."""
    await session.connection.execute(
        "UPDATE crm.conversation SET state = %s, answering_until = NULL WHERE tenant_id = %s AND id = %s",
        (Jsonb(dict(state)), session.identity.tenant_id, conversation_id),
    )


async def _count(session: Session, sql: str, values: Any) -> int:
    cursor = await session.connection.execute(sql.encode(), values)
    row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


def _clamp(limit: int) -> int:
    if limit < 1:
        raise Invalid("`limit` is at least 1.", field="limit")
    return min(limit, MAX_LIMIT)


def _position(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 10):
        raise Invalid("That cursor is not one of ours.", field="cursor")
    return int(cursor)


def _encode_cursor(at: datetime, id_: UUID) -> str:
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{id_}".encode()).decode()


def _decode_cursor(cursor: str) -> tuple[datetime, UUID]:
    try:
        at, _, id_ = base64.urlsafe_b64decode(cursor.encode()).decode().partition("|")
        return datetime.fromisoformat(at), UUID(id_)
    except (ValueError, binascii.Error):
        raise Invalid("That cursor is not one of ours.", field="cursor") from None
