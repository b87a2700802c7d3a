"""The records API over HTTP, on the module's own database, with real tokens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest_asyncio
from fastapi import FastAPI

from assistant.api import dependencies, problems, records
from crm_store.database import Database
from crm_store.identity import Identity
from crm_store.users import create_token
from tests.conftest import Company


@dataclass
class Api:
    """Requests as somebody; `agent=True` with a token made for agents."""

    client: httpx.AsyncClient
    tokens: dict[tuple[str, bool], str]

    async def __call__(
        self, who: Identity, method: str, path: str, json: Any = None, *, agent: bool = False, **more: Any
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.tokens[who.email, agent]}", **more.pop("headers", {})}
        return await self.client.request(method, f"/api/v1{path}", json=json, headers=headers, **more)


@pytest_asyncio.fixture(scope="module")
async def api(database: Database, company: Company) -> AsyncIterator[Api]:
    tokens = {}
    people = [i for i in vars(company).values() if isinstance(i, Identity)]
    for who in people:
        for agent in (False, True):
            tokens[who.email, agent] = await create_token(database, who, "agent" if agent else "personal")
    app = FastAPI()
    problems.install(app)
    app.include_router(records.router, prefix="/api/v1")
    app.dependency_overrides[dependencies.database] = lambda: database
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield Api(client, tokens)
