"""POST /reports/run and the link to CSV: one use, bound to its user, rights checked again."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from assistant.api import dependencies, problems, reports
from crm_store.analytics import ReportSpec, offer_export
from crm_store.database import Database
from crm_store.identity import Identity
from crm_store.users import create_token
from tests.conftest import Company

pytestmark = pytest.mark.usefixtures("rows")
SPEC = {"metrics": ["pipeline"], "group_by": ["owner"]}


@pytest_asyncio.fixture(scope="module")
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    problems.install(app)
    app.include_router(reports.router, prefix="/api/v1")
    app.dependency_overrides[dependencies.database] = lambda: database
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def bearer(database: Database, who: Identity) -> dict[str, str]:
    return {"Authorization": f"Bearer {await create_token(database, who, 'personal')}"}


async def test_answer(client: httpx.AsyncClient, database: Database, company: Company) -> None:
    answer = await client.post("/api/v1/reports/run", json=SPEC, headers=await bearer(database, company.manager))
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["columns"] == [
        {"key": "owner", "label": "Owner", "kind": "text"}, {"key": "pipeline", "label": "Pipeline", "kind": "money"},
    ]  # fmt: skip
    assert [(r["owner"], r["pipeline"]) for r in body["rows"]] == [("Ann", 5000), ("Bob", 2000)]
    assert body["totals"] == {"pipeline": 7000}
    assert (body["type"], body["currency"], body["chart"]["title"]) == ("table", "USD", "Pipeline by owner")
    assert body["report"]["metrics"] == ["pipeline"]
    assert body["text"].startswith("Pipeline: $7,000")
    again = await client.post(
        "/api/v1/reports/run", json=body["report"], headers=await bearer(database, company.manager)
    )
    assert again.json()["rows"] == body["rows"]


async def test_the_link_works_once(client: httpx.AsyncClient, database: Database, company: Company) -> None:
    own, other = await bearer(database, company.ann), await bearer(database, company.bob)
    url = (await client.post("/api/v1/reports/run", json=SPEC, headers=own)).json()["csv_url"]
    assert url.startswith("/api/v1/exports/reports/")
    assert (await client.get(url, headers=other)).status_code == 404
    found = await client.get(url, headers=own)
    assert found.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in found.headers["content-disposition"]
    assert list(csv.reader(io.StringIO(found.text))) == [["Owner", "Pipeline"], ["Ann", "5000"]]
    assert (await client.get(url, headers=own)).status_code == 404
    assert (await client.get("/api/v1/exports/reports/guess.csv")).status_code == 404


async def test_the_link_expires(client: httpx.AsyncClient, database: Database, company: Company) -> None:
    async with database.session(company.ann) as session:
        token = await offer_export(session, ReportSpec(("pipeline",)), timedelta(seconds=-1))
    assert (await client.get(f"/api/v1/exports/reports/{token}.csv")).status_code == 404


async def test_rights_are_checked_again(client: httpx.AsyncClient, database: Database, company: Company) -> None:
    """What the user sees when the link is opened counts, not what was seen when it was made."""
    own = await bearer(database, company.other_manager)
    url = (await client.post("/api/v1/reports/run", json=SPEC, headers=own)).json()["csv_url"]
    boss = "UPDATE crm.app_user SET manager_id = %s WHERE id = %s"
    async with database.session(company.system) as s:
        await s.connection.execute(boss, (company.manager.user_id, company.carl.user_id))
    try:
        assert (await client.get(url)).text == "Owner,Pipeline\r\n"
    finally:
        async with database.session(company.system) as s:
            await s.connection.execute(boss, (company.other_manager.user_id, company.carl.user_id))


async def test_who_was_let_go_gets_nothing(client: httpx.AsyncClient, database: Database, company: Company) -> None:
    url = (await client.post("/api/v1/reports/run", json=SPEC, headers=await bearer(database, company.bob))).json()[
        "csv_url"
    ]
    active = "UPDATE crm.app_user SET active = %s WHERE id = %s"
    async with database.session(company.system) as s:
        await s.connection.execute(active, (False, company.bob.user_id))
    try:
        assert (await client.get(url)).status_code == 404
    finally:
        async with database.session(company.system) as s:
            await s.connection.execute(active, (True, company.bob.user_id))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "invalid"),
        ({"metrics": []}, "invalid"),
        ({"metrics": ["nonsense"]}, "invalid"),
        ({"metrics": ["pipeline"], "group_by": ["nonsense"]}, "unknown_field"),
        ({"metrics": ["pipeline"], "group_by": ["owner'; DROP TABLE crm.deal --"]}, "unknown_field"),
        ({"metrics": ["pipeline"], "filters": [{"field": "amount", "op": "like", "value": 1}]}, "invalid"),
        ({"metrics": ["pipeline"], "period": "sometime"}, "invalid"),
        ({"metrics": ["pipeline"], "period": {"from": "2026-02-30"}}, "invalid"),
        ({"metrics": ["pipeline"], "period": {"from": "9999-12-01", "to": "9999-12-31"}, "compare": "previous_year", "limit": 0}, "invalid"),
        ({"metrics": ["pipeline"], "limit": 0}, "invalid"),
        ({"metrics": ["pipeline"], "chart": "spiral"}, "invalid"),
        ({"metrics": ["pipeline"], "compare": "last_year"}, "invalid"),
    ],
)  # fmt: skip
async def test_bad_requests(
    client: httpx.AsyncClient, database: Database, company: Company, body: dict[str, object], code: str
) -> None:
    answer = await client.post("/api/v1/reports/run", json=body, headers=await bearer(database, company.ann))
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text


@pytest.mark.parametrize("period", [
    {"from": "0001-01-01", "to": "9999-12-31"}, {"from": "9999-12-31"}, {"to": "0001-01-01"}, "last_3660_years", "last_9999_days",
    "0000-Q1", "9999-Q4", "2026-W60",
])  # fmt: skip
async def test_extreme_periods(client: httpx.AsyncClient, database: Database, company: Company, period: object) -> None:
    for more in ({}, {"compare": "previous_period"}, {"group_by": ["day"]}):
        body = {"metrics": ["won_amount", "pipeline"], "period": period, **more}
        answer = await client.post("/api/v1/reports/run", json=body, headers=await bearer(database, company.ann))
        assert answer.status_code in (200, 422), (body, answer.text)


async def test_nobody_without_a_token(client: httpx.AsyncClient) -> None:
    assert (await client.post("/api/v1/reports/run", json=SPEC)).status_code == 401
