"""Search with the real encoder, and reports, through the whole path."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio

from assistant.conversation.turn import Assistant
from assistant.models import choose_models
from crm_store.database import Database
from retrieval.encoder import OnnxEncoder, build_encoder_path
from retrieval.export import export_encoder
from retrieval.index import index_batch
from tests.conftest import Company
from tests.integration.conversation.conftest import Chat, FewWords, office
from tests.integration.conversation.scripted_model import Call, Say, ScriptedModel

MAILS = {
    "Freezer test": "The freezer carts failed at minus thirty degrees, the battery lost half of its charge.",
    "Lunch": "Thanks for lunch on Tuesday, the fish was lovely.",
    "Other offers": "We are also talking to Voltline, who quoted eight percent less than you did.",
}


@pytest_asyncio.fixture(scope="module")
async def reader(database: Database, company: Company, model: ScriptedModel) -> AsyncIterator[Chat]:
    async with database.session(company.system) as s:
        for subject, body in MAILS.items():
            await s.connection.execute(
                "INSERT INTO crm.activity (tenant_id, type, subject, body, owner_id, occurred_at, external_id)"
                " VALUES (%s, 'email', %s, %s, %s, %s, %s)",
                (company.tenant_id, subject, body, company.ann.user_id, datetime(2026, 11, 3, tzinfo=UTC), subject),
            )
        cursor = await s.connection.execute(
            "INSERT INTO crm.account (tenant_id, owner_id, name) VALUES (%s, %s, 'Globex') RETURNING id",
            (company.tenant_id, company.ann.user_id),
        )
        account = (await cursor.fetchone() or ("",))[0]
        for n, stage in enumerate(["Proposal", "Proposal", "Negotiation", "Won"], 1):
            await s.connection.execute(
                "INSERT INTO crm.deal (tenant_id, owner_id, account_id, name, stage, amount_minor) VALUES (%s, %s, %s, %s, %s, %s)",
                (company.tenant_id, company.ann.user_id, account, f"Deal {n}", stage, n * 1_000_00),
            )
    encoder = OnnxEncoder(export_encoder(build_encoder_path()), threads=1)
    async with database.session(company.system) as s:
        while await index_batch(s, encoder):
            pass
    models = choose_models("openai:scripted", FewWords(), timeout=3, base_url=model.base_url, api_key="none")
    async with office(database, Assistant(database, encoder, models)) as running, running.client(company.ann) as chat:
        yield chat


async def use(chat: Chat, model: ScriptedModel, name: str, **args: Any) -> dict[str, Any]:
    model.play(Call(name, args), Say("As shown."))
    return await chat.say("go")


async def test_a_question_finds_the_mail_that_answers(reader: Chat, model: ScriptedModel) -> None:
    answer = await use(reader, model, "search_messages", query="is somebody cheaper than we are?")
    first = answer["blocks"][0]["items"][0]
    assert (first["title"], first["kind"], first["message_id"]) == ("Other offers", "email", "Other offers")
    assert "Voltline" in first["quote"]
    assert '<untrusted kind="email">' in model.requests[1]["messages"][-1]["content"]


async def test_filters_narrow_a_search_to_nothing(reader: Chat, model: ScriptedModel) -> None:
    answer = await use(reader, model, "search_messages", query="freezer", before="2026-10-01")
    assert answer["blocks"] == []
    assert model.requests[1]["messages"][-1]["content"] == "nothing found"
    later = await use(reader, model, "search_messages", query="freezer", after="2026-11-03", before="2026-11-03")
    assert later["blocks"][0]["items"][0]["title"] == "Freezer test"


async def test_a_report_by_stage_is_a_table_and_a_chart(reader: Chat, model: ScriptedModel) -> None:
    answer = await use(reader, model, "run_report", spec={"metrics": ["pipeline"], "group_by": ["stage"]})
    table, chart = answer["blocks"]
    assert {row["stage"]: row["pipeline"] for row in table["rows"]} == {"Proposal": 3000, "Negotiation": 3000}
    assert table["totals"]["pipeline"] == 6000
    assert table["csv_url"].startswith("/api/v1/exports/reports/")
    assert chart["spec"]["data"]["values"]


async def test_a_report_without_groups_is_a_metric(reader: Chat, model: ScriptedModel) -> None:
    answer = await use(reader, model, "run_report", spec={"metrics": ["win_rate"]})
    assert answer["blocks"] == [{"type": "metric", "label": "Win rate", "value": 100, "unit": "percent"}]


@pytest.mark.parametrize(("op", "value", "picked"), [("eq", 0, ["Nobody Atall"]), ("gt", 0, [])])
async def test_those_that_a_figure_picks_are_named(
    reader: Chat, model: ScriptedModel, op: str, value: float, picked: list[str]
) -> None:
    by_owner = {"metrics": ["pipeline"], "group_by": ["owner"]}
    whole = await use(reader, model, "run_report", spec=by_owner)
    owners = [row["owner"] for row in whole["blocks"][0]["rows"]]
    pick = {"op": op, "value": value, "among": [*owners, "Nobody Atall"]}
    answer = await use(reader, model, "run_report", spec=by_owner, pick=pick)
    wanted = picked if op == "eq" else owners
    said = model.requests[-1]["messages"][-1]["content"]
    assert not answer["blocks"] and f"{len(wanted)} of {len(owners) + 1}" in said and wanted[0] in said


async def test_groups_are_picked_of_a_report_that_has_some(reader: Chat, model: ScriptedModel) -> None:
    await use(reader, model, "run_report", spec={"metrics": ["pipeline"]}, pick={"op": "gt", "value": 0})
    assert "say `group_by`" in model.requests[-1]["messages"][-1]["content"]


async def test_an_unknown_metric_is_explained(reader: Chat, model: ScriptedModel) -> None:
    model.play(
        Call("run_report", {"spec": {"metrics": ["profit"]}}),
        Call("run_report", {"spec": {"metrics": ["won_count"]}}),
        Say("One."),
    )
    answer = await reader.say("profit?")
    assert answer["blocks"][0]["value"] == 1
    assert "There is no metric `profit`" in model.requests[1]["messages"][-1]["content"]


async def test_every_message_comes_newest_first(reader: Chat, model: ScriptedModel) -> None:
    answer = await use(reader, model, "search_messages", query="what we were told", every=True, limit=2)
    days = [item["at"] for item in answer["blocks"][0]["items"]]
    assert len(days) == 2
    assert days == sorted(days, reverse=True)
