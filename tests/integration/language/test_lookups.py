"""One record or its fields: by other words than a field's name, by what people do, by what happened last."""

from __future__ import annotations

import pytest

from tests.integration.language.conftest import Demo

FIELDS = [
    ("Atlas sortation conveyors, when's that supposed to close?", "Atlas sortation conveyors", "close_date"),
    ("when was Meridian tugger refresh signed", "Meridian tugger refresh", "closed_at"),
    ("since when exists our deal with Juniper, the returns line?", "Juniper returns line", "created_at"),
    ("why did we lose the Tidewater deal?", "Tidewater dock sensors", "loss_reason"),
    ("where did the Ridgeway national carts deal come from", "Ridgeway national carts", "source"),
    ("how far along is Castellan lift upgrade", "Castellan lift upgrade", "stage"),
    ("what's next for Bayview mezzanine lifts", "Bayview mezzanine lifts", "next_step"),
    ("Who looks after Larkspur Health on our side?", "Larkspur Health", "owner"),
    ("does Vantage Auto Parts belong to somebody bigger?", "Vantage Auto Parts", "parent_account"),
    ("how many people work at Ridgeway Retail", "Ridgeway Retail", "employees"),
    ("turnover of Starling Aerospace", "Starling Aerospace", "annual_revenue"),
    ("What's the best number to reach Owen Marsh on?", "Owen Marsh", "phone"),
    ("when do I have to call Dominic Russo back", "Dominic Russo", "follow_up_date"),
    ("how did Iris Chandler find us", "Iris Chandler", "source"),
    ("what do we charge for a Talon Lift?", "Talon Lift", "list_price"),
    ("When did anybody last speak with Hector Ruiz?", "Hector Ruiz", "last_activity_at"),
    ("len's number, globex logistics", "Leonard Pratt", "phone"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "record", "field"), FIELDS, ids=[c[0] for c in FIELDS])
async def test_a_field_by_other_words_than_its_name(demo: Demo, text: str, record: str, field: str) -> None:
    said = await demo.say("evelyn", text)
    assert said.tool == "open_record"
    assert (said.args["id"], said.args.get("focus")) == (record, field)


HOLDERS = [
    ("what's the direct line of the CFO at Cascadia?", "Nathan Cole", "phone"),
    ("who runs IT at Mesa Medical?", "Omar Haddad", None),
    ("Who's the procurement chap over at Globex Logistics?", "Leonard Pratt", None),
    ("our finance contact at Cascadia?", "Nathan Cole", None),
    ("who is the boss of Castellan Foods?", "Irene Castellan", None),
    ("um who's the GM over at Bayview", "Nicole Tran", None),
    ("what's the mobile of the Chief Supply Chain Officer at Ridgeway?", "Angela Foster", "phone"),
    ("who is in charge of safety at Ironbridge?", "Denise Arnold", None),
]


@pytest.mark.parametrize(("text", "person", "field"), HOLDERS, ids=[c[0] for c in HOLDERS])
async def test_people_by_what_they_do(demo: Demo, text: str, person: str, field: str | None) -> None:
    said = await demo.say("evelyn", text)
    assert said.tool == "open_record"
    assert (said.args["id"], said.args.get("focus")) == (person, field)


async def test_two_fields_are_two_answers(demo: Demo) -> None:
    said = await demo.say("evelyn", "Nathan Cole's e-mail and phone")
    assert [args["focus"] for _, args in said.calls] == ["email", "phone"]


@pytest.mark.parametrize(
    "text",
    [
        "who is worried about safety at Ironbridge",
        "who is on parental leave at Bluepeak?",
        "when does the warehouse of Meridian open",
        "what is the battery supplier of Northwind",
        "what did Sarah Chen say about price",
    ],
)
async def test_what_no_field_holds_is_searched(demo: Demo, text: str) -> None:
    assert (await demo.say("evelyn", text)).tool == "search_messages"


async def test_the_last_sale_to_somebody(demo: Demo) -> None:
    said = await demo.say("lucia", "what was the last thing we sold to Crestline?")
    assert said.tool == "find_records"
    assert said.args["sort"] == [{"field": "closed_at", "descending": True}]
    assert said.args["limit"] == 1
    assert {"field": "is_won", "op": "eq", "value": True} in said.args["where"]


@pytest.mark.parametrize(
    ("text", "object_", "field"),
    [
        ("what is the largest account we have", "account", "annual_revenue"),
        ("which of our products is the most expensive?", "product", "list_price"),
        ("what is the fattest deal I have open?", "deal", "amount"),
        ("newest lead", "lead", "created_at"),
    ],
)
async def test_one_record_by_its_place(demo: Demo, text: str, object_: str, field: str) -> None:
    said = await demo.say("tom", text)
    assert said.tool == "find_records"
    assert (said.args["object"], said.args["sort"][0]["field"], said.args["limit"]) == (object_, field, 1)


async def test_a_task_by_its_subject(demo: Demo) -> None:
    said = await demo.say("aisha", "what's due on the 'Order demo unit for Redfern Pharma' task?")
    assert (said.tool, said.args["object"], said.args["focus"]) == ("open_record", "activity", "due_date")


async def test_a_ticket_by_what_was_said_of_it(demo: Demo) -> None:
    said = await demo.say("grace", "How urgent is the ticket about the cart brake at Vantage?")
    assert (said.tool, said.args["object"], said.args["focus"]) == ("open_record", "ticket", "priority")
    said = await demo.say("aisha", "who reported the two tuggers that deadlock at the crossing?")
    assert (said.args["object"], said.args["focus"]) == ("ticket", "contact")
