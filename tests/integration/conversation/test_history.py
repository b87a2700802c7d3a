"""What a record was before, and which records may be one: told in the role that reads language, true to rows and fields."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from crm_store import records
from crm_store.database import Database
from tests.conftest import Company
from tests.integration.conversation.conftest import Chat, Office
from tests.integration.conversation.scripted_model import ScriptedModel
from tests.integration.conversation.test_tools import Rows, only, use


@pytest_asyncio.fixture(scope="module")
async def rows(database: Database, company: Company) -> AsyncIterator[Rows]:
    made = Rows()
    async with database.session(company.ann) as s:
        made.ids["globex"] = str((await records.create(s, "account", {"name": "Globex"})).id)
        deal = {"name": "Traced", "account": made["globex"], "stage": "Qualified", "amount": 19_000}
        made.ids["traced"] = str((await records.create(s, "deal", deal)).id)
        for account in ({"account": made["globex"]}, {}):
            await records.create(s, "contact", {"name": "Omar Reyes", "email": "omar@globex.example", **account})
        await records.create(s, "contact", {"name": "Sarah Lee"})
    yield made


async def _rule(database: Database, company: Company, field: str, hidden: list[str], masked: list[str]) -> None:
    async with database.session(company.system) as s:
        await s.connection.execute(
            "INSERT INTO crm.field_setting (tenant_id, object, field, hidden_for, masked_for) VALUES (%s, 'deal', %s, %s, %s)"
            " ON CONFLICT (tenant_id, object, field) DO UPDATE SET hidden_for = EXCLUDED.hidden_for, masked_for = EXCLUDED.masked_for",
            (company.tenant_id, field, hidden, masked),
        )


def _told(model: ScriptedModel) -> str:
    """What the tool told the model."""
    return str(model.requests[1]["messages"][-1]["content"])


async def test_of_the_audit_the_agent_reads_what_was_made_of_records(
    database: Database, company: Company, rows: Rows
) -> None:
    async with database.session(company.ann) as s:
        await s.connection.execute(
            "INSERT INTO crm.audit_event (tenant_id, actor_id, actor_kind, action) VALUES (%s, %s, 'person', 'sign_in')",
            (company.tenant_id, company.ann.user_id),
        )
    for person, sees in ((company.ann, {"create", "update"}), (company.bob, set())):
        async with database.session(person, "agent") as s:
            cursor = await s.connection.execute("SELECT DISTINCT action FROM crm.audit_event")
            assert {row[0] for row in await cursor.fetchall()} <= sees
            cursor = await s.connection.execute("SELECT count(*) FROM crm.audit_event WHERE object = 'deal'")
            assert await cursor.fetchone() == (len(sees) // 2,)


async def _amounts(database: Database, company: Company, deal: str, *amounts: int) -> None:
    """Change it as Ann would, one save after the other."""
    for amount in amounts:
        async with database.session(company.ann) as s:
            await records.update(s, "deal", deal, {"amount": amount})


async def test_the_history_of_a_record_is_told_in_the_role_that_reads_language(
    ann: Chat, model: ScriptedModel, large: Office, company: Company, rows: Rows, database: Database
) -> None:
    await _amounts(database, company, rows["traced"], 21_000, 23_000)
    await use(ann, model, "record_history", object="deal", id=rows["traced"])
    said = _told(model)
    assert "amount from $21,000 to $23,000" in said and "by Ann" in said and "Qualified since" in said, said
    assert only((await ann.messages())[-1], "records")["items"][0]["label"] == "Traced"
    await use(ann, model, "record_history", object="deal", id=rows["traced"], field="stage")
    assert "amount" not in _told(model)
    async with large.client(company.bob) as bob:  # does not see it
        await use(bob, model, "record_history", object="deal", id=rows["traced"])
        assert "Qualified" not in _told(model) + str((await bob.messages())[-1])


@pytest.mark.parametrize("closed", ["hidden", "masked"])
async def test_the_history_of_a_closed_field_is_not_told(
    ann: Chat, model: ScriptedModel, company: Company, rows: Rows, database: Database, closed: str
) -> None:
    await _amounts(database, company, rows["traced"], 31_000, 37_000)
    for name in ("stage", "amount"):
        await _rule(database, company, name, **{"hidden": [], "masked": [], closed: ["rep"]})
    try:
        for field in (None, "stage", "amount"):
            await use(ann, model, "record_history", object="deal", id=rows["traced"], field=field)
            told = _told(model) + str((await ann.messages())[-1])
            assert "Qualified" not in told and "37,000" not in told and "37000" not in told
    finally:
        for name in ("stage", "amount"):
            await _rule(database, company, name, [], [])


async def test_likely_duplicates_are_told_where_one_of_them_fits(ann: Chat, model: ScriptedModel, rows: Rows) -> None:
    await use(ann, model, "find_duplicates", object="contact")
    assert "**Omar Reyes**" in (said := _told(model)) and "1 pair of contacts" in said, said
    at = [{"field": "account", "op": "eq", "value": rows["globex"]}]
    await use(ann, model, "find_duplicates", object="contact", where=at)
    assert "1 pair" in _told(model)
    nobody = [{"field": "name", "op": "eq", "value": "Sarah Lee"}]
    await use(ann, model, "find_duplicates", object="contact", where=nobody)
    assert _told(model) == "none"
