"""Lists in the words and orders that people choose: spans of amounts, days gone by, towns told before, what is put first, what is left out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.language.conftest import Demo
from tests.integration.language.test_reading import flat

MINE = ("owner", "eq", "Maya Ortiz")
OPEN = ("is_open", "eq", True)
SLIPPED = ("close_date", "lt", "2026-11-18")
BETWEEN = {("amount", "gte", 25000), ("amount", "lte", 80000)}
LISTS: list[tuple[str, str, set[Any]]] = [
    ("maya", "my open deals from 25 thousand to 80 thousand", {MINE, OPEN, *BETWEEN}),
    ("maya", "open deals of mine worth 25k to 80k", {MINE, OPEN, *BETWEEN}),
    ("maya", "my open deals, 25 thousand..80 thousand", {MINE, OPEN, *BETWEEN}),
    ("maya", "my open deals between twenty-five thousand and eighty thousand", {MINE, OPEN, *BETWEEN}),
    ("maya", "my open deals with a minimum of 25k and a ceiling of 80k", {MINE, OPEN, *BETWEEN}),
    ("maya", "amount >= 25k and <= 80k, my open deals", {MINE, OPEN, *BETWEEN}),
    ("maya", "everything in my open pipeline between 25k and 80k", {MINE, OPEN, *BETWEEN}),
    ("maya", "filter my open deals: value over 25k", {MINE, OPEN, ("amount", "gt", 25000)}),
    ("maya", "lapsed close dates in my open deals", {MINE, OPEN, SLIPPED}),
    ("maya", "my open deals that are beyond their close date", {MINE, OPEN, SLIPPED}),
    ("maya", "my deals whose close date is history", {MINE, SLIPPED}),
    ("maya", "deals of mine that did not close as planned", {MINE, OPEN, SLIPPED}),
    ("maya", "late deals in my pipeline", {MINE, SLIPPED}),
    ("maya", "I'm off to Boston next week. Which of my customers sit there?", {MINE, ("any",)}),
    ("maya", "In Retail, which accounts of mine are without an open deal?", {MINE, ("industry", "eq", "Retail")}),
    ("maya", "filter my accounts by Boston", {MINE, ("any",)}),
    ("marcus", "filter open deals by owner: Aisha, Tom", {("owner", "in", ("Aisha Khan", "Tom Becker")), OPEN}),
    ("maya", "contacts at Castellan Foods, title = logistics manager", {("title", "contains", "logistics"), ("title", "contains", "Manager")}),
    ("marcus", "Tom's open deals, Proposal excluded", {("owner", "eq", "Tom Becker"), OPEN, ("stage", "ne", "Proposal")}),
    ("marcus", "Tom's open deals at another stage than Proposal", {("owner", "eq", "Tom Becker"), OPEN, ("stage", "ne", "Proposal")}),
    ("maya", "okay so my tasks, whatever's open and due on Friday", {MINE, ("type", "eq", "task"), ("status", "eq", "open")}),
    ("maya", "list every open ticket with high priority that belongs to one of my customers", {("resolved_at", "isnull", True), ("priority", "eq", "high")}),
]  # fmt: skip


@pytest.mark.parametrize(("who", "text", "where"), LISTS, ids=[c[1] for c in LISTS])
async def test_a_list_holds_what_is_asked(demo: Demo, who: str, text: str, where: set[Any]) -> None:
    said = await demo.say(who, text)
    assert [name for name, _ in said.calls] == ["find_records"]
    assert where <= set(flat(said.args["where"]))


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("On my accounts, what tickets are open?", "ticket"),
        ("Are any of my customers waiting on open tickets? I need the tickets.", "ticket"),
        ("Have my customers got open tickets? List those.", "ticket"),
        ("Which of my customers have open tickets?", "account"),
        ("open deals over 50k: which contacts do we have at those accounts?", "contact"),
        ("Where we have an open deal over 50k with a company, who are our contacts at that company?", "contact"),
        ("list people working for companies with open deals over 50k", "contact"),
        ("contact list for accounts with open deals over 50k", "contact"),
        ("contacts for every account that has an open deal over 50k", "contact"),
        ("no open deal = which of my accounts", "account"),
        ("who among my accounts has no open deal", "account"),
        ("Get me every account of mine that is in Retail but has no open deals", "account"),
    ],
)
async def test_the_records_that_are_asked_for(demo: Demo, text: str, head: str) -> None:
    said = await demo.say("maya", text)
    assert [name for name, _ in said.calls] == ["find_records"]
    assert said.args["object"] == head
    assert said.args["where"]


@pytest.mark.parametrize(
    "text", ["I'm off to Boston next week. Which of my customers sit there?", "filter my accounts by Boston"]
)
async def test_the_town_that_was_told(demo: Demo, text: str) -> None:
    said = await demo.say("maya", text)
    assert "Boston" in str(said.args["where"])


async def test_the_smallest_first(demo: Demo) -> None:
    said = await demo.say("maya", "open deals mine, amount ascending, top 2")
    assert said.args["sort"] == [{"field": "amount", "descending": False}]
    assert said.args["limit"] == 2
