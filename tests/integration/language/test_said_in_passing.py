"""Lists and figures with what people say in passing: what nobody did, kinds that all lack, why somebody is left out, what is meant."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.language.conftest import Demo


async def where_of(demo: Demo, who: str, text: str) -> list[dict[str, Any]]:
    said = await demo.say(who, text)
    assert said.tool == "find_records" and "left_out" not in said.args, said.calls
    return list(said.args["where"])


@pytest.mark.parametrize(
    "text",
    [
        "new web leads that nobody on my team has called",
        "leads from the web with status new and none of us has contacted them",
        "new leads from the web no one on my team has touched yet",
    ],
)
async def test_what_nobody_on_the_team_did(demo: Demo, text: str) -> None:
    where = await where_of(demo, "marcus", text)
    assert {"field": "last_contacted_at", "op": "isnull", "value": True} in where
    assert not any(c.get("field") == "owner" for c in where)


async def test_kinds_that_lack_share_their_days(demo: Demo) -> None:
    where = await where_of(demo, "maya", "accounts with no call, no email and no meeting in October")
    inner = [c["not"]["related"]["where"]["all"] for c in where]
    assert [i[0]["value"] for i in inner] == ["call", "email", "meeting"]
    assert all("2026-10-01" in str(i[1]) for i in inner)


@pytest.mark.parametrize(
    "text",
    [
        "deals that went quiet, no call, no mail, nothing for three weeks",
        "deals where nothing happened, no calls, no mails, for three weeks",
    ],
)
async def test_a_silence_told_in_its_parts_is_one(demo: Demo, text: str) -> None:
    assert "related" not in str(await where_of(demo, "maya", text))


@pytest.mark.parametrize(
    "text",
    [
        "all contacts at Northwind except Sarah Chen, I know her already",
        "everybody at Northwind apart from Sarah Chen, she left the company",
    ],
)
async def test_why_somebody_is_left_out_narrows_nothing(demo: Demo, text: str) -> None:
    fields = [c.get("field") for c in await where_of(demo, "maya", text)]
    assert fields == ["account", "id"]


@pytest.mark.parametrize(
    ("text", "operator"),
    [
        ("pipeline by rep for deals over 50k, the small ones don't matter", "amount"),
        ("pipeline by rep without deals below 50k, those are noise", "not"),
    ],
)
async def test_why_there_is_a_limit_narrows_nothing(demo: Demo, text: str, operator: str) -> None:
    said = await demo.say("evelyn", text)
    assert said.tool == "run_report" and "left_out" not in said.args, said.calls
    (condition,) = said.args["spec"]["filters"]
    assert operator in (condition.get("field"), *condition)


@pytest.mark.parametrize(
    ("text", "object_"),
    [
        ("Which of mine are still stuck in proposal? Deals, that is.", "deal"),
        ("which of mine have no email? Contacts, I mean.", "contact"),
        ("what's overdue? tasks only", "activity"),
    ],
)
async def test_what_is_meant_is_named_behind(demo: Demo, text: str, object_: str) -> None:
    said = await demo.say("maya", text)
    assert (len(said.calls), said.args["object"]) == (1, object_) and said.args["where"]


async def test_the_second_thing_said_of_an_account_is_the_accounts(demo: Demo) -> None:
    (outer,) = await where_of(demo, "maya", "people at accounts with more than 500 employees and a deal in negotiation")
    assert "related" in str(outer["through"]["where"])


@pytest.mark.parametrize(
    "text", ["all the purchasing managers, in every company", "I search all persons who are CFO in any company"]
)
async def test_wherever_they_are_is_no_group(demo: Demo, text: str) -> None:
    assert all("title" in str(c) for c in await where_of(demo, "maya", text))


@pytest.mark.parametrize(
    ("text", "metrics", "groups"),
    [
        ("how does our pipeline split by stage, count and value?", ["open_deal_count", "pipeline"], ["stage"]),
        ("won deals by rep this year, value and count", ["won_count", "won_amount"], ["owner"]),
        ("open pipeline by industry of the customer", ["pipeline"], ["account.industry"]),
        ("how much did we book this month so far?", ["won_amount"], []),
        ("what did the west team bring in last month", ["won_amount"], []),
    ],
)
async def test_figures_in_everyday_words(demo: Demo, text: str, metrics: list[str], groups: list[str]) -> None:
    said = await demo.say("evelyn", text)
    assert len(said.calls) == 1 and said.tool == "run_report", said.calls
    assert (said.args["spec"]["metrics"], said.args["spec"]["group_by"]) == (metrics, groups)
