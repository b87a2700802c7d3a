"""Every word of a list or report is accounted for: read as a condition, found in the records, or said to be left out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.language.conftest import Demo
from tests.integration.language.test_reading import flat

READ = [
    ("marcus", "accounts outside the United States", "account", {("not",)}),
    ("marcus", "non-US accounts", "account", {("not",)}),
    ("marcus", "British customers", "account", {("country", "contains", "United Kingdom")}),
    ("marcus", "open deals of my people over 80k", "deal", {("is_open", "eq", True), ("amount", "gt", 80000), ("owner", "in", "TEAM")}),
    ("marcus", "deals past the Qualified stage", "deal", {("stage", "in", ("Proposal", "Negotiation"))}),
    ("marcus", "deals that have not reached Proposal yet", "deal", {("stage", "in", ("Prospecting", "Qualified"))}),
    ("marcus", "deals in Proposal or later", "deal", {("stage", "in", ("Proposal", "Negotiation"))}),
    ("marcus", "deals worth 70 grand or more", "deal", {("amount", "gte", 70000)}),
    ("marcus", "subsidiaries of Globex", "account", {("parent_account", "eq", "Globex")}),
    ("maya", "everyone at Northwind other than Sarah Chen", "contact", {("account", "eq", "Northwind Traders"), ("id", "ne", "Sarah Chen")}),
    ("marcus", "deals at healthcare accounts closing this month", "deal", {("through",), ("close_date", "gte", "2026-11-01"), ("close_date", "lte", "2026-11-30"), ("is_open", "eq", True)}),
    ("marcus", "tickets on my accounts, not closed", "ticket", {("through",), ("resolved_at", "isnull", True)}),
    ("maya", "my leads that don't have a follow-up date yet", "lead", {("owner", "eq", "Maya Ortiz"), ("follow_up_date", "isnull", True)}),
    ("marcus", "leads with neither a product interest nor a phone", "lead", {("product_interest", "isnull", True), ("phone", "isnull", True)}),
    ("marcus", "accounts with fewer than 300 staff", "account", {("employees", "lt", 300)}),
    ("marcus", "Boston customers", "account", {("city", "contains", "boston")}),
    ("marcus", "safety people", "contact", {("title", "contains", "safety")}),
]  # fmt: skip


@pytest.mark.parametrize(("who", "text", "object_", "wanted"), READ, ids=[c[1] for c in READ])
async def test_all_words_of_a_list_are_read(
    demo: Demo, who: str, text: str, object_: str, wanted: set[tuple[Any, ...]]
) -> None:
    said = await demo.say(who, text)
    assert said.tool == "find_records"
    assert said.args["object"] == object_
    found = {(f[0], f[1], "TEAM") if f[:2] == ("owner", "in") else f for f in flat(said.args["where"])}
    assert found == wanted
    assert "left_out" not in said.args


async def test_what_is_not_understood_is_said_beside_the_list(demo: Demo) -> None:
    said = await demo.say("marcus", "deals with a purple stage over 50k")
    assert said.tool == "find_records"
    assert said.args["left_out"] == ["purple"]


async def test_a_list_of_which_nothing_is_understood_is_asked_about(demo: Demo) -> None:
    said = await demo.say("marcus", "purple accounts")
    assert said.tool == "ask_user"
    assert "purple" in said.args["prompt"]


async def test_a_name_that_nobody_has_makes_no_list_of_everything(demo: Demo) -> None:
    said = await demo.say("marcus", "deals at Foobar over 50k")
    assert said.tool == "decline"
    assert "Foobar" in said.args["message"]


@pytest.mark.parametrize(
    "text",
    [
        "how big is Aisha's pipeline",
        "Please state the combined annual revenue of our accounts for each industry",
        "which lead source converts best?",
        "my open deals, count per stage",
    ],
)
async def test_words_of_measuring_are_no_conditions(demo: Demo, text: str) -> None:
    said = await demo.say("marcus", text)
    assert said.tool == "run_report"
    assert "left_out" not in said.args


async def test_days_joined_by_and_are_either_of_them(demo: Demo) -> None:
    said = await demo.say("maya", "my tasks due today and tomorrow")
    days = next(c["any"] for c in said.args["where"] if "any" in c)
    assert [flat([d])[0][2] for d in days] == ["2026-11-18", "2026-11-19"]


async def test_places_joined_by_and_are_either_of_them(demo: Demo) -> None:
    said = await demo.say("marcus", "companies of Germany and of Canada")
    assert len(said.args["where"]) == 1
    assert len(said.args["where"][0]["any"]) == 2


async def test_tasks_that_are_described_as_done_are_listed_and_not_completed(demo: Demo) -> None:
    said = await demo.say("maya", "tasks of mine which are already finished")
    assert said.tool == "find_records"
    assert ("status", "eq", "done") in flat(said.args["where"])


async def test_a_question_of_no_table_is_put_to_the_mails_before_it_is_declined(demo: Demo) -> None:
    said = await demo.say("marcus", "are workers anywhere afraid that our machines take their jobs?")
    assert said.tool == "search_messages"
    assert said.args["otherwise"]


@pytest.mark.parametrize("text", ["what's the stock price of Tesla?", "will it rain in Boston on Thursday?"])
async def test_questions_about_the_world_are_declined(demo: Demo, text: str) -> None:
    said = await demo.say("marcus", text)
    assert said.tool == "decline"
