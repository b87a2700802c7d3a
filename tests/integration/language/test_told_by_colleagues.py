"""What colleagues say of contacts, notes and things to do, in the idioms of an office."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.language.conftest import Demo


def _one(changes: list[dict[str, Any]]) -> dict[str, Any]:
    (one,) = changes
    return one


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("caught Owen Marsh on his mobile, he wants the price list", "call"),
        ("Owen Marsh gave me a bell, the dock is flooded", "call"),
        ("Owen Marsh popped in to see us, he wants the price list", "meeting"),
        ("In today's meeting Owen Marsh said the budget is approved", "meeting"),
        ("I've just shot Owen Marsh a short email, it was about the price list", "email"),
        ("Owen Marsh came back to me by email: the price list", "email"),
    ],
)
async def test_a_contact_is_logged_as_what_it_was(demo: Demo, text: str, kind: str) -> None:
    change = _one((await demo.say("maya", text)).changes)
    assert (change["op"], change["set"]["type"]) == ("create", kind)
    assert change["set"]["contact"] == "Owen Marsh"


@pytest.mark.parametrize(
    "text",
    [
        "phone Owen Marsh pls",
        "I've got Owen Marsh on the phone in ten minutes, what do I need to know",
        "write Owen Marsh an email about the price list",
        "did Owen Marsh call me back?",
    ],
)
async def test_what_is_ahead_or_asked_is_no_contact(demo: Demo, text: str) -> None:
    said = await demo.say("maya", text)
    assert not any(c["set"].get("type") in ("call", "email") for n, a in said.calls for c in a.get("changes", ()))


@pytest.mark.parametrize(
    "text",
    [
        "Park this in the file of Bluepeak Outfitters: the gate is locked on Fridays",
        "One for Bluepeak Outfitters' notes, please record that the gate is locked on Fridays",
        "At Bluepeak Outfitters the gate is locked on Fridays, please put that in the notes",
    ],
)
async def test_a_note_holds_what_is_so_every_week(demo: Demo, text: str) -> None:
    change = _one((await demo.say("maya", text)).changes)
    assert change["set"]["type"] == "note" and "locked" in change["set"]["body"]
    assert change["set"]["occurred_at"].startswith("2026-11-18")


@pytest.mark.parametrize(
    "text",
    [
        "Aisha to draw up the layout by Friday",
        "I'd like Aisha to see to this: draw up the layout, Friday",
        "Put it on Aisha's plate to draw up the layout by Friday",
        "We settled that Aisha would draw up the layout by Friday, make it a task",
        "A task for Aisha. Draw up the layout by Friday.",
    ],
)
async def test_who_gets_something_to_do_is_its_owner(demo: Demo, text: str) -> None:
    change = _one((await demo.say("marcus", text)).changes)
    assert change["set"] | {"owner": "Aisha Khan"} == change["set"] or "Aisha" in change["set"]["owner"]
    assert (change["set"]["subject"], change["set"]["due_date"]) == ("Draw up the layout", "2026-11-20")


@pytest.mark.parametrize(
    "text",
    [
        "I told Owen Marsh I'd draw up the layout by Friday",
        "I'm down to draw up the layout by Friday",
        "Owen Marsh counts on me to draw up the layout by Friday",
        "Memo to self: draw up the layout by Friday",
    ],
)
async def test_what_i_am_bound_to_do_is_a_task(demo: Demo, text: str) -> None:
    change = _one((await demo.say("maya", text)).changes)
    assert (change["set"]["subject"], change["set"]["due_date"]) == ("Draw up the layout", "2026-11-20")


async def test_a_task_by_its_subject_is_moved_or_ended(demo: Demo) -> None:
    found = await demo.say("maya", "what are my open tasks?")
    assert found.tool == "find_records"
    for text, change in [
        ("tick off my floor plan task, Miguel sent it", {"status": "done"}),
        ("Miguel sent the floor plan at last, that one can come off the task list", {"status": "done"}),
    ]:
        one = _one((await demo.say("maya", text)).changes)
        assert (one["object"], one["set"]) == ("activity", change)


async def test_what_fits_no_task_ends_none(demo: Demo) -> None:
    said = await demo.say("maya", "I watered the plants, so that task is off my plate")
    assert said.tool == "ask_user"
