"""What goes on from a list or a report: the rest of it, the first two, a row by its name, by groups, by odds, another period."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.conversation.state import DialogueState, Mention, Shown
from tests.integration.language.conftest import Demo


def rows(demo: Demo, object_: str, *labels: str, **query: Any) -> DialogueState:
    """A list of these records, as it was just shown."""
    return DialogueState(shown=Shown(object_, tuple(map(demo.id, labels)), {"object": object_, "where": [], **query}))


LEADS = ("Gretchen Adler", "Kirsten Dahl", "Yvette Moreau")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("assign them all to Tom", LEADS),
        ("assign the first two to Tom", LEADS[:2]),
        ("give the last two to Tom", LEADS[1:]),
        ("reassign the Kirsten one to Tom", LEADS[1:2]),
    ],
)
async def test_an_order_is_of_the_rows_that_it_names(demo: Demo, said: str, meant: tuple[str, ...]) -> None:
    answer = await demo.say("maya", said, rows(demo, "lead", *LEADS))
    assert [c["record"]["id"] for c in answer.changes] == list(meant)


async def test_the_rest_is_what_was_not_spoken_of(demo: Demo) -> None:
    listed = rows(demo, "lead", *LEADS)
    spoken = replace(listed, focus=(Mention("lead", demo.id(LEADS[0]), LEADS[0]),))
    assert [c["record"]["id"] for c in (await demo.say("maya", "give the rest to Tom", spoken)).changes] == list(
        LEADS[1:]
    )
    assert (await demo.say("maya", "give the rest to Tom", listed)).tool == "ask_user"


async def test_of_a_list_that_goes_on_all_are_meant(demo: Demo) -> None:
    where = [{"field": "status", "op": "eq", "value": "New"}]
    counted = DialogueState(shown=Shown("lead", (), {"object": "lead", "where": where, "count_only": True}))
    answer = await demo.say("maya", "assign them all to Tom", counted)
    assert answer.args["bulk"] == {"object": "lead", "where": where, "set": {"owner": "Tom Becker"}}


async def test_a_list_by_groups_is_a_report_of_it(demo: Demo) -> None:
    where = [{"field": "is_open", "op": "eq", "value": True}]
    answer = await demo.say("evelyn", "by rep", rows(demo, "deal", where=where))
    assert answer.tool == "run_report"
    assert (answer.args["spec"]["group_by"], answer.args["spec"]["filters"]) == (["owner"], where)


@pytest.mark.parametrize(("said", "first"), [("which are the best", None), ("which ones are at risk", "weakest")])
async def test_odds_are_of_what_was_listed(demo: Demo, said: str, first: str | None) -> None:
    where = [{"field": "owner", "op": "eq", "value": demo.id("Maya Ortiz")}]
    answer = await demo.say("maya", said, rows(demo, "deal", where=where))
    assert answer.tool == "score_records"
    assert (answer.args["object"], answer.args.get("first")) == ("deal", first)
    assert answer.args["where"][0]["field"] == "owner"


async def test_a_bound_joins_the_one_from_the_other_side(demo: Demo) -> None:
    over = [{"field": "amount", "op": "gt", "value": 100000}]
    both = (await demo.say("maya", "under 300k", rows(demo, "deal", where=over))).args["where"]
    assert [(c["op"], c["value"]) for c in both] == [("gt", 100000), ("lt", 300000)]
    instead = (await demo.say("maya", "under 50k", rows(demo, "deal", where=over))).args["where"]
    assert [(c["op"], c["value"]) for c in instead] == [("lt", 50000)]


async def test_another_period_is_counted_as_the_first_was(demo: Demo) -> None:
    won = {"where": [{"field": "is_won", "op": "eq", "value": True}], "count_only": True}
    assert (await demo.say("marcus", "and last quarter?", rows(demo, "deal", **won))).args["count_only"]
    assert "count_only" not in (await demo.say("marcus", "show them", rows(demo, "deal", **won))).args


async def test_the_rows_of_a_report_are_picked_as_those_of_a_list(demo: Demo) -> None:
    won = {"metrics": ["won_amount"], "group_by": ["account"], "filters": []}
    groups = tuple(Mention("account", demo.id(name), name) for name in ("Globex Logistics", "Bluepeak Outfitters"))
    shown = Shown("deal", (demo.id("Globex lift program"),), {"object": "deal", "where": []})
    answer = await demo.say("evelyn", "who owns the second one", DialogueState(report=won, groups=groups, shown=shown))
    assert (answer.tool, answer.args["id"], answer.args["focus"]) == ("open_record", "Bluepeak Outfitters", "owner")


async def test_next_is_the_period_behind_the_one_shown(demo: Demo) -> None:
    quarter = {"field": "close_date", "from": "2026-10-01", "to": "2026-12-31"}
    spec = {"metrics": ["pipeline"], "group_by": [], "filters": [], "period": quarter}
    period = (await demo.say("evelyn", "and next", DialogueState(report=spec))).args["spec"]["period"]
    assert (period["from"], period["to"]) == ("2027-01-01", "2027-03-31")


async def test_what_was_lost_beside_what_was_won(demo: Demo) -> None:
    spec = {"metrics": ["won_amount"], "group_by": ["owner"], "filters": []}
    answer = await demo.say("evelyn", "what about lost ones", DialogueState(report=spec))
    assert (answer.args["spec"]["metrics"], answer.args["spec"]["filters"]) == (["lost_amount"], [])


async def test_who_is_meant_by_a_first_name_is_whoever_is_there(demo: Demo) -> None:
    deal = Mention("deal", demo.id("Bluepeak peak-season carts"), "Bluepeak peak-season carts")
    log = (await demo.say("maya", "log a call with Rob about the wifi", DialogueState(focus=(deal,)))).changes[0]
    assert log["set"]["contact"] == "Rob Tillman"
    asked = (await demo.say("maya", "call Robert tomorrow")).changes[0]  # Rob Tillman is not called so
    assert asked["set"]["contact"] == "Robert Ames"


async def test_it_is_what_a_letter_is_about(demo: Demo) -> None:
    deal = Mention("deal", demo.id("Bluepeak peak-season carts"), "Bluepeak peak-season carts")
    letter = await demo.say("maya", "draft a mail to Owen Marsh about it", DialogueState(focus=(deal,)))
    assert (letter.tool, letter.args["about"]) == ("draft_email", "Bluepeak peak-season carts")
    steps = await demo.say("maya", "what's next there", DialogueState(focus=(deal,)))
    assert (steps.args["id"], steps.args["focus"]) == ("Bluepeak peak-season carts", "next_step")
