"""Connections by role, and the session: one transaction that PostgreSQL answers as one user.

`crm_app` serves people; `crm_agent` serves whatever reads language: it reads, files proposals, and can do nothing else.
Neither names its tenant: `crm.open_session` writes a ticket (only crm_app may call it, for one connection), and every
row-level policy looks that ticket up. No ticket, no rows.
"""

from __future__ import annotations

import selectors
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, LiteralString, cast
from uuid import UUID

import psycopg
from pgvector.psycopg import register_vector_async
from psycopg import AsyncConnection, sql
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from crm_store.catalog import Catalog, load_catalog
from crm_store.clock import Clock
from crm_store.errors import Conflict, CrmError, Duplicate, Invalid, NotFound, NotPermitted, NotSignedIn, Unavailable
from crm_store.identity import Identity

Connection = AsyncConnection[Any]

# A session is one request or one batch of a job; a ticket that outlives this belongs to nobody.
TICKET_LIFE = timedelta(hours=1)
_OPEN: LiteralString = (
    "SELECT ticket, catalog_version, sees_all, owners, open_objects FROM crm.open_session({}, {}, {}, {}, {}, {})"
)
# Raised by our own functions in the database.
_RAISED: dict[str, type[CrmError]] = {
    "CR401": NotSignedIn,
    "CR403": NotPermitted,
    "CR404": NotFound,
    "CR422": Invalid,
    "CR409": Conflict,
}


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose rows the policies show: all of them, those of `owners`, and every row of the `open_objects`."""

    sees_all: bool
    owners: Sequence[UUID]
    open_objects: Collection[str]

    def owners_of(self, object_: str) -> list[UUID] | None:
        """Whose rows of an object are seen; None where that is not a question of owners."""
        if self.sees_all or object_ in self.open_objects or object_ in ("activity", "product", "user"):
            return None
        return list(self.owners)


@dataclass(frozen=True, slots=True)
class Session:
    """One transaction as one user. `connection` is inside it; leaving the block commits, an exception rolls back."""

    connection: Connection
    identity: Identity
    catalog: Catalog
    clock: Clock
    sight: Sight

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def today(self) -> date:
        """Today in the user's time zone."""
        return self.clock.today(self.identity.timezone)


class Database:
    """The pools of one process."""

    def __init__(self, app: str, agent: str, clock: Clock, *, size: int = 8) -> None:
        """`app` and `agent` are conninfo strings of the two roles; `size` bounds each pool."""
        self.clock = clock
        self._app = _pool(app, size)
        self._agent = _pool(agent, size)
        self._catalogs: dict[UUID, Catalog] = {}

    async def open(self) -> None:
        """Connect, or raise Unavailable."""
        try:
            await self._app.open(wait=True, timeout=10)
            await self._agent.open(wait=True, timeout=10)
        except PoolTimeout as error:
            await self.close()
            raise Unavailable from error

    async def close(self) -> None:
        await self._app.close()
        await self._agent.close()

    @asynccontextmanager
    async def anonymous(self) -> AsyncIterator[Connection]:
        """A connection that nobody speaks on, each statement its own transaction: for signing in. It is shown no row."""
        async with _translated(), self._app.connection() as connection:
            yield connection

    @asynccontextmanager
    async def session(
        self, identity: Identity, role: Literal["app", "agent"] = "app", *, write: bool = False
    ) -> AsyncIterator[Session]:
        """One transaction as this user. As `agent` it is read-only unless `write` (which can file a proposal, no more)."""
        async with _translated():
            if role == "app":
                async with self._person(identity) as session:
                    yield session
            else:
                async with self._reader(identity, write) as session:
                    yield session

    @asynccontextmanager
    async def _person(self, identity: Identity) -> AsyncIterator[Session]:
        async with self._app.connection() as connection:  # which rolls back where the block raises
            # Behind a transaction pooler the client's idea of the process id is not the server's.
            opened = self._open(identity, sql.SQL("pg_backend_pid()"))
            ticket, version, *sight = await _last_row(connection, sql.SQL("BEGIN; {}").format(opened))
            yield await self._session(connection, identity, version, Sight(*sight))
            close = sql.SQL("SELECT crm.close_session({}); COMMIT")
            await connection.execute(close.format(sql.Literal(ticket)))

    @asynccontextmanager
    async def _reader(self, identity: Identity, write: bool) -> AsyncIterator[Session]:
        async with self._agent.connection() as connection:
            begin = "BEGIN; SELECT pg_backend_pid()" if write else "BEGIN READ ONLY; SELECT pg_backend_pid()"
            (pid,) = await _last_row(connection, sql.SQL(begin))
            async with self._app.connection() as issuer:
                ticket, version, *sight = await _last_row(issuer, self._open(identity, sql.Literal(pid)))
            try:
                await connection.execute(
                    "SELECT set_config('crm.ticket', %s, true), set_config('crm.now', %s, true)",
                    (ticket, self.clock.fixed.isoformat() if self.clock.fixed else ""),
                )
                yield await self._session(connection, identity, version, Sight(*sight))
                await connection.execute("COMMIT")
            finally:
                async with self._app.connection() as issuer:
                    await issuer.execute("SELECT crm.close_session(%s)", (ticket,))

    def _open(self, identity: Identity, pid: sql.Composable) -> sql.Composed:
        """The statement that issues a ticket; without parameters, so that it can travel with a BEGIN in one message."""
        values = (identity.tenant_id, identity.user_id, identity.scope, self.clock.fixed, TICKET_LIFE)
        tenant, user, scope, fixed, life = map(sql.Literal, values)
        return sql.SQL(_OPEN).format(tenant, user, scope, pid, fixed, life)

    async def _session(self, connection: Connection, identity: Identity, version: int, sight: Sight) -> Session:
        catalog = self._catalogs.get(identity.tenant_id)
        if catalog is None or catalog.version != version:
            catalog = await load_catalog(connection, identity.tenant_id)
            self._catalogs[identity.tenant_id] = catalog
        return Session(connection, identity, catalog, self.clock, sight)


def _pool(conninfo: str, size: int) -> AsyncConnectionPool[Connection]:
    return AsyncConnectionPool(
        conninfo,
        min_size=1,
        max_size=size,
        open=False,
        timeout=10,
        configure=_configure,
        check=_check,
        kwargs={"autocommit": True, "application_name": "crm"},
    )


async def _last_row(connection: Connection, statements: sql.SQL | sql.Composed) -> tuple[Any, ...]:
    """The row of the last of several statements that travel in one message."""
    cursor = await connection.execute(statements)
    while cursor.nextset():
        pass
    return cast(tuple[Any, ...], await cursor.fetchone())


async def _check(connection: Connection) -> None:
    """Raise where the server has gone. It says so on the socket: a silent one needs no question, and no round trip."""
    with selectors.DefaultSelector() as selector:
        selector.register(connection.fileno(), selectors.EVENT_READ)
        silent = not selector.select(0)
    if not silent:
        await AsyncConnectionPool.check_connection(connection)


async def _configure(connection: Connection) -> None:
    await register_vector_async(connection)


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    """Database errors as errors of ours, without a word of the statement or of rows the caller cannot see."""
    try:
        yield
    except psycopg.Error as error:
        raise translate(error) from error
    except PoolTimeout as error:
        raise Unavailable from error
    except UnicodeEncodeError as error:  # half of a surrogate pair, which JSON can spell and no text holds
        raise Invalid("That is not valid Unicode.") from error


def translate(error: psycopg.Error) -> Exception:
    """The error to show for one of the driver's; the driver's own where it is a defect of ours."""
    state = error.sqlstate or ""
    if not state and isinstance(error, psycopg.DataError):  # refused by the driver: a zero byte in a text
        return Invalid("That is no text.")
    if state in _RAISED:
        message = error.diag.message_primary or ""
        return _RAISED[state](message[:1].upper() + message[1:] + "." if message and state == "CR422" else None)
    if state == "23505":
        return Duplicate()
    if state == "42501" and "row-level security" in str(error):
        return NotPermitted()
    if state in ("22003", "22008", "22007", "22021", "22P02", "22P05", "22032", "54000", "54001"):
        return Invalid("That value is out of range.")
    if state.startswith(("08", "57P", "53")) or isinstance(error, psycopg.OperationalError):
        return Unavailable()
    return error
