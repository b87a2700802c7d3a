"""Answers to writes that may be sent twice: under one key a request is done once, and answered the same again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Jsonb

from crm_store.database import Session
from crm_store.errors import Conflict, Invalid

_LONGEST = 255


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: a status of the caller's own counting, and JSON."""

    status: int
    body: Any


def fingerprint(*request: Any) -> bytes:
    """SHA-256 of a request, so that a key that is used for another one is noticed."""
    return hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).digest()


async def recall(session: Session, key: str, request: bytes) -> Answer | None:
    """The answer given before under this key; Conflict where that was another request.

    Waits for a request of the same key that is being answered, until this transaction ends.
    """
    if not key.isprintable() or len(key) > _LONGEST:
        raise Invalid(f"An Idempotency-Key has up to {_LONGEST} printable characters.", field="Idempotency-Key")
    who = session.identity
    await session.connection.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"{who.tenant_id} {who.user_id} {key}",)
    )
    cursor = await session.connection.execute(
        "SELECT request_hash, status, body FROM crm.idempotency WHERE tenant_id = %s AND user_id = %s AND key = %s",
        (who.tenant_id, who.user_id, key),
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    if bytes(row[0]) != request:
        raise Conflict("This Idempotency-Key was used for another request.")
    return Answer(row[1], row[2])


async def remember(session: Session, key: str, request: bytes, status: int, body: Mapping[str, Any]) -> None:
    """Keep an answer, in the transaction that it tells of."""
    who = session.identity
    await session.connection.execute(
        "INSERT INTO crm.idempotency (tenant_id, user_id, key, request_hash, status, body) VALUES (%s, %s, %s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (who.tenant_id, who.user_id, key, request, status, Jsonb(dict(body))),
    )
