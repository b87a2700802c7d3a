"""Orders of any day: tasks by what they are about, colleagues who are to do something, several records with a value each."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.language.conftest import Demo, Said

CARTS = "Northwind cart rollout"
LIFT = "Castellan lift upgrade"
FLEET = "Pinecrest fleet manager"
PEAK = "Bluepeak peak-season carts"


def _by_record(said: Said) -> dict[str, dict[str, Any]]:
    return {c["record"]["id"]: c["set"] for c in said.changes if c["op"] == "update"}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("make the delivery window task with Robert high priority and due Friday", {"priority": "high", "due_date": "2026-11-20"}),
        ("Move my Kirsten call to Friday", {"due_date": "2026-11-20"}),
    ],
)  # fmt: skip
async def test_a_task_is_known_by_what_it_is_about(demo: Demo, text: str, values: dict[str, str]) -> None:
    (change,) = (await demo.say("maya", text)).changes
    assert (change["op"], change["object"]) == ("update", "activity")
    assert change["set"] == values


async def test_a_task_that_is_called_off_is_deleted(demo: Demo) -> None:
    (change,) = (await demo.say("maya", "cancel the task to book the application engineer for Boston")).changes
    assert (change["op"], change["object"]) == ("delete", "activity")


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Please have Tom call Joanna Pierce by Friday", "Call Joanna Pierce"),
        ("Kindly create a task for Tom, high priority, due 20 November: review the Globex contract", "Review the Globex contract"),
        ("task to Tom, due Friday, ring Gwen Marlowe", "Ring Gwen Marlowe"),
    ],
)  # fmt: skip
async def test_a_colleague_gets_the_task(demo: Demo, text: str, subject: str) -> None:
    (change,) = (await demo.say("marcus", text)).changes
    assert (change["set"]["subject"], change["set"]["owner"]) == (subject, "Tom Becker")
    assert change["set"]["due_date"] == "2026-11-20"


async def test_a_reminder_to_change_something_changes_nothing_now(demo: Demo) -> None:
    (change,) = (await demo.say("maya", f"remind me on Friday to move {PEAK} to proposal")).changes
    assert (change["op"], change["set"]["type"], change["set"]["deal"]) == ("create", "task", PEAK)


async def test_each_record_gets_its_own_value(demo: Demo) -> None:
    said = await demo.say("maya", f"{CARTS} and {PEAK} to 61k and 114k respectively")
    assert _by_record(said) == {CARTS: {"amount": 61000}, PEAK: {"amount": 114000}}


async def test_a_row_of_records_changes_as_a_whole(demo: Demo) -> None:
    said = await demo.say("maya", f"set {CARTS} and Northwind fleet software to proposal")
    assert set(_by_record(said)) == {CARTS, "Northwind fleet software"}
    said = await demo.say("maya", f"{CARTS}, Bluepeak and Pinecrest all close on December 18")
    assert set(_by_record(said)) == {CARTS, PEAK, FLEET}


async def test_a_row_with_one_in_doubt_is_asked_about(demo: Demo) -> None:
    assert (await demo.say("maya", "Castellan and Bluepeak to proposal")).tool == "ask_user"


async def test_what_is_excepted_keeps_its_day(demo: Demo) -> None:
    said = await demo.say("maya", f"push all my open deals to Friday except {PEAK}")
    assert {"field": "id", "op": "ne", "value": PEAK} in said.args["bulk"]["where"]


@pytest.mark.parametrize(
    "text",
    [
        f"I haven't moved {CARTS} to negotiation yet",
        f"{LIFT} could close in December",
        "delete all my leads",
        f"change the close date of {CARTS} to the 31st of Novembr",
    ],
)
async def test_what_is_not_ordered_changes_nothing(demo: Demo, text: str) -> None:
    assert (await demo.say("maya", text)).tool != "propose_changes"


async def test_a_lead_becomes_a_customer_with_its_deal(demo: Demo) -> None:
    said = await demo.say("maya", "convert Kirsten Dahl and create a deal Dahl pick carts for 27,500")
    (deal,) = [c["set"] for c in said.changes if c["object"] == "deal"]
    assert (deal["name"], deal["amount"]) == ("Dahl pick carts", 27500)
    assert any(c["set"].get("status") == "Converted" for c in said.changes)


async def test_all_leads_of_a_kind_are_deleted(demo: Demo) -> None:
    said = await demo.say("maya", "delete all unqualified leads of mine")
    assert {c["op"] for c in said.changes} == {"delete"}
    assert "Wes Carmody" in {c["record"]["id"] for c in said.changes}


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        (f"change the amount of {PEAK} to one hundred fifteen thousand no sorry one twelve", 112000),
        (f"bump {PEAK} to one eighty no one eighty five thousand", 185000),
        (f"{FLEET} isn't 28,800, it's 31,200", 31200),
    ],
)
async def test_the_corrected_amount_counts(demo: Demo, text: str, amount: int) -> None:
    (change,) = (await demo.say("maya", text)).changes
    assert change["set"] == {"amount": amount}


async def test_a_job_is_no_order(demo: Demo) -> None:
    (made,) = (
        await demo.say("maya", "new contact Paul Reyes, shift lead at Castellan Cold Storage, 413 555 0190")
    ).changes
    assert (made["set"]["name"], made["set"]["account"]) == ("Paul Reyes", "Castellan Cold Storage")
