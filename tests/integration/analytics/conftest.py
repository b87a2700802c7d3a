"""A small company with deals whose numbers can be added up by hand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest_asyncio

from crm_store.analytics import ReportResult, ReportSpec, run_report
from crm_store.database import Database
from crm_store.identity import Identity
from tests.conftest import Company

Run = Callable[..., Awaitable[ReportResult]]


async def insert(database: Database, company: Company, table: str, rows: list[dict[str, Any]]) -> list[Any]:
    """Rows as the importer would bring them; their ids."""
    ids = []
    async with database.session(company.system) as s:
        for row in rows:
            names, marks = ", ".join(row), ", ".join(["%s"] * len(row))
            cursor = await s.connection.execute(
                f"INSERT INTO crm.{table} (tenant_id, {names}) VALUES (%s, {marks}) RETURNING id".encode(),
                [company.tenant_id, *row.values()],
            )
            ids.append((await cursor.fetchone() or (None,))[0])
    return ids


@pytest_asyncio.fixture(scope="module")
async def run(database: Database) -> Run:
    """Run a spec's JSON as somebody, through the role that reads language."""

    async def run_as(identity: Identity, **spec: Any) -> ReportResult:
        async with database.session(identity, role="agent") as session:
            return await run_report(session, ReportSpec.from_json(spec))

    return run_as


def deal(owner: Any, stage: str, amount: int | None, created: str, **more: Any) -> dict[str, Any]:
    minor = None if amount is None else amount * 100
    return {
        "name": f"{stage} {amount}",
        "owner_id": owner,
        "stage": stage,
        "amount_minor": minor,
        "created_at": created,
        **more,
    }


@pytest_asyncio.fixture(scope="module")
async def rows(database: Database, company: Company) -> dict[str, list[Any]]:
    ann, bob, carl = company.ann.user_id, company.bob.user_id, company.carl.user_id
    async with database.session(company.system) as s:
        for team, users in (("West", [ann, bob]), ("East", [carl])):
            cursor = await s.connection.execute(
                "INSERT INTO crm.team (tenant_id, name) VALUES (%s, %s) RETURNING id", (company.tenant_id, team)
            )
            made = await cursor.fetchone()
            await s.connection.execute(
                "UPDATE crm.app_user SET team_id = %s WHERE id = ANY(%s)", (made and made[0], users)
            )
    accounts = await insert(database, company, "account", [
        {"name": "Globex", "industry": "Retail", "owner_id": ann, "created_at": "2026-10-05T10:00Z"},
        {"name": "Initech", "industry": "Finance", "owner_id": carl, "created_at": "2025-01-01T10:00Z"},
    ])  # fmt: skip
    globex, initech = accounts
    await insert(database, company, "deal", [
        deal(ann, "Prospecting", 1000, "2026-11-02T09:00Z", account_id=globex, close_date="2026-11-30", source="Website"),
        deal(ann, "Negotiation", 4000, "2026-09-01T09:00Z", account_id=initech, close_date="2026-12-15", source="Referral"),
        deal(bob, "Proposal", 2000, "2026-10-10T09:00Z", account_id=globex, close_date="2027-01-10"),
        deal(bob, "Qualified", None, "2026-11-10T09:00Z"),
        deal(carl, "Proposal", 8000, "2026-08-10T09:00Z", close_date="2026-12-31", source="Website"),
        deal(ann, "Won", 3000, "2026-07-01T00:00Z", closed_at="2026-10-09T00:00Z", source="Website", account_id=globex),
        deal(ann, "Won", 5000, "2026-08-01T00:00Z", closed_at="2026-11-09T00:00Z", source="Referral"),
        deal(ann, "Lost", 700, "2026-08-01T00:00Z", closed_at="2026-11-01T00:00Z", source="Website", loss_reason="Price"),
        deal(bob, "Won", 1500, "2026-06-01T00:00Z", closed_at="2026-07-01T00:00Z", source="Website"),
        deal(bob, "Lost", 900, "2026-06-01T00:00Z", closed_at="2026-08-15T00:00Z", source="Website"),
        deal(carl, "Lost", 6000, "2025-06-01T00:00Z", closed_at="2025-11-15T00:00Z"),
        deal(carl, "Won", 2500, "2025-10-01T00:00Z", closed_at="2025-11-30T00:00Z"),
    ])  # fmt: skip
    await insert(database, company, "lead", [
        {"name": "L1", "owner_id": ann, "status": "Converted", "source": "Website", "created_at": "2026-11-01T09:00Z"},
        {"name": "L2", "owner_id": ann, "status": "New", "source": "Website", "created_at": "2026-11-03T09:00Z"},
        {"name": "L3", "owner_id": bob, "status": "Working", "source": "Partner", "created_at": "2026-10-03T09:00Z"},
        {"name": "L4", "owner_id": carl, "status": "Converted", "source": "Partner", "created_at": "2026-10-03T09:00Z"},
    ])  # fmt: skip
    await insert(database, company, "activity", [
        {"type": "call", "subject": "c", "owner_id": ann, "occurred_at": "2026-11-17T09:00Z", "account_id": globex},
        {"type": "call", "subject": "c", "owner_id": bob, "occurred_at": "2026-10-17T09:00Z", "account_id": globex},
        {"type": "meeting", "subject": "m", "owner_id": ann, "occurred_at": "2026-11-16T09:00Z", "account_id": globex},
        {"type": "email", "subject": "e", "owner_id": ann, "occurred_at": "2026-11-15T09:00Z", "account_id": globex},
        {"type": "note", "subject": "n", "owner_id": bob, "occurred_at": "2026-11-14T09:00Z", "account_id": globex},
        {"type": "task", "subject": "t1", "owner_id": ann, "status": "open", "due_date": "2026-11-17", "account_id": globex},
        {"type": "task", "subject": "t2", "owner_id": ann, "status": "open", "due_date": "2026-11-18", "account_id": globex},
        {"type": "task", "subject": "t3", "owner_id": bob, "status": "done", "due_date": "2026-11-01",
         "completed_at": "2026-11-02T10:00Z", "account_id": globex},
    ])  # fmt: skip
    await insert(database, company, "contact", [{"name": "Jane", "owner_id": ann, "created_at": "2026-11-02T10:00Z"}])
    await insert(database, company, "product", [{"name": "Widget"}])
    await insert(database, company, "ticket", [
        {"subject": "s1", "status": "Open", "account_id": globex, "created_at": "2026-11-02T00:00Z"},
        {"subject": "s2", "status": "Resolved", "account_id": globex, "created_at": "2026-11-02T00:00Z",
         "resolved_at": "2026-11-06T12:00Z"},
    ])  # fmt: skip
    return {"accounts": accounts}
