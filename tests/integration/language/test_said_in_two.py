"""Lists that are said in two breaths, in few words, or by what goes round: one question all the same."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.language.conftest import Demo
from tests.integration.language.test_reading import flat

OPEN = ("is_open", "eq", True)
MAYA = ("owner", "eq", "Maya Ortiz")

ONE_LIST: list[tuple[str, str, set[tuple[str, str, Any]], int | None]] = [
    ("maya", "of my open deals, which four are the biggest", {OPEN, MAYA}, 4),
    ("maya", "rank my open deals by amount and give me the first 6", {OPEN, MAYA}, 6),
    ("maya", "largest open deals, mine, 4 of them", {OPEN, MAYA}, 4),
    ("maya", "take all my open deals, drop the ones in negotiation, show what's left", {OPEN, MAYA, ("stage", "ne", "Negotiation")}, None),
    ("maya", "apart from negotiation, list all open deals of mine", {OPEN, MAYA, ("stage", "ne", "Negotiation")}, None),
    ("maya", "everything in my pipeline without the negotiation deals", {OPEN, MAYA, ("stage", "ne", "Negotiation")}, None),
    ("maya", "my open deals past 80k", {OPEN, MAYA, ("amount", "gt", 80000)}, None),
]  # fmt: skip


@pytest.mark.parametrize(("who", "text", "where", "limit"), ONE_LIST, ids=[c[1] for c in ONE_LIST])
async def test_what_is_said_in_two_clauses_is_one_list(
    demo: Demo, who: str, text: str, where: set[tuple[str, str, Any]], limit: int | None
) -> None:
    said = await demo.say(who, text)
    assert [name for name, _ in said.calls] == ["find_records"]
    assert (said.args["object"], set(flat(said.args["where"])), said.args.get("limit")) == ("deal", where, limit)


THEIRS = [
    "accounts with an open deal over 80k, show me their contacts",
    "for the accounts that have an open deal over 80k, I would like to see all contacts",
    "who do we know at companies with an open deal over 80k",
    "which people do we have at accounts where there is an open deal above 80k",
    "contacts where the account has an open deal above 80k",
    "contacts at customers with more than 80k in an open deal",
]


@pytest.mark.parametrize("text", THEIRS)
async def test_people_are_found_by_the_deals_of_their_account(demo: Demo, text: str) -> None:
    said = await demo.say("maya", text)
    assert (said.tool, said.args["object"], len(said.calls)) == ("find_records", "contact", 1)
    (where,) = said.args["where"]
    of_deal = where["through"]["where"]["related"]
    assert (where["through"]["field"], of_deal["object"]) == ("account", "deal")
    assert set(flat([of_deal["where"]])) == {OPEN, ("amount", "gt", 80000)}


SILENT = [
    "at least two weeks of radio silence, which of my open deals does that apply to",
    "gone dark for two weeks: which of my open deals?",
    "my open deals where nothing has happened in two weeks",
]


@pytest.mark.parametrize("text", SILENT)
async def test_a_silence_that_is_put_first_narrows_what_is_asked_for(demo: Demo, text: str) -> None:
    said = await demo.say("maya", text)
    assert (said.tool, said.args["object"], len(said.calls)) == ("find_records", "deal", 1)
    assert "last_activity_at" in str(said.args["where"])


HEARSAY = [
    "is any of our customers being bought?",
    "any gossip about one of our clients getting sold off",
    "has somebody picked up that an account is changing hands",
    "which customers might get new owners?",
]


@pytest.mark.parametrize("text", HEARSAY)
async def test_what_goes_round_about_customers_is_searched_for(demo: Demo, text: str) -> None:
    assert [name for name, _ in (await demo.say("evelyn", text)).calls] == ["search_messages"]


@pytest.mark.parametrize("text", ["which customers bought something this year", "what have we sold to our customers"])
async def test_what_customers_bought_is_no_hearsay(demo: Demo, text: str) -> None:
    assert "search_messages" not in [name for name, _ in (await demo.say("evelyn", text)).calls]


async def test_what_one_is_reminded_of_is_no_task_without_a_day(demo: Demo) -> None:
    said = await demo.say("maya", "remind me of the phone number of Sarah Chen")
    assert said.tool != "propose_changes"
    task = await demo.say("maya", "remind me of the call with Sarah Chen on Friday")
    assert task.tool == "propose_changes"


async def test_a_number_of_open_deals_is_counted(demo: Demo) -> None:
    said = await demo.say("priya", "the total number of open deals owned by Ben")
    assert (said.tool, said.args["spec"]["metrics"]) == ("run_report", ["open_deal_count"])


@pytest.mark.parametrize(
    "text", ["source vs win rate?", "a table please: source, win rate", "compare sources by win rate"]
)
async def test_a_rate_beside_a_kind_is_one_for_each(demo: Demo, text: str) -> None:
    said = await demo.say("evelyn", text)
    assert (said.tool, said.args["spec"]["metrics"], said.args["spec"]["group_by"]) == (
        "run_report",
        ["win_rate"],
        ["source"],
    )
