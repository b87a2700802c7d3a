"""What stands out: "my biggest deal" as a record, the best leads and customers, scores from a number on, names that are asked for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.language.conftest import Demo

RECORDS = [
    ("when does my biggest deal close?", "open_record", {"id": "Castellan lift upgrade", "focus": "close_date"}),
    ("who is the contact on my biggest deal?", "open_record", {"id": "Castellan lift upgrade", "focus": "contact"}),
    ("brief me on my biggest open deal", "brief_record", {"id": "Castellan lift upgrade"}),
    ("is my largest deal at Castellan Foods at risk?", "score_records", {"ids": ["Castellan lift upgrade"]}),
    ("what did we hear about our biggest deal", "search_messages", {"object": "deal"}),
]


@pytest.mark.parametrize(("text", "tool", "args"), RECORDS, ids=[c[0] for c in RECORDS])
async def test_the_biggest_is_the_record_that_it_is(demo: Demo, text: str, tool: str, args: dict[str, Any]) -> None:
    said = await demo.say("maya", text)
    assert said.tool == tool, said.calls
    assert {name: said.args.get(name) for name in args} == args


async def test_a_change_of_the_biggest_names_it(demo: Demo) -> None:
    (change,) = (await demo.say("maya", "push my biggest deal to December 20")).changes
    assert (change["record"], change["set"]) == ({"id": "Castellan lift upgrade"}, {"close_date": "2026-12-20"})


@pytest.mark.parametrize("text", ["what is my biggest deal?", "show me our biggest open deal", "my 5 biggest deals"])
async def test_what_is_itself_asked_for_is_listed(demo: Demo, text: str) -> None:
    assert (await demo.say("maya", text)).tool == "find_records"


SCORED = [
    ("who are my best leads?", {}),
    ("leads with a score over 70", {"least": 71}),
    ("leads scoring at least 60 from referrals", {"least": 60}),
    ("my leads with a score below 20", {"most": 19}),
    ("open deals with more than 70 percent chance of winning", {"least": 71}),
    ("leads with a score between 50 and 70", {"least": 50, "most": 70}),
]


@pytest.mark.parametrize(("text", "ends"), SCORED, ids=[c[0] for c in SCORED])
async def test_scores_from_a_number_on(demo: Demo, text: str, ends: dict[str, int]) -> None:
    said = await demo.say("maya", text)
    assert said.tool == "score_records", said.calls
    assert {k: v for k, v in said.args.items() if k in ("least", "most")} == ends


async def test_the_best_customers_are_ranked_and_no_seller_is(demo: Demo) -> None:
    said = await demo.say("evelyn", "who are our best customers?")
    assert said.args["spec"]["group_by"] == ["account"]
    assert said.args["spec"]["metrics"] == ["won_amount"]
    said = await demo.say("evelyn", "who are the reps with the most deals?")
    assert said.args["spec"]["group_by"] == ["owner"]


@pytest.mark.parametrize("name", ["named", "called", "with the last name"])
async def test_people_of_one_last_name(demo: Demo, name: str) -> None:
    said = await demo.say("evelyn", f"contacts {name} Brandt")
    assert said.args["where"] == [{"field": "name", "op": "contains", "value": "Brandt"}]


async def test_what_is_done_is_listed_and_not_ticked_off(demo: Demo) -> None:
    said = await demo.say("maya", "completed tasks this week")
    assert said.tool == "find_records"
    assert {"field": "status", "op": "eq", "value": "done"} in said.args["where"]


@pytest.mark.parametrize("text", ["when is my next meeting?", "my next meeting", "next meeting with Castellan Foods"])
async def test_the_next_meeting_is_one_to_come(demo: Demo, text: str) -> None:
    said = await demo.say("maya", text)
    assert said.tool == "find_records"
    assert {"field": "occurred_at", "op": "gte", "value": "2026-11-18"} in said.args["where"]
    assert (said.args["sort"], said.args["limit"]) == ([{"field": "occurred_at", "descending": False}], 1)


FIGURES = [
    ("who is the best rep this year?", {"metrics": ["won_amount"], "group_by": ["owner"]}),
    ("how are the reps doing this month?", {"metrics": ["won_amount"], "group_by": ["owner"]}),
    ("how are we doing?", {"metrics": ["won_amount"], "period": {"field": "closed_at", "from": "2026-10-01", "to": "2026-12-31"}}),
    ("show win rate over time", {"metrics": ["win_rate"], "group_by": ["month"]}),
    ("deals closing this quarter by rep", {"metrics": ["deal_count"], "group_by": ["owner"], "filters": [{"field": "is_open", "op": "eq", "value": True}], "period": {"field": "close_date", "from": "2026-10-01", "to": "2026-12-31"}}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "spec"), FIGURES, ids=[c[0] for c in FIGURES])
async def test_figures_that_are_meant(demo: Demo, text: str, spec: dict[str, Any]) -> None:
    said = await demo.say("evelyn", text)
    assert said.tool == "run_report", said.calls
    assert {name: said.args["spec"].get(name) for name in spec} == spec


async def test_a_date_to_follow_up_that_is_missing_is_an_empty_field(demo: Demo) -> None:
    said = await demo.say("maya", "leads with no follow-up date")
    assert said.args["where"] == [{"field": "follow_up_date", "op": "isnull", "value": True}]


async def test_what_happened_in_some_days_is_what_happened_then(demo: Demo) -> None:
    said = await demo.say("maya", "what happened with Northwind Traders last week?")
    assert (said.tool, said.args["object"], said.args["where"][0]["value"]) == (
        "find_records",
        "activity",
        "Northwind Traders",
    )
    assert (await demo.say("maya", "latest on Northwind, I meet them tomorrow")).tool == "open_record"


async def test_what_is_planned_or_written_is_not_logged(demo: Demo) -> None:
    (change,) = (await demo.say("maya", "schedule a zoom with Sarah Chen at 3")).changes
    assert change["set"]["type"] == "task"
    assert (await demo.say("maya", "email thread with Mark Feldman on security")).tool == "search_messages"


async def test_two_teams_are_set_side_by_side_as_they_stand(demo: Demo) -> None:
    said = await demo.say("evelyn", "how do East and West compare on pipeline")
    assert "period" not in said.args["spec"]
