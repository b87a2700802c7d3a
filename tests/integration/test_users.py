"""Signing in, tokens, and what a wrong one is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_store import users
from crm_store.database import Database
from crm_store.errors import Duplicate, Invalid, NotFound, NotSignedIn, TooMany
from tests.conftest import Company

LIFE = timedelta(hours=1)


@pytest.fixture(autouse=True, scope="module")
async def password(database: Database, company: Company) -> str:
    async with database.session(company.system) as s:
        for who in (company.ann, company.bob):
            await users.set_password(s, who.user_id, "right horse")
    return "right horse"


async def test_the_right_password_gives_a_token_for_that_person(database: Database, company: Company) -> None:
    token = await users.sign_in(database, company.ann.email.upper(), "right horse", LIFE)
    identity = await users.identify(database, token)
    assert (identity.user_id, identity.tenant_id, identity.scope) == (company.ann.user_id, company.tenant_id, "person")
    await users.revoke(database, token)
    with pytest.raises(NotSignedIn):
        await users.identify(database, token)


@pytest.mark.parametrize(
    ("email", "password"), [("ann", "wrong"), ("nobody", "right horse"), ("ann", ""), ("ann", "x" * 100_000)]
)
async def test_a_wrong_one_is_told_the_same(database: Database, company: Company, email: str, password: str) -> None:
    with pytest.raises(NotSignedIn, match="The e-mail or the password is wrong"):
        await users.sign_in(database, f"{email}@acme.example", password, LIFE)


async def test_guessing_is_slowed_down(database: Database, company: Company) -> None:
    for _ in range(10):
        with pytest.raises(NotSignedIn):
            await users.sign_in(database, company.bob.email, "guess", LIFE)
    with pytest.raises(TooMany):
        await users.sign_in(database, company.bob.email, "right horse", LIFE)


async def test_an_expired_or_unknown_token_is_nobody(database: Database, company: Company) -> None:
    token = await users.create_token(database, company.ann, "personal", life=timedelta(seconds=-1))
    with pytest.raises(NotSignedIn, match="expired"):
        await users.identify(database, token)
    with pytest.raises(NotSignedIn):
        await users.identify(database, "crm_s_made-up")


async def test_an_agents_token_has_an_agents_scope(database: Database, company: Company) -> None:
    token = await users.create_token(database, company.ann, "agent")
    assert (await users.identify(database, token)).scope == "agent"


async def test_only_hashes_are_kept(database: Database, company: Company, admin: str) -> None:
    import psycopg

    token = await users.create_token(database, company.ann, "personal")
    with psycopg.connect(admin) as connection:
        kept = connection.execute("SELECT string_agg(t::text, ' ') FROM crm_private.api_token t").fetchone()
        hashed = connection.execute("SELECT string_agg(c::text, ' ') FROM crm_private.credential c").fetchone()
    assert kept and token not in kept[0]
    assert hashed and "right horse" not in hashed[0] and "argon2" in hashed[0]


async def test_people_are_made_once(database: Database, company: Company) -> None:
    async with database.session(company.system) as s:
        made = await users.create_user(s, "new@acme.example", name="New", role="rep", manager=company.manager.email)
        assert made.manager_id == company.manager.user_id
    with pytest.raises(Duplicate):
        async with database.session(company.system) as s:
            await users.create_user(s, "NEW@acme.example", name="New", role="rep")
    with pytest.raises(Invalid):
        async with database.session(company.system) as s:
            await users.create_user(s, "no address", name="New", role="rep")
    with pytest.raises(NotFound):
        async with database.session(company.system) as s:
            await users.create_user(s, "x@acme.example", name="X", role="rep", manager="nobody@acme.example")
