"""The part of the API that is loaded later is there for whoever asks for it, however early."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from fastapi import FastAPI

from assistant.app import create_app
from assistant.settings import Settings


@pytest.fixture
def app() -> FastAPI:
    return create_app(Settings(), whole=False)


def client(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://crm.test")


def paths(app: FastAPI) -> set[str]:
    return set(app.openapi()["paths"])


async def test_a_chat_does_not_wait_for_it(app: FastAPI) -> None:
    async with client(app) as http:
        assert (await http.get("/healthz")).json() == {"status": "ok"}
    assert "/api/v1/conversations" in paths(app)
    assert "/api/v1/deals" not in paths(app)


async def test_whoever_asks_for_it_finds_all_of_it(app: FastAPI) -> None:
    async with client(app) as http:
        answers = await asyncio.gather(*(http.get("/api/v1/openapi.json") for _ in range(3)))
    whole = create_app(Settings()).openapi()
    assert [answer.json() for answer in answers] == [whole] * 3
    assert "/api/v1/deals" in whole["paths"]
    assert whole["components"]["schemas"]["Problem"]["properties"]["code"]


async def test_what_is_nowhere_is_a_problem_as_ever(app: FastAPI) -> None:
    async with client(app) as http:
        answer = await http.get("/api/v1/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
