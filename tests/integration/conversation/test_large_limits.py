"""What a large model may cost and may know: budgets by turn and by day, masked people, schemas of the tenant, a full trace."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio

from assistant.models import BudgetSpent
from crm_store import records
from crm_store.database import Database
from crm_store.errors import Invalid
from crm_store.identity import Identity
from crm_store.tenant_settings import set_policy
from tests.conftest import Company
from tests.integration.conversation.conftest import Chat, Office
from tests.integration.conversation.scripted_model import Call, Say, ScriptedModel

COUNT = Call("find_records", {"object": "deal", "count_only": True})
EMAIL, PHONE = "jane.roe@globex.example", "+1 617 253 1234"


@asynccontextmanager
async def policy(database: Database, admin: Identity, **values: Any) -> AsyncIterator[None]:
    """The tenant's policy with these values, and as it was afterwards."""
    usual = {"model_calls_per_day": 1_000, "model_tokens_per_day": 5_000_000, "model_tokens_per_turn": 150_000}
    async with database.session(admin) as session:
        await set_policy(session, values)
    try:
        yield
    finally:
        async with database.session(admin) as session:
            await set_policy(session, {**usual, "mask_personal_data": False})


@pytest_asyncio.fixture(scope="module")
async def jane(database: Database, company: Company) -> str:
    async with database.session(company.ann) as session:
        account = await records.create(session, "account", {"name": "Globex"})
        values = {"name": "Jane Roe", "account": str(account.id), "email": EMAIL, "phone": PHONE}
        return str((await records.create(session, "contact", values)).id)


def tool(model: ScriptedModel, name: str) -> dict[str, Any]:
    found = next(t["function"] for t in model.requests[0]["tools"] if t["function"]["name"] == name)
    parameters: dict[str, Any] = found["parameters"]
    return parameters


async def test_a_days_calls_are_counted_and_then_the_embedded_model_answers(
    large: Office, company: Company, database: Database, model: ScriptedModel
) -> None:
    async with large.client(company.bob) as bob, policy(database, company.admin, model_calls_per_day=2):
        model.play(COUNT, Say("None."))
        assert (await bob.say("how many deals?"))["text"] == "None."
        model.play(Say("never asked"))
        answer = await bob.say("count deals")
        assert answer["text"] == f"{BudgetSpent.note()}\n\nThere are no deals."
        assert model.requests == []
    async with large.client(company.carl) as carl:  # a budget is each user's own
        model.play(Say("Hello Carl."))
        assert (await carl.say("hi"))["text"] == "Hello Carl."


async def test_a_turn_that_costs_too_much_ends_with_what_its_tools_said(
    ann: Chat, company: Company, database: Database, model: ScriptedModel
) -> None:
    async with policy(database, company.admin, model_tokens_per_turn=150):
        model.play(COUNT)  # again and again; each request costs 110 tokens
        answer = await ann.say("count for ever")
    assert len(model.requests) == 2
    assert answer["text"].startswith(BudgetSpent.note())
    assert "There are no deals." in answer["text"]
    assert answer["status"] == "complete"


async def test_a_limit_of_nothing_turns_it_off(
    ann: Chat, company: Company, database: Database, model: ScriptedModel
) -> None:
    async with policy(database, company.admin, model_tokens_per_day=0):
        model.play(Say("never asked"))
        assert (await ann.say("count deals"))["text"].startswith(BudgetSpent.note())
    assert model.requests == []


@pytest.mark.parametrize(
    "values", [{"model_calls_per_day": -1}, {"model_tokens_per_turn": "x"}, {"mask_personal_data": 1}]
)
async def test_a_limit_is_a_number(database: Database, company: Company, values: dict[str, Any]) -> None:
    async with database.session(company.admin) as session:
        with pytest.raises(Invalid):
            await set_policy(session, values)


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
async def test_people_are_masked_on_the_way_out_and_shown_on_the_way_in(
    ann: Chat, company: Company, database: Database, model: ScriptedModel, jane: str, streamed: bool
) -> None:
    async with policy(database, company.admin, mask_personal_data=True):
        model.play(
            Call("open_record", {"object": "contact", "id": jane}), Say("Write to EMAIL_1 or EMAIL_2, not to X_1.")
        )
        said = f"who is {EMAIL}, and is {PHONE} hers?"
        answer = (await ann.stream(said))[-2]["value"] if streamed else await ann.say(said)
    sent = json.dumps(model.requests)
    assert EMAIL not in sent
    assert "253 1234" not in sent
    assert company.ann.email not in sent
    assert "PHONE_1" in sent
    assert EMAIL in answer["text"]
    assert "X_1" in answer["text"]
    assert "EMAIL_" not in answer["text"]


async def test_a_masked_address_reaches_a_tool_as_it_is(
    ann: Chat, company: Company, database: Database, model: ScriptedModel, jane: str
) -> None:
    async with policy(database, company.admin, mask_personal_data=True):
        # The speaker's own address is the first one in the prompt, the one that is asked for the second.
        model.play(Call("find_records", {"object": "contact", "search": "EMAIL_2"}), Say("Found."))
        answer = await ann.say(f"find {EMAIL}")
    assert [item["id"] for item in answer["blocks"][0]["items"]] == [jane]


async def test_without_the_setting_nothing_is_masked(ann: Chat, model: ScriptedModel) -> None:
    model.play(Say("Yes."))
    await ann.say(f"is {EMAIL} new?")
    assert EMAIL in json.dumps(model.requests)


async def test_tools_are_strict_about_the_tenants_own_words(ann: Chat, model: ScriptedModel) -> None:
    model.play(Say("Hi."))
    await ann.say("hi")
    assert "deal" in tool(model, "find_records")["properties"]["object"]["enum"]
    change = tool(model, "propose_changes")["$defs"]["ChangeArgs"]["properties"]
    assert "Negotiation" in change["set"]["properties"]["stage"]["enum"]
    assert "amount" in change["set"]["properties"]
    assert "closed_at" not in change["set"]["properties"], "what follows from a write is proposed by nobody"
    assert change["set"]["additionalProperties"] is False
    system = model.requests[0]["messages"][0]["content"]
    assert "- find_records (find): " in system, "a few ways of saying it, drawn from the engine's own examples"


async def test_a_turn_is_traced_to_the_last_token_for_its_person_and_the_admin(
    large: Office, company: Company, ann: Chat, model: ScriptedModel
) -> None:
    model.play(COUNT, Say("None."))
    path = f"/traces/{(await ann.say('how many deals?'))['trace_id']}"
    async with large.client(company.admin) as admin:
        trace = (await admin.http.get(path)).json()
    asked, ran, answered = trace["steps"]
    assert (asked["model"], asked["input_tokens"], asked["output_tokens"]) == ("openai:scripted", 100, 10)
    assert (ran["tool"], ran["args"], ran["ok"]) == ("find_records", COUNT.args, True)
    assert all(step["ms"] >= 0 for step in (asked, ran, answered))
    assert (trace["input_tokens"], trace["output_tokens"]) == (200, 20)
    async with large.client(company.bob) as bob:
        assert (await bob.http.get(path)).status_code == 404
