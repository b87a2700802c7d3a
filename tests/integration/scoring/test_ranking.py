"""The likeliest of all: the order that the database works out is the model's own."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from crm_store import records
from crm_store.database import Database, Session
from crm_store.identity import Identity
from crm_store.query import Filter, Op
from scoring import models, ranked, scores, train_all
from tests.conftest import NOW, Company

LEADS = 260
SOURCES = ("Referral", "Web", "100% off", None)
TITLES = ("Chief Buyer", "Head of Sales", "Vice Manager", "Clerk", "", None)


@pytest.fixture(scope="module")
async def trained(database: Database, company: Company) -> None:
    """Leads of Ann and Carl whose end follows from source and calls, as many open ones, and a model of them."""
    pick = random.Random(4)
    async with database.session(company.system) as s:
        for n in range(2 * LEADS):
            await _lead(s, company, pick, n)
        assert next(m for m in await train_all(s) if m.kind == "lead_conversion").signal


async def _lead(s: Session, company: Company, pick: random.Random, n: int) -> None:
    source, calls = pick.choice(SOURCES), pick.randrange(4)
    good = pick.random() < (0.7 if source == "Referral" else 0.15) + 0.08 * calls
    status = "New" if n >= LEADS else "Converted" if good else "Unqualified"
    created = NOW - timedelta(days=40 + n % 30)
    cursor = await s.connection.execute(
        "INSERT INTO crm.lead (tenant_id, owner_id, name, source, title, email, status, created_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
        (
            company.tenant_id, pick.choice((company.ann, company.carl)).user_id, f"Lead {n}", source, pick.choice(TITLES),
            pick.choice((None, f"l{n}@leads.example")), status, created,
        ),
    )  # fmt: skip
    row = await cursor.fetchone()
    assert row is not None
    for call in range(calls):  # the last comes too late to count
        await s.connection.execute(
            "INSERT INTO crm.activity (tenant_id, type, subject, lead_id, occurred_at) VALUES (%s, 'call', 'x', %s, %s)",
            (company.tenant_id, row[0], created + timedelta(days=6 * (call + 1))),
        )


@pytest.mark.parametrize("weakest", [False, True])
@pytest.mark.parametrize("who", ["ann", "carl", "executive"])
async def test_the_first_of_all_that_a_person_sees(
    database: Database, company: Company, trained: None, who: str, weakest: bool
) -> None:
    where = (Filter("status", Op.EQ, "New"),)
    person: Identity = getattr(company, who)
    async with database.session(person, "agent") as s:
        everything = await scores(s, "lead", await records.matching_ids(s, "lead", where))
        found = await ranked(s, "lead", where, 25, weakest=weakest)
        best = await scores(s, "lead", found)
    assert len(everything) > 100 and len(set(found)) == 25
    wanted = sorted((one.probability for one in everything), reverse=not weakest)[:25]
    assert [one.probability for one in best] == pytest.approx(wanted)


async def test_what_is_closed_does_not_rank(database: Database, company: Company, trained: None) -> None:
    """A rep to whom the source is hidden gets the order of the rest."""
    async with database.session(company.admin) as s:
        await s.connection.execute(
            "INSERT INTO crm.field_setting (tenant_id, object, field, hidden_for) VALUES (%s, 'lead', 'source', '{rep}')",
            (company.tenant_id,),
        )
    async with database.session(company.ann, "agent") as s:
        everything = await scores(s, "lead", await records.matching_ids(s, "lead", ()))
        best = await scores(s, "lead", await ranked(s, "lead", (Filter("status", Op.EQ, "New"),), 10))
        assert next(m for m in await models(s) if m.kind == "lead_conversion").model is not None
    open_ones = sorted((one.probability for one in everything if 0 < one.probability < 1), reverse=True)[:10]
    assert [one.probability for one in best] == pytest.approx(open_ones)
