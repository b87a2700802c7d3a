"""Somebody and something new, in the words that people have it taken in with; titles, numbers and tickets that change as they are told."""

from __future__ import annotations

import pytest

from tests.integration.language.conftest import Demo


@pytest.mark.parametrize(
    "text",
    [
        "Could Nora Feld be added to the contacts at Northwind?",
        "Northwind has somebody new, Nora Feld. Stick her in the contacts.",
        "Would you mind adding someone? Nora Feld, Northwind",
        "There's a new face at Northwind, her name is Nora Feld, put her in",
    ],
)
async def test_a_person_is_taken_in(demo: Demo, text: str) -> None:
    (made,) = (await demo.say("maya", text)).changes
    assert (made["op"], made["object"], made["set"]["name"]) == ("create", "contact", "Nora Feld")
    assert "account" in made["set"]


@pytest.mark.parametrize(
    "text",
    [
        "Please make a lead of Nora Feld, firm Beck Glass",
        "Nora Feld / Beck Glass / website - new lead",
        "We got a web inquiry from Nora Feld, Beck Glass. Create a lead.",
    ],
)
async def test_a_lead_and_its_company_are_told_apart(demo: Demo, text: str) -> None:
    (made,) = (await demo.say("maya", text)).changes
    assert made["object"] == "lead"
    assert (made["set"]["name"], made["set"]["company"]) == ("Nora Feld", "Beck Glass")


UNNAMED = [
    "Northwind wants to buy for 45k, set up a deal",
    "A new deal has come up with Northwind: 45k",
    "A deal for Northwind is still missing in the system, 45k, please put it in.",
]


@pytest.mark.parametrize("text", UNNAMED)
async def test_a_deal_that_nobody_named_is_asked_for_its_name(demo: Demo, text: str) -> None:
    said = await demo.say("maya", text)
    assert (said.tool, said.args["asked"]["missing"]) == ("ask_user", "name")


@pytest.mark.parametrize(
    "text",
    [
        "Can you raise a ticket for Northwind? The belt keeps slipping.",
        "Northwind reports that the belt keeps slipping; a support ticket should be opened",
        "put in a ticket that the belt keeps slipping at Northwind",
    ],
)
async def test_a_ticket_says_what_is_wrong(demo: Demo, text: str) -> None:
    (made,) = (await demo.say("maya", text)).changes
    assert (made["object"], made["set"]["subject"]) == ("ticket", "The belt keeps slipping")


async def test_accounts_that_have_a_ticket_are_looked_for(demo: Demo) -> None:
    assert (await demo.say("maya", "accounts that have a ticket open")).tool == "find_records"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Helen Brandt has been appointed Chief Quality Officer", "Chief Quality Officer"),
        ("Helen Brandt got the General Manager job, so the title needs changing", "General Manager"),
        ("They've bumped Helen Brandt up to Operations Manager", "Operations Manager"),
        ("Title for Helen Brandt should read Head of Packing", "Head of Packing"),
    ],
)
async def test_a_title_is_told(demo: Demo, text: str, title: str) -> None:
    (change,) = (await demo.say("maya", text)).changes
    assert change["set"] == {"title": title}


@pytest.mark.parametrize(
    "text",
    [
        "From now on Helen Brandt can be called on 303 555 0102",
        "The old number for Helen Brandt is dead, use 303 555 0102",
        "I tried Helen Brandt on the old number, nothing. The new one is 303 555 0102.",
    ],
)
async def test_a_number_is_told(demo: Demo, text: str) -> None:
    (change,) = (await demo.say("maya", text)).changes
    assert change["set"] == {"phone": "+13035550102"}
