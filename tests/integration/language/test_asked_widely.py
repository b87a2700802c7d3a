"""Questions in the ways that people have of asking: what was said or written, silence, what is empty, two figures, ranges of periods."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.language.conftest import Demo
from tests.integration.language.test_reading import flat

WORDS = [
    ("maya", "anybody heard back from Yvonne about the freezer batteries"),
    ("maya", "did Miguel reply to the question about the ramp"),
    ("maya", "everything Helen Brandt has written about the budget"),
    ("marcus", "any customers unhappy with our technicians lately?"),
    ("marcus", "which accounts have mentioned a hiring freeze since October?"),
    ("marcus", "what reasons did Oakhurst Grocers give for waiting?"),
    ("marcus", "is it true that Camille has left Penrose"),
    ("marcus", "customers talking about MoveMate"),
    ("maya", "where do we stand with Pinecrest on security"),
    ("maya", "any idea when the harvest line must be running"),
]


@pytest.mark.parametrize(("who", "text"), WORDS, ids=[c[1] for c in WORDS])
async def test_what_was_said_is_searched(demo: Demo, who: str, text: str) -> None:
    assert [name for name, _ in (await demo.say(who, text)).calls] == ["search_messages"]


async def test_all_that_was_written_is_listed_where_no_word_says_of_what(demo: Demo) -> None:
    assert (await demo.say("maya", "emails I sent to Sarah Chen last week")).calls == [
        (
            "search_messages",
            {
                "query": "Sarah Chen",
                "object": "contact",
                "id": "Sarah Chen",
                "author": "Maya Ortiz",
                "kinds": ["email"],
                "every": True,
                "after": "2026-11-09",
                "before": "2026-11-15",
            },
        )
    ]


async def test_a_company_comes_before_whoever_has_its_name_as_a_last_name(demo: Demo) -> None:
    said = await demo.say("marcus", "who looks after Redfern?")
    assert (said.args["object"], said.args["id"]) == ("account", "Redfern Pharma")


LISTS = [
    ("maya", "my deals with nothing as next step", {("owner", "eq", "Maya Ortiz"), ("next_step", "isnull", True)}),
    ("marcus", "leads whose follow-up is overdue", {("follow_up_date", "lt", "2026-11-18")}),
    ("maya", "my upcoming meetings", {("type", "eq", "meeting"), ("owner", "eq", "Maya Ortiz"), ("occurred_at", "gte", "2026-11-18")}),
    ("marcus", "meeting notes of Globex", {("type", "in", ("note", "meeting")), ("account", "eq", "Globex")}),
    ("marcus", "tasks about quotes", {("type", "eq", "task"), ("subject", "contains", "quote")}),
    ("maya", "deals won last month by West, largest first", {("is_won", "eq", True), ("closed_at", "gte", "2026-10-01"), ("closed_at", "lt", "2026-11-01"), ("owner", "in", ("Ben Whitaker", "Daniel Reyes", "Grace Okafor", "Lucia Ferrari", "Priya Raman"))}),
]  # fmt: skip


@pytest.mark.parametrize(("who", "text", "wanted"), LISTS, ids=[c[1] for c in LISTS])
async def test_lists(demo: Demo, who: str, text: str, wanted: set[tuple[Any, ...]]) -> None:
    said = await demo.say(who, text)
    assert said.tool == "find_records", said.calls
    assert {(f, o, tuple(sorted(v)) if isinstance(v, tuple) else v) for f, o, v in flat(said.args["where"])} == {
        (f, o, tuple(sorted(v)) if isinstance(v, tuple) else v) for f, o, v in wanted
    }


@pytest.mark.parametrize(
    "text",
    ["accounts nobody has visited since October 1", "which accounts have I not written to since October 1"],
)
async def test_nobody_did_it_is_silence(demo: Demo, text: str) -> None:
    said = await demo.say("marcus", text)
    assert {"field": "last_activity_at", "op": "lt", "value": "2026-10-01"} in [
        c for one in said.args["where"] for c in one.get("any", [])
    ]


async def test_how_many_behind_a_list_counts_it(demo: Demo) -> None:
    said = await demo.say("marcus", "unqualified leads from the web, how many?")
    assert len(said.calls) == 1
    assert said.args["count_only"] is True


REPORTS = [
    ("number of deals and total amount for each product family", {"metrics": ["deal_count", "sum_amount"], "group_by": ["product.family"]}),
    ("average size of the deals we lost", {"metrics": ["average_deal.amount"], "group_by": []}),
    ("amount won, Q1 through Q3, by quarter", {"metrics": ["won_amount"], "group_by": ["quarter"], "period": {"field": "closed_at", "from": "2026-01-01", "to": "2026-09-30"}}),
    ("sales cycle by rep, slowest first", {"metrics": ["sales_cycle"], "group_by": ["owner"], "sort": [{"field": "sales_cycle", "descending": True}]}),
    ("wins per rep as bars", {"metrics": ["won_count"], "group_by": ["owner"], "chart": "bar"}),
    ("open amount by expected close month", {"metrics": ["pipeline"], "group_by": ["month"]}),
    ("which stage is the most money stuck in", {"metrics": ["pipeline"], "group_by": ["stage"], "sort": [{"field": "pipeline", "descending": True}]}),
    ("average time from creation to close", {"metrics": ["sales_cycle"], "group_by": []}),
    ("how are we tracking against last year", {"metrics": ["won_amount"], "group_by": [], "period": {"field": "closed_at", "from": "2026-01-01", "to": "2026-12-31"}, "compare": "previous_year"}),
    ("how much closes between now and Christmas", {"metrics": ["pipeline"], "group_by": [], "period": {"field": "close_date", "from": "2026-11-18", "to": "2026-12-25"}}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "spec"), REPORTS, ids=[c[0] for c in REPORTS])
async def test_reports(demo: Demo, text: str, spec: dict[str, Any]) -> None:
    said = await demo.say("marcus", text)
    assert said.tool == "run_report", said.calls
    assert {k: v for k, v in said.args["spec"].items() if k != "filters"} == spec
