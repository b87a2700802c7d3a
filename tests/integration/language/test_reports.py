"""Reports by any everyday wording: what is measured, by what it is grouped, against what it is set."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.language.conftest import Demo

Case = tuple[str, str, list[str], list[str]]
MEASURED: list[Case] = [
    ("evelyn", "dollars lost per cause in 2026", ["lost_amount"], ["loss_reason"]),
    ("evelyn", "number of opportunities won in each quarter", ["won_count"], ["quarter"]),
    ("evelyn", "how long does it take us to sign a deal, per source?", ["sales_cycle"], ["source"]),
    ("marcus", "what percentage of opportunities do we win per industry?", ["win_rate"], ["account.industry"]),
    ("evelyn", "which channel converts best?", ["lead_conversion_rate"], ["source"]),
    ("evelyn", "which products make us the most money?", ["won_amount"], ["product"]),
    ("evelyn", "who has the most open tickets?", ["ticket_count"], ["owner"]),
    ("evelyn", "dollar volume by stage", ["pipeline"], ["stage"]),
    ("evelyn", "top three loss reasons this year", ["lost_count"], ["loss_reason"]),
    ("evelyn", "how has revenue developed over the last 12 months", ["won_amount"], ["month"]),
    ("evelyn", "converted leads per rep this quarter", ["converted_leads"], ["owner"]),
    ("sam", "how many tickets did we close per month this year?", ["resolved_tickets"], ["month"]),
    ("evelyn", "open pipeline split by customer segment", ["pipeline"], ["account.segment"]),
    ("evelyn", "new deals per month this year", ["deal_count"], ["month"]),
    ("lucia", "my open pipeline client by client", ["pipeline"], ["account"]),
    ("evelyn", "what share of the pipeline is in negotiation", ["pipeline"], ["stage"]),
    ("evelyn", "win rte by sorce", ["win_rate"], ["source"]),
    ("nora", "How did each rep do in October? Revenue won, please.", ["won_amount"], ["owner"]),
    ("evelyn", "total value of everything in negotiation", ["pipeline"], []),
    ("ben", "how many deals have I won and lost this year?", ["won_count", "lost_count"], []),
    ("evelyn", "how many deals have been won and how many lost this quarter", ["won_count", "lost_count"], []),
    ("evelyn", "top 3 industries by pipeline", ["pipeline"], ["account.industry"]),
    ("evelyn", "why do we keep losing deals?", ["lost_count"], ["loss_reason"]),
    ("evelyn", "best selling product this year", ["won_amount"], ["product"]),
    ("evelyn", "won amount and number of deals by industry", ["won_amount", "won_count"], ["account.industry"]),
    ("evelyn", "employees by industry", ["sum_account.employees"], ["industry"]),
    ("evelyn", "average deal value won by quarter this year", ["average_deal_size"], ["quarter"]),
]  # fmt: skip


@pytest.mark.parametrize(("who", "text", "metrics", "groups"), MEASURED, ids=[c[1] for c in MEASURED])
async def test_what_is_measured_and_by_what(
    demo: Demo, who: str, text: str, metrics: list[str], groups: list[str]
) -> None:
    spec = await spec_of(demo, who, text)
    assert (spec["metrics"], spec["group_by"]) == (metrics, groups)


AGAINST = [
    ("stack won revenue of Q3 up against Q2", "2026-07-01", "previous_period"),
    ("Q3 2026 revenue versus Q3 2025", "2026-07-01", "previous_year"),
    ("is our win rate this year better than last year's?", "2026-01-01", "previous_period"),
    ("new leads this month vs last month", "2026-11-01", "previous_period"),
    ("are we up on last quarter in won revenue?", "2026-10-01", "previous_period"),
    ("how did we do in Q3 compared to Q2?", "2026-07-01", "previous_period"),
]


@pytest.mark.parametrize(("text", "start", "compare"), AGAINST, ids=[c[0] for c in AGAINST])
async def test_the_later_period_against_the_earlier_one(demo: Demo, text: str, start: str, compare: str) -> None:
    spec = await spec_of(demo, "evelyn", text)
    assert (spec["period"]["from"], spec["compare"]) == (start, compare)


async def test_periods_that_do_not_follow_each_other_are_shown_step_by_step(demo: Demo) -> None:
    spec = await spec_of(demo, "evelyn", "won revenue in Q1 compared with Q3")
    assert spec["group_by"] == ["quarter"]
    assert (spec["period"]["from"], spec["period"]["to"]) == ("2026-01-01", "2026-09-30")


SIDES = [
    ("how do East and West compare on pipeline?", "owner.team", 10),
    ("Maya versus Tom, revenue this year", "owner", 2),
    ("how do the Talon Lift and Talon Tugger compare in revenue?", "product", 2),
]


@pytest.mark.parametrize(("text", "group", "count"), SIDES, ids=[c[0] for c in SIDES])
async def test_one_side_against_the_other(demo: Demo, text: str, group: str, count: int) -> None:
    spec = await spec_of(demo, "evelyn", text)
    assert spec["group_by"] == [group]
    assert [len(c["value"]) for c in spec["filters"]] == [count]


async def test_my_reps_are_my_team_not_me(demo: Demo) -> None:
    spec = await spec_of(demo, "priya", "how is each of my reps doing on win rate this year?")
    assert len(spec["filters"][0]["value"]) == 5


async def test_a_polite_i_owns_nothing(demo: Demo) -> None:
    spec = await spec_of(demo, "evelyn", "Could I have the pipeline split by rep for deals closing before year end?")
    assert spec["filters"] == []


async def test_groups_are_not_picked_by_their_figure_in_silence(demo: Demo) -> None:
    assert (await demo.say("evelyn", "stages with more than 200k pipeline")).tool == "ask_user"


async def test_what_is_excepted_stands_behind_other_words(demo: Demo) -> None:
    spec = await spec_of(demo, "evelyn", "weighted pipeline excluding deals that are still in Prospecting")
    assert spec["filters"] == [{"field": "stage", "op": "ne", "value": "Prospecting"}]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("average discount by rep", "discount"),
        ("revenue by postcode", "postcode"),
        ("win rate with Zorblatt by rep", "Zorblatt"),
    ],
)
async def test_what_stands_for_nothing_is_asked_about(demo: Demo, text: str, word: str) -> None:
    said = await demo.say("evelyn", text)
    assert said.tool in ("ask_user", "decline")
    assert word in str(said.args)


async def spec_of(demo: Demo, who: str, text: str) -> dict[str, Any]:
    said = await demo.say(who, text)
    assert [tool for tool, _ in said.calls] == ["run_report"], said.calls
    spec: dict[str, Any] = said.args["spec"]
    return spec
