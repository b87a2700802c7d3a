"""Dictations of several things: what comes on top, when it is signed, tasks that are only said once more, contacts told with a change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.integration.language.conftest import Demo, Said

DEAL = "Bluepeak peak-season carts"


def _deal(said: Said) -> dict[str, Any]:
    (found,) = [c["set"] for c in said.changes if c["object"] == "deal"]
    return dict(found)


def _kinds(said: Said) -> list[str]:
    return sorted(c["set"]["type"] for c in said.changes if c["object"] == "activity")


@pytest.mark.parametrize(
    "told",
    [
        "Stick 5k on top of the current amount.",
        "They widen the scope, and the increase is 5k over its present value.",
        "Tack 5k onto the amount.",
        "The amount climbs by 5k.",
        "So 5k gets added on top of the existing amount.",
        "Plus 5k on the amount please, lovely people.",
    ],
)
async def test_what_comes_on_top_is_added(demo: Demo, told: str) -> None:
    before = await demo.say("maya", f"raise the amount of {DEAL} by 5k")
    said = await demo.say("maya", f"Lunch with Owen Marsh about {DEAL}. {told}")
    assert (_deal(said), _kinds(said)) == (_deal(before), ["meeting"])


@pytest.mark.parametrize(
    "told",
    [
        "The signing will be on December 9.",
        "Good news, sort of, the signature won't come until Dec 9. Move the close date.",
        "They will be slow, the contract gets signed on December 9.",
        "The deal closes on December 9 now.",
    ],
)
async def test_it_closes_when_it_is_signed(demo: Demo, told: str) -> None:
    said = await demo.say("maya", f"Spoke to Owen Marsh on the phone about {DEAL}. {told}")
    assert (_deal(said), _kinds(said)) == ({"close_date": "2026-12-09"}, ["call"])


@pytest.mark.parametrize(
    "again",
    ["Add those to my tasks.", "Put both on my list.", "Tasks for both please.", "Note both as my to-dos."],
)
async def test_tasks_are_not_made_of_what_only_says_so(demo: Demo, again: str) -> None:
    said = await demo.say(
        "maya",
        f"Called Owen Marsh about {DEAL}. I have to send the price list tomorrow and call him again on December 9. {again}",
    )
    due = sorted(c["set"]["due_date"] for c in said.changes if c["set"].get("type") == "task")
    tomorrow = date.fromisoformat(due[0])
    assert (_kinds(said), due[1], tomorrow < date(2026, 12, 9)) == (["call", "task", "task"], "2026-12-09", True)


async def test_a_contact_is_logged_beside_the_change_it_is_told_with(demo: Demo) -> None:
    said = await demo.say("maya", f"Owen Marsh told me so in a short phone call, and it means {DEAL} is lost on price.")
    assert (_deal(said), _kinds(said)) == ({"stage": "Lost", "loss_reason": "Price"}, ["call"])
