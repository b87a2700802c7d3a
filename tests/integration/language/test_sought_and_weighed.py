"""Questions that begin like something told or ordered, and those that odds, advice or the people of a deal answer."""

from __future__ import annotations

import pytest

from tests.integration.language.conftest import Demo


@pytest.mark.parametrize(
    "text",
    [
        "Helen Brandt sent me an e-mail about the ramps, dig it out for me",
        "There was a note of Helen Brandt about the ramps. Could you open it?",
        "Concerning the ramps, Helen Brandt mailed something about the ramps. Show me that mail",
        "Helen Brandt sent us a mail on the ramps, I can't find it",
        "I recall Helen Brandt bringing up the ramps in a mail. What was the wording?",
    ],
)
async def test_a_message_that_is_told_of_and_asked_for_is_searched(demo: Demo, text: str) -> None:
    said = await demo.say("maya", text)
    assert [tool for tool, _ in said.calls] == ["search_messages"], said.calls
    assert said.args["query"] == "ramps" and said.args["id"] == "Helen Brandt"


@pytest.mark.parametrize(
    "text", ["I'm looking for the mail of Helen Brandt about the ramps", "fetch Helen Brandt's email about the ramps"]
)
async def test_a_mail_that_is_wanted_is_not_written_anew(demo: Demo, text: str) -> None:
    assert [tool for tool, _ in (await demo.say("maya", text)).calls] == ["search_messages"]


async def test_a_mail_that_is_told_of_and_then_noted_is_logged(demo: Demo) -> None:
    said = await demo.say("maya", "Emailed Helen Brandt about the ramps, log it")
    assert said.tool == "propose_changes", said.calls


@pytest.mark.parametrize(
    "text", ["next step in the deal Northwind cart rollout pls", "state the next step of Northwind cart rollout"]
)
async def test_a_field_that_is_named_is_not_emptied(demo: Demo, text: str) -> None:
    said = await demo.say("maya", text)
    assert (said.tool, said.args["focus"]) == ("open_record", "next_step"), said.calls


@pytest.mark.parametrize(
    "text",
    [
        "who's involved in Northwind cart rollout",
        "which people do we deal with in the deal Northwind cart rollout",
        "names of the contacts on Northwind cart rollout",
        "who is on the buying committee for Northwind cart rollout",
    ],
)
async def test_the_people_of_a_deal_are_those_of_its_account(demo: Demo, text: str) -> None:
    said = await demo.say("maya", text)
    assert (said.tool, said.args["object"]) == ("find_records", "contact"), said.calls
    assert said.args["where"] == [{"field": "account", "op": "eq", "value": "Northwind Traders"}]


async def test_the_contact_of_a_deal_stays_the_one(demo: Demo) -> None:
    said = await demo.say("maya", "who is the contact on Northwind cart rollout")
    assert (said.tool, said.args["focus"]) == ("open_record", "contact"), said.calls


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("explain the probability of Northwind cart rollout to me", "score_records"),
        ("what are the reasons for the score of Northwind cart rollout", "score_records"),
        ("list my strongest leads", "score_records"),
        ("my leads with the greatest potential", "score_records"),
        ("which of my deals look doubtful", "score_records"),
        ("what should I keep in mind when I see Northwind Traders", "brief_record"),
        ("deals of mine that might fall through", "score_records"),
        ("give me the first customer to ring today", "recommend"),
        ("who has priority for a call today", "recommend"),
        ("get us ready for the Northwind Traders call", "brief_record"),
        ("make me a draft of an e-mail to Helen Brandt about the ramps", "draft_email"),
        ("write Helen Brandt a mail about the ramps, I'll send it myself", "draft_email"),
    ],
)
async def test_what_odds_advice_and_letters_answer_changes_nothing(demo: Demo, text: str, tool: str) -> None:
    said = await demo.say("maya", text)
    assert [name for name, _ in said.calls] == [tool], said.calls


async def test_advice_on_a_deal_is_its_next_step_and_its_odds(demo: Demo) -> None:
    said = await demo.say("maya", "what would you suggest I do about Northwind cart rollout")
    assert [tool for tool, _ in said.calls] == ["open_record", "score_records"], said.calls
    assert said.args["focus"] == "next_step"
