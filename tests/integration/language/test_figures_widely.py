"""Figures in the words of people who ask for them in passing, and messages that are only a matter in a few words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.language.conftest import Demo


async def spec_of(demo: Demo, who: str, text: str) -> dict[str, Any]:
    said = await demo.say(who, text)
    assert said.tool == "run_report", said.calls
    return dict(said.args["spec"])


@pytest.mark.parametrize(
    ("text", "groups", "limit"),
    [
        ("which five accounts carry the most open pipeline?", ["account"], 5),
        ("name the four industries with the most lost deals", ["account.industry"], 4),
        ("who are the two reps with the lowest win rate", ["owner"], 2),
        ("rank the reps by won revenue in Q3", ["owner"], None),
        ("who in my team is behind on tasks, and how many each", ["owner"], None),
        ("who closed deals this month", ["owner"], None),
        ("where do our leads come from", ["source"], None),
        ("growth of won revenue month over month this year", ["month"], None),
        ("what are the main reasons we lose deals", ["loss_reason"], None),
    ],
)
async def test_what_is_ranked_or_asked_of_each(demo: Demo, text: str, groups: list[str], limit: int | None) -> None:
    spec = await spec_of(demo, "marcus", text)
    assert (spec["group_by"], spec.get("limit")) == (groups, limit)


@pytest.mark.parametrize(
    "text", ["average value of my open deals", "how big is my average open deal", "mean amount of deals in proposal"]
)
async def test_the_average_of_what_is_not_won(demo: Demo, text: str) -> None:
    assert (await spec_of(demo, "maya", text))["metrics"] == ["average_deal.amount"]


async def test_a_count_goes_on_with_the_days_before_it(demo: Demo) -> None:
    said = await demo.say("maya", "how many calls did I make this week and how many meetings")
    first, second = (args["where"] for _, args in said.calls)
    assert [c for c in first if c not in second] == [{"field": "type", "op": "eq", "value": "call"}]


async def test_a_reason_told_behind_is_one_report(demo: Demo) -> None:
    said = await demo.say("marcus", "why have we been losing deals this year? just a count per reason")
    assert len(said.calls) == 1 and said.args["spec"]["period"]["from"] == "2026-01-01"


@pytest.mark.parametrize("text", ["median deal size", "net revenue by rep"])
async def test_another_figure_than_there_is_gets_asked(demo: Demo, text: str) -> None:
    assert (await demo.say("marcus", text)).tool == "ask_user"


@pytest.mark.parametrize(
    "text", ["korean buyer rumour", "the thing about the fire doors", "wifi dead spots", "sdkfj sdl woeiru"]
)
async def test_a_matter_in_a_few_words_is_looked_for(demo: Demo, text: str) -> None:
    said = await demo.say("maya", text)
    assert said.tool == "search_messages" and "otherwise" in said.args


@pytest.mark.parametrize("text", ["bob is happy", "meeting went well", "ok sounds great"])
async def test_what_is_told_is_not_looked_for(demo: Demo, text: str) -> None:
    assert (await demo.say("maya", text)).tool != "search_messages"


@pytest.mark.parametrize(
    "text",
    [
        "average deal size in the open pipeline",
        "how large are the open deals on average?",
        "gather all our open deals and give me the average value",
        "the mean deal size, not of won ones, only the open deals",
    ],
)
async def test_the_average_of_open_deals_however_it_is_put(demo: Demo, text: str) -> None:
    spec = await spec_of(demo, "marcus", text)
    assert (
        spec["metrics"] == ["average_deal.amount"]
        and {"field": "is_open", "op": "eq", "value": True} in spec["filters"]
    )


@pytest.mark.parametrize(
    ("text", "metric", "groups"),
    [
        ("take the won deals of this year and tell me the number for every quarter", "won_count", ["quarter"]),
        ("for each of our reps, what was the number of meetings last month?", "activity_count", ["owner"]),
        ("average deal size / rep last quarter", "average_deal_size", ["owner"]),
        ("source breakdown of leads this year", "lead_count", ["source"]),
        ("sort the leads of this year into sources and tell me how many in each", "lead_count", ["source"]),
        ("what are the open deals worth in the individual stages?", "pipeline", ["stage"]),
        ("how does won revenue split across the team this year?", "won_amount", ["owner"]),
        ("leaderboard of won revenue last quarter", "won_amount", ["owner"]),
        ("losses a quarter this year, how many?", "lost_count", ["quarter"]),
        ("the won amount per rep this year, not in number of deals", "won_amount", ["owner"]),
        ("what share of leads becomes a deal, per source?", "lead_conversion_rate", ["source"]),
        ("compare the reps on the average size of their won deals", "average_deal_size", ["owner"]),
        ("count the open tickets by how urgent they are", "ticket_count", ["priority"]),
        ("how often do we win, broken down by where the deal came from", "win_rate", ["source"]),
        ("product-wise won revenue last year", "won_amount", ["product"]),
        ("which of our reps came out on top last quarter in won amount?", "won_amount", ["owner"]),
    ],
)
async def test_how_figures_are_parted(demo: Demo, text: str, metric: str, groups: list[str]) -> None:
    spec = await spec_of(demo, "evelyn", text)
    assert (spec["metrics"], spec["group_by"]) == ([metric], groups)


@pytest.mark.parametrize(
    ("text", "group", "limit"),
    [
        ("the names of the four strongest customers by won deal value this year", "account", 4),
        ("name 3 products: those with the highest won revenue last year", "product", 3),
        ("by won revenue this year, which two reps are at the top?", "owner", 2),
        ("our number one rep this quarter by won amount", "owner", 1),
    ],
)
async def test_so_many_of_a_kind(demo: Demo, text: str, group: str, limit: int) -> None:
    spec = await spec_of(demo, "evelyn", text)
    assert (spec["group_by"], spec.get("limit"), spec["filters"]) == ([group], limit, [])


@pytest.mark.parametrize(
    "text",
    [
        "the difference in won revenue between this quarter and last quarter",
        "won last quarter / won this quarter, in dollars",
        "put won revenue of last quarter and this quarter side by side for me",
        "how much did we win last quarter, and how much this quarter?",
        "comparsion of won revenue this quarter and last quarter",
        "won revenue this quarter, and what was it last quarter?",
    ],
)
async def test_two_periods_set_against_each_other(demo: Demo, text: str) -> None:
    spec = await spec_of(demo, "evelyn", text)
    assert (spec["compare"], spec["period"]["from"], spec["filters"]) == ("previous_period", "2026-10-01", [])


async def test_days_of_a_remark_hold_for_the_figure_behind_it(demo: Demo) -> None:
    spec = await spec_of(demo, "evelyn", "was last quarter bad? how many deals did we lose, per reason?")
    assert spec["period"]["from"] == "2026-07-01"


async def test_what_a_figure_is_wanted_for_is_no_change(demo: Demo) -> None:
    spec = await spec_of(demo, "marcus", "For the review with Jonas I need their win rate this year.")
    assert [c["field"] for c in spec["filters"]] == ["owner"]
    assert (await spec_of(demo, "marcus", "did Jonas have a good win rate this year?"))["filters"] == spec["filters"]


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("our pipeline weighted by probability", "weighted_pipeline"),
        ("what does the weighted forecast say we will get?", "weighted_pipeline"),
        ("average number of days from opening a deal to winning it, last quarter", "sales_cycle"),
        ("how much deals did we loose last quarter?", "lost_count"),
    ],
)
async def test_figures_in_other_words(demo: Demo, text: str, metric: str) -> None:
    said = await demo.say("evelyn", text)
    counted = metric == "lost_count" and said.args.get("count_only")
    assert counted or said.args["spec"]["metrics"] == [metric], said.calls
