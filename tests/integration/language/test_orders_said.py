"""Orders said in many ways: what is set, by what mechanism, and what must never become a change."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.language.conftest import Demo

CARTS = "Northwind cart rollout"
LIFT = "Castellan lift upgrade"

SET = [
    # a field bound to its value over some distance, by role, by size
    ("maya", f"set the amount of the {CARTS} to 48,000", "deal", CARTS, {"amount": 48000}),
    ("maya", f"{CARTS} goes to 52,500", "deal", CARTS, {"amount": 52500}),
    ("maya", f"make Helen Brandt the contact on the {CARTS}", "deal", CARTS, {"contact": "Helen Brandt"}),
    ("tom", "product on Globex analytics is wrong, should be Roost Fleet Manager", "deal", "Globex analytics", {"product": "Roost Fleet Manager"}),
    ("marcus", f"{CARTS} -> Tom Becker", "deal", CARTS, {"owner": "Tom Becker"}),
    ("maya", f"{LIFT} is Tom's now", "deal", LIFT, {"owner": "Tom Becker"}),
    ("maya", f"call the {CARTS} deal “Northwind big rollout” from now on", "deal", CARTS, {"name": "Northwind big rollout"}),
    ("maya", f"{CARTS} -> Negotiation / 58k / Dec 12", "deal", CARTS, {"stage": "Negotiation", "amount": 58000, "close_date": "2026-12-12"}),
    # the old value beside the new one
    ("maya", f"{CARTS}: amount 60k not 54k", "deal", CARTS, {"amount": 60000}),
    ("maya", f"the amount for {CARTS} was 54k, now it is 61k", "deal", CARTS, {"amount": 61000}),
    ("maya", "change Castellan Foods industry from Food & Beverage to Retail", "account", "Castellan Foods", {"industry": "Retail"}),
    ("sam", "Fairmont Optics shouldn't be under Healthcare, make it Electronics", "account", "Fairmont Optics", {"industry": "Electronics"}),
    # what one sentence leaves open, the next one says
    ("tom", "Fenwick fleet renewal slipped again, they say not before mid-December. Put it at the 15th.", "deal", "Fenwick fleet renewal", {"close_date": "2026-12-15"}),
    ("maya", "Anita at Pinecrest got promoted, she's VP Logistics now", "contact", "Anita Desai", {"title": "VP Logistics"}),
    # courtesies and quotes
    ("maya", "kindly change Anita Desai's title to VP Supply Chain plz", "contact", "Anita Desai", {"title": "VP Supply Chain"}),
    ("marcus", f"Transfer the opportunity “{CARTS}” from Maya Ortiz to Tom Becker with immediate effect.", "deal", CARTS, {"owner": "Tom Becker"}),
    ("tom", "rename Globex analytics to Globex insight plan", "deal", "Globex analytics", {"name": "Globex insight plan"}),
    # a reason behind an order is none against it
    ("maya", f"move {CARTS} to negotiation, they never had another offer", "deal", CARTS, {"stage": "Negotiation"}),
    # steps by more and less
    ("tom", "put 5k more on Globex analytics", "deal", "Globex analytics", {"amount": 84200}),
    ("tom", "Globex analytics minus 5k", "deal", "Globex analytics", {"amount": 74200}),
]  # fmt: skip


@pytest.mark.parametrize(("who", "text", "object_", "record", "wanted"), SET, ids=[c[1] for c in SET])
async def test_one_change(demo: Demo, who: str, text: str, object_: str, record: str, wanted: dict[str, Any]) -> None:
    said = await demo.say(who, text)
    assert said.changes == [{"op": "update", "object": object_, "record": {"id": record}, "set": wanted}]


NOTHING = [
    f"don't move {CARTS} to negotiation",
    f"if Sarah signs, move {CARTS} to won",
    f"once the order is here, mark {CARTS} as won",
    f"should I push {CARTS} to December?",
    f"maybe we lose {CARTS}",
    f"{CARTS} might slip to January",
    f"I was going to push {CARTS} two weeks but leave it for now",
    f"the customer wants {CARTS} at 45k",
    f"Helen thinks we should lower {CARTS} to 40k",
    f"{CARTS} is not lost",
    f"has {CARTS} been moved to Negotiation",
    "Northwind signed the NDA",
    "Northwind lost their CFO last week",
    "they won an award yesterday",
    f"should Sarah sign this week, I would set {CARTS} to won",
    f"I'd move {CARTS} to negotiation if they called back",
    "the Northwind people have to wait for their permit until Friday",
    "remove Sarah Chen from the Northwind cart rollout",
    "delete the note about Sarah Chen",
    "delete all my leads",
    "mark Tom's task 'Paint the fence green' as done",
    "pass the tasks he has due then to Grace",
    "everything closing this month to won please",
]


@pytest.mark.parametrize("text", NOTHING)
async def test_nothing_is_changed(demo: Demo, text: str) -> None:
    said = await demo.say("maya", text)
    proposed = [args for tool, args in said.calls if tool in ("propose_changes", "revise_proposal")]
    assert not proposed


async def test_a_panel_that_is_dead_loses_no_deal(demo: Demo) -> None:
    said = await demo.say(
        "lucia",
        "So I spoke with Harold Simms at Crestline, the touch panel on dock lift five is dead. Open an urgent ticket for the panel.",
    )
    assert [(c["op"], c["object"]) for c in said.changes] == [("create", "activity"), ("create", "ticket")]


async def test_both_orders_of_a_sentence_are_in_the_proposal(demo: Demo) -> None:
    said = await demo.say("maya", f"put the close of {LIFT} on Jan 10 and the next step on site survey")
    assert [c["set"] for c in said.changes] == [{"close_date": "2027-01-10", "next_step": "Site survey"}]


async def test_each_record_gets_its_own(demo: Demo) -> None:
    said = await demo.say(
        "aisha", "Globex Logistics tugger fleet to negotiation at 430k, and Larkspur Labs sample line to proposal"
    )
    assert [c["set"] for c in said.changes] == [{"stage": "Negotiation", "amount": 430000}, {"stage": "Proposal"}]


async def test_a_task_is_found_by_what_was_said_of_it(demo: Demo) -> None:
    for who, text, change in [
        ("lucia", "reschedule my follow up on the quote with Susan to next Tuesday", {"due_date": "2026-11-24"}),
        ("tom", "I've thanked Victor for the tour, tick that off", {"status": "done"}),
    ]:
        said = await demo.say(who, text)
        (one,) = said.changes
        assert (one["object"], one["set"]) == ("activity", change)


async def test_deleting_a_task_never_deletes_whom_it_is_about(demo: Demo) -> None:
    said = await demo.say("daniel", "bin the task about thanking Raj")
    (one,) = said.changes
    assert (one["op"], one["object"]) == ("delete", "activity")


NEW = [
    ("maya", "lead: Ann Cho, Fresh Farms, ann@freshfarms.example, web", "lead", {"name": "Ann Cho", "company": "Fresh Farms", "email": "ann@freshfarms.example", "source": "Web"}),
    ("tom", "add Bob Stenson as a contact at Hollis & Grant, he runs receiving", "contact", {"name": "Bob Stenson", "account": "Hollis & Grant"}),
    ("lucia", "new account: Tallgrass Foods in Omaha, about 400 people", "account", {"name": "Tallgrass Foods", "city": "Omaha", "employees": 400}),
    ("sam", "add a product: Dock Beacon, price 480", "product", {"name": "Dock Beacon", "list_price": 480}),
    ("jonas", "make a new company called Nordhafen Logistik, city is Hamburg, country Germany", "account", {"name": "Nordhafen Logistik", "city": "Hamburg", "country": "Germany"}),
]  # fmt: skip


@pytest.mark.parametrize(("who", "text", "object_", "wanted"), NEW, ids=[c[1] for c in NEW])
async def test_new_records(demo: Demo, who: str, text: str, object_: str, wanted: dict[str, Any]) -> None:
    said = await demo.say(who, text)
    (one,) = said.changes
    assert (one["object"], one["set"]) == (object_, wanted)


async def test_two_new_leads(demo: Demo) -> None:
    said = await demo.say(
        "daniel", "two new leads: Ana Ruiz from Bellwood Foods and Kurt Lang from Fjord Marine, both by referral"
    )
    assert [(c["set"]["name"], c["set"]["company"], c["set"]["source"]) for c in said.changes] == [
        ("Ana Ruiz", "Bellwood Foods", "Referral"),
        ("Kurt Lang", "Fjord Marine", "Referral"),
    ]


async def test_which_ones_said_before_what_becomes_of_them(demo: Demo) -> None:
    said = await demo.say("maya", "every task I'm late on, make it due tomorrow")
    bulk = said.args["bulk"]
    assert bulk["set"] == {"due_date": "2026-11-19"}
    assert {c["field"] for c in bulk["where"]} == {"type", "is_overdue", "owner"}


async def test_speech_without_stops(demo: Demo) -> None:
    said = await demo.say(
        "lucia",
        "call with zoe carlisle alder and finch carts they want to stop the lease after a year amount forty eight thousand "
        "no sorry forty nine thousand remind me tomorrow to redo the offer",
    )
    call, update, task = said.changes
    assert (call["set"]["type"], call["set"]["contact"]) == ("call", "Zoe Carlisle")
    assert update["set"] == {"amount": 49000}
    assert (task["set"]["subject"], task["set"]["due_date"]) == ("Redo the offer", "2026-11-19")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("log a meeting with Sarah Chen tomorrow at 3pm about the carts", "2026-11-19T15:00"),
        ("log a call with Sarah Chen, she needs the drawings by tomorrow", "2026-11-18"),
        ("log a call with Sarah Chen yesterday at 4pm", "2026-11-17T16:00"),
    ],
)
async def test_a_meeting_to_come_is_put_on_its_day(demo: Demo, text: str, day: str) -> None:
    said = await demo.say("maya", text)
    assert said.changes[0]["set"]["occurred_at"].startswith(day)


TOLD = [
    # one happening, told in two sentences, is one activity
    (
        "ben",
        "Visit report Atlas Parcel, 16 November. I met Jerome Watkins, he liked the film.",
        [("create", {"type": "meeting", "contact": "Jerome Watkins"})],
    ),
    # names alone open the message: it all is about them
    (
        "lucia",
        "Tanya Brooks, Crestline. Good call. Push the close date of Crestline dock sensors two weeks.",
        [("create", {"type": "call", "contact": "Tanya Brooks"}), ("update", {"close_date": "2026-12-28"})],
    ),
    # what is told to be done is no task that gets done
    (
        "maya",
        f"Robert Ames told me the legal review is done. {LIFT}: amount 290k.",
        [("update", {"amount": 290000})],
    ),
    # a thing to do with its day, behind what was told
    (
        "tom",
        "I rang Howard Stein, got his voicemail. Try again on Friday.",
        [
            ("create", {"type": "call", "contact": "Howard Stein"}),
            ("create", {"type": "task", "due_date": "2026-11-20"}),
        ],
    ),
    # who is new was told before the order to add her
    (
        "daniel",
        "Raj is leaving and a Karen Holt takes over, karen@velo.example, please add her as a contact at Velo Electronics.",
        [("create", {"name": "Karen Holt", "email": "karen@velo.example", "account": "Velo Electronics"})],
    ),
]


@pytest.mark.parametrize(("who", "text", "wanted"), TOLD, ids=[c[1] for c in TOLD])
async def test_dictated(demo: Demo, who: str, text: str, wanted: list[tuple[str, dict[str, Any]]]) -> None:
    said = await demo.say(who, text)
    assert [c["op"] for c in said.changes] == [op for op, _ in wanted]
    for change, (_, values) in zip(said.changes, wanted, strict=True):
        assert values.items() <= change["set"].items()


@pytest.mark.parametrize(
    "text",
    [
        f"set {CARTS} to 60k and the Castellan lift upgrade to 290k",
        f"{CARTS} 60k, {LIFT} 290k",
        f"the amount of {CARTS} is 60k and of {LIFT} 290k",
    ],
)
async def test_values_are_shared_out_to_their_records(demo: Demo, text: str) -> None:
    said = await demo.say("maya", text)
    assert {c["record"]["id"]: c["set"] for c in said.changes} == {CARTS: {"amount": 60000}, LIFT: {"amount": 290000}}


async def test_a_bulk_order_may_say_how_things_should_be(demo: Demo) -> None:
    said = await demo.say("priya", "all of Daniel's open deals closing in November should close on December 15 instead")
    assert said.args["bulk"]["set"] == {"close_date": "2026-12-15"}


async def test_a_stage_that_does_not_exist_is_asked_for(demo: Demo) -> None:
    said = await demo.say("tom", "move Globex analytics to the stage Signed")
    assert said.tool == "ask_user"


async def test_who_is_made_is_meant_by_the_first_name(demo: Demo) -> None:
    said = await demo.say(
        "maya",
        "New contact at Northwind Traders: Robert Munro, rm@northwind.example. Remind me to call Robert on Friday.",
    )
    made, task = said.changes
    assert task["set"]["contact"] == {"change": made["key"]}


async def test_an_order_behind_a_dated_reminder_is_its_own(demo: Demo) -> None:
    said = await demo.say(
        "maya", f"met Sarah Chen about {CARTS}, need to send her the plan by Friday, set the deal to 61k"
    )
    assert {"amount": 61000} in [c["set"] for c in said.changes]
    assert any(c["set"].get("subject") == "Send Sarah Chen the plan" for c in said.changes)


async def test_a_company_is_visited_before_somebody_of_that_last_name(demo: Demo) -> None:
    said = await demo.say("aisha", "visited Redfern today, they like the lifts")
    assert said.changes[0]["set"]["account"] == "Redfern Pharma"
    assert "contact" not in said.changes[0]["set"]


@pytest.mark.parametrize(
    "day", ["February 30", "the 31st of April", "31 june", "november thirty first", "the thirtieth of february"]
)
async def test_a_day_that_no_month_has_is_asked_for(demo: Demo, day: str) -> None:
    said = await demo.say("maya", f"set the close date of {CARTS} to {day}")
    assert said.tool == "ask_user", said.calls


async def test_a_day_before_a_colon_is_a_day(demo: Demo) -> None:
    said = await demo.say("maya", "task for Sarah Chen Dec 4: send the drawings")
    assert said.changes[0]["set"]["due_date"] == "2026-12-04"


async def test_somebody_elses_role_is_no_new_title(demo: Demo) -> None:
    said = await demo.say("maya", "Log a call with Robert Ames, he shows the offer to the director tomorrow.")
    assert [c["op"] for c in said.changes] == ["create"]


async def test_an_amount_with_a_dot_between_its_thousands(demo: Demo) -> None:
    said = await demo.say("maya", f"{CARTS} is at 7.250 dollars now")
    assert said.changes[0]["set"] == {"amount": 7250}


async def test_nothing_is_changed_where_that_is_asked(demo: Demo) -> None:
    said = await demo.say("maya", f"Tom would put {CARTS} to 40k. Please don't touch anything, I'll think about it.")
    assert not said.calls
    assert said.plan.say
