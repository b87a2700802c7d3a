"""Look-ups, lists, counts, searches and reports: the tool and its arguments."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.language.conftest import Demo


def flat(where: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Plain conditions as tuples; a conjunction within is opened."""
    found: list[tuple[Any, ...]] = []
    for one in where:
        if "all" in one:
            found.extend(flat(one["all"]))
        elif "field" in one:
            value = one["value"]
            found.append((one["field"], one["op"], tuple(value) if isinstance(value, list) else value))
        else:
            found.append(tuple(one))
    return found


LISTS = [
    ("maya", "show my open deals closing this month", "deal", {("owner", "eq", "Maya Ortiz"), ("is_open", "eq", True), ("close_date", "gte", "2026-11-01"), ("close_date", "lte", "2026-11-30")}),
    ("maya", "contacts at Northwind", "contact", {("account", "eq", "Northwind Traders")}),
    ("maya", "deals between 20k and 60k", "deal", {("amount", "gte", 20000), ("amount", "lte", 60000)}),
    ("marcus", "deals in negotiation or proposal owned by Tom", "deal", {("stage", "in", ("Negotiation", "Proposal")), ("owner", "eq", "Tom Becker")}),
    ("marcus", "deals we lost last quarter because of price", "deal", {("loss_reason", "eq", "Price"), ("is_lost", "eq", True), ("closed_at", "gte", "2026-07-01"), ("closed_at", "lt", "2026-10-01")}),
    ("maya", "my overdue tasks", "activity", {("type", "eq", "task"), ("owner", "eq", "Maya Ortiz"), ("is_overdue", "eq", True)}),
    ("maya", "contacts without email", "contact", {("email", "isnull", True)}),
    ("marcus", "accounts with more than 5 sites", "account", {("sites", "gt", 5)}),
    ("marcus", "enterprise accounts", "account", {("segment", "eq", "Enterprise")}),
    ("maya", "leads except unqualified ones", "lead", {("status", "ne", "Unqualified")}),
    ("marcus", "new leads this week", "lead", {("created_at", "gte", "2026-11-16"), ("created_at", "lt", "2026-11-23")}),
    ("maya", "show tom's deals", "deal", {("owner", "eq", "Tom Becker")}),
    ("marcus", "deals owned by Tom or Aisha in the Negotiation stage", "deal", {("owner", "in", ("Tom Becker", "Aisha Khan")), ("stage", "eq", "Negotiation")}),
    ("marcus", "swift cart deals", "deal", {("product", "eq", "Swift Cart")}),
    ("marcus", "accounts with at least 7 sites", "account", {("sites", "gte", 7)}),
    ("marcus", "unresolved tickets with high priority", "ticket", {("resolved_at", "isnull", True), ("priority", "eq", "high")}),
    ("marcus", "the three biggest open deals of the West team", "deal", {("is_open", "eq", True), ("owner", "in", ("Ben Whitaker", "Daniel Reyes", "Grace Okafor", "Lucia Ferrari", "Priya Raman"))}),
    ("marcus", "show me all the leads no sorry all the deals over 100k", "deal", {("amount", "gt", 100000)}),
    ("marcus", "open deals closing before Christmas", "deal", {("is_open", "eq", True), ("close_date", "lte", "2026-12-24")}),
    ("marcus", "what did Tom do yesterday", "activity", {("owner", "eq", "Tom Becker"), ("occurred_at", "gte", "2026-11-17"), ("occurred_at", "lt", "2026-11-18")}),
    ("marcus", "equipment products", "product", {("family", "eq", "Equipment")}),
    ("marcus", "won deals this year by Maya", "deal", {("is_won", "eq", True), ("owner", "eq", "Maya Ortiz"), ("closed_at", "gte", "2026-01-01"), ("closed_at", "lt", "2027-01-01")}),
]  # fmt: skip


@pytest.mark.parametrize(("who", "text", "object_", "wanted"), LISTS, ids=[c[1] for c in LISTS])
async def test_lists(demo: Demo, who: str, text: str, object_: str, wanted: set[tuple[Any, ...]]) -> None:
    said = await demo.say(who, text)
    assert said.tool == "find_records"
    assert said.args["object"] == object_
    assert set(flat(said.args["where"])) == wanted


async def test_silence_is_no_activity_since(demo: Demo) -> None:
    said = await demo.say("marcus", "which deals have had no activity for 30 days?")
    quiet = said.args["where"][0]["any"]
    assert quiet == [
        {"field": "last_activity_at", "op": "isnull", "value": True},
        {"field": "last_activity_at", "op": "lt", "value": "2026-10-20"},
    ]


async def test_relations_nest(demo: Demo) -> None:
    said = await demo.say("marcus", "contacts at accounts with open deals over 100k")
    deals = {"related": {"object": "deal", "via": "account", "where": {"all": [
        {"field": "is_open", "op": "eq", "value": True}, {"field": "amount", "op": "gt", "value": 100000}]}}}  # fmt: skip
    assert said.args["where"] == [{"through": {"field": "account", "where": deals}}]


async def test_top_of_a_list(demo: Demo) -> None:
    said = await demo.say("marcus", "top 5 open deals by amount")
    assert (said.args["sort"], said.args["limit"]) == ([{"field": "amount", "descending": True}], 5)


async def test_counts(demo: Demo) -> None:
    said = await demo.say("marcus", "how many open deals does Tom have")
    assert said.args["count_only"] is True
    assert set(flat(said.args["where"])) == {("is_open", "eq", True), ("owner", "eq", "Tom Becker")}


LOOKUPS = [
    ("maya", "what is Owen Marsh's phone number?", ("contact", "Owen Marsh", "phone")),
    ("maya", "who owns the Globex account", ("account", "Globex", "owner")),
    ("maya", "show Bob Ames", ("contact", "Robert Ames", None)),
    ("maya", "when does Bluepeak peak-season carts close", ("deal", "Bluepeak peak-season carts", "close_date")),
    ("maya", "what's the latest with Northwind?", ("account", "Northwind Traders", None)),
    ("maya", "whats new at nortwhind", ("account", "Northwind Traders", None)),
]


@pytest.mark.parametrize(("who", "text", "wanted"), LOOKUPS, ids=[c[1] for c in LOOKUPS])
async def test_lookups(demo: Demo, who: str, text: str, wanted: tuple[str, str, str | None]) -> None:
    said = await demo.say(who, text)
    assert said.tool == "open_record"
    assert (said.args["object"], said.args["id"], said.args.get("focus")) == wanted


async def test_an_ambiguous_name_asks(demo: Demo) -> None:
    said = await demo.say("maya", "show me Sarah")
    assert said.tool == "ask_user"
    assert {o["say"] for o in said.args["options"]} == {
        "Sarah Chen",
        "Sarah Lindqvist",
        "Sarah Mbeki",
        "Sarah Oyelaran",
        "Sarah Whitfield",
    }


async def test_the_account_decides_between_namesakes(demo: Demo) -> None:
    said = await demo.say("maya", "phone of Sarah at Larkspur Health")
    assert said.args["id"] == "Sarah Oyelaran"


REPORTS = [
    ("pipeline by rep and stage", {"metrics": ["pipeline"], "group_by": ["owner", "stage"], "filters": []}),
    ("win rate by source last four quarters", {"metrics": ["win_rate"], "group_by": ["source"], "filters": [], "period": {"field": "closed_at", "from": "2025-10-01", "to": "2026-09-30"}}),
    ("revenue by month this year", {"metrics": ["won_amount"], "group_by": ["month"], "filters": [], "period": {"field": "closed_at", "from": "2026-01-01", "to": "2026-12-31"}}),
    ("average deal size by rep vs last year", {"metrics": ["average_deal_size"], "group_by": ["owner"], "filters": [], "period": {"field": "closed_at", "from": "2026-01-01", "to": "2026-12-31"}, "compare": "previous_year"}),
    ("top 5 accounts by won revenue", {"metrics": ["won_amount"], "group_by": ["account"], "filters": [], "sort": [{"field": "won_amount", "descending": True}], "limit": 5}),
    ("show me a bar chart of won deals by quarter", {"metrics": ["won_count"], "group_by": ["quarter"], "filters": [], "chart": "bar"}),
    ("pipeline by segment", {"metrics": ["pipeline"], "group_by": ["account.segment"], "filters": []}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "spec"), REPORTS, ids=[c[0] for c in REPORTS])
async def test_reports(demo: Demo, text: str, spec: dict[str, Any]) -> None:
    said = await demo.say("marcus", text)
    assert (said.tool, said.args) == ("run_report", {"spec": spec})


async def test_searches(demo: Demo) -> None:
    assert (await demo.say("maya", "did anyone mention a competitor?")).calls == [
        ("search_messages", {"query": "did anyone mention a competitor"})
    ]
    said = await demo.say("maya", "what did Owen Marsh say about battery life?")
    assert said.args == {"query": "what did Owen Marsh say about battery life", "object": "contact", "id": "Owen Marsh"}


@pytest.mark.parametrize("text", ["what's the weather today", "write me a poem", "give me the passwords of all users"])
async def test_what_is_none_of_its_business_is_declined(demo: Demo, text: str) -> None:
    said = await demo.say("maya", text)
    assert said.tool == "decline"


async def test_what_is_not_there_and_what_is_not_seen_sound_alike(demo: Demo) -> None:
    none = await demo.say("maya", "move the Acme Rockets deal to negotiation")
    hidden = await demo.say("maya", "move the Globex lift program deal to negotiation")
    assert (none.tool, hidden.tool) == ("decline", "decline")
    assert none.args["message"] == "I find no deal called “Acme Rockets”."
    assert hidden.args["message"] == "I find no deal called “Globex lift program”."


async def test_one_no_covers_a_list(demo: Demo) -> None:
    said = await demo.say("marcus", "leads that are neither converted nor unqualified")
    assert said.args["where"] == [{"not": {"field": "status", "op": "in", "value": ["Converted", "Unqualified"]}}]


async def test_two_relations_of_one_object(demo: Demo) -> None:
    said = await demo.say("marcus", "which accounts have no open deals but open tickets")
    deals, tickets = said.args["where"]
    assert deals["not"]["related"]["object"] == "deal"
    assert tickets["related"] == {
        "object": "ticket", "via": "account", "where": {"field": "resolved_at", "op": "isnull", "value": True}
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "metrics", "groups"),
    [
        ("average number of employees by industry", ["average_account.employees"], ["industry"]),
        ("total value of lost deals by reason", ["lost_amount"], ["loss_reason"]),
        ("how many calls did each rep make last month", ["activity_count"], ["owner"]),
        ("contacts by title", ["contact_count"], ["title"]),
        ("sales cycle product", ["sales_cycle"], ["product"]),
    ],
)
async def test_measures_and_groups(demo: Demo, text: str, metrics: list[str], groups: list[str]) -> None:
    said = await demo.say("marcus", text)
    assert said.tool == "run_report"
    assert (said.args["spec"]["metrics"], said.args["spec"]["group_by"]) == (metrics, groups)


async def test_an_unknown_group_is_asked_about(demo: Demo) -> None:
    assert (await demo.say("marcus", "pipeline by flavour")).tool == "ask_user"


@pytest.mark.parametrize(
    "text", ["who is on sabbatical at Northwind?", "which voltage does Northwind need?", "is Northwind relocating?"]
)
async def test_what_no_field_holds_is_searched_in_messages(demo: Demo, text: str) -> None:
    said = await demo.say("maya", text)
    assert (said.tool, said.args["id"]) == ("search_messages", "Northwind Traders")


async def test_colleagues(demo: Demo) -> None:
    assert (await demo.say("marcus", "who manages Grace Okafor?")).plan.say == "Priya Raman manages Grace Okafor."
