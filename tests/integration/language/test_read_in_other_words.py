"""Lists and figures whose conditions are told by whose they are, by an exception, by a list, or as a change of what was shown."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.conversation.state import DialogueState, Shown
from tests.integration.language.conftest import Demo

LEADS = DialogueState(shown=Shown("lead", (), {"object": "lead", "where": []}))


async def where_of(demo: Demo, who: str, text: str, state: DialogueState | None = None) -> list[dict[str, Any]]:
    said = await demo.say(who, text, state)
    assert said.tool == "find_records" and "left_out" not in said.args, said.calls
    return list(said.args["where"])


async def test_the_records_of_ones_own_customers(demo: Demo) -> None:
    mine = {"through": {"field": "account", "where": {"field": "owner", "op": "eq", "value": "Maya Ortiz"}}}
    urgent = {"field": "priority", "op": "eq", "value": "urgent"}
    assert await where_of(demo, "maya", "which of my customers' tickets are urgent") == [mine, urgent]
    assert await where_of(demo, "maya", "our customers' urgent tickets") == [urgent]


@pytest.mark.parametrize("text", ["leads excl. converted", "leads with the exception of converted ones"])
async def test_what_is_excepted(demo: Demo, text: str) -> None:
    assert await where_of(demo, "evelyn", text) == [{"field": "status", "op": "ne", "value": "Converted"}]


async def test_things_open_with_customers_are_deals(demo: Demo) -> None:
    said = await demo.say("evelyn", "anything open with a customer based in Boston")
    assert said.args["object"] == "deal" and said.args["where"][0] == {"field": "is_open", "op": "eq", "value": True}


async def test_an_accounts_own_number_beside_its_deals(demo: Demo) -> None:
    where = await where_of(demo, "evelyn", "accounts below 50 million in revenue that have an open deal above 20k")
    assert where[0] == {"field": "annual_revenue", "op": "lt", "value": 50_000_000} and "related" in where[1]


async def test_places_beside_each_other(demo: Demo) -> None:
    (either,) = await where_of(demo, "evelyn", "customers boston/hartford")
    assert [c["value"] for c in either["any"]] == ["boston", "hartford"]


async def test_what_is_asked_of_records_put_first(demo: Demo) -> None:
    where = await where_of(demo, "tom", "so the deals I have, stage proposal that is, which of them have no next step")
    assert [c["field"] for c in where] == ["owner", "stage", "next_step"]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("restrict it to those from a trade show", ["source"]),
        ("mine", ["owner"]),
        ("only the new ones", ["status"]),
        ("with a phone number", ["phone"]),
    ],
)
async def test_a_list_is_narrowed(demo: Demo, text: str, fields: list[str]) -> None:
    assert [c["field"] for c in await where_of(demo, "maya", text, LEADS)] == fields


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("tickets by priority x status", ["priority", "status"]),
        ("open deals rep x stage", ["owner", "stage"]),
        ("how does the pipeline divide between East and West", ["owner.team"]),
        ("does our win rate differ between customer segments", ["account.segment"]),
        ("in which countries are our accounts, with the number for each", ["country"]),
        ("group all leads by the product they want and count them", ["product_interest"]),
        ("rank my people by how much they won", ["owner"]),
        ("pipeline across the company", []),
        ("how much money is in negotiation for the whole company", []),
    ],
)
async def test_groups_in_other_words(demo: Demo, text: str, groups: list[str]) -> None:
    said = await demo.say("evelyn", text)
    assert said.tool == "run_report" and said.args["spec"]["group_by"] == groups


@pytest.mark.parametrize(
    ("text", "metric"), [("weighted", "weighted_pipeline"), ("as a count", "open_deal_count"), ("win rate", "win_rate")]
)
async def test_a_report_is_measured_otherwise(demo: Demo, text: str, metric: str) -> None:
    state = DialogueState(report={"metrics": ["pipeline"], "group_by": ["source"], "filters": []})
    spec = (await demo.say("evelyn", text, state)).args["spec"]
    assert (spec["metrics"], spec["group_by"]) == ([metric], ["source"])


async def test_averages_of_a_year_and_of_what_was_lost(demo: Demo) -> None:
    won = (await demo.say("ben", "my avg won deal 2026")).args["spec"]
    lost = (await demo.say("ben", "avg lost deal this year")).args["spec"]
    assert (won["metrics"], lost["metrics"]) == (["average_deal_size"], ["average_deal.amount"])
    assert won["period"]["field"] == lost["period"]["field"] == "closed_at"


async def test_a_count_beside_an_average(demo: Demo) -> None:
    spec = (await demo.say("evelyn", "open deals: number and average amount for each source")).args["spec"]
    assert spec["metrics"] == ["deal_count", "average_deal.amount"]


async def test_two_adjectives_of_one_relation(demo: Demo) -> None:
    (related,) = await where_of(demo, "evelyn", "accounts with open and urgent tickets")
    assert [c["field"] for c in related["related"]["where"]["all"]] == ["resolved_at", "priority"]


async def test_slips_in_short_words_and_in_statuses(demo: Demo) -> None:
    said = await demo.say("maya", "hwo many of my leads are in Workng?")
    assert said.args["count_only"] and said.args["where"][1] == {"field": "status", "op": "eq", "value": "Working"}
