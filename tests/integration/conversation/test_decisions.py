"""A typed yes, no or undo decides outside of the model, and nothing else does."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from assistant.conversation.decisions import decision_of
from assistant.conversation.receive import Incoming
from assistant.conversation.turn import Assistant
from crm_store.database import Database
from tests.conftest import Company
from tests.integration.conversation.conftest import Chat, Office
from tests.integration.conversation.scripted_model import Call, Say, ScriptedModel


async def city(database: Database, company: Company, account: str) -> str:
    async with database.session(company.system) as s:
        cursor = await s.connection.execute("SELECT city FROM crm.account WHERE id = %s", (account,))
        row = await cursor.fetchone()
    assert row is not None
    return str(row[0])


@pytest_asyncio.fixture
async def account(database: Database, company: Company) -> str:
    async with database.session(company.system) as s:
        cursor = await s.connection.execute(
            "INSERT INTO crm.account (tenant_id, owner_id, name, city) VALUES (%s, %s, 'Umbrella', 'Old') RETURNING id",
            (company.tenant_id, company.ann.user_id),
        )
        row = await cursor.fetchone()
    assert row is not None
    return str(row[0])


async def stage(chat: Chat, model: ScriptedModel, account: str, op: str = "update") -> dict[str, Any]:
    change: dict[str, Any] = {"op": op, "object": "account", "record": {"id": account}}
    if op == "update":
        change["set"] = {"city": "New"}
    model.play(Call("propose_changes", {"changes": [change]}), Say("Please approve."))
    answer = await chat.say("they moved to New")
    assert answer["status"] == "needs_approval"
    model.play(Say("I am a model."))
    return answer


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("Yes!", "approve"), ("  go ahead. ", "approve"), ("OK", "approve"), ("cancel that", "reject"), ("No.", "reject"),
        ("don’t", "reject"), ("Undo that", "undo"), ("yes, and add a task", None), ("yes to all leads", None), ("", None),
        ("no, the other Sarah", None), ("make it 60", None), ("undo the renewal", None), ("approve P-17", None),
    ],
)  # fmt: skip
def test_only_a_bare_decision_is_one(text: str, decision: str | None) -> None:
    assert decision_of(text) == decision


async def test_yes_applies_undo_takes_back(
    ann: Chat, model: ScriptedModel, account: str, database: Database, company: Company
) -> None:
    await stage(ann, model, account)
    done = await ann.say("Yes, please.")
    assert (done["status"], done["text"]) == ("complete", "Done: 1 change made. Say “undo” to take it back.")
    assert await city(database, company, account) == "New"
    undone = await ann.say("undo that")
    assert undone["blocks"][0]["proposal"]["status"] == "undone"
    assert await city(database, company, account) == "Old"
    assert model.requests == [], "no model was asked"


async def test_no_discards(ann: Chat, model: ScriptedModel, account: str, database: Database, company: Company) -> None:
    await stage(ann, model, account)
    assert (await ann.say("cancel that"))["text"] == "Discarded; nothing was changed."
    assert (await ann.say("yes"))["text"] == "I am a model.", "what was discarded cannot be approved any more"
    assert await city(database, company, account) == "Old"


async def test_yes_counts_for_the_last_answer_alone(
    ann: Chat, model: ScriptedModel, account: str, database: Database, company: Company
) -> None:
    await stage(ann, model, account)
    await ann.say("what time is it?")
    assert (await ann.say("yes"))["text"] == "I am a model."
    other = await Chat(ann.http).start()
    assert (await other.say("yes"))["text"] == "I am a model."
    assert await city(database, company, account) == "Old"


async def test_what_a_manager_approves_is_not_approved_by_a_yes(
    ann: Chat, model: ScriptedModel, account: str, database: Database, company: Company
) -> None:
    await stage(ann, model, account, op="delete")
    answer = await ann.say("yes")
    assert (answer["status"], answer["text"]) == (
        "needs_approval",
        "Your manager approves this one; it waits for them.",
    )


async def test_what_asks_twice_is_confirmed_on_the_card(
    large: Office, company: Company, model: ScriptedModel, account: str, database: Database
) -> None:
    async with large.client(company.admin) as admin:
        await stage(admin, model, account, op="delete")
        assert "on the card" in (await admin.say("yes"))["text"]


async def test_an_agents_token_decides_nothing(
    large: Office, company: Company, model: ScriptedModel, account: str, database: Database
) -> None:
    async with large.client(company.ann, kind="agent") as agent:
        await stage(agent, model, account)
        assert (await agent.say("yes"))["text"] == "I am a model."
    assert await city(database, company, account) == "Old"


async def test_what_nobody_typed_decides_nothing(
    ann: Chat, model: ScriptedModel, account: str, database: Database, company: Company, large: Office
) -> None:
    await stage(ann, model, account)
    assistant: Assistant = large.assistant
    incoming = Incoming(text="yes", typed=False)
    answer = await (await assistant.begin(company.ann, UUID(ann.conversation), incoming))
    assert answer.text == "I am a model."
    assert await city(database, company, account) == "Old"


async def test_a_record_that_changed_meanwhile_stays_as_it_is(
    ann: Chat, model: ScriptedModel, account: str, database: Database, company: Company
) -> None:
    await stage(ann, model, account)
    async with database.session(company.system) as s:
        await s.connection.execute("UPDATE crm.account SET city = 'Third' WHERE id = %s", (account,))
    answer = await ann.say("yes")
    assert answer["text"].startswith("Nothing was changed")
    assert await city(database, company, account) == "Third"


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("wait, hold off on that", "reject"), ("hmm, not yet", "reject"), ("I changed my mind", "reject"), ("leave it", "reject"),
        ("put that back how it was", "undo"), ("please change it back", "undo"), ("actually, reverse that", "undo"),
        ("put it back to proposal", None), ("leave the stage alone", None), ("drop the task", None),
        ("not the 5th, the 6th", None), ("no wait", None), ("hold the amount at 60k", None),
    ],
)  # fmt: skip
def test_second_thoughts_take_back_and_never_approve(text: str, decision: str | None) -> None:
    assert decision_of(text) == decision
