"""The chat routes over real HTTP, on a real database, with a scripted large model or the embedded one."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import numpy as np
import pytest_asyncio
from fastapi import FastAPI

from assistant.api import conversations, problems
from assistant.conversation.turn import Assistant
from assistant.language.plan import Plan, ToolCall, TurnInput
from assistant.models import choose_models
from assistant.settings import Settings
from assistant.state import AppState
from crm_store.database import Database
from crm_store.identity import Identity
from crm_store.users import create_token
from tests.conftest import Company
from tests.integration.conversation.scripted_model import ScriptedModel, scripted_model, serving


class FewWords:
    """Plans three sentences: the language engine's substitute in these tests.

    `count deals` counts, `which` asks, everything else is declined.
    """

    async def plan(self, turn: TurnInput) -> Plan:
        return Plan(tuple(ToolCall(name, args) for name, args in _plan(turn)), 1.0)


def _plan(turn: TurnInput) -> list[tuple[str, dict[str, Any]]]:
    if turn.text == "count deals":
        return [("find_records", {"object": "deal", "count_only": True})]
    if turn.text == "boom":
        raise RuntimeError("the embedded model has a defect")
    if turn.text == "which":
        call = {"tool": "find_records", "args": {"object": "deal"}}
        options = [{"label": "Deals", "say": "count deals"}, {"label": "All", "say": "all deals", "call": call}]
        return [("ask_user", {"prompt": "Which?", "options": options})]
    return [("decline", {"reason": "not_understood", "message": "I can look up records."})]


class NoEncoder:
    """Nothing in these tests searches; whoever does is told so."""

    name, dimensions = "none", 384

    def encode(self, texts: Any) -> Any:
        return np.zeros((len(texts), 384), dtype=np.float32)

    def encode_query(self, text: str) -> Any:
        return np.zeros(384, dtype=np.float32)


@dataclass
class Chat:
    """One person's client."""

    http: httpx.AsyncClient
    conversation: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)

    async def start(self) -> Chat:
        self.conversation = (await self.http.post("/conversations")).json()["id"]
        return self

    async def post(self, **body: Any) -> httpx.Response:
        return await self.http.post(f"/conversations/{self.conversation}/messages", json=body, timeout=60)

    async def say(self, text: str) -> dict[str, Any]:
        response = await self.post(text=text)
        assert response.status_code == 200, response.text
        message: dict[str, Any] = response.json()
        return message

    async def stream(self, text: str) -> list[dict[str, Any]]:
        path = f"/conversations/{self.conversation}/messages"
        headers = {"Accept": "text/event-stream"}
        events = []
        async with self.http.stream("POST", path, json={"text": text}, headers=headers, timeout=60) as response:
            assert response.status_code == 200
            async for line in response.aiter_lines():
                if line.startswith("data: "):
                    events.append(json.loads(line[6:]))
        return events

    async def messages(self) -> list[dict[str, Any]]:
        response = await self.http.get(f"/conversations/{self.conversation}/messages")
        items: list[dict[str, Any]] = response.json()["items"]
        return items


@dataclass
class Office:
    """A running API; `client` signs somebody in."""

    database: Database
    address: str
    assistant: Assistant

    @asynccontextmanager
    async def client(self, identity: Identity, kind: Any = "session") -> AsyncIterator[Chat]:
        token = await create_token(self.database, identity, kind, life=timedelta(hours=1))
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=f"{self.address}/api/v1", headers=headers) as http:
            yield await Chat(http).start()


@asynccontextmanager
async def office(database: Database, assistant: Assistant) -> AsyncIterator[Office]:
    app = FastAPI()
    problems.install(app)
    app.include_router(conversations.router, prefix="/api/v1")
    app.state.crm = AppState(Settings(), database, assistant.encoder, chat=assistant)
    async with serving(app) as address:
        yield Office(database, address, assistant)
    await assistant.close()


@pytest_asyncio.fixture(scope="module")
async def model() -> AsyncIterator[ScriptedModel]:
    async with scripted_model() as scripted:
        yield scripted


@pytest_asyncio.fixture(scope="module")
async def large(database: Database, model: ScriptedModel) -> AsyncIterator[Office]:
    """The API with the scripted large model in front."""
    models = choose_models("openai:scripted", FewWords(), timeout=3, base_url=model.base_url, api_key="none")
    async with office(database, Assistant(database, NoEncoder(), models)) as running:
        yield running


@pytest_asyncio.fixture(scope="module")
async def small(database: Database) -> AsyncIterator[Office]:
    """The API with an embedded model alone."""
    models = choose_models("embedded", FewWords())
    async with office(database, Assistant(database, NoEncoder(), models)) as running:
        yield running


@pytest_asyncio.fixture
async def ann(large: Office, company: Company) -> AsyncIterator[Chat]:
    async with large.client(company.ann) as chat:
        yield chat


@pytest_asyncio.fixture
async def ann_small(small: Office, company: Company) -> AsyncIterator[Chat]:
    async with small.client(company.ann) as chat:
        yield chat
