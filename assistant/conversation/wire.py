"""From stored rows to the contract's types."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.api.schemas import Block, Conversation, Message
from assistant.api.schemas.conversations import Trace
from crm_store import conversations as store
from crm_store import traces

log = logging.getLogger(__name__)
_block: TypeAdapter[Block] = TypeAdapter(Block)


def wire_message(stored: store.Message) -> Message:
    return Message(
        id=stored.id,
        role=stored.role,
        text=stored.text,
        blocks=[block for data in stored.blocks if (block := wire_block(data))],
        status=stored.status,
        proposal_id=stored.proposal_id,
        trace_id=str(stored.trace_id) if stored.trace_id else None,
        created_at=stored.created_at,
    )


def wire_block(data: Mapping[str, Any]) -> Block | None:
    """A stored block; None where it was written by a version whose blocks looked different."""
    try:
        return _block.validate_python(data)
    except ValidationError as error:
        log.warning("a stored block no longer fits: %s", error.errors()[0]["msg"])
        return None


def wire_conversation(stored: store.Conversation) -> Conversation:
    return Conversation(
        id=stored.id, title=stored.title or None, created_at=stored.created_at, updated_at=stored.updated_at
    )


def wire_trace(stored: traces.Trace) -> Trace:
    return Trace.model_validate({name: getattr(stored, name) for name in Trace.model_fields})
