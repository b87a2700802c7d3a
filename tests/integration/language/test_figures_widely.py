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
