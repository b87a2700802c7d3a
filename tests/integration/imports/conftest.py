"""Folders to import, and what is in the tenant afterwards."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from crm_store.database import Database
from crm_store.identity import Identity
from crm_store.imports import FileSummary, ImportSummary, import_paths
from crm_store.tenants import make_tenant

Load = Callable[..., Awaitable[ImportSummary]]
Ask = Callable[..., Awaitable[list[Any]]]


@pytest_asyncio.fixture
async def tenant(database: Database, admin: str, request: pytest.FixtureRequest) -> Identity:
    """A tenant of its own for each test."""
    return Identity.system(make_tenant(admin, request.node.name))


@pytest.fixture
def load(database: Database, tenant: Identity) -> Load:
    """Import paths into the test's tenant."""

    async def run(*paths: Path, **options: Any) -> ImportSummary:
        return await import_paths(database, tenant, paths, **options)

    return run


@pytest.fixture
def ask(database: Database, tenant: Identity) -> Ask:
    """Rows of a query as the tenant's system; single columns come as values."""

    async def run(query: str, *values: object) -> list[Any]:
        async with database.session(tenant) as session:
            rows = await (await session.connection.execute(query, values)).fetchall()
        return [row[0] if len(row) == 1 else row for row in rows]

    return run


def write(folder: Path, **files: str) -> Path:
    """CSV files by their name without the ending; lines are stripped of the indent of the test."""
    for name, text in files.items():
        lines = [line.strip() for line in text.strip().splitlines()]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def counts(summary: FileSummary) -> tuple[int, int, int, int]:
    """(created, updated, unchanged, rejected)"""
    return summary.created, summary.updated, summary.unchanged, summary.rejected
