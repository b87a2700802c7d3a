"""The whole application, served by uvicorn on a free port over a database of its own: what a client from outside meets."""

from __future__ import annotations

import socket
import threading
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg
import pytest
import pytest_asyncio
import uvicorn
from pydantic import SecretStr

from assistant.app import create_app
from assistant.settings import Settings
from crm_store.clock import Clock
from crm_store.database import Database
from crm_store.embedded.values import Endpoint
from crm_store.identity import Identity
from crm_store.migrate import logins, migrate
from crm_store.users import create_token
from retrieval.encoder import build_encoder_path
from retrieval.export import export_encoder
from tests.conftest import NOW, Company, make_company


@dataclass
class Api:
    """Requests over HTTP as somebody; `agent=True` with a token that was made for agents."""

    url: str
    tokens: dict[tuple[object, bool], str] = field(default_factory=dict)
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=240))

    def header(self, who: Identity, *, agent: bool = False) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[who.user_id, agent]}"}

    def __call__(
        self, who: Identity | None, method: str, path: str, json: Any = None, *, agent: bool = False, **more: Any
    ) -> httpx.Response:
        headers = {**(self.header(who, agent=agent) if who else {}), **more.pop("headers", {})}
        return self.client.request(method, f"{self.url}/api/v1{path}", json=json, headers=headers, **more)

    def ok(self, who: Identity, method: str, path: str, json: Any = None, **more: Any) -> Any:
        """The JSON of an answer that must be a good one."""
        answer = self(who, method, path, json, **more)
        assert answer.status_code < 300, f"{method} {path} as {who.email}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def refused(self, who: Identity | None, method: str, path: str, json: Any = None, **more: Any) -> tuple[int, str]:
        """Status and code of an answer that must be a problem document."""
        answer = self(who, method, path, json, **more)
        assert answer.headers["content-type"] == "application/problem+json", f"{answer.status_code} {answer.text}"
        body = answer.json()
        assert {"type", "title", "status", "code", "detail"} <= set(body), body
        assert body["status"] == answer.status_code
        return answer.status_code, body["code"]

    def everything(self, who: Identity, path: str, limit: int = 200, **params: Any) -> list[Any]:
        """All items of a list, page by page; asserts that the pages and `total` agree."""
        items: list[Any] = []
        cursor, total = None, None
        while True:
            query = {**params, "limit": limit, **({"cursor": cursor} if cursor else {})}
            page = self.ok(who, "GET", path, params=query)
            items += page["items"]
            total = page["total"] if total is None else total
            cursor = page["next_cursor"]
            if not cursor:
                break
        assert len(items) == total
        return items

    def say(self, who: Identity, text: str) -> Any:
        """The answer to one sentence in a conversation of its own."""
        conversation = self.ok(who, "POST", "/conversations")["id"]
        return self.ok(who, "POST", f"/conversations/{conversation}/messages", {"text": text})


@pytest.fixture(scope="session")
def api_admin(server: Endpoint, template: str) -> Iterator[str]:
    """The administrator's conninfo of the database that the served application uses."""
    name = f"api_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server.conninfo(dbname="postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
    migrate(server.conninfo(dbname=name))
    yield server.conninfo(dbname=name)
    with psycopg.connect(server.conninfo(dbname="postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="session")
def served(api_admin: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address."""
    chosen = Settings(
        database_url=SecretStr(api_admin), data_dir=tmp_path_factory.mktemp("data"), now=NOW,
        encoder_dir=export_encoder(build_encoder_path()),
    )  # fmt: skip
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    web = uvicorn.Server(uvicorn.Config(create_app(chosen), "127.0.0.1", port, log_level="warning"))
    thread = threading.Thread(target=web.run, daemon=True)
    thread.start()
    started = time.monotonic()
    while not web.started:
        assert thread.is_alive(), "the application did not start"
        assert time.monotonic() - started < 120
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    web.should_exit = True
    thread.join(20)


@pytest_asyncio.fixture(scope="session")
async def api_database(api_admin: str) -> AsyncIterator[Database]:
    roles = logins(api_admin)
    database = Database(roles.app, roles.agent, Clock(NOW), size=4)
    await database.open()
    yield database
    await database.close()


async def give_tokens(api: Api, database: Database, who: Identity) -> None:
    for agent in (False, True):
        api.tokens[who.user_id, agent] = await create_token(database, who, "agent" if agent else "personal")


Found = Callable[[str], Any]


@pytest.fixture(scope="session")
def api(served: str) -> Iterator[Api]:
    made = Api(served)
    yield made
    made.client.close()


@pytest.fixture(scope="session")
def found_company(api: Api, api_admin: str, api_database: Database) -> Found:
    """found_company(name) makes a tenant of its own with the people of `Company` and their tokens."""

    async def found(name: str) -> Company:
        company = await make_company(api_database, api_admin, name)
        for who in vars(company).values():
            if isinstance(who, Identity):
                await give_tokens(api, api_database, who)
        return company

    return found


@pytest_asyncio.fixture(scope="module")
async def org(found_company: Found, request: pytest.FixtureRequest) -> Company:
    """A company of this module's own."""
    company: Company = await found_company(f"org-{uuid.uuid4().hex[:8]}")
    return company
