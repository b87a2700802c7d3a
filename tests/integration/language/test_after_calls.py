"""What is told after calls and visits: why a deal was lost, amounts that are put right, what was promised."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.language.conftest import Demo, Said


def _of(said: Said, object_: str) -> dict[str, Any]:
    (found,) = [c["set"] for c in said.changes if c["object"] == object_ and c["set"].get("type") != "task"]
    return dict(found)


@pytest.mark.parametrize(
    "text",
    [
        "Called Owen Marsh. They signed with another manufacturer. A pity. Please set Bluepeak peak-season carts to lost.",
        "Owen Marsh rang me, it was a rival that convinced them. Bluepeak peak-season carts is a lost deal now.",
        "Talked to Owen Marsh on the phone, the competing offer won. Book Bluepeak peak-season carts as lost.",
        "According to Owen Marsh, whom I phoned, they went with Vantik. Mark Bluepeak peak-season carts as lost.",
        "Owen Marsh called: no discussion, a different supplier gets it. Bluepeak peak-season carts is lost.",
    ],
)
async def test_who_got_the_order_is_why_it_was_lost(demo: Demo, text: str) -> None:
    said = await demo.say("maya", text)
    assert _of(said, "deal") == {"stage": "Lost", "loss_reason": "Competitor"}
    assert (_of(said, "activity")["type"], _of(said, "activity")["contact"]) == ("call", "Owen Marsh")


@pytest.mark.parametrize(
    "text",
    [
        "Called Owen Marsh, they put it all on ice. Mark Bluepeak peak-season carts as lost.",
        "Called Owen Marsh, they never talked to another vendor. Mark Bluepeak peak-season carts as lost.",
    ],
)
async def test_a_loss_without_a_rival_has_no_such_reason(demo: Demo, text: str) -> None:
    assert _of(await demo.say("maya", text), "deal") == {"stage": "Lost"}


async def test_a_proposal_of_ours_is_no_stage(demo: Demo) -> None:
    said = await demo.say("maya", "Owen Marsh liked our proposal for Bluepeak peak-season carts, which is hereby lost.")
    assert _of(said, "deal") == {"stage": "Lost"}


@pytest.mark.parametrize(
    "amount",
    [
        "Amount 110k, my mistake, 112k.",
        "Put the amount at 110 thousand, oh hang on, I misread my own handwriting, I mixed things up, it's 112 thousand.",
        "Record 110 thousand as the amount. I stand corrected: the right figure is 112 thousand.",
        "New amount 110k (sorry, 112k).",
        "The amount is 110 thousand, I beg your pardon, that was the old figure, 112 thousand is the amount now.",
    ],
)
async def test_an_amount_is_put_right_by_a_word_of_the_slip(demo: Demo, amount: str) -> None:
    said = await demo.say("maya", f"Called Owen Marsh about Bluepeak peak-season carts. {amount}")
    assert _of(said, "deal") == {"amount": 112000}


async def test_what_they_say_after_a_mistake_corrects_nothing(demo: Demo) -> None:
    said = await demo.say("maya", "Set Bluepeak peak-season carts to 112k. My mistake, I forgot. They have 300 people.")
    assert _of(said, "deal") == {"amount": 112000}


def _task(said: Said) -> dict[str, Any]:
    (found,) = [c["set"] for c in said.changes if c["set"].get("type") == "task"]
    return dict(found)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (
            "Called Owen Marsh. They wait for the floor plan from me, which I must prepare on Friday.",
            "Prepare the floor plan",
        ),
        ("Called Owen Marsh. They asked for the floor plan, and I have to send it on Friday.", "Send the floor plan"),
        (
            "After a short phone call with Owen Marsh, who is fine, I'm on the hook to send the floor plan Friday.",
            "Send the floor plan",
        ),
        (
            "Called Owen Marsh. All good, and the floor plan to be sent by me Friday.",
            "Floor plan to be sent by me",
        ),
        (
            "Called Owen Marsh. All good, and there's one job for me: send the floor plan on Friday.",
            "Send the floor plan",
        ),
    ],
)
async def test_what_i_have_to_do_is_a_task_however_it_hangs_on(demo: Demo, text: str, subject: str) -> None:
    said = await demo.say("maya", text)
    assert (_task(said)["subject"], _task(said)["due_date"]) == (subject, "2026-11-20")
    assert _of(said, "activity")["type"] == "call"


async def test_what_follows_for_a_deal_and_what_was_shown(demo: Demo) -> None:
    said = await demo.say(
        "maya",
        "Owen Marsh received me at the plant and showed me the lift and how much room it takes. "
        "They talk terms, which means negotiation for Bluepeak peak-season carts.",
    )
    assert _of(said, "deal") == {"stage": "Negotiation"}
    assert _of(said, "activity")["type"] == "meeting"
