"""What commands share: the open database, the tenant they speak of, one console."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import typer
from psycopg.rows import dict_row
from rich.console import Console

from assistant.runtime import open_database
from assistant.settings import settings
from crm_store.database import Database
from crm_store.errors import Invalid, NotFound
from crm_store.identity import Identity

T = TypeVar("T")
TenantOption = Annotated[str | None, typer.Option("--tenant", help="The tenant's name, where there are several.")]

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def run(work: Callable[[Database], Awaitable[T]]) -> T:
    """Open the database, do the work, close it."""

    async def whole() -> T:
        async with open_database(settings()) as database:
            return await work(database)

    return asyncio.run(whole())


async def operator(database: Database, tenant: str | None) -> Identity:
    """The system's identity in the named tenant, or in the only one there is."""
    async with database.anonymous() as connection, connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute("SELECT id, name, timezone FROM crm.tenants()")
        rows: list[dict[str, Any]] = await cursor.fetchall()
    names = ", ".join(row["name"] for row in rows)
    if tenant is None:
        if len(rows) > 1:
            raise Invalid(f"There are several tenants: name one with --tenant ({names}).")
        if not rows:
            raise NotFound("There is no tenant yet: run `crm migrate`.")
        chosen = rows[0]
    else:
        found = next((row for row in rows if row["name"].casefold() == tenant.casefold()), None)
        if found is None:
            raise NotFound(f"There is no tenant `{tenant}` (there is: {names or 'none'}).")
        chosen = found
    return Identity.system(chosen["id"], timezone=chosen["timezone"])
