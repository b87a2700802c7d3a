"""Everyday questions: which of the sellers, the best sources, what moved, what is open there, deals by part of their names."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.language.conftest import Demo

SELLERS = [
    ("who hasn't logged any calls this week", "activity_count", ("eq", 0)),
    ("which of my reps has not won a deal this quarter", "won_amount", ("eq", 0)),
    ("reps without open deals", "deal_count", ("eq", 0)),
    ("show me the reps who have no pipeline in december", "pipeline", ("eq", 0)),
    ("reps with more than 5 overdue tasks", "overdue_tasks", ("gt", 5)),
    ("which reps have fewer than three open deals", "deal_count", ("lt", 3)),
]


@pytest.mark.parametrize(("text", "metric", "pick"), SELLERS, ids=[c[0] for c in SELLERS])
async def test_sellers_are_picked_by_their_figure(demo: Demo, text: str, metric: str, pick: tuple[str, int]) -> None:
    said = await demo.say("marcus", text)
    assert said.tool == "run_report", said.calls
    assert (said.args["spec"]["metrics"], said.args["spec"]["group_by"]) == ([metric], ["owner"])
    assert (said.args["pick"]["op"], said.args["pick"]["value"]) == pick and "Maya Ortiz" in said.args["pick"]["among"]


@pytest.mark.parametrize(
    "text", ["who hasn't bought anything this year", "who has no email", "my team's deals without next step"]
)
async def test_nobody_is_picked_where_others_are_meant(demo: Demo, text: str) -> None:
    assert "pick" not in (await demo.say("marcus", text)).args


@pytest.mark.parametrize(
    ("text", "metric", "groups"),
    [
        ("which source brings the best leads", "lead_conversion_rate", ["source"]),
        ("where do our best leads come from", "lead_conversion_rate", ["source"]),
        ("what percentage of my leads converted this quarter", "lead_conversion_rate", []),
        ("total revenue ytd", "won_amount", []),
    ],
)
async def test_figures_by_other_words(demo: Demo, text: str, metric: str, groups: list[str]) -> None:
    spec = (await demo.say("marcus", text)).args["spec"]
    assert (spec["metrics"], spec["group_by"]) == ([metric], groups)


@pytest.mark.parametrize(
    ("text", "object_", "fields"),
    [
        ("which deals moved stage this week", "deal", ["stage_since"]),
        ("which deals advanced this month", "deal", ["stage_since"]),
        ("is there anything open at Pinecrest", "deal", ["is_open", "account"]),
        ("oldest open ticket of my accounts", "ticket", ["resolved_at", "through"]),
        ("what's on my plate tomorrow", "activity", ["any"]),
        ("deals created more than 6 months ago", "deal", ["created_at"]),
        ("tasks due this week, high priority first", "activity", ["type", "due_date", "status"]),
    ],
)
async def test_lists_by_everyday_words(demo: Demo, text: str, object_: str, fields: list[str]) -> None:
    said = await demo.say("maya", text)
    assert said.tool == "find_records" and "left_out" not in said.args, said.calls
    assert said.args["object"] == object_
    assert [_about(c) for c in said.args["where"]] == fields


async def test_what_is_longer_ago_lies_before(demo: Demo) -> None:
    (condition,) = (await demo.say("maya", "leads created more than two weeks ago")).args["where"]
    assert condition["op"] in ("lt", "lte")


def _about(condition: dict[str, Any]) -> str:
    inner = condition.get("all")
    return str(condition.get("field") or (inner[0]["field"] if inner else next(iter(condition))))


@pytest.mark.parametrize("text", ["when does the lift upgrade close", "what's the stage of the lift upgrade deal"])
async def test_a_deal_is_known_by_part_of_its_name(demo: Demo, text: str) -> None:
    said = await demo.say("maya", text)
    assert (said.tool, said.args["id"]) == ("open_record", "Castellan lift upgrade")


@pytest.mark.parametrize(
    "text",
    ["how much is the Meridian lineside tuggers deal worth?", "what stage is the Starling hangar tuggers deal in"],
)
async def test_a_deal_out_of_sight_is_none(demo: Demo, text: str) -> None:
    assert (await demo.say("maya", text)).tool == "decline"


@pytest.mark.parametrize(
    "text",
    [
        "until when is Martin from Wexford away on the sea?",
        "sheila wrote something about when martin is back from his boat when was that",
    ],
)
async def test_what_somebody_wrote_is_searched(demo: Demo, text: str) -> None:
    assert (await demo.say("marcus", text)).tool == "search_messages"
