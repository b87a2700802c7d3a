"""The decisions over HTTP, with real tokens: codes of the contract, and an agent's token that decides nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest_asyncio
from fastapi import FastAPI

from assistant.api import audit, dependencies, problems, proposals
from crm_store import records
from crm_store.database import Database
from crm_store.identity import Identity
from crm_store.proposals.draft import ChangeDraft
from crm_store.users import create_token
from tests.conftest import Company


@pytest_asyncio.fixture(scope="module")
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    problems.install(app)
    for router in (audit.router, proposals.router):
        app.include_router(router, prefix="/api/v1")
    app.dependency_overrides[dependencies.database] = lambda: database
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test/api/v1") as client:
        yield client


async def _as(database: Database, who: Identity, kind: Any = "personal") -> dict[str, str]:
    return {"Authorization": f"Bearer {await create_token(database, who, kind)}"}


async def test_the_life_of_a_proposal(
    client: httpx.AsyncClient, database: Database, company: Company, make: Any, file: Any
) -> None:
    ann = await _as(database, company.ann)
    account = await make("account", company.ann, name="Northwind")
    p = await file(
        company.ann, ChangeDraft("update", "account", account, set={"city": "Oslo", "owner": company.bob.email})
    )
    listed = (
        await client.get("/proposals", params={"status": "pending", "approver": "me", "limit": 1000}, headers=ann)
    ).json()
    assert listed["total"] == 1 and listed["items"][0]["ref"] == p.ref
    one = (await client.get(f"/proposals/{p.ref}", headers=ann)).json()
    assert one["changes"][0]["set"]["city"] == {"before": None, "after": "Oslo"}
    assert one["changes"][0]["set"]["owner"]["after"]["email"] == company.bob.email
    edits = {one["changes"][0]["id"]: {"city": "Bergen", "owner": "me"}}
    done = await client.post(f"/proposals/{p.id}/approve", json={"edits": edits}, headers=ann)
    assert (done.status_code, done.json()["status"]) == (200, "applied")
    async with database.session(company.ann) as s:
        assert (await records.get(s, "account", account)).value("city") == "Bergen"
    events = (await client.get("/audit", params={"proposal_id": str(p.id)}, headers=ann)).json()["items"]
    assert {e["action"] for e in events} == {"approve", "update"}
    assert (await client.get(f"/proposals/{p.id}/changes", headers=ann)).json()["total"] == 1
    assert (await client.post(f"/proposals/{p.id}/approve", headers=ann)).status_code == 200
    assert (await client.post(f"/proposals/{p.id}/undo", headers=ann)).json()["status"] == "undone"
    assert (await client.post(f"/proposals/{p.id}/reject", json={}, headers=ann)).json()["code"] == "conflict"


async def test_refusals(client: httpx.AsyncClient, database: Database, company: Company, make: Any, file: Any) -> None:
    account = await make("account", company.ann, name="Globex")
    p = await file(company.ann, ChangeDraft("update", "account", account, set={"city": "Oslo"}))

    async def approve(who: Identity, kind: str = "personal", **body: Any) -> tuple[int, str]:
        answer = await client.post(f"/proposals/{p.id}/approve", json=body, headers=await _as(database, who, kind))
        return answer.status_code, answer.json()["code"]

    assert await approve(company.ann, "agent") == (403, "not_approver")
    assert await approve(company.manager) == (403, "not_approver")
    assert await approve(company.bob) == (404, "not_found")
    assert await approve(company.ann, changes=["nonsense"]) == (422, "invalid")
    async with database.session(company.ann) as s:
        await records.update(s, "account", account, {"city": "Rome"})
    for _ in range(2):
        assert await approve(company.ann) == (409, "stale")
    ann = await _as(database, company.ann)
    shown = (await client.get(f"/proposals/{p.id}", headers=ann)).json()
    assert shown["status"] == "stale" and shown["changes"][0]["warnings"][-1]["text"] == "City is now Rome."
    for path in ("/proposals/P-0", "/proposals/%00", "/proposals/x/changes"):
        assert (await client.get(path, headers=ann)).status_code == 404
    assert (await client.get("/proposals?cursor=x", headers=ann)).status_code == 422
    assert (await client.get("/proposals?status=odd", headers=ann)).status_code == 422
    assert (await client.get("/proposals")).status_code == 401
