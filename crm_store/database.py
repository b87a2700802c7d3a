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

from pgvector.psycopg import register_vector_async
from psycopg import AsyncConnection, generators, sql
from psycopg.pq import TransactionStatus
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from crm_store.catalog import Catalog, load_catalog
from crm_store.clock import Clock
from crm_store.driver_errors import translated
from crm_store.errors import NotSignedIn, Unavailable
from crm_store.identity import Identity

Connection = AsyncConnection[Any]

# A session is one request or one batch of a job; a ticket that outlives this belongs to nobody.
TICKET_LIFE = timedelta(hours=1)
EXPIRED = "The session has expired: sign in again."
_OPEN: LiteralString = (
    "SELECT ticket, catalog_version, sees_all, owners, open_objects FROM crm.open_session({}, {}, {}, {}, {}, {})"
)
_ENTER: LiteralString = (
    "BEGIN; SELECT expired, catalog_version, sees_all, owners, open_objects, tenant_id, user_id, email, name, role,"
    " CASE kind WHEN 'agent' THEN 'agent' ELSE 'person' END, timezone FROM crm.enter({}, {}, {})"
)


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
        async with translated(), self._app.connection() as connection:
            yield connection

    @asynccontextmanager
    async def session(
        self, identity: Identity, role: Literal["app", "agent"] = "app", *, write: bool = False
    ) -> AsyncIterator[Session]:
        """One transaction as this user. As `agent` it is read-only unless `write` (which can file a proposal, no more)."""
        async with translated():
            if role == "app":
                async with self._person(identity) as session:
                    yield session
            else:
                async with self._reader(identity, write) as session:
                    yield session

    @asynccontextmanager
    async def reading(self, token_hash: bytes) -> AsyncIterator[Session]:
        """One read-only transaction as whoever has the token of this SHA-256; NotSignedIn where nobody has.

        Token and ticket are asked for in one message, and the end takes the ticket back with everything else.
        """
        async with translated(), self._app.connection() as connection:
            try:
                yield await self._entered(connection, token_hash)
            finally:
                await _roll_back(connection)

    async def _entered(self, connection: Connection, token_hash: bytes) -> Session:
        values = map(sql.Literal, (token_hash, self.clock.fixed, TICKET_LIFE))
        row = await _last_row(connection, sql.SQL(_ENTER).format(*values))
        if row is None:
            raise NotSignedIn
        expired, version, *rest = row
        if expired:
            raise NotSignedIn(EXPIRED)
        return await self._session(connection, Identity(*rest[3:]), version, Sight(*rest[:3]))

    @asynccontextmanager
    async def _person(self, identity: Identity) -> AsyncIterator[Session]:
        async with self._app.connection() as connection:  # which rolls back where the block raises
            # Behind a transaction pooler the client's idea of the process id is not the server's.
            opened = self._open(identity, sql.SQL("pg_backend_pid()"))
            ticket, version, *sight = await _only_row(connection, sql.SQL("BEGIN; {}").format(opened))
            yield await self._session(connection, identity, version, Sight(*sight))
            close = sql.SQL("SELECT crm.close_session({}); COMMIT")
            await connection.execute(close.format(sql.Literal(ticket)))

    @asynccontextmanager
    async def _reader(self, identity: Identity, write: bool) -> AsyncIterator[Session]:
        async with self._agent.connection() as connection:
            begin = "BEGIN; SELECT pg_backend_pid()" if write else "BEGIN READ ONLY; SELECT pg_backend_pid()"
            (pid,) = await _only_row(connection, sql.SQL(begin))
            async with self._app.connection() as issuer:
                ticket, version, *sight = await _only_row(issuer, self._open(identity, sql.Literal(pid)))
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


async def _last_row(connection: Connection, statements: sql.SQL | sql.Composed) -> tuple[Any, ...] | None:
    """The row of the last of several statements that travel in one message."""
    cursor = await connection.execute(statements)
    while cursor.nextset():
        pass
    return cast(tuple[Any, ...] | None, await cursor.fetchone())


async def _only_row(connection: Connection, statements: sql.SQL | sql.Composed) -> tuple[Any, ...]:
    row = await _last_row(connection, statements)
    assert row is not None, "a statement that always has one row"
    return row


async def _roll_back(connection: Connection) -> None:
    """End a transaction that changed nothing. The driver's own way has each statement of the connection planned anew.

    What is at work still (its caller went away), or gone, is left to the pool.
    """
    if connection.pgconn.transaction_status not in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
        return
    connection.pgconn.send_query(b"ROLLBACK")
    await connection.wait(generators.execute(connection.pgconn))


async def _check(connection: Connection) -> None:
    """Raise where the server has gone. It says so on the socket: a silent one needs no question, and no round trip."""
    with selectors.DefaultSelector() as selector:
        selector.register(connection.fileno(), selectors.EVENT_READ)
        silent = not selector.select(0)
    if not silent:
        await AsyncConnectionPool.check_connection(connection)


async def _configure(connection: Connection) -> None:
    await register_vector_async(connection)
