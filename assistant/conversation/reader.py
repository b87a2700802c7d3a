"""The one read session of a turn: opened when first needed, shared by the engine and the tools, one user at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from psycopg.pq import TransactionStatus

from crm_store.database import Database, Session
from crm_store.identity import Identity


class Reader:
    """Reads as the agent role. A statement that fails costs the next step a new session, and the turn nothing."""

    def __init__(self, database: Database, identity: Identity) -> None:
        self._database = database
        self._identity = identity
        self._stack = AsyncExitStack()
        self._session: Session | None = None
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def step(self) -> AsyncIterator[Session]:
        """The session, for one tool or one plan."""
        async with self._lock:
            session = await self._open()
            try:
                yield session
            except BaseException:
                # Cheaper than a savepoint around every step: nothing was written that could be lost.
                if session.connection.info.transaction_status is not TransactionStatus.INTRANS:
                    await self._close()
                raise

    async def close(self) -> None:
        """Give the connection back; the next step opens a new session. Also while a slow model thinks."""
        async with self._lock:
            await self._close()

    async def _close(self) -> None:
        self._session = None
        await self._stack.aclose()

    async def _open(self) -> Session:
        if self._session is None:
            opened = self._database.session(self._identity, role="agent")
            self._session = await self._stack.enter_async_context(opened)
        return self._session
