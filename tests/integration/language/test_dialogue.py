"""What goes on from the answer before: choices described, pronouns, the open page, periods and sums, wishes of a draft."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.conversation.state import Asked, Choice, DialogueState, Mention, Shown
from tests.integration.language.conftest import Demo

OPEN_DEALS = Shown("deal", (), {"object": "deal", "where": [{"field": "is_open", "op": "eq", "value": True}]})
WON_IN_Q3 = {
    "metrics": ["won_amount"],
    "group_by": [],
    "filters": [],
    "period": {"field": "closed_at", "from": "2026-07-01", "to": "2026-09-30"},
}


def offered(demo: Demo, *labels: str) -> DialogueState:
    """Options that open a record each, a title behind the name."""
    return DialogueState(
        choices=tuple(
            Choice(f"c{n}", label, label, {"tool": "open_record", "args": {"id": demo.id(label.split(" (")[0])}})
            for n, label in enumerate(labels)
        )
    )


SARAHS = ("Sarah Chen (VP Operations)", "Sarah Oyelaran (Contracts Manager)", "Sarah Lindqvist (Purchasing Manager)")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("the Northwind one who does purchasing", "Sarah Lindqvist"),
        ("the one in purchasing", "Sarah Lindqvist"),
        ("the contracts manager", "Sarah Oyelaran"),
        ("Chen", "Sarah Chen"),
        ("number 2", "Sarah Oyelaran"),
    ],
)
async def test_a_choice_is_told_by_what_describes_it(demo: Demo, said: str, meant: str) -> None:
    answer = await demo.say("maya", said, offered(demo, *SARAHS))
    assert (answer.tool, answer.args["id"]) == ("open_record", meant)


async def test_what_fits_several_choices_is_asked_again(demo: Demo) -> None:
    answer = await demo.say("maya", "the Northwind one", offered(demo, *SARAHS))
    assert [o["say"] for o in answer.args["options"]] == [SARAHS[0], SARAHS[2]]


async def test_a_new_order_is_no_choice(demo: Demo) -> None:
    answer = await demo.say("maya", "show my open deals", offered(demo, *SARAHS))
    assert answer.tool == "find_records"


@pytest.mark.parametrize("said", ["cancel", "never mind", "nevermind, forget it"])
async def test_a_question_is_called_off(demo: Demo, said: str) -> None:
    waiting = {"changes": [{"op": "create", "object": "activity", "set": {"type": "task"}}]}
    asked = Asked({"tool": "propose_changes", "args": waiting}, "subject")
    for state in (offered(demo, *SARAHS), DialogueState(asked=asked)):
        plan = (await demo.say("maya", said, state)).plan
        assert not plan.calls
        assert "dropped" in plan.say


async def test_a_colleague_is_she_after_an_answer_about_the_owner(demo: Demo) -> None:
    owner = Mention("user", demo.id("Lucia Ferrari"), "Lucia Ferrari")
    state = DialogueState(focus=(Mention("account", demo.id("Nimbus Hardware"), "Nimbus Hardware"), owner))
    answer = await demo.say("evelyn", "show me her open deals", state)
    assert {"field": "owner", "op": "eq", "value": "Lucia Ferrari"} in answer.args["where"]


async def test_the_open_page_is_here(demo: Demo) -> None:
    page = ("account", demo.id("Northwind Traders"))
    answer = await demo.say("maya", "who are our contacts here?", page=page)
    assert answer.args["where"] == [{"field": "account", "op": "eq", "value": "Northwind Traders"}]


async def report(demo: Demo, said: str) -> dict[str, Any]:
    answer = await demo.say("evelyn", said, DialogueState(report=WON_IN_Q3, shown=OPEN_DEALS))
    assert answer.tool == "run_report", answer.calls
    return dict(answer.args["spec"])


async def test_the_quarter_before_is_before_the_one_shown(demo: Demo) -> None:
    spec = await report(demo, "and the quarter before?")
    assert (spec["period"]["from"], spec["period"]["to"]) == ("2026-04-01", "2026-06-30")


async def test_against_is_shown_beside(demo: Demo) -> None:
    spec = await report(demo, "how does that compare to Q2?")
    assert (spec["period"], spec["compare"]) == (WON_IN_Q3["period"], "previous_period")


async def test_now_is_no_day(demo: Demo) -> None:
    spec = await report(demo, "now by stage instead")
    assert (spec["group_by"], spec["period"], spec["filters"]) == (["stage"], WON_IN_Q3["period"], [])


@pytest.mark.parametrize("said", ["what do they add up to?", "what's the total?"])
async def test_what_was_shown_is_summed(demo: Demo, said: str) -> None:
    answer = await demo.say("maya", said, DialogueState(shown=OPEN_DEALS))
    assert answer.args["spec"]["metrics"] == ["pipeline"]
    assert answer.args["spec"]["filters"] == OPEN_DEALS.query["where"]


async def test_what_is_left_out_is_negated(demo: Demo) -> None:
    answer = await demo.say("maya", "drop the ones under 50k", DialogueState(shown=OPEN_DEALS))
    assert answer.args["where"][-1] == {"not": {"field": "amount", "op": "lt", "value": 50000}}


def drafted(demo: Demo) -> DialogueState:
    to = {"object": "contact", "id": demo.id("Sarah Chen")}
    return DialogueState(
        focus=(Mention("contact", to["id"], "Sarah Chen"),), drafted={"to": to, "about": "the inspection"}
    )


@pytest.mark.parametrize(
    ("said", "wished"),
    [
        ("a bit shorter please", {"manner": "shorter"}),
        ("too formal, rewrite it", {"manner": "friendlier"}),
        ("mention the brake test too", {"about": "the inspection, and mention the brake test"}),
        ("send it to Helen Brandt instead", {"to": {"object": "contact", "id": "Helen Brandt"}}),
    ],
)
async def test_a_draft_is_made_anew_as_wished(demo: Demo, said: str, wished: dict[str, Any]) -> None:
    answer = await demo.say("maya", said, drafted(demo))
    assert answer.tool == "draft_email"
    assert wished.items() <= dict(answer.args).items()


async def test_a_letter_to_somebody_unknown_asks_to_whom(demo: Demo) -> None:
    spoken = DialogueState(focus=(Mention("contact", demo.id("Sarah Chen"), "Sarah Chen"),))
    answer = await demo.say("maya", "draft an email to our champion about the price", spoken)
    assert (answer.tool, answer.args["prompt"]) == ("ask_user", "To whom?")


@pytest.mark.parametrize(
    ("said", "tool"),
    [
        ("what are the odds we close Northwind cart rollout?", "score_records"),
        ("which deals might slip away", "score_records"),
        ("anything I'm forgetting today?", "recommend"),
        ("walking into Northwind Traders in five, catch me up", "brief_record"),
        ("remind me who Sarah Chen is and where we left off", "brief_record"),
        ("drop Sarah Chen a line asking who signs", "draft_email"),
        ("remind me tomorrow", "ask_user"),
        ("log a call", "ask_user"),
        ("update the deal", "ask_user"),
        ("dial Sarah Chen", "decline"),
        ("put Northwind cart rollout at 85% probability", "decline"),
        ("add a custom field Segment to accounts", "decline"),
        ("directions to Northwind Traders", "decline"),
        ("update Sarah Chen's email to sarah@x.example", "propose_changes"),
    ],
)
async def test_what_is_asked_in_other_words(demo: Demo, said: str, tool: str) -> None:
    assert (await demo.say("maya", said)).tool == tool


async def test_whoever_was_told_of_is_she(demo: Demo) -> None:
    answer = await demo.say("maya", "Sarah got promoted, change her title to COO")
    assert answer.tool == "ask_user"
    assert {"Sarah Chen", "Sarah Lindqvist"} <= {o["say"] for o in answer.args["options"]}


def listed(demo: Demo, object_: str, *labels: str) -> DialogueState:
    """A list of these records, as it was shown last."""
    return DialogueState(shown=Shown(object_, tuple(demo.id(x) for x in labels), {"object": object_, "where": []}))


@pytest.mark.parametrize(
    ("text", "record", "wanted"),
    [
        ("last one -> negotiation", "Globex analytics", {"stage": "Negotiation"}),
        ("the second one: next step site visit", "Castellan lift upgrade", {"next_step": "Site visit"}),
        ("second to last closes december 12", "Castellan lift upgrade", {"close_date": "2026-12-12"}),
        ("first deal to 70k", "Northwind cart rollout", {"amount": 70000}),
    ],
)
async def test_a_row_of_the_list_is_a_record(demo: Demo, text: str, record: str, wanted: dict[str, Any]) -> None:
    state = listed(demo, "deal", "Northwind cart rollout", "Castellan lift upgrade", "Globex analytics")
    said = await demo.say("marcus", text, state)
    assert said.changes == [{"op": "update", "object": "deal", "record": {"id": record}, "set": wanted}]


async def test_two_records_told_of_are_both_meant(demo: Demo) -> None:
    said = await demo.say("marcus", "Northwind cart rollout and Globex analytics both slip. Move them to December 18.")
    assert [(c["record"]["id"], c["set"]) for c in said.changes] == [
        ("Northwind cart rollout", {"close_date": "2026-12-18"}),
        ("Globex analytics", {"close_date": "2026-12-18"}),
    ]


async def test_it_is_a_deal_of_whom_the_message_names(demo: Demo) -> None:
    before = DialogueState(focus=(Mention("deal", demo.id("Pinecrest fleet manager"), "Pinecrest fleet manager"),))
    said = await demo.say("maya", "Just talked to Owen Marsh, he's fine with the price. Move it to won.", before)
    assert [(c["record"]["id"], c["set"]) for c in said.changes if c["op"] == "update"] == [
        ("Bluepeak peak-season carts", {"stage": "Won"})
    ]


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("Ashford shelving carts", "Ashford shelving carts"),
        ("call it Ashford shelving", "Ashford shelving"),
        ("show Ashford Books", None),
        ("delete Ashford Books", None),
        ("how many deals does Ashford Books have?", None),
    ],
)
async def test_a_name_that_was_asked_for_may_hold_that_of_a_record(demo: Demo, answer: str, name: str | None) -> None:
    change = {"op": "create", "object": "deal", "key": "c1", "set": {"amount": 40000}}
    asked = Asked({"tool": "propose_changes", "args": {"changes": [change]}}, "name")
    said = await demo.say("maya", answer, DialogueState(asked=asked))
    calls = str(said.calls)
    assert (f"'name': '{name}'" in calls) if name else "'amount': 40000" not in calls
