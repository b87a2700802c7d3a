"""Orders of which every word counts: what goes on with an order, what is asked because it was not understood, many records at once."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.conversation.state import DialogueState, Shown
from tests.integration.language.conftest import Demo

CARTS = "Northwind cart rollout"
SOFTWARE = "Northwind fleet software"
LIFT = "Castellan lift upgrade"
ASHFORD = "Ashford conveyor line"


@pytest.mark.parametrize(
    ("order", "values"),
    [
        ("set the industry of Ashford Books to Retail and the city to Keene", {"industry": "Retail", "city": "Keene"}),
        (
            "change the email of Owen Marsh to o.marsh@bluepeak.example and his title to Head of Stores",
            {"email": "o.marsh@bluepeak.example", "title": "Head of Stores"},
        ),
        ("source of Isaac Monroe to partner and owner to Tom", {"source": "Partner", "owner": "Tom Becker"}),
    ],
)
async def test_a_field_with_its_value_goes_on_with_the_order(demo: Demo, order: str, values: dict[str, Any]) -> None:
    said = await demo.say("maya", order)
    assert [c["set"] for c in said.changes] == [values]


async def test_each_record_with_its_amount_is_an_order_of_its_own(demo: Demo) -> None:
    said = await demo.say("maya", f"{ASHFORD}: 31k. {LIFT}: 299k.")
    assert {c["record"]["id"]: c["set"] for c in said.changes} == {ASHFORD: {"amount": 31000}, LIFT: {"amount": 299000}}


@pytest.mark.parametrize(
    "order",
    [
        "bluepeak 97 negotiation 12/9",  # a number that nothing says is an amount
        "due date of the Bluepeak offer: Friday",  # a field of tasks
        "hand my three oldest leads to Tom",  # not all of them
        "please hoist Northwind fleet software by 2,200 dollars",  # up or down?
        "the agenda task for Pinecrest can go",  # nothing new to do
        "task for Tom and Aisha: check the forecast by Friday",
    ],
)
async def test_what_is_not_understood_is_asked(demo: Demo, order: str) -> None:
    said = await demo.say("maya", order)
    assert said.tool in ("ask_user", "decline"), said.calls


async def test_both_are_two(demo: Demo) -> None:
    ids = tuple(demo.id(name) for name in (CARTS, SOFTWARE, LIFT))
    shown = Shown("deal", ids, {"object": "deal", "where": []})
    said = await demo.say("maya", "raise both by 4%", DialogueState(shown=shown))
    assert said.tool != "propose_changes"


@pytest.mark.parametrize(
    ("order", "where"),
    [
        ("both Northwind deals now close on December 16", [("account", "Northwind Traders"), ("is_open", True)]),
        ("everything Tom has in Prospecting goes to Ben", [("owner", "Tom Becker"), ("stage", "Prospecting")]),
        ("all my qualified deals move two weeks out", [("owner", "Maya Ortiz"), ("stage", "Qualified")]),
    ],
)
async def test_many_are_told_what_becomes_of_them(demo: Demo, order: str, where: list[tuple[str, Any]]) -> None:
    said = await demo.say("maya", order)
    bulk = said.args.get("bulk")
    if bulk is None:  # each counts from what it has
        assert {c["object"] for c in said.changes} == {"deal"}
        return
    found = [(c["field"], c["value"]) for c in bulk["where"]]
    assert sorted(found, key=str) == sorted(where, key=str)


async def test_what_ended_is_planned_no_more(demo: Demo) -> None:
    said = await demo.say("maya", "every Northwind deal gets 3% off")
    assert {c["record"]["id"] for c in said.changes} == {CARTS, SOFTWARE}


@pytest.mark.parametrize(
    ("order", "values"),
    [
        (f"{ASHFORD} is lost, no budget until 2029", {"stage": "Lost", "loss_reason": "No Budget"}),
        (f"set the amount of {CARTS} to 57", {"amount": 57000}),
        (f"{LIFT} minus 10%", {"amount": 267840}),
        ("the website of Orbit Parcel is orbitparcel.example", {"domain": "orbitparcel.example"}),
        ("Isaac Monroe's company is called Cobalt Industrial, not Fasteners", {"company": "Cobalt Industrial"}),
    ],
)
async def test_a_value_is_what_was_meant(demo: Demo, order: str, values: dict[str, Any]) -> None:
    said = await demo.say("maya", order)
    assert [c["set"] for c in said.changes] == [values]


@pytest.mark.parametrize(
    ("order", "status"),
    [
        ("the tugger ticket of Northwind is fixed", "Resolved"),
        ("the tugger ticket of Northwind is fixed, you can close it", "Closed"),
        ("please reopen the ticket about lift 7", "Open"),
    ],
)
async def test_what_becomes_of_a_ticket(demo: Demo, order: str, status: str) -> None:
    said = await demo.say("maya", order)
    assert [(c["object"], c["set"]) for c in said.changes] == [("ticket", {"status": status})]


async def test_a_task_is_about_nobody_of_another_company(demo: Demo) -> None:
    said = await demo.say("maya", "two tasks for Monday: email Mark Feldman the report, check the Ashford Books plan")
    first, second = (c["set"] for c in said.changes)
    assert first["contact"] == "Mark Feldman"
    assert second["account"] == "Ashford Books"
    assert "contact" not in second


async def test_a_common_word_is_no_slip_of_a_name(demo: Demo) -> None:
    said = await demo.say("maya", f"set {CARTS} to 55k and create a task for Friday to submit the form")
    assert [c["set"].get("account") for c in said.changes] == [None, None]


async def test_a_lead_is_converted_with_all_that_it_means(demo: Demo) -> None:
    for order in ("Kirsten Dahl to converted", "convert Kirsten Dahl and Celeste Navarro"):
        said = await demo.say("maya", order)
        made = [c["object"] for c in said.changes if c["op"] == "create"]
        assert made == ["account", "contact"] * (2 if " and " in order else 1)


async def test_a_task_that_is_there_is_told_again(demo: Demo) -> None:
    said = await demo.say("maya", "task call kirsten dahl bicycle: high prio, due 12/4")
    assert [(c["op"], c["set"]) for c in said.changes] == [("update", {"priority": "high", "due_date": "2026-12-04"})]


async def test_a_deal_is_called_after_what_is_sold(demo: Demo) -> None:
    said = await demo.say("maya", "open a deal for Bluepeak Outfitters: 15 Swift Carts, 20,250, closing in March")
    assert said.changes[0]["set"]["name"] == "15 Swift Carts"


@pytest.mark.parametrize(
    "order",
    [
        f"{CARTS} minus 4 percent and close on Mother's day",  # which day is that?
        f"double check the amount of {CARTS}",
        "raise the number of employees at Ashford Books by 7",
        "Owen Marsh married, his last name is Bell now",
    ],
)
async def test_half_of_what_is_said_is_no_change(demo: Demo, order: str) -> None:
    said = await demo.say("maya", order)
    assert said.tool == "ask_user", said.calls


@pytest.mark.parametrize(
    ("order", "values"),
    [
        (f"{ASHFORD} close 21 Dec -> 8 Feb", {"close_date": "2027-02-08"}),
        (f"{LIFT}: 297,600 -> 301,000", {"amount": 301000}),
        (
            "update Ashford Books: phone 603 555 0155, city Keene, 45 employees",
            {"phone": "+16035550155", "city": "Keene", "employees": 45},
        ),
    ],
)
async def test_the_new_value_beside_others(demo: Demo, order: str, values: dict[str, Any]) -> None:
    said = await demo.say("maya", order)
    assert [c["set"] for c in said.changes] == [values]


async def test_records_before_a_colon_get_what_is_behind_it(demo: Demo) -> None:
    said = await demo.say("maya", "leads Yvette Moreau + Gretchen Adler: follow-up on 12/9")
    assert {c["record"]["id"]: c["set"] for c in said.changes} == {
        "Yvette Moreau": {"follow_up_date": "2026-12-09"},
        "Gretchen Adler": {"follow_up_date": "2026-12-09"},
    }


async def test_the_role_is_that_of_the_deal_spoken_of(demo: Demo) -> None:
    said = await demo.say("maya", f"Helen Brandt left, note that on {CARTS} and make Miguel Santos the contact")
    assert {"contact": "Miguel Santos"} in [c["set"] for c in said.changes]


async def test_a_ticket_tells_what_somebody_says(demo: Demo) -> None:
    said = await demo.say("maya", "ticket: Bluepeak says the scanner in hall 3 is dead")
    assert said.changes[0]["set"]["subject"] == "The scanner in hall 3 is dead"
