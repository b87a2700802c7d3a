"""Tickets that are only ordered "for that": what is wrong was told before, between other things, or follows."""

from __future__ import annotations

import pytest

from tests.integration.language.conftest import Demo


@pytest.mark.parametrize(
    "text",
    [
        "Phoned Owen Marsh at Bluepeak Outfitters, he mentioned a cracked wheel on the ramp. He was quite calm about it. Open a ticket for that.",
        "Call with Owen Marsh, Bluepeak Outfitters. One complaint, namely a cracked wheel on the ramp. They rely on us, so a ticket should be opened.",
        "Spoke to Owen Marsh of Bluepeak Outfitters on the phone. They are struggling with a cracked wheel on the ramp and are annoyed. Turn that into a ticket.",
        "Log a call with Owen Marsh at Bluepeak Outfitters, and open a ticket. The fault is a cracked wheel on the ramp. They like us all the same.",
        "Open a ticket, subject a cracked wheel on the ramp. I heard about it from Owen Marsh of Bluepeak Outfitters on the phone.",
    ],
)
async def test_a_ticket_is_about_what_is_wrong(demo: Demo, text: str) -> None:
    said = await demo.say("maya", text)
    (ticket,) = [c["set"] for c in said.changes if c["object"] == "ticket"]
    assert (ticket["subject"], ticket["account"]) == ("A cracked wheel on the ramp", "Bluepeak Outfitters")
    assert [c["set"]["type"] for c in said.changes if c["object"] == "activity"] == ["call"]


async def test_an_announced_ticket_is_made_once(demo: Demo) -> None:
    said = await demo.say(
        "maya",
        "Bluepeak Outfitters has an issue: a cracked wheel on the ramp. Owen Marsh told me on the phone. Create the ticket.",
    )
    assert [c["set"]["subject"] for c in said.changes if c["object"] == "ticket"] == ["A cracked wheel on the ramp"]
