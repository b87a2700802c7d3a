"""Dictations that leave a task to a colleague or a day to a lead: whose the task is, wherever it is said, and what a follow-up is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.language.conftest import Demo, Said


def _task(said: Said) -> dict[str, Any]:
    (found,) = [c["set"] for c in said.changes if c["set"].get("type") == "task"]
    return found


@pytest.mark.parametrize(
    "told",
    [
        "The floor plan has to go out Friday, that one goes to Tom as a task.",
        "Send the floor plan Friday, and assign that to Tom.",
        "Send the floor plan Friday is what Tom has to do.",
        "My colleague Tom shall send the floor plan Friday, kindly enter this as a task.",
        "It's Tom who should send the floor plan Friday.",
        "Tom takes over one thing, namely to send the floor plan Friday.",
        "Get a task over to Tom for the floor plan, to be sent Friday.",
        "The floor plan should be sent on Friday by Tom, please make a task for that.",
        "I'm giving Tom the task of sending the floor plan on Friday.",
        "Please create a task that Tom sends the floor plan Friday.",
    ],
)
async def test_a_task_is_whose_it_is_said_to_be(demo: Demo, told: str) -> None:
    said = await demo.say("marcus", f"Called Owen Marsh, he is happy. {told}")
    task = _task(said)
    assert (task["owner"], task["due_date"], task["contact"]) == ("Tom Becker", "2026-11-20", "Owen Marsh")
    assert "floor plan" in task["subject"].lower()
    assert [c["object"] for c in said.changes] == ["activity", "activity"]


async def test_what_is_sent_to_a_colleague_stays_ones_own(demo: Demo) -> None:
    said = await demo.say("marcus", "Called Owen Marsh. Send the floor plan Friday, it is what Tom has.")
    assert "owner" not in _task(said)


@pytest.mark.parametrize(
    "told",
    [
        "we do the follow-up December 1",
        "put December 1 down for the follow-up",
        "follow-up is scheduled for December 1",
        "the follow-up will be on December 1",
    ],
)
async def test_the_day_of_a_follow_up_is_the_leads(demo: Demo, told: str) -> None:
    said = await demo.say("ben", f"Just called Elaine Foster. Set the lead to qualified and {told}.")
    (lead,) = [c["set"] for c in said.changes if c["object"] == "lead"]
    assert lead == {"status": "Qualified", "follow_up_date": "2026-12-01"}


async def test_a_follow_up_with_something_is_a_task(demo: Demo) -> None:
    said = await demo.say("ben", "Just called Elaine Foster. Follow up with the floor plan on December 1.")
    assert _task(said)["due_date"] == "2026-12-01"
