"""Orders that lean on what was told beside them: tasks in a row, records of the clause before, what only nearly happened."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.conversation.state import DialogueState, Mention, Shown
from tests.integration.language.conftest import Demo, Said

CARTS = "Northwind cart rollout"
LIFT = "Castellan lift upgrade"


def _sets(said: Said, **of: str) -> list[dict[str, Any]]:
    return [c["set"] for c in said.changes if all(c.get(k) == v for k, v in of.items())]


async def test_each_thing_behind_the_colon_is_a_task(demo: Demo) -> None:
    said = await demo.say(
        "maya",
        "3 to-dos for me: today ring Helen Brandt, Friday send Anita Desai the price list, Monday check the quote",
    )
    tasks = _sets(said, object="activity")
    assert [t["due_date"] for t in tasks] == ["2026-11-18", "2026-11-20", "2026-11-23"]
    assert [t.get("contact") for t in tasks][:2] == ["Helen Brandt", "Anita Desai"]


async def test_the_day_of_the_head_is_that_of_all(demo: Demo) -> None:
    said = await demo.say("maya", "Two tasks for December 4: call Helen Brandt, and send Anita Desai the drawings.")
    assert [t["due_date"] for t in _sets(said, object="activity")] == ["2026-12-04", "2026-12-04"]


async def test_what_goes_for_both_is_set_on_both(demo: Demo) -> None:
    said = await demo.say("maya", f"{CARTS} 50k, {LIFT} 40k, both close December 11")
    found = {c["record"]["id"]: c["set"] for c in said.changes}
    assert found == {
        CARTS: {"amount": 50000, "close_date": "2026-12-11"},
        LIFT: {"amount": 40000, "close_date": "2026-12-11"},
    }


async def test_a_value_between_commas_is_the_date(demo: Demo) -> None:
    said = await demo.say("maya", f"{CARTS}: 48k, 12/4, next step plan for Helen")
    (change,) = said.changes
    assert change["set"] == {"amount": 48000, "close_date": "2026-12-04", "next_step": "Plan for Helen"}


async def test_whom_nobody_knows_yet_becomes_a_lead(demo: Demo) -> None:
    said = await demo.say(
        "maya",
        "Bumped into Ines Falk from Brightwater Mills at the fair. Make her a lead, and remind me Friday to call her.",
    )
    (lead,) = _sets(said, object="lead")
    assert (lead["name"], lead["company"]) == ("Ines Falk", "Brightwater Mills")
    assert _sets(said, object="activity")[0]["subject"] == "Call Ines Falk"


async def test_a_ticket_is_about_what_was_told(demo: Demo) -> None:
    said = await demo.say(
        "maya",
        "Helen Brandt called, the gate does not open since Monday. Open an urgent ticket for Northwind about it.",
    )
    (ticket,) = _sets(said, object="ticket")
    assert ticket["subject"].startswith("The gate does not open")


async def test_another_fortnight(demo: Demo) -> None:
    said = await demo.say("maya", f"could you give {CARTS} another fortnight?")
    (change,) = said.changes
    assert set(change["set"]) == {"close_date"}


async def test_a_task_told_before_its_noun(demo: Demo) -> None:
    said = await demo.say("marcus", "Aisha has to send Helen Brandt the drawings, so a task for her, due Friday")
    (task,) = _sets(said, object="activity")
    assert (task["subject"], task["owner"], task["due_date"]) == (
        "Send Helen Brandt the drawings",
        "Aisha Khan",
        "2026-11-20",
    )


async def test_halves_of_two_names_are_nobody(demo: Demo) -> None:
    said = await demo.say("maya", "log a call with Helen Desai: wants a quote")
    assert said.tool == "decline"


@pytest.mark.parametrize(
    "text",
    [
        f"I was about to mark {CARTS} as won but then Helen called it off",
        f"I would have moved {LIFT} to lost if Robert hadn't phoned",
        f"if Helen doesn't sign by Friday we'll probably have to push {CARTS} to March",
        "send Helen Brandt the contract right now",
        "I was going to call Helen but that'll have to wait",
        "approve everything",
        "refund Helen Brandt the deposit",
    ],
)
async def test_nothing_is_proposed(demo: Demo, text: str) -> None:
    said = await demo.say("maya", text)
    assert "propose_changes" not in [name for name, _ in said.calls]


async def test_the_row_that_a_superlative_picks(demo: Demo) -> None:
    ids = tuple(demo.id(label) for label in (CARTS, LIFT))
    state = DialogueState(
        focus=(Mention("deal", ids[0], CARTS),), shown=Shown("deal", ids, {"object": "deal", "where": []})
    )
    named = await demo.say("maya", "move the one with lift to negotiation", state)
    assert [c["record"]["id"] for c in named.changes] == [LIFT]
    largest = await demo.say("maya", "move the biggest one to negotiation", state)
    smallest = await demo.say("maya", "move the smallest one to negotiation", state)
    assert {largest.changes[0]["record"]["id"], smallest.changes[0]["record"]["id"]} == {CARTS, LIFT}


async def test_it_is_the_ticket_that_was_listed(demo: Demo) -> None:
    label = "Old tugger overheats in the yard"
    state = DialogueState(focus=(Mention("ticket", demo.id(label), label),))
    (change,) = (await demo.say("sam", "close it, they replaced the fan", state)).changes
    assert (change["object"], change["set"]) == ("ticket", {"status": "Closed"})
