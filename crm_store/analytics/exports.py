"""Links to a report as CSV: one use, ten minutes, bound to a user, the report run anew under that user's rights."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from crm_store.analytics.spec import ReportSpec
from crm_store.database import Database, Session
from crm_store.errors import NotFound
from crm_store.identity import Identity

LIFE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Export:
    """Whose link was opened, and for what."""

    identity: Identity
    spec: ReportSpec


async def offer_export(session: Session, spec: ReportSpec, life: timedelta = LIFE) -> str:
    """A token for a link; the database keeps its hash. Needs a session of the `app` role (the agent's is read-only)."""
    token = secrets.token_urlsafe(32)
    await session.connection.execute(
        "SELECT crm.offer_export(%s, %s, %s, %s)",
        (_hash(token), session.identity.scope, Jsonb(spec.to_json()), life),
    )
    return token


async def take_export(database: Database, token: str, caller: Identity | None = None) -> Export:
    """Use a token up. NotFound where it is unknown, used, expired, or another's than the caller's (where there is one)."""
    user = caller.user_id if caller else None
    async with database.anonymous() as connection, connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute("SELECT * FROM crm.take_export(%s, %s)", (_hash(token), user))
        row = await cursor.fetchone()
    if row is None:
        raise NotFound("This link has been used or has expired.")
    spec = ReportSpec.from_json(row.pop("spec"))
    return Export(Identity(**row), spec)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
