"""A call that is dictated, and in it somebody new: the call is with whom one knows, the contact gets what was told of them and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.language.conftest import Demo, Said


def _set(said: Said, kind: str) -> dict[str, Any]:
    (found,) = [c["set"] for c in said.changes if c["object"] == kind]
    return found


@pytest.mark.parametrize(
    "told",
    [
        "They have got Nora Feld now, doing the Shift Manager job, so get that person into our contacts. They like the price.",
        "There's an addition to their team, Nora Feld, as Shift Manager. I would like to have them as a contact, so please add.",
        "The old Shift Manager has been replaced by a Nora Feld, and she should be on our contact list.",
        "Their new Shift Manager is called Nora Feld. Contact needed.",
        "In their company is now a new person, Nora Feld, working as Shift Manager. Can you set up a contact for Nora?",
        "Nora Feld is new there. Her role is Shift Manager. We need this contact in the system.",
    ],
)
async def test_somebody_new_is_taken_in_beside_the_call(demo: Demo, told: str) -> None:
    said = await demo.say("maya", f"Phoned Owen Marsh at Bluepeak Outfitters, he is happy. {told}")
    call, contact = _set(said, "activity"), _set(said, "contact")
    assert (call["type"], call["contact"]) == ("call", "Owen Marsh")
    assert contact == {"name": "Nora Feld", "title": "Shift Manager", "account": "Bluepeak Outfitters"}


async def test_the_rank_of_somebody_else_is_no_title(demo: Demo) -> None:
    text = "Called Owen Marsh. Nora Feld is new at Bluepeak Outfitters, she reports to the plant manager. Put her in our contacts."
    assert _set(await demo.say("maya", text), "contact") == {"name": "Nora Feld", "account": "Bluepeak Outfitters"}


async def test_how_an_order_begins_is_no_title(demo: Demo) -> None:
    text = "Called Owen Marsh. In addition, a new contact at Bluepeak Outfitters is to be created, namely Nora Feld, nora@bluepeak.example."
    wanted = {"name": "Nora Feld", "email": "nora@bluepeak.example", "account": "Bluepeak Outfitters"}
    assert _set(await demo.say("maya", text), "contact") == wanted


async def test_more_of_the_call_is_told_behind_the_newcomer(demo: Demo) -> None:
    text = "Log my call with Owen Marsh of Bluepeak Outfitters and enter Nora Feld as a new contact there. We chatted about how loud the line is."
    said = await demo.say("maya", text)
    assert (_set(said, "activity")["contact"], _set(said, "contact")["name"]) == ("Owen Marsh", "Nora Feld")


@pytest.mark.parametrize("told", ["They want a contact person for the line.", "They get a new contact next year."])
async def test_what_a_customer_wants_is_no_order(demo: Demo, told: str) -> None:
    said = await demo.say("maya", f"Phoned Owen Marsh at Bluepeak Outfitters. Nora Feld is new there. {told}")
    assert [c["object"] for c in said.changes] == ["activity"]


@pytest.mark.parametrize(
    "text",
    [
        "Please note I called Owen Marsh, who was polite but in a hurry",
        "That was Owen Marsh from Bluepeak Outfitters calling. They like the price.",
        "Phone, Owen Marsh, Bluepeak Outfitters: all good, they like the price.",
        "Call: Owen Marsh / Bluepeak Outfitters. They like the price.",
        "I had a telephone conversation with Owen Marsh of Bluepeak Outfitters, who is happy with the price. Log it.",
    ],
)
async def test_a_call_is_a_call_however_it_is_put(demo: Demo, text: str) -> None:
    call = _set(await demo.say("maya", text), "activity")
    assert (call["type"], call["contact"]) == ("call", "Owen Marsh")
