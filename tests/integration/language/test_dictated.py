"""Telegrams and dictations: with whom first, talk parted from what it sets, calls of whom was just told, and what stays as it is."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.conversation.state import DialogueState, Mention, Shown
from tests.integration.language.conftest import Demo, Said


def _sets(said: Said, **of: str) -> list[dict[str, Any]]:
    return [c["set"] for c in said.changes if all(c.get(k) == v for k, v in of.items())]


def _one(said: Said, **of: str) -> dict[str, Any]:
    (found,) = _sets(said, **of)
    return found


@pytest.mark.parametrize(
    "head", ["gretchen adler alpine ski - phone today", "gretchen adler call", "gretchen adler, tel"]
)
async def test_with_whom_it_was_stands_before_what_was_said(demo: Demo, head: str) -> None:
    said = await demo.say("maya", f"{head}: wants two lifts. status qualified, follow-up date 12/8")
    assert (_one(said, object="activity")["type"], _one(said, object="activity")["lead"]) == ("call", "Gretchen Adler")
    assert _one(said, object="lead") == {"status": "Qualified", "follow_up_date": "2026-12-08"}


async def test_a_name_and_a_noun_alone_only_ask(demo: Demo) -> None:
    assert (await demo.say("tom", "Stan Weller phone")).tool == "open_record"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("called owen marsh: shipping not before january. peak-season carts 115k", {"amount": 115000}),
        ("met Owen Marsh, he signs soon, next step countersign", {"next_step": "Countersign"}),
        ("Visited Bluepeak, saw Owen Marsh. Amount goes to 115.", {"amount": 115000}),
        ("phoned owen marsh he said yes so close date december fourth", {"close_date": "2026-12-04"}),
        ("spoke to owen marsh, peak-season carts won", {"stage": "Won"}),
    ],
)
async def test_what_a_field_takes_is_parted_from_what_was_told(demo: Demo, text: str, values: dict[str, Any]) -> None:
    said = await demo.say("maya", text)
    assert _one(said, object="deal") == values
    assert _one(said, object="activity")["contact"] == "Owen Marsh"


async def test_where_a_deal_stays_is_no_change(demo: Demo) -> None:
    said = await demo.say("tom", "Coffee with Fiona Gale, still no budget. Saltmarsh keg carts stays in prospecting.")
    assert not _sets(said, object="deal")


async def test_a_call_without_a_name_is_of_whom_was_just_told(demo: Demo) -> None:
    said = await demo.say("aisha", "Nadia Petrov needs the protocols by Friday. Log a call please.")
    assert _one(said, object="activity")["contact"] == "Nadia Petrov"


async def test_a_day_of_what_was_said_is_not_when_it_was(demo: Demo) -> None:
    said = await demo.say("grace", "lorraine peck phoned, the order comes in monday")
    assert _one(said, object="activity")["occurred_at"].startswith("2026-11-18")


@pytest.mark.parametrize(
    "text", ["saw nicole tran today. she wants a ramp", "saw Nicole Tran yesterday, she wants a ramp"]
)
async def test_whom_one_saw_is_no_task(demo: Demo, text: str) -> None:
    assert _one(await demo.say("grace", text), object="activity")["type"] == "meeting"


async def test_a_lead_converted_with_no_deal_makes_none(demo: Demo) -> None:
    said = await demo.say("daniel", "convert georgia banks, no deal yet")
    assert not _sets(said, object="deal") and _sets(said, object="contact")


async def test_the_field_told_last_is_what_changes(demo: Demo) -> None:
    deal = Mention("deal", demo.id("Northwind cart rollout"), "Northwind cart rollout")
    said = await demo.say(
        "maya", "change that to call Helen on Thursday", DialogueState((deal,), field="deal.next_step")
    )
    assert _one(said, object="deal") == {"next_step": "Call Helen on Thursday"}


async def test_the_same_for_another_quarter_keeps_the_day_that_counts(demo: Demo) -> None:
    won = [{"field": "stage", "op": "eq", "value": "Won"}]
    last = [
        {"field": "closed_at", "op": "gte", "value": "2026-07-01"},
        {"field": "closed_at", "op": "lt", "value": "2026-10-01"},
    ]
    shown = DialogueState(shown=Shown("deal", (), {"object": "deal", "where": [*won, {"all": last}]}))
    said = await demo.say("jonas", "same for this quarter", shown)
    assert "close_date" not in str(said.args["where"]) and "2026-10-01" in str(said.args["where"])


async def test_who_is_new_is_named_in_a_sentence_of_their_own(demo: Demo) -> None:
    text = "New lead. Her name is Fatima Nor, N double O R, she's head of warehousing at Bluewater Plastics, I met her at the trade show. Follow up next Tuesday."
    assert (await demo.say("daniel", text)).changes[0]["set"] == {
        "name": "Fatima Noor",
        "company": "Bluewater Plastics",
        "title": "Head of warehousing",
        "source": "Trade Show",
        "follow_up_date": "2026-11-24",
    }


async def test_people_told_of_one_by_one_are_entered_together(demo: Demo) -> None:
    text = "Met two people in Baltimore. The first one is Carla Jimenez from Chesapeake Pharmacy, mail is carla at chesapeakerx dot com. The second one is Bruno Falk, company is Falk Medical. Put both in as leads please."
    assert _sets(await demo.say("aisha", text), object="lead") == [
        {"name": "Carla Jimenez", "company": "Chesapeake Pharmacy", "email": "carla@chesapeakerx.com"},
        {"name": "Bruno Falk", "company": "Falk Medical"},
    ]


async def test_an_order_that_is_called_off_leaves_nothing(demo: Demo) -> None:
    said = await demo.say(
        "maya", "Log a call with Owen Marsh, no, forget the call. Just remind me tomorrow to ring him."
    )
    assert [s["type"] for s in _sets(said, object="activity")] == ["task"]


async def test_a_bare_noun_is_a_deal_of_whom_the_message_is_about(demo: Demo) -> None:
    said = await demo.say(
        "maya", "Bluepeak. Owen needs time, so the carts go to February fifteenth and I'd say proposal."
    )
    assert _one(said, object="deal") == {"close_date": "2027-02-15", "stage": "Proposal"}
