"""What to do first: from what the caller may see, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crm_store.database import Database
from crm_store.identity import Identity
from scoring import models, next_actions, recommend, scores, train_all
from scoring.recommend import MAX_LEADS, MAX_LOOKS
from tests.conftest import NOW, Company


async def add_deal(database: Database, company: Company, owner: Identity, name: str, **columns: Any) -> Any:
    known = {"tenant_id": company.tenant_id, "owner_id": owner.user_id, "name": name, "stage": "Proposal", **columns}
    async with database.session(company.system) as s:
        cursor = await s.connection.execute(
            f"INSERT INTO crm.deal ({', '.join(known)}) VALUES ({', '.join(['%s'] * len(known))}) RETURNING id",
            tuple(known.values()),
        )
        row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def test_a_rep_is_told_of_the_own_deals_and_a_manager_of_the_team(database: Database, company: Company) -> None:
    for owner, name in ((company.ann, "Ann's"), (company.bob, "Bob's"), (company.carl, "Carl's")):
        await add_deal(database, company, owner, name, close_date=(NOW - timedelta(days=4)).date(), amount_minor=100_00)

    async def told(who: Identity) -> set[str]:
        async with database.session(who, "agent") as s:
            return {f.label for f in await recommend(s, 50)}

    assert await told(company.ann) == {"Ann's"}
    assert await told(company.manager) == {"Ann's", "Bob's"}
    assert await told(company.other_manager) == {"Carl's"}
    assert await told(company.executive) == {"Ann's", "Bob's", "Carl's"}


async def test_without_a_past_no_score_pretends(database: Database, company: Company) -> None:
    deal = await add_deal(database, company, company.ann, "Scored", amount_minor=5_00)
    async with database.session(company.system) as s:
        trained = await train_all(s)
    assert [m.signal for m in trained] == [False, False]
    async with database.session(company.ann, "agent") as s:
        assert {m.kind for m in await models(s)} == {"lead_conversion", "deal_win"}
        (score,) = await scores(s, "deal", [deal])
        assert score.reasons[0].weight == 0
        assert "average" in score.reasons[0].text
    async with database.session(company.carl, "agent") as s:
        assert await scores(s, "deal", [deal]) == ()


async def test_what_has_ended_is_not_estimated(database: Database, company: Company) -> None:
    lost = await add_deal(database, company, company.ann, "Gone", amount_minor=5_00, stage="Lost")
    async with database.session(company.system) as s:
        await train_all(s)
    async with database.session(company.ann, "agent") as s:
        (score,) = await scores(s, "deal", [lost])
    assert (score.score, score.probability, [r.text for r in score.reasons]) == (0, 0.0, ["It was lost"])


async def test_of_many_deals_the_large_one_is_not_passed_over(database: Database, company: Company) -> None:
    """More are overdue for longer than are looked at closely; what stands in the rows chooses among all of them."""
    async with database.session(company.system) as s:
        await s.connection.execute(
            "INSERT INTO crm.deal (tenant_id, owner_id, name, stage, close_date, amount_minor)"
            " SELECT %s, %s, 'Small ' || n, 'Proposal', %s, 100 FROM generate_series(1, %s) AS n",
            (company.tenant_id, company.carl.user_id, (NOW - timedelta(days=90)).date(), MAX_LOOKS + 10),
        )
    close = (NOW - timedelta(days=1)).date()
    await add_deal(database, company, company.carl, "The large one", close_date=close, amount_minor=900_000_00)
    async with database.session(company.carl, "agent") as s:
        assert (await recommend(s, 1))[0].label == "The large one"


async def _due_leads(database: Database, company: Company, number: int) -> None:
    async with database.session(company.system) as s:
        await s.connection.execute(
            "INSERT INTO crm.lead (tenant_id, owner_id, name, status, follow_up_date)"
            " SELECT %s, %s, 'Due ' || n, 'Working', %s FROM generate_series(1, %s) AS n",
            (company.tenant_id, company.bob.user_id, (NOW - timedelta(days=3)).date(), number),
        )


async def test_it_says_what_was_weighed_where_there_is_more(database: Database, company: Company) -> None:
    async def weighed(who: Identity) -> tuple[str, ...]:
        async with database.session(who, "agent") as s:
            return (await next_actions(s, 5)).weighed

    await _due_leads(database, company, MAX_LEADS)
    assert await weighed(company.bob) == ()
    await _due_leads(database, company, 1)
    assert await weighed(company.bob) == (f"the {MAX_LEADS} leads whose follow-up has been due longest",)
    assert await weighed(company.ann) == ()  # who sees none of them
    async with database.session(company.bob, "agent") as s:
        assert (await next_actions(s, 5, ("deal",))).weighed == ()
