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
