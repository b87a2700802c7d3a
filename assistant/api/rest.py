"""What a chat does not need, which is half of the API's imports: loaded when there is time, or when somebody asks for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

AT_ONCE = ("/api/v1/auth", "/api/v1/conversations", "/healthz", "/readyz")
# Later than the first answer, sooner than a person who looks around after it.
QUIET = 2.0  # seconds


class Rest:
    """Runs `include` once, in a thread; whoever needs it meanwhile waits for it."""

    def __init__(self, include: Callable[[], None]) -> None:
        self._include = include
        self._loading: asyncio.Task[None] | None = None

    async def loaded(self) -> None:
        if self._loading is None:
            self._loading = asyncio.create_task(asyncio.to_thread(self._include))
        await asyncio.shield(self._loading)

    async def load_in_quiet(self) -> None:
        await asyncio.sleep(QUIET)
        await self.loaded()


class WaitForRest:
    """Holds a request back until there are the routes that may answer it."""

    def __init__(self, app: ASGIApp, rest: Rest) -> None:
        self.app = app
        self._rest = rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith(AT_ONCE):
            await self._rest.loaded()
        await self.app(scope, receive, send)
