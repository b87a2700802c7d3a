"""People: passwords, tokens, and from a token to an identity."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

from psycopg.rows import dict_row
from pwdlib import PasswordHash

from crm_store.database import EXPIRED, Database, Session
from crm_store.errors import Invalid, NotFound, NotSignedIn, TooMany
from crm_store.identity import Identity, Role

TokenKind = Literal["session", "personal", "agent"]
MIN_PASSWORD = 8
MAX_PASSWORD = 1024
_hasher = PasswordHash.recommended()


@lru_cache(maxsize=1)
def _nobody() -> str:
    """Verified where nobody has that e-mail, so that the answer takes as long."""
    return _hasher.hash(secrets.token_hex())


@dataclass(frozen=True, slots=True)
class User:
    """A person of the tenant as everybody in it may see them."""

    id: UUID
    email: str
    name: str
    role: Role
    team: str | None
    manager_id: UUID | None
    timezone: str
    active: bool


_USERS = """
SELECT u.id, u.email, u.name, u.role, t.name AS team, u.manager_id, u.timezone, u.active
  FROM crm.app_user u LEFT JOIN crm.team t ON t.tenant_id = u.tenant_id AND t.id = u.team_id
"""


async def list_users(session: Session) -> tuple[User, ...]:
    """Everybody of the tenant, by name."""
    async with session.connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_USERS + " ORDER BY u.name, u.id")
        return tuple(User(**row) for row in await cursor.fetchall())


async def find_user(session: Session, email: str) -> User:
    """The user of this e-mail, or NotFound."""
    async with session.connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_USERS + " WHERE lower(u.email) = lower(%s)", (email.strip(),))
        row = await cursor.fetchone()
    if row is None:
        raise NotFound(f"There is no user {email}.")
    return User(**row)


async def create_user(
    session: Session, email: str, *, name: str, role: Role, manager: str | None = None, timezone: str | None = None
) -> User:
    """A new person; Duplicate where the e-mail is taken."""
    if "@" not in email:
        raise Invalid(f"`{email}` is no e-mail address.", field="email")
    manager_id = (await find_user(session, manager)).id if manager else None
    await session.connection.execute(
        "INSERT INTO crm.app_user (tenant_id, email, name, role, manager_id, timezone) VALUES (%s, %s, %s, %s, %s, %s)",
        (
            session.identity.tenant_id,
            email.strip(),
            name,
            role,
            manager_id,
            timezone or session.catalog.settings.timezone,
        ),
    )
    return await find_user(session, email)


async def set_password(session: Session, user_id: UUID, password: str) -> None:
    """Store the argon2 hash; ends nobody's session."""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise Invalid(f"A password has {MIN_PASSWORD} to {MAX_PASSWORD} characters.", field="password")
    hashed = await asyncio.to_thread(_hasher.hash, password)
    await session.connection.execute(
        "SELECT crm.set_password(%s, %s, %s)", (session.identity.tenant_id, user_id, hashed)
    )


async def sign_in(database: Database, email: str, password: str, life: timedelta) -> str:
    """A session token for the right password; NotSignedIn otherwise, in the same words whoever it was."""
    async with database.anonymous() as connection, connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute("SELECT * FROM crm.find_login(%s)", (email.strip(),))
        rows = await cursor.fetchall()
    now = datetime.now(UTC)
    if any(row["locked_until"] and row["locked_until"] > now for row in rows):
        raise TooMany("Too many wrong passwords: try again in five minutes.")
    good = None
    for row in rows:  # one e-mail may stand in several tenants
        if await _verify(password, row["password_hash"]):
            good = row
            break
    if not rows:
        await _verify(password, await asyncio.to_thread(_nobody))
    async with database.anonymous() as connection:
        for row in [good] if good else rows:
            await connection.execute(
                "SELECT crm.note_login(%s, %s, %s)", (row["tenant_id"], row["user_id"], row is good)
            )
    if good is None:
        raise NotSignedIn("The e-mail or the password is wrong.")
    return await _add_token(database, good["tenant_id"], good["user_id"], "session", "", life)


async def create_token(
    database: Database, identity: Identity, kind: TokenKind, name: str = "", life: timedelta | None = None
) -> str:
    """A token for this user, shown once; only its SHA-256 is kept."""
    return await _add_token(database, identity.tenant_id, identity.user_id, kind, name, life)


async def identify(database: Database, token: str) -> Identity:
    """Whose token this is; NotSignedIn where it is unknown, revoked or expired."""
    async with database.anonymous() as connection, connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute("SELECT * FROM crm.find_token(%s)", (_digest(token),))
        row = await cursor.fetchone()
    if row is None:
        raise NotSignedIn
    if row["expires_at"] and row["expires_at"] <= datetime.now(UTC):
        raise NotSignedIn(EXPIRED)
    return Identity(
        row["tenant_id"], row["user_id"], row["email"], row["name"], row["role"],
        "agent" if row["kind"] == "agent" else "person", row["timezone"],
    )  # fmt: skip


def reading(database: Database, token: str) -> AbstractAsyncContextManager[Session]:
    """A read-only session of whoever has this token; NotSignedIn as `identify`."""
    return database.reading(_digest(token))


async def revoke(database: Database, token: str) -> None:
    async with database.anonymous() as connection:
        await connection.execute("SELECT crm.revoke_token(%s)", (_digest(token),))


async def _verify(password: str, hashed: str) -> bool:
    # Off the event loop: argon2 is slow on purpose. What is longer than any password is not even hashed.
    return len(password) <= MAX_PASSWORD and await asyncio.to_thread(_hasher.verify, password, hashed)


async def _add_token(
    database: Database, tenant_id: UUID, user_id: UUID, kind: TokenKind, name: str, life: timedelta | None
) -> str:
    token = f"crm_{kind[0]}_{secrets.token_urlsafe(32)}"
    arguments: tuple[Any, ...] = (tenant_id, user_id, _digest(token), kind, name, life)
    async with database.anonymous() as connection:
        await connection.execute("SELECT crm.add_token(%s, %s, %s, %s, %s, %s)", arguments)
    return token


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
