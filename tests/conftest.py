"""What tests share: one embedded PostgreSQL for the run, and a database of its own, cloned from a migrated template, per module."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
import pytest_asyncio

from crm_store.clock import Clock
from crm_store.database import Database
from crm_store.embedded import EmbeddedServer
from crm_store.embedded.values import Endpoint
from crm_store.identity import Identity, Role
from crm_store.migrate import logins, migrate
from crm_store.tenants import make_tenant

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)  # a Wednesday


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """A PostgreSQL for this run (one per xdist worker), gone afterwards."""
    embedded = EmbeddedServer(Path(tmp_path_factory.mktemp("pg")))
    endpoint = embedded.start()
    yield endpoint
    embedded.stop()


@pytest.fixture(scope="session")
def template(server: Endpoint) -> str:
    """A migrated database without tenants, to clone."""
    with psycopg.connect(server.conninfo(dbname="postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE template_crm")
    migrate(server.conninfo(dbname="template_crm"))
    return "template_crm"


@pytest.fixture(scope="module")
def admin(server: Endpoint, template: str) -> Iterator[str]:
    """The administrator's conninfo of a fresh, migrated database for this module."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server.conninfo(dbname="postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    conninfo = server.conninfo(dbname=name)
    migrate(conninfo)  # the rights of the database itself are not cloned
    yield conninfo
    with psycopg.connect(server.conninfo(dbname="postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest_asyncio.fixture(scope="module")
async def database(admin: str) -> AsyncIterator[Database]:
    roles = logins(admin)
    database = Database(roles.app, roles.agent, Clock(NOW))
    await database.open()
    yield database
    await database.close()


@dataclass(frozen=True)
class Company:
    """A small organisation: admin > executive > manager > (ann, bob); other_manager > carl; a viewer."""

    tenant_id: UUID
    admin: Identity
    executive: Identity
    manager: Identity
    other_manager: Identity
    ann: Identity
    bob: Identity
    carl: Identity
    viewer: Identity

    @property
    def system(self) -> Identity:
        return Identity.system(self.tenant_id)


async def make_company(database: Database, admin: str, name: str) -> Company:
    """A tenant with the people of `Company`; e-mails are NAME@TENANT.example."""
    tenant = make_tenant(admin, name)
    made: dict[str, Identity] = {}

    async def add(who: str, role: Role, manager: str | None = None) -> None:
        email = f"{who}@{name}.example"
        async with database.session(Identity.system(tenant)) as s:
            cursor = await s.connection.execute(
                "INSERT INTO crm.app_user (tenant_id, email, name, role, manager_id, timezone) VALUES (%s, %s, %s, %s, %s, 'UTC') RETURNING id",
                (tenant, email, who.replace("_", " ").title(), role, made[manager].user_id if manager else None),
            )
            row = await cursor.fetchone()
        assert row is not None
        made[who] = Identity(tenant, row[0], email, who.replace("_", " ").title(), role)

    await add("admin", "admin")
    await add("executive", "executive")
    await add("manager", "manager", "executive")
    await add("other_manager", "manager", "executive")
    await add("ann", "rep", "manager")
    await add("bob", "rep", "manager")
    await add("carl", "rep", "other_manager")
    await add("viewer", "viewer")
    return Company(tenant, **made)


@pytest_asyncio.fixture(scope="module")
async def company(database: Database, admin: str) -> Company:
    return await make_company(database, admin, "acme")
