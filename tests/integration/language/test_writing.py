"""Changes: each part of a sentence once, nothing invented, doubt asked or declined."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.conversation.state import Choice, DialogueState, Mention, Shown
from tests.integration.language.conftest import Demo

CARTS = "Northwind cart rollout"
UPDATES = [
    ("maya", f"move {CARTS} to negotiation", {"stage": "Negotiation"}),
    ("maya", f"{CARTS}: amount 48,500, stage negotiation, close 12/15", {"amount": 48500, "stage": "Negotiation", "close_date": "2026-12-15"}),
    ("maya", f"increase {CARTS} by 10%", {"amount": 59400}),
    ("maya", f"add 10k to {CARTS}", {"amount": 64000}),
    ("maya", f"we lost {CARTS} to a competitor", {"stage": "Lost", "loss_reason": "Competitor"}),
    ("maya", f"set next step of {CARTS} to send the revised quote", {"next_step": "Send the revised quote"}),
    ("maya", f"clear the next step on {CARTS}", {"next_step": None}),
    ("maya", f"remove the close date from {CARTS}", {"close_date": None}),
    ("marcus", f"reassign {CARTS} to Tom", {"owner": "Tom Becker"}),
    ("maya", f"bump {CARTS} to the next stage", {"stage": "Negotiation"}),
]  # fmt: skip


@pytest.mark.parametrize(("who", "text", "wanted"), UPDATES, ids=[c[1] for c in UPDATES])
async def test_updates(demo: Demo, who: str, text: str, wanted: dict[str, Any]) -> None:
    said = await demo.say(who, text)
    assert said.changes == [{"op": "update", "object": "deal", "record": {"id": CARTS}, "set": wanted}]


async def test_telegram_style_with_a_typo(demo: Demo) -> None:
    said = await demo.say("tom", "move globex lift negotiaton 52k")
    assert said.changes == [
        {
            "op": "update",
            "object": "deal",
            "record": {"id": "Globex lift program"},
            "set": {"stage": "Negotiation", "amount": 52000},
        }
    ]


async def test_update_and_reminder(demo: Demo) -> None:
    said = await demo.say("maya", f"move {CARTS} to negotiation, amount 52k, and remind me Friday to send the contract")
    update, task = said.changes
    assert update["set"] == {"stage": "Negotiation", "amount": 52000}
    assert task["set"] == {"type": "task", "subject": "Send the contract", "deal": CARTS, "due_date": "2026-11-20"}


async def test_a_logged_call(demo: Demo) -> None:
    said = await demo.say("maya", "log a call with Owen Marsh: wants 40 units by March")
    (call,) = said.changes
    assert call["set"] == {
        "type": "call",
        "subject": "Call with Owen Marsh",
        "contact": "Owen Marsh",
        "body": "Wants 40 units by March.",
        "occurred_at": "2026-11-18T15:00:00+00:00",
    }


async def test_a_new_lead(demo: Demo) -> None:
    said = await demo.say("maya", "new lead: Jane Roe from Initech, jane@initech.com, met at the trade show")
    (lead,) = said.changes
    assert (lead["op"], lead["object"]) == ("create", "lead")
    assert lead["set"] == {
        "name": "Jane Roe",
        "company": "Initech",
        "email": "jane@initech.com",
        "source": "Trade Show",
    }


async def test_dictation_makes_each_change_once(demo: Demo) -> None:
    said = await demo.say(
        "maya",
        "okay so um I just had a call with Owen Marsh from Bluepeak, he's happy with the pilot, they want to start in January. "
        "Move the peak-season carts to fifty five thousand, no wait, make that sixty thousand, and push the close date to end "
        "of December. Also remind me next Tuesday to send the order form.",
    )
    call, deal, task = said.changes
    assert call["set"]["body"] == "He's happy with the pilot. They want to start in January."
    assert deal == {
        "op": "update",
        "object": "deal",
        "record": {"id": "Bluepeak peak-season carts"},
        "set": {"amount": 60000, "close_date": "2026-12-31"},
    }
    assert (task["set"]["subject"], task["set"]["due_date"]) == ("Send the order form", "2026-11-24")


async def test_a_new_contact_is_pointed_at_by_the_task(demo: Demo) -> None:
    said = await demo.say(
        "maya",
        "met with Dana Kowalski yesterday, new contact there: Bill Marsh, bill.marsh@castellan.example. follow up with him in two weeks",
    )
    _, contact, task = said.changes
    assert contact["set"] == {
        "name": "Bill Marsh",
        "email": "bill.marsh@castellan.example",
        "account": "Castellan Foods",
    }
    assert task["set"]["contact"] == {"change": contact["key"]}
    assert task["set"]["due_date"] == "2026-12-02"


async def test_which_deal_is_asked_with_whole_proposals(demo: Demo) -> None:
    said = await demo.say("maya", "move northwind deal to negotiation")
    assert said.tool == "ask_user"
    assert {o["say"] for o in said.args["options"]} == {CARTS, "Northwind fleet software"}
    assert all(o["call"]["args"]["changes"][0]["set"] == {"stage": "Negotiation"} for o in said.args["options"])


@pytest.mark.parametrize("text", ["create a deal for Northwind", "create a deal for Northwind worth 80k"])
async def test_what_is_required_is_asked_for(demo: Demo, text: str) -> None:
    said = await demo.say("maya", text)
    assert (said.tool, said.args["asked"]["missing"]) == ("ask_user", "name")


NO_CHANGE = [
    "how did the Northwind cart rollout move to negotiation?",
    "delete hillary stone",
    "rename Northwind dock pilot to Northwind dock project",
    "log a call with Sarah Parker: interested",
    "move Northwind Robotics to negotiation",
    "delete all my leads",
    "Northwind wants to buy 10 more carts",
    "set the amount to 50k",
]


@pytest.mark.parametrize("text", NO_CHANGE)
async def test_doubt_proposes_nothing(demo: Demo, text: str) -> None:
    said = await demo.say("maya", text)
    assert said.tool not in ("propose_changes", "revise_proposal")


async def test_bulk_by_filter_and_by_steps(demo: Demo) -> None:
    bulk = (await demo.say("maya", "move all my deals in proposal to negotiation")).args["bulk"]
    assert bulk["set"] == {"stage": "Negotiation"}
    assert {c["field"]: c["value"] for c in bulk["where"]} == {"owner": "Maya Ortiz", "stage": "Proposal"}
    steps = (await demo.say("maya", "push all my deals closing this month by two weeks")).changes
    assert {c["record"]["id"] for c in steps} >= {CARTS, "Bluepeak peak-season carts"}


async def test_pronouns_places_and_choices(demo: Demo) -> None:
    deal = DialogueState(focus=(Mention("deal", demo.id(CARTS), CARTS),))
    said = await demo.say("maya", "push it a week", deal)
    assert said.changes[0]["record"]["id"] == CARTS
    shown = DialogueState(shown=Shown("deal", (demo.id("Castellan lift upgrade"), demo.id(CARTS)), {"object": "deal"}))
    said = await demo.say("maya", "move the second one to negotiation", shown)
    assert said.changes[0]["record"]["id"] == CARTS
    choices = DialogueState(
        choices=(
            Choice("a", "Sarah Chen (VP)", "x", {"tool": "recommend", "args": {}}),
            Choice("b", "Sarah Mbeki", "y", None),
        )
    )
    assert (await demo.say("maya", "the first one", choices)).tool == "recommend"
    assert (await demo.say("maya", "chen", choices)).tool == "recommend"


async def test_the_open_page_is_it(demo: Demo) -> None:
    said = await demo.say("maya", "move it to negotiation", page=("deal", demo.id(CARTS)))
    assert said.changes[0]["record"]["id"] == CARTS


MADE = [
    ("new account Summit Energy", {"name": "Summit Energy"}),
    ("new account Summit Energy, Healthcare", {"name": "Summit Energy", "industry": "Healthcare"}),
    ("new account Blue Heron Foods in Portland, industry Food", {"name": "Blue Heron Foods", "city": "Portland", "industry": "Food & Beverage"}),
    ("add a company called Harbor Logistics, industry Retail", {"name": "Harbor Logistics", "industry": "Retail"}),
    ("new account summit energy in denver", {"name": "Summit Energy", "city": "Denver"}),
    ("new customer brightwater in energy", {"name": "Brightwater", "industry": "Energy"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fields"), MADE, ids=[c[0] for c in MADE])
async def test_a_word_of_a_name_is_no_industry(demo: Demo, text: str, fields: dict[str, Any]) -> None:
    (change,) = (await demo.say("maya", text)).changes
    assert (change["op"], change["object"], change["set"]) == ("create", "account", fields)


async def test_names_of_new_people_are_not_put_right(demo: Demo) -> None:
    (change,) = (await demo.say("maya", "new lead jane doe referral")).changes
    assert change["set"] == {"name": "Jane Doe", "source": "Referral"}


async def test_a_lead_is_disqualified(demo: Demo) -> None:
    (change,) = (await demo.say("maya", "disqualify Gretchen Adler, no budget")).changes
    assert (change["record"], change["set"]) == ({"id": "Gretchen Adler"}, {"status": "Unqualified"})


async def test_a_number_with_its_country_is_a_telephone_number(demo: Demo) -> None:
    (change,) = (await demo.say("maya", "change Robert Ames's phone to +1 555 010 2030")).changes
    assert change["set"] == {"phone": "+15550102030"}


@pytest.mark.parametrize(
    ("text", "start"), [("hello", "Hello!"), ("thanks a lot", "You are welcome."), ("bye", "Goodbye.")]
)
async def test_manners_are_answered(demo: Demo, text: str, start: str) -> None:
    assert ((await demo.say("maya", text)).plan.say or "").startswith(start)
