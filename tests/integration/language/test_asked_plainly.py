"""Lists and look-ups as they are asked in a hurry: what must not be there, what is not there yet, what comes first, several fields."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.language.conftest import Demo
from tests.integration.language.test_reading import flat

MINE = ("owner", "eq", "Maya Ortiz")
LISTS: list[tuple[str, str, set[Any]]] = [
    (
        "marcus",
        "leads that were never called until now",
        {("last_contacted_at", "isnull", True)},
    ),
    ("marcus", "accounts with over 300 staff but under 900", {("employees", "gt", 300), ("employees", "lt", 900)}),
    ("marcus", "high tickets that nobody is assigned to", {("priority", "eq", "high"), ("owner", "isnull", True)}),
    ("maya", "everybody at Pinecrest besides Anita", {("account", "eq", "Pinecrest Medical Supply")}),
    ("maya", "my deals except Bluepeak peak-season carts", {MINE, ("id", "ne", "Bluepeak peak-season carts")}),
    ("maya", "have I already got a task for Anita Desai", {("type", "eq", "task"), MINE, ("contact", "eq", "Anita Desai")}),
    ("maya", "my accounts, no wait, my leads in status working", {MINE, ("status", "eq", "Working")}),
    ("marcus", "how many tickets, I mean deals, does Northwind have open", {("account", "eq", "Northwind Traders"), ("is_open", "eq", True)}),
    ("maya", "which deals do we have in retail? Just the open ones, biggest first.", {("account.industry", "eq", "Retail"), ("is_open", "eq", True)}),
    ("maya", "my deals that should have been closed by now but they are still sitting there open", {MINE, ("is_open", "eq", True), ("close_date", "lt", "2026-11-18")}),
    ("maya", "ok before I ring Dana what's still open at Castellan Foods deals I mean not tickets", {("account", "eq", "Castellan Foods"), ("is_open", "eq", True)}),
    ("maya", "open tickets, but skip the low priority ones", {("resolved_at", "isnull", True), ("priority", "ne", "low")}),
    ("marcus", "toms open tasks", {("type", "eq", "task"), ("owner", "eq", "Tom Becker"), ("status", "eq", "open")}),
    ("maya", "my tasks that are overdue more than 3 days", {MINE, ("is_overdue", "eq", True), ("due_date", "lt", "2026-11-15")}),
    ("maya", "earliest closing deal of mine", {MINE, ("is_open", "eq", True)}),
    ("maya", "everything open at Castellan Foods", {("account", "eq", "Castellan Foods"), ("is_open", "eq", True)}),
    ("marcus", "aisha's overdue tasks and tom's too", {("owner", "in", ("Aisha Khan", "Tom Becker")), ("is_overdue", "eq", True)}),
    ("maya", "my deals without contact person", {MINE, ("contact", "isnull", True)}),
    ("maya", "which lead source has... no just list my referral leads", {MINE, ("source", "eq", "Referral")}),
    ("maya", "is there a ticket from Northwind that is not solved", {("account", "eq", "Northwind Traders"), ("resolved_at", "isnull", True)}),
]  # fmt: skip


@pytest.mark.parametrize(("who", "text", "where"), LISTS, ids=[c[1] for c in LISTS])
async def test_a_list_holds_what_is_asked(demo: Demo, who: str, text: str, where: set[Any]) -> None:
    said = await demo.say(who, text)
    assert [name for name, _ in said.calls] == ["find_records"]
    assert where <= set(flat(said.args["where"]))


async def test_a_negation_that_no_field_knows_is_asked(demo: Demo) -> None:
    assert [name for name, _ in (await demo.say("maya", "my deals without any decision maker")).calls] == ["ask_user"]


@pytest.mark.parametrize(
    ("text", "field", "descending"),
    [
        ("which of my deals has the closest close date", "close_date", False),
        ("whats my deal with the furthest out close date", "close_date", True),
        ("my biggest loss this year", "amount", True),
    ],
)
async def test_one_record_by_its_place(demo: Demo, text: str, field: str, descending: bool) -> None:
    args = (await demo.say("maya", text)).args
    assert (args["sort"], args["limit"]) == ([{"field": field, "descending": descending}], 1)


@pytest.mark.parametrize(
    ("who", "text", "fields"),
    [
        ("maya", "anita desai email n phone", ["email", "phone"]),
        ("marcus", "hollis holiday carts - who owns it, what stage, when does it close", ["owner", "stage", "close_date"]),
        ("maya", "how much is the bluepeak cart thing worth", ["amount"]),
        ("tom", "phone stan coppergate", ["phone"]),
        ("maya", "when did I last email Anita Desai", ["last_activity_at"]),
        ("marcus", "how long has Hollis holiday carts been in proposal", ["stage_since"]),
        ("maya", "I have already marked the Castellan service plan as lost, or not?", ["stage"]),
        ("maya", "did I move Bluepeak peak-season carts to negotiation already", ["stage"]),
    ],
)  # fmt: skip
async def test_fields_of_one_record(demo: Demo, who: str, text: str, fields: list[str]) -> None:
    calls = (await demo.say(who, text)).calls
    assert [args.get("focus") for _, args in calls] == fields
    assert {args["object"] for _, args in calls} <= {"contact", "deal"}


async def test_a_lead_that_is_something_is_told_and_not_asked_for(demo: Demo) -> None:
    said = await demo.say("jonas", "lead Norman Fields is qualified for Harrier Conveyor Kit")
    assert [c["set"]["product_interest"] for c in said.changes] == ["Harrier Conveyor Kit"]
