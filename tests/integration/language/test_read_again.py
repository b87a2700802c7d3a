"""The second reading: questions in words that nobody has a rule for, and what the sentences of a dictation say one by one."""

from __future__ import annotations

import pytest

from tests.integration.language.conftest import Demo


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("my boss asks how you come to the winning odds of the Northwind cart rollout", "score_records"),
        ("prep me, I see Northwind Traders at ten", "brief_record"),
        ("who at our place runs the Northwind Traders account", "open_record"),
    ],
)
async def test_a_question_is_answered_however_it_is_put(demo: Demo, text: str, tool: str) -> None:
    assert (await demo.say("maya", text)).tool == tool


@pytest.mark.parametrize(
    "text",
    [
        "what was the amount of the Northwind cart rollout before Tom took it over",
        "who owned Northwind Traders except Maya",
        "phone of Sarah Chen and of Helen Brandt",
    ],
)
async def test_what_has_no_place_in_the_form_makes_it_another_question(demo: Demo, text: str) -> None:
    assert (await demo.say("maya", text)).tool != "propose_changes"


async def test_the_sentences_of_a_dictation_add_what_no_clause_said(demo: Demo) -> None:
    said = await demo.say(
        "maya",
        "Quick phone call with Sarah Chen about the Northwind cart rollout. Her people love the small ones. "
        "It adds up to 61k all in. We will get their signature on December 3.",
    )
    (deal,) = [c for c in said.changes if c["op"] == "update"]
    assert (deal["set"]["amount"], deal["set"]["close_date"]) == (61000, "2026-12-03")
    assert [c["set"]["type"] for c in said.changes if c["op"] == "create"] == ["call"]


async def test_talk_in_a_dictation_changes_nothing(demo: Demo) -> None:
    said = await demo.say(
        "maya",
        "Had coffee with Sarah Chen about the Northwind cart rollout. They could one day need twice as many. "
        "She asked herself whether the budget would last.",
    )
    assert [c["op"] for c in said.changes] == ["create"]


async def test_a_sum_on_top_is_added(demo: Demo) -> None:
    said = await demo.say(
        "maya", "Lunch with Sarah Chen about the Northwind cart rollout. Please put another 4k on the amount."
    )
    assert [c["set"]["amount"] for c in said.changes if c["op"] == "update"] == [58000]


async def test_what_is_told_in_one_breath_behind_a_talk_is_done_too(demo: Demo) -> None:
    said = await demo.say(
        "maya",
        "I just called Sarah Chen about the Northwind cart rollout, it's in negotiation now and we landed at 61k, "
        "and I still owe her the drawing on Friday",
    )
    (deal,) = [c for c in said.changes if c["op"] == "update"]
    made = [c["set"] for c in said.changes if c["op"] == "create"]
    assert deal["set"] == {"stage": "Negotiation", "amount": 61000}
    assert sorted(c["type"] for c in made) == ["call", "task"]
    assert all(c.get("contact") for c in made)


@pytest.mark.parametrize(
    "text",
    [
        "Had Sarah Chen on the phone about the Northwind cart rollout, won maybe next month, wait, leave the stage",
        "Called Sarah Chen about the Northwind cart rollout, we lost 4k on it",
    ],
)
async def test_no_piece_ends_a_deal_that_goes_on(demo: Demo, text: str) -> None:
    said = await demo.say("maya", text)
    assert not {"Won", "Lost"} & {c["set"].get("stage") for c in said.changes}


async def test_a_task_is_to_do_and_logs_nothing(demo: Demo) -> None:
    said = await demo.say("maya", "two tasks please: call Sarah Chen on Friday and email Helen Brandt on Monday")
    assert [c["set"]["type"] for c in said.changes] == ["task", "task"]
