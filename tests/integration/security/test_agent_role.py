"""What reads language can read and file proposals, whatever it is made to say; PostgreSQL refuses the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from crm_store.catalog import OBJECTS
from crm_store.database import Database
from crm_store.errors import CrmError, Invalid, NotFound, NotPermitted
from crm_store.identity import Identity
from crm_store.migrate import logins
from tests.conftest import Company, make_company

# All that the agent may call of ours: reads, and the one way to ask. A new function has to be put here on purpose.
CALLABLE = {
    "approval_rule", "editable", "edits_all", "field_value", "file_proposal", "fold", "is_admin", "managers", "may_create",
    "new_id", "now", "open_audiences", "owners", "references_of", "rights_of", "sees_all", "shares", "tenant_id",
    "user_id", "writing",
}  # fmt: skip


@pytest.fixture(scope="module")
def agent(admin: str) -> Iterator[psycopg.Connection]:
    """A connection of the agent's login, with no ticket."""
    with psycopg.connect(logins(admin).agent, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
async def deal(database: Database, company: Company) -> UUID:
    async with database.session(company.system) as s:
        cursor = await s.connection.execute(
            "INSERT INTO crm.deal (tenant_id, name, stage, amount_minor, owner_id) VALUES (%s, 'D', 'Proposal', 100, %s) RETURNING id",
            (company.tenant_id, company.ann.user_id),
        )
        row = await cursor.fetchone()
    assert row is not None
    return UUID(str(row[0]))


def _tables(admin: str) -> list[tuple[str, str]]:
    with psycopg.connect(admin) as connection:
        return connection.execute(
            "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname LIKE 'crm%' AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY 1, 2"
        ).fetchall()


def test_every_table_refuses_its_writes(admin: str, agent: psycopg.Connection) -> None:
    tables = _tables(admin)
    assert len(tables) > 30
    for schema, name in tables:
        table = sql.Identifier(schema, name)
        for statement in (
            "INSERT INTO {} DEFAULT VALUES",
            "DELETE FROM {}",
            "TRUNCATE {}",
            "ALTER TABLE {} ADD COLUMN x int",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                agent.execute(sql.SQL(statement).format(table))
        (column,) = _first_column(admin, schema, name)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            agent.execute(sql.SQL("UPDATE {} SET {c} = {c}").format(table, c=sql.Identifier(column)))


def _first_column(admin: str, schema: str, name: str) -> tuple[str]:
    with psycopg.connect(admin) as connection:
        row = connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum LIMIT 1",
            (f"{schema}.{name}",),
        ).fetchone()
    assert row is not None
    return (str(row[0]),)


def test_every_function_is_refused_that_is_not_named_here(admin: str) -> None:
    with psycopg.connect(admin) as connection:
        rows = connection.execute(
            "SELECT p.oid::regprocedure::text, p.proname, n.nspname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE n.nspname LIKE 'crm%' AND has_function_privilege('crm_agent', p.oid, 'EXECUTE')"
            " AND has_schema_privilege('crm_agent', n.oid, 'USAGE') ORDER BY 1"
        ).fetchall()
        # Only functions that write, or see past row-level security, have to be named.
        risky = {name for _, name, _ in rows if _writes(connection, name)}
    assert risky <= CALLABLE, f"new functions that the agent may call: {sorted(risky - CALLABLE)}"
    assert {schema for _, _, schema in rows} == {"crm"}


def _writes(connection: psycopg.Connection, name: str) -> bool:
    row = connection.execute(
        "SELECT bool_or(p.provolatile = 'v') FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'crm' AND p.proname = %s",
        (name,),
    ).fetchone()
    return bool(row and row[0])


def test_the_volatile_functions_of_the_agent_are_two(admin: str) -> None:
    with psycopg.connect(admin) as connection:
        rows = connection.execute(
            "SELECT DISTINCT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname LIKE 'crm%'"
            " AND p.provolatile = 'v' AND has_function_privilege('crm_agent', p.oid, 'EXECUTE') ORDER BY 1"
        ).fetchall()
    assert [r[0] for r in rows] == ["file_proposal", "new_id"]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE crm.x (a int)",
        "CREATE TABLE public.x (a int)",
        "CREATE TEMP TABLE x (a int)",
        "CREATE SCHEMA x",
        "DO $$ BEGIN NULL; END $$",
        "CREATE FUNCTION public.x() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'x')",
        "COPY crm.deal TO PROGRAM 'true'",
        "SELECT pg_read_file('/etc/passwd')",
        "SET ROLE crm_owner",
        "SET ROLE crm_app",
        "SET SESSION AUTHORIZATION crm_app",
        "SELECT crm.open_session(gen_random_uuid(), gen_random_uuid(), 'system', pg_backend_pid(), NULL, '1 hour')",
        "SELECT crm.find_login('x')",
        "SELECT crm.tenants()",
        "SELECT * FROM crm_private.session_ticket",
        "SELECT * FROM crm_private.credential",
        "SELECT * FROM crm_private.api_token",
        "SELECT nextval('crm_private.ref_deal')",
        "SELECT * FROM crm.trace",
        "SELECT * FROM crm.audit_seal",
        "SELECT * FROM crm.outbox",
    ],
)
def test_what_postgresql_gives_others_is_not_the_agents(agent: psycopg.Connection, statement: str) -> None:
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidParameterValue)):
        agent.execute(statement.encode())


def _visible(connection: psycopg.Connection, admin: str, role: str) -> list[str]:
    """The tables of which this connection is shown a row."""
    found = []
    for schema, name in _tables(admin):
        if schema != "crm":
            continue
        may = connection.execute("SELECT has_table_privilege(%s, %s, 'SELECT')", (role, f"crm.{name}")).fetchone()
        if may == (True,):
            row = connection.execute(
                sql.SQL("SELECT EXISTS (SELECT 1 FROM crm.{})").format(sql.Identifier(name))
            ).fetchone()
            found += [name] if row == (True,) else []
    return found


@pytest.mark.parametrize("role", ["app", "agent"])
def test_without_a_ticket_no_row_is_shown(admin: str, company: Company, deal: UUID, role: str) -> None:
    with psycopg.connect(getattr(logins(admin), role), autocommit=True) as connection:
        assert _visible(connection, admin, f"crm_{role}") == []
        for name, value in {
            "app.tenant": str(company.tenant_id), "crm.tenant": str(company.tenant_id), "crm.tenant_id": str(company.tenant_id),
            "crm.user_id": str(company.admin.user_id), "crm.ticket": str(company.tenant_id), "crm.writing": "on", "row_security": "off",
        }.items():  # fmt: skip
            connection.execute("SELECT set_config(%s, %s, false)", (name, value))
        connection.execute("SET row_security = on")
        assert _visible(connection, admin, f"crm_{role}") == []
        with pytest.raises(psycopg.Error) as caught:
            connection.execute(
                "SELECT crm.file_proposal('{\"changes\": []}')" if role == "agent" else "SELECT crm.file_proposal('{}')"
            )
        assert caught.value.sqlstate == "CR401"


async def test_the_ticket_of_another_connection_opens_nothing(
    admin: str, database: Database, company: Company, deal: UUID
) -> None:
    async with database.session(company.admin) as s:
        cursor = await s.connection.execute("SELECT current_setting('crm.ticket')")
        row = await cursor.fetchone()
        assert row is not None and len(row[0]) == 64
        # Written down in the open, that the other connection's sight is not a matter of commits.
        async with database.session(company.admin, "agent") as other:
            cursor = await other.connection.execute("SELECT current_setting('crm.ticket')")
            committed = await cursor.fetchone()
            assert committed is not None
            for role in ("app", "agent"):
                with psycopg.connect(getattr(logins(admin), role), autocommit=True) as connection:
                    for ticket in (row[0], committed[0], "0" * 64):
                        connection.execute("SELECT set_config('crm.ticket', %s, false)", (ticket,))
                        assert _visible(connection, admin, f"crm_{role}") == []


async def test_a_ticket_ends_with_its_session(admin: str, database: Database, company: Company) -> None:
    async with database.session(company.admin, "agent") as s:
        cursor = await s.connection.execute("SELECT current_setting('crm.ticket')")
        row = await cursor.fetchone()
    with psycopg.connect(admin) as connection:
        assert row is not None
        left = connection.execute(
            "SELECT count(*) FROM crm_private.session_ticket WHERE token_hash = sha256(convert_to(%s, 'UTF8'))", row
        ).fetchone()
    assert left == (0,)


async def test_a_reading_session_cannot_even_file(database: Database, company: Company, deal: UUID) -> None:
    body = {"changes": [{"op": "update", "object": "deal", "record_id": str(deal), "set": {"amount": 5}}]}
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        async with database.session(company.ann, "agent") as s:
            await s.connection.execute("SELECT crm.file_proposal(%s)", (Jsonb(body),))


async def test_an_agents_ticket_writes_nothing_even_as_the_app_role(
    database: Database, company: Company, deal: UUID
) -> None:
    for person in (company.ann, company.admin):
        agent = Identity(company.tenant_id, person.user_id, role=person.role, scope="agent")
        for statement in (
            "UPDATE crm.deal SET amount_minor = 1",
            "UPDATE crm.proposal SET status = 'applied'",
            "UPDATE crm.tenant SET policy = '{}'",
            "UPDATE crm.app_user SET role = 'admin'",
        ):
            async with database.session(agent) as s:
                assert (await s.connection.execute(statement.encode())).rowcount == 0
        with pytest.raises(NotPermitted):
            async with database.session(agent) as s:
                await s.connection.execute(
                    "INSERT INTO crm.account (tenant_id, name, owner_id) VALUES (%s, 'x', %s)",
                    (company.tenant_id, person.user_id),
                )


async def _filed(database: Database, who: Identity, body: dict[str, Any]) -> dict[str, Any]:
    async with database.session(who, "agent", write=True) as s:
        cursor = await s.connection.execute("SELECT crm.file_proposal(%s)", (Jsonb(body),))
        filed = await cursor.fetchone()
        cursor = await s.connection.execute("SELECT to_jsonb(p) FROM crm.proposal p WHERE p.id = %s", filed)
        row = await cursor.fetchone()
    assert row is not None
    return dict(row[0])


async def test_author_tenant_approver_and_before_are_not_the_callers_to_say(
    database: Database, admin: str, company: Company, deal: UUID
) -> None:
    other = await make_company(database, admin, f"other{uuid4().hex[:6]}")
    lies = {
        "tenant_id": str(other.tenant_id), "author_id": str(company.admin.user_id), "approver": "self", "confirm_twice": False,
        "status": "applied", "expires_at": "9999-01-01", "ref": "P-0", "id": str(uuid4()), "change_count": 0,
    }  # fmt: skip
    change = {
        "op": "delete", "object": "deal", "record_id": str(deal), "before": {}, "base_version": 99, "status": "applied",
        "undo": {"version": 1}, "tenant_id": str(other.tenant_id),
    }  # fmt: skip
    agent = Identity(company.tenant_id, company.ann.user_id, role="rep", scope="agent")
    filed = await _filed(database, agent, {**lies, "author_kind": "person", "changes": [change]})
    assert filed["tenant_id"] == str(company.tenant_id) and filed["author_id"] == str(company.ann.user_id)
    assert (filed["approver"], filed["status"], filed["author_kind"], filed["change_count"]) == (
        "manager",
        "pending",
        "agent",
        1,
    )
    assert filed["ref"] != "P-0" and not filed["expires_at"].startswith("9999")
    async with database.session(company.ann) as s:
        cursor = await s.connection.execute(
            "SELECT base_version, status, undo FROM crm.change WHERE proposal_id = %s", (filed["id"],)
        )
        assert await cursor.fetchone() == (1, "pending", None)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"op": "update", "set": {"tenant_id": str(uuid4())}}, Invalid),
        ({"op": "update", "set": {"owner_id": str(uuid4())}}, Invalid),
        ({"op": "update", "set": {"version": 1}}, Invalid),
        ({"op": "update", "set": {"closed_at": "2020-01-01"}}, Invalid),
        ({"op": "update", "set": {"deleted_at": None}}, Invalid),
        ({"op": "update", "set": {"account": str(uuid4())}}, NotFound),
        ({"op": "update", "set": {"account": {"change_id": str(uuid4())}}}, Invalid),
        ({"op": "update", "set": {"owner": "me"}}, Invalid),
        ({"op": "update", "set": {"name": ["x"]}}, Invalid),
        ({"op": "update", "set": []}, Invalid),
        ({"op": "update", "record_id": "nonsense", "set": {}}, Invalid),
        ({"op": "update", "record_id": str(uuid4()), "set": {}}, NotFound),
        ({"op": "update", "object": "app_user", "set": {"role": "admin"}}, Invalid),
        ({"op": "drop", "set": {}}, Invalid),
        ({"op": "merge", "merge": []}, Invalid),
        ({"op": "create", "set": {"name": "x"}}, Invalid),  # a create has no record
    ],
)
async def test_the_database_itself_refuses(
    database: Database, company: Company, deal: UUID, change: dict[str, Any], error: type[CrmError]
) -> None:
    with pytest.raises(error):
        await _filed(database, company.ann, {"changes": [{"object": "deal", "record_id": str(deal), **change}]})


async def test_many_creates_under_one_id_are_many(database: Database, company: Company) -> None:
    body = {
        "changes": [{"op": "create", "object": "activity", "set": {"type": "note", "subject": "x"}} for _ in range(21)]
    }
    assert (await _filed(database, company.ann, body))["approver"] == "manager"


def test_what_may_be_proposed_is_what_the_catalog_says(admin: str) -> None:
    with psycopg.connect(admin) as connection:
        rows = connection.execute("SELECT object, field, column_name, target FROM crm_private.proposable").fetchall()
    said = {
        (o.name, f.name, f.column, f.target) for o in OBJECTS for f in o.fields.values() if f.stored and not f.derived
    }
    assert set(rows) == said, json.dumps(sorted(map(str, set(rows) ^ said)))
