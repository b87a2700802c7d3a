"""What a turn did, step by step: for whoever has to explain an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from crm_store.database import Session
from crm_store.errors import NotFound

Json = Mapping[str, Any]


_ADD_TRACE = """
INSERT INTO crm.trace (tenant_id, user_id, conversation_id, model, steps, milliseconds, input_tokens, output_tokens)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
"""


_TRACE = (
    "SELECT id, user_id, conversation_id, model, steps, milliseconds, input_tokens, output_tokens, created_at"
    " FROM crm.trace WHERE tenant_id = %s AND id = %s"
)


@dataclass(frozen=True, slots=True)
class Trace:
    """One turn: which model, which tools with which arguments, how long, how many tokens."""

    model: str
    steps: Sequence[Json]
    milliseconds: float
    input_tokens: int = 0
    output_tokens: int = 0
    conversation_id: UUID | None = None
    id: UUID | None = None
    user_id: UUID | None = None
    created_at: datetime | None = None


async def add_trace(session: Session, trace: Trace) -> UUID:
    cursor = await session.connection.execute(
        _ADD_TRACE,
        (
            session.identity.tenant_id,
            session.identity.user_id,
            trace.conversation_id,
            trace.model,
            Jsonb(list(trace.steps)),
            trace.milliseconds,
            trace.input_tokens,
            trace.output_tokens,
        ),
    )
    row = await cursor.fetchone()
    assert row is not None
    return UUID(str(row[0]))


async def get_trace(session: Session, trace_id: UUID) -> Trace:
    """A turn's trace: of the caller's own, or any for an admin; NotFound otherwise."""
    async with session.connection.cursor(row_factory=class_row(Trace)) as cursor:
        await cursor.execute(_TRACE, (session.identity.tenant_id, trace_id))
        found = await cursor.fetchone()
    if found is None:
        raise NotFound("There is no such trace.")
    return found
