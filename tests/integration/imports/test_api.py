"""Imports and exports over HTTP."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator

import httpx
import pytest_asyncio
from fastapi import FastAPI
from openpyxl import load_workbook

from assistant.api import dependencies, problems, transfers
from crm_store.database import Database
from crm_store.identity import Identity
from crm_store.users import create_token
from tests.conftest import Company

DEALS = "external_id,name,account,stage,owner_email\nD1,=1+1,Globex,Won,ann@acme.example\nD2,Theirs,Globex,Won,carl@acme.example\nD3,Nobody,Nowhere,Won,\n"
FILES = [
    ("files", ("accounts.csv", "name,phone\nGlobex,+49 30 123456\n")),
    ("files", ("deals.csv", DEALS)),
]


class Client:
    """Requests as somebody."""

    def __init__(self, client: httpx.AsyncClient, database: Database) -> None:
        self._client = client
        self._database = database

    async def __call__(self, who: Identity, method: str, path: str, *, agent: bool = False, **more) -> httpx.Response:
        token = await create_token(self._database, who, "agent" if agent else "personal")
        return await self._client.request(method, path, headers={"Authorization": f"Bearer {token}"}, **more)


@pytest_asyncio.fixture(scope="module")
async def api(database: Database) -> AsyncIterator[Client]:
    app = FastAPI()
    problems.install(app)
    app.include_router(transfers.router)
    app.dependency_overrides[dependencies.database] = lambda: database
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield Client(client, database)


async def test_what_comes_in_goes_out_as_far_as_the_caller_sees(
    api: Client, company: Company, database: Database
) -> None:
    answer = await api(company.admin, "POST", "/imports", files=FILES)
    assert answer.status_code == 200, answer.text
    files = {f["file"]: f for f in answer.json()["files"]}
    assert (files["deals.csv"]["created"], files["deals.csv"]["rejected"]) == (2, 1)
    assert "Nowhere" in files["deals.csv"]["rejects"]

    theirs = await api(company.ann, "GET", "/exports/deals.csv?stage=Won")
    rows = list(csv.DictReader(io.StringIO(theirs.text)))
    assert [(r["external_id"], r["name"], r["account"], r["owner"]) for r in rows] == [
        ("D1", "'=1+1", "Globex", "ann@acme.example")
    ]
    everything = await api(company.executive, "GET", "/exports/deals.xlsx")
    sheet = load_workbook(io.BytesIO(everything.content)).active
    cells = [[(c.value, c.data_type) for c in row] for row in sheet.iter_rows()]
    assert len(cells) == 3 and ("=1+1", "s") in [c for row in cells for c in row]

    async with database.session(company.system) as session:
        cursor = await session.connection.execute(
            "SELECT actor_id, after ->> 'rows' FROM crm.audit_event WHERE action = 'export' ORDER BY id"
        )
        assert await cursor.fetchall() == [(company.ann.user_id, "1"), (company.executive.user_id, "2")]
        cursor = await session.connection.execute(
            "SELECT DISTINCT actor_id FROM crm.audit_event WHERE actor_kind = 'import'"
        )
        assert await cursor.fetchall() == [(company.admin.user_id,)]

    # An export is a file of our own format: taken in again, nothing changes.
    again = await api(
        company.admin,
        "POST",
        "/imports",
        files=[("files", ("accounts.csv", (await api(company.admin, "GET", "/exports/accounts.csv")).text))],
    )
    assert [(f["created"], f["updated"], f["unchanged"]) for f in again.json()["files"]] == [(0, 0, 1)], again.text


async def test_who_may_not(api: Client, company: Company) -> None:
    for who in (company.ann, company.manager, company.executive, company.viewer):
        assert (await api(who, "POST", "/imports", files=FILES)).status_code == 403
    assert (await api(company.admin, "POST", "/imports", files=FILES, agent=True)).status_code == 403
    assert (await api(company.ann, "GET", "/exports/deals.csv", agent=True)).status_code == 403
    assert (await api(company.ann, "GET", "/exports/nothing.csv")).status_code == 404


async def test_files_that_are_none(api: Client, company: Company) -> None:
    for name, content in (("deals.csv", ""), ("what.csv", "a\n1\n"), ("../../x.csv", "a\n1\n")):
        answer = await api(company.admin, "POST", "/imports", files=[("files", (name, content))])
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json"), answer.text
