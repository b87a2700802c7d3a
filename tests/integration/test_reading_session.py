"""A session that only reads, from a token alone: who it is, what it may do, and what it leaves behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from crm_store import records, users
from crm_store.database import Database
from crm_store.errors import NotFound, NotSignedIn
from tests.conftest import NOW, Company


async def _token(database: Database, company: Company, who: str = "ann", kind: users.TokenKind = "personal") -> str:
    return await users.create_token(database, getattr(company, who), kind)


async def _tickets(admin: str) -> int:
    async with await psycopg.AsyncConnection.connect(admin) as connection:
        cursor = await connection.execute("SELECT count(*) FROM crm_private.session_ticket")
        row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("who", ["ann", "manager", "executive", "viewer"])
async def test_it_is_the_session_of_whom_the_token_is_of(database: Database, company: Company, who: str) -> None:
    async with users.reading(database, await _token(database, company, who)) as s:
        entered = s
    async with database.session(getattr(company, who)) as s:
        assert entered.identity == s.identity
        assert replace(entered.sight, owners=sorted(entered.sight.owners)) == replace(
            s.sight, owners=sorted(s.sight.owners)
        )
        assert entered.catalog.version == s.catalog.version


async def test_it_sees_what_that_person_sees_at_the_same_time(database: Database, company: Company) -> None:
    async with database.session(company.ann) as s:
        hers = await records.create(s, "lead", {"name": "Hers"})
    async with users.reading(database, await _token(database, company)) as s:
        assert (await records.get(s, "lead", hers.id)).label == "Hers"
        assert s.now == NOW
        cursor = await s.connection.execute("SELECT crm.now(), crm.user_id()")
        assert await cursor.fetchone() == (NOW, company.ann.user_id)
    async with users.reading(database, await _token(database, company, "carl")) as s:
        with pytest.raises(NotFound):
            await records.get(s, "lead", hers.id)


async def test_it_changes_nothing(database: Database, company: Company) -> None:
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        async with users.reading(database, await _token(database, company)) as s:
            await records.create(s, "account", {"name": "Never"})
    with pytest.raises(psycopg.errors.ActiveSqlTransaction):
        async with users.reading(database, await _token(database, company)) as s:
            await s.connection.execute("SET TRANSACTION READ WRITE")


async def test_it_leaves_no_ticket_and_no_sight(database: Database, company: Company, admin: str) -> None:
    before = await _tickets(admin)
    async with users.reading(database, await _token(database, company)) as s:
        assert await _tickets(admin) == before  # nobody else can ever see it
    with pytest.raises(NotFound):
        async with users.reading(database, await _token(database, company)) as s:
            await records.get(s, "lead", "L-99999")
    assert await _tickets(admin) == before
    async with database.anonymous() as connection:
        cursor = await connection.execute("SELECT crm.tenant_id(), (SELECT count(*) FROM crm.account)")
        assert await cursor.fetchone() == (None, 0)
    assert s.identity == company.ann


async def test_an_agents_token_stays_an_agents(database: Database, company: Company) -> None:
    async with users.reading(database, await _token(database, company, kind="agent")) as s:
        assert s.identity.scope == "agent"
        cursor = await s.connection.execute("SELECT crm.may_create(), crm.editable()")
        assert await cursor.fetchone() == (False, [])


async def test_whose_token_does_not_count_is_nobody(database: Database, company: Company) -> None:
    late = await users.create_token(database, company.ann, "personal", life=timedelta(seconds=-1))
    ended = await _token(database, company)
    await users.revoke(database, ended)
    gone = await _token(database, company, "bob")
    async with database.session(company.admin) as s:
        await s.connection.execute("UPDATE crm.app_user SET active = false WHERE id = %s", (company.bob.user_id,))
    for token, said in ((late, "expired"), (ended, "Sign in"), (gone, "Sign in"), ("crm_p_made-up", "Sign in")):
        with pytest.raises(NotSignedIn, match=said):
            async with users.reading(database, token):
                raise AssertionError("nobody's session")


async def test_statements_stay_prepared(database: Database, company: Company) -> None:
    """Rolled back in the driver's way, a connection forgets them: each request would plan all of its statements."""
    token = await _token(database, company)
    async with database.session(company.ann) as s:
        account = await records.create(s, "account", {"name": "Often asked for"})
    for _ in range(30):
        async with users.reading(database, token) as s:
            await records.get(s, "account", account.id)
    async with users.reading(database, token) as s:
        cursor = await s.connection.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%account%'"
        )
        row = await cursor.fetchone()
    assert row is not None
    assert row[0] > 0
