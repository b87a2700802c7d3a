"""Every metric and every way to cut it, against numbers worked out by hand. Today is Wednesday 2026-11-18, 15:00 UTC."""

from __future__ import annotations

from typing import Any

import pytest

from crm_store.analytics import METRICS, ReportSpec, run_report
from crm_store.database import Database
from crm_store.errors import Invalid
from tests.conftest import Company
from tests.integration.analytics.conftest import Run

pytestmark = pytest.mark.usefixtures("rows")

# metric: (of all time, of this quarter = October to December 2026)
EXPECTED: dict[str, tuple[float | None, float | None]] = {
    "pipeline": (15000, 13000),
    "weighted_pipeline": (100 + 3000 + 1000 + 4000, 100 + 3000 + 4000),
    "closing_amount": (15000, 13000),
    "won_amount": (12000, 8000),
    "lost_amount": (7600, 700),
    "new_amount": (34600, 3000),
    "won_count": (4, 2),
    "lost_count": (3, 1),
    "closed_count": (7, 3),
    "win_rate": (57.142857, 66.666667),
    "average_deal_size": (3000, 4000),
    "sales_cycle": (72.5, 100),
    "open_deal_count": (5, 3),
    "closing_count": (5, 3),
    "deal_count": (12, 3),
    "new_deals": (12, 3),
    "lead_count": (4, 4),
    "new_leads": (4, 4),
    "converted_leads": (2, 2),
    "lead_conversion_rate": (50, 50),
    "activity_count": (6, 6),
    "call_count": (2, 2),
    "meeting_count": (1, 1),
    "email_count": (1, 1),
    "note_count": (1, 1),
    "task_count": (3, 3),
    "open_tasks": (2, 2),
    "completed_tasks": (1, 1),
    "overdue_tasks": (1, 1),
    "ticket_count": (2, 2),
    "open_ticket_count": (1, 1),
    "resolved_tickets": (1, 1),
    "resolution_time": (4.5, 4.5),
    "account_count": (2, 1),
    "new_accounts": (2, 1),
    "contact_count": (1, 1),
    "new_contacts": (1, 1),
    "product_count": (1, 1),
}


def test_every_metric_has_an_example() -> None:
    assert set(EXPECTED) == set(METRICS)


@pytest.mark.parametrize("name", METRICS)
async def test_metric_by_hand(run: Run, company: Company, name: str) -> None:
    always, quarter = EXPECTED[name]
    assert (await run(company.executive, metrics=[name])).json_rows() == [{name: always}]
    found = await run(company.executive, metrics=[name], period="this_quarter")
    assert found.json_rows() == [{name: quarter}]


@pytest.mark.parametrize("name", METRICS)
async def test_empty_metric(run: Run, company: Company, name: str) -> None:
    """An empty sum or count is 0, an empty ratio has no value."""
    found = await run(company.executive, metrics=[name], period={"from": "1999-01-01", "to": "1999-12-31"})
    assert found.json_rows() == [{name: None if METRICS[name].bottom else 0}]


async def test_pipeline_by_rep_and_stage(run: Run, company: Company) -> None:
    found = await run(company.manager, metrics=["pipeline"], group_by=["owner", "stage"])
    assert [tuple(r[k] for k in ("owner", "stage", "pipeline")) for r in found.json_rows()] == [
        ("Ann", "Prospecting", 1000),
        ("Ann", "Negotiation", 4000),
        ("Bob", "Qualified", 0),
        ("Bob", "Proposal", 2000),
    ]
    assert found.totals == {"pipeline": 7000}
    assert found.json_rows()[0]["owner_id"] == str(company.ann.user_id)
    assert [c.key for c in found.columns] == ["owner", "stage", "pipeline"]


async def test_total_of_a_ratio_is_computed(run: Run, company: Company) -> None:
    found = await run(company.executive, metrics=["win_rate"], group_by=["source"])
    assert found.json_rows() == [
        {"source": "Referral", "win_rate": 100.0},
        {"source": "Website", "win_rate": 50.0},
        {"source": None, "win_rate": 50.0},
    ]
    assert found.totals == {"win_rate": 57.142857}


async def test_months_without_rows_are_shown(run: Run, company: Company) -> None:
    found = await run(company.executive, metrics=["won_amount", "win_rate"], group_by=["month"], period="this_year")
    months = {r["month"]: (r["won_amount"], r["win_rate"]) for r in found.json_rows()}
    assert list(months) == [f"2026-{n:02d}" for n in range(1, 13)]
    assert months["2026-01"] == (0, None)
    assert months["2026-08"] == (0, 0.0)
    assert months["2026-11"] == (5000, 50.0)


async def test_comparison_lays_quarters_on_each_other(run: Run, company: Company) -> None:
    found = await run(
        company.executive, metrics=["won_amount"], group_by=["quarter"], period="2026-Q4", compare="previous_year"
    )
    assert found.json_rows() == [{"quarter": "2026-Q4", "won_amount": 8000, "previous": 2500, "change": 220.0}]
    assert [c.key for c in found.columns] == ["quarter", "won_amount", "previous", "change"]


async def test_comparison_of_several_metrics(run: Run, company: Company) -> None:
    found = await run(
        company.executive, metrics=["won_count", "win_rate"], period="this_quarter", compare="previous_period"
    )
    (row,) = found.json_rows()
    assert row == {
        "won_count": 2, "win_rate": 66.666667, "won_count_previous": 1, "won_count_change": 100.0,
        "win_rate_previous": 50.0, "win_rate_change": 16.666667,
    }  # fmt: skip


async def test_objects_meet_on_the_owner(run: Run, company: Company) -> None:
    found = await run(company.manager, metrics=["won_amount", "lead_count", "call_count"], group_by=["owner"])
    assert [tuple(r[k] for k in ("owner", "won_amount", "lead_count", "call_count")) for r in found.json_rows()] == [
        ("Ann", 8000, 2, 1),
        ("Bob", 1500, 1, 1),
    ]


async def test_paths_and_short_words(run: Run, company: Company) -> None:
    teams = await run(company.executive, metrics=["pipeline"], group_by=["team"])
    assert [(r["team"], r["pipeline"]) for r in teams.json_rows()] == [("East", 8000), ("West", 7000)]
    industry = await run(company.executive, metrics=["pipeline"], group_by=["account.industry"])
    assert [(r["account.industry"], r["pipeline"]) for r in industry.json_rows()] == [
        ("Finance", 4000), ("Retail", 3000), (None, 8000),
    ]  # fmt: skip
    both = await run(company.executive, metrics=["pipeline", "account_count"], group_by=["industry"])
    assert [(r["industry"], r["account_count"]) for r in both.json_rows()] == [("Finance", 1), ("Retail", 1), (None, 0)]


async def test_who_sees_what(run: Run, company: Company) -> None:
    people = [company.ann, company.bob, company.manager, company.other_manager, company.executive, company.viewer]
    seen = [(await run(p, metrics=["pipeline"])).json_rows()[0]["pipeline"] for p in people]
    assert seen == [5000, 2000, 7000, 8000, 15000, 15000]
    colleague = await run(
        company.ann, metrics=["deal_count"], filters=[{"field": "owner", "op": "eq", "value": "bob@acme.example"}]
    )
    assert colleague.json_rows() == [{"deal_count": 0}]


async def test_filters_and_limit(run: Run, company: Company) -> None:
    found = await run(
        company.executive, metrics=["pipeline"], group_by=["owner"], limit=1,
        filters=[{"field": "team", "op": "eq", "value": "West"}, {"field": "amount", "op": "gte", "value": 1000}],
    )  # fmt: skip
    assert [(r["owner"], r["pipeline"]) for r in found.json_rows()] == [("Ann", 5000)]
    assert found.totals == {"pipeline": 7000}
    assert found.group_count == 2


@pytest.mark.parametrize(
    ("spec", "hint"),
    [
        ({"metrics": ["pipelin"]}, "`pipeline`"),
        ({"metrics": ["pipeline"], "group_by": ["stagee"]}, "`stage`"),
        ({"metrics": ["pipeline"], "filters": [{"field": "amont", "value": 1}]}, "`amount`"),
        ({"metrics": ["pipeline"], "group_by": ["owner"], "sort": "-pipelin"}, "`pipeline`"),
        ({"metrics": ["pipeline"], "period": "last_blue_moon"}, "no period"),
        ({"metrics": ["pipeline"], "compare": "previous_period"}, "needs a period"),
        ({"metrics": ["pipeline"], "period": {"field": "stage", "from": "2026-01-01"}}, "no date"),
        ({"metrics": ["account_count"], "group_by": ["stage"]}, "no field"),
    ],
)
async def test_what_is_unknown_is_refused(run: Run, company: Company, spec: dict[str, Any], hint: str) -> None:
    with pytest.raises(Invalid) as error:
        await run(company.executive, **spec)
    assert hint in error.value.message


async def test_more_groups_than_a_screen_takes(database: Database, company: Company) -> None:
    spec = ReportSpec(("deal_count",), ("deal",))
    async with database.session(company.executive, "agent") as session:
        found = await run_report(session, spec, most=5)
    assert (len(found.rows), found.group_count, found.totals) == (5, 12, {"deal_count": 12})
