"""Orders in few words: a task with its new day, a lead by its name and source, all of a kind with what becomes of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.language.conftest import Demo, Said


def _one(said: Said) -> dict[str, Any]:
    (change,) = said.changes
    return change


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("floor plan from Miguel -> Friday", "2026-11-20"),
        ("portland photos task to friday please", "2026-11-20"),
        ("the agenda task for Pinecrest is due Dec 4 instead", "2026-12-04"),
    ],
)
async def test_a_task_that_is_there_gets_its_day(demo: Demo, text: str, day: str) -> None:
    change = _one(await demo.say("maya", text))
    assert (change["op"], change["object"], change["set"]) == ("update", "activity", {"due_date": day})


async def test_what_nobody_has_to_do_yet_is_a_task(demo: Demo) -> None:
    change = _one(await demo.say("maya", "call Owen back -> friday"))
    assert (change["op"], change["set"]["due_date"]) == ("create", "2026-11-20")


async def test_what_was_told_ends_its_task(demo: Demo) -> None:
    change = _one(await demo.say("maya", "Miguel sent me the floor plan, so that task is done"))
    assert (change["op"], change["object"], change["set"]) == ("update", "activity", {"status": "done"})


@pytest.mark.parametrize(
    "text", ["for all my new leads put the follow-up date on Monday", "all my new leads: follow up on Monday"]
)
async def test_all_of_a_kind_and_what_becomes_of_them(demo: Demo, text: str) -> None:
    bulk = (await demo.say("jonas", text)).args["bulk"]
    assert bulk["set"] == {"follow_up_date": "2026-11-23"}
    assert {"field": "status", "op": "eq", "value": "New"} in bulk["where"]


async def test_a_lead_without_a_mark(demo: Demo) -> None:
    change = _one(await demo.say("daniel", "lead ines falk brightwater mills referral wants talon lift"))
    assert change["set"]["name"] == "Ines Falk"
    assert change["set"]["company"] == "Brightwater Mills"


async def test_two_companies_that_begin_alike(demo: Demo) -> None:
    said = await demo.say("maya", "new contact Ines Falk at Castellan, shift manager")
    assert said.tool == "ask_user"
    assert [o["say"] for o in said.args["options"]] == ["Castellan Foods", "Castellan Cold Storage"]


async def test_records_of_several_kinds_get_one_owner(demo: Demo) -> None:
    said = await demo.say("marcus", "give Ashford Books with Becky Tran and Lionel Ashford to Jonas")
    assert [c["object"] for c in said.changes] == ["account", "contact", "contact"]


async def test_a_verb_in_a_name_is_part_of_it(demo: Demo) -> None:
    change = _one(await demo.say("maya", "new deal Quillmark push carts, 45k, closing end of January"))
    assert (change["set"]["name"], change["set"]["account"]) == ("Quillmark push carts", "Quillmark Paper")


async def test_whom_it_was_with_is_put_right(demo: Demo) -> None:
    said = await demo.say("maya", "Angela Rizzo called about the invoice. No wait, it was Frank Dellarosa.")
    assert _one(said)["set"]["contact"] == "Frank Dellarosa"


async def test_a_last_name_with_a_slip(demo: Demo) -> None:
    assert _one(await demo.say("maya", "Met Robert Amis today, he likes the plan"))["set"]["contact"] == "Robert Ames"


async def test_the_deal_that_the_sentence_before_spoke_of(demo: Demo) -> None:
    said = await demo.say("tom", "Met Victor Hale. Victor wants the lift program signed soon. Close date December 18.")
    assert said.changes[-1]["record"]["id"] == "Globex lift program"


async def test_the_colleague_of_the_company_that_it_is_about(demo: Demo) -> None:
    said = await demo.say("ben", "Met Marisol Vega at Desert Star. Task for Friday: send Chuck the report.")
    assert said.changes[-1]["set"]["contact"] == "Chuck Brewer"


async def test_what_somebody_did_is_nothing_to_do(demo: Demo) -> None:
    said = await demo.say("maya", "Owen Marsh wants the photos, I sent them to him this morning. Log that as an email.")
    assert [c["set"]["type"] for c in said.changes] == ["email"]


async def test_short_sentences_after_a_call(demo: Demo) -> None:
    said = await demo.say(
        "maya",
        "Spoke with Paul Novak, he takes three instead of two, so amount is 58k now. Proposal. Task Friday: quote.",
    )
    (deal,) = [c["set"] for c in said.changes if c["object"] == "deal"]
    assert deal == {"amount": 58000, "stage": "Proposal"}


async def test_a_week_of_a_month(demo: Demo) -> None:
    change = _one(await demo.say("maya", "Ashford conveyor line closes in the second week of January"))
    assert change["set"] == {"close_date": "2027-01-14"}


async def test_a_paper_is_no_stage(demo: Demo) -> None:
    change = _one(await demo.say("tom", "Globex analytics proposal needs rework, close date moves to December 22"))
    assert "stage" not in change["set"]
