"""Chat: conversations, their messages, and one turn as JSON or as AG-UI events."""

from __future__ import annotations

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import StreamingResponse

from assistant.api.dependencies import Caller, DatabaseDep, Person, StateDep
from assistant.api.schemas import Conversation, ConversationCreated, Message, Page, SendMessage
from assistant.api.schemas.conversations import MAX_TEXT, Trace
from assistant.conversation.events import Event
from assistant.conversation.receive import Incoming
from assistant.conversation.turn import Assistant
from assistant.conversation.wire import wire_conversation, wire_message, wire_trace
from crm_store import conversations as store
from crm_store import traces
from crm_store.errors import Invalid, NotFound, TooLarge

router = APIRouter(tags=["chat"])

EVENT_STREAM = "text/event-stream"
Limit = Annotated[int, Query(ge=1)]
_STREAM = {"text/event-stream": {"schema": {"type": "string", "description": "AG-UI 1.0 events"}}}


@router.post("/conversations", status_code=201, response_model=ConversationCreated)
async def create(caller: Caller, database: DatabaseDep) -> ConversationCreated:
    """Start a conversation."""
    async with database.session(caller) as session:
        made = await store.create_conversation(session)
    return ConversationCreated(id=made.id)


@router.get("/conversations", response_model=Page[Conversation])
async def list_conversations(
    caller: Caller, database: DatabaseDep, limit: Limit = 50, cursor: str | None = None
) -> Page[Conversation]:
    """The caller's own conversations, the latest first."""
    async with database.session(caller) as session:
        page = await store.list_conversations(session, limit, cursor)
    return Page(items=[wire_conversation(c) for c in page.items], total=page.total, next_cursor=page.next_cursor)


@router.delete("/conversations/{conversation_id}", status_code=204)
async def delete(conversation_id: str, caller: Caller, database: DatabaseDep) -> Response:
    """Delete a conversation with its messages. What was approved in it stays."""
    async with database.session(caller) as session:
        await store.delete_conversation(session, _id(conversation_id))
    return Response(status_code=204)


@router.get("/conversations/{conversation_id}/messages", response_model=Page[Message])
async def list_messages(
    conversation_id: str, caller: Caller, database: DatabaseDep, limit: Limit = 200, cursor: str | None = None
) -> Page[Message]:
    """What was said, from the first message on."""
    async with database.session(caller) as session:
        page = await store.list_messages(session, _id(conversation_id), limit, cursor)
    return Page(items=[wire_message(m) for m in page.items], total=page.total, next_cursor=page.next_cursor)


@router.post("/conversations/{conversation_id}/messages", response_model=Message, responses={200: {"content": _STREAM}})
async def send(
    conversation_id: str, message: SendMessage, caller: Caller, state: StateDep, accept: Annotated[str, Header()] = ""
) -> Message | StreamingResponse:
    """Say something, or choose an offered option. The answer comes whole, or as events while it is made."""
    assistant: Assistant = state.chat
    incoming, conversation = _incoming(message), _id(conversation_id)
    if EVENT_STREAM not in accept:
        return await asyncio.shield(await assistant.begin(caller, conversation, incoming))
    from assistant.conversation.stream import server_sent  # the protocol's types take 0.15 s to import

    queue: asyncio.Queue[Event] = asyncio.Queue()
    task = await assistant.begin(caller, conversation, incoming, queue.put_nowait, stream=True)
    task.add_done_callback(_retrieved)
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return StreamingResponse(server_sent(queue, conversation_id), media_type=EVENT_STREAM, headers=headers)


@router.get("/traces/{trace_id}", response_model=Trace)
async def get_trace(trace_id: str, caller: Person, database: DatabaseDep) -> Trace:
    """What one answer was made of: model, tools, arguments, times, tokens. One's own; an administrator reads all."""
    async with database.session(caller) as session:
        return wire_trace(await traces.get_trace(session, _id(trace_id, "trace")))


def _incoming(message: SendMessage) -> Incoming:
    page = (message.page.object, message.page.id) if message.page else None
    if message.choice_id is not None:
        return Incoming(choice_id=message.choice_id, page=page)
    text = (message.text or "").replace("\x00", "").strip()
    if len(text) > MAX_TEXT:
        raise TooLarge(f"A message may have {MAX_TEXT:,} characters at most; this one has {len(text):,}.")
    if not text:
        raise Invalid("Say something first: the message is empty.", field="text")
    return Incoming(text=text, page=page)


def _id(value: str, what: str = "conversation") -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise NotFound(f"There is no such {what}.") from None


def _retrieved(task: asyncio.Task[Message]) -> None:
    """The stream has told of the error already."""
    if not task.cancelled():
        task.exception()
