"""The first step of a turn: what a person sent is stored before anybody thinks about it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from uuid import UUID

from assistant.conversation.masking import Mask
from assistant.conversation.state import Choice, DialogueState
from crm_store import conversations as store
from crm_store import model_use
from crm_store.database import Database, Session
from crm_store.errors import Conflict
from crm_store.identity import Identity
from crm_store.model_use import Budget

# Seconds between two looks at a conversation that another process is answering.
BUSY_PAUSE = 0.1
# What a large model is shown of the past; the embedded one has the dialogue's state.
HISTORY = 16


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a person sent: a sentence, or the id of an offered choice.

    `typed` is False where no person typed it (a transcription, another program): it then decides nothing.
    """

    text: str | None = None
    choice_id: str | None = None
    page: tuple[str, str] | None = None
    typed: bool = True


@dataclass(frozen=True, slots=True)
class Received:
    """A stored message and what came before it. `typed` is False for a choice: its text is ours, not the person's."""

    text: str
    typed: bool
    choice: Choice | None
    state: DialogueState
    past: tuple[store.Message, ...]
    budget: Budget | None = None
    mask: Mask = field(default_factory=Mask)
    session: Session | None = None


async def receive(
    database: Database, identity: Identity, conversation_id: UUID, incoming: Incoming, *, large: bool
) -> Received:
    """The message, stored, once nobody answers this conversation: another process may.

    Raises NotFound for a conversation that is not the caller's, Conflict for a choice no longer offered. For a `large`
    model also what it may cost, what is hidden from it, and the session, closed: its prompt is of that catalog.
    """
    while True:
        async with database.session(identity) as session:
            conversation = await store.take_turn(session, conversation_id)
            if conversation is not None:
                received = await _stored(session, conversation, incoming)
                return await _for_large(session, received) if large else received
        await asyncio.sleep(BUSY_PAUSE)


async def _stored(session: Session, conversation: store.Conversation, incoming: Incoming) -> Received:
    state = DialogueState.from_json(conversation.state)
    choice = _chosen(state, incoming.choice_id)
    text = choice.say if choice else incoming.text or ""
    past = await store.history(session, conversation.id, HISTORY)
    await store.add_message(session, conversation.id, store.NewMessage("user", text))
    return Received(text, incoming.typed and choice is None, choice, state, past)


async def _for_large(session: Session, received: Received) -> Received:
    tenant = session.catalog.settings
    mask = Mask(tenant.phone_region if tenant.policy.get("mask_personal_data") else None)
    return replace(received, budget=await model_use.left(session), mask=mask, session=session)


def _chosen(state: DialogueState, choice_id: str | None) -> Choice | None:
    if choice_id is None:
        return None
    for choice in state.choices:
        if choice.choice_id == choice_id:
            return choice
    raise Conflict("That choice is no longer offered.")
