"""Behind every number are its records; and what a result looks like as chart, words and CSV."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
import pytest_asyncio

from crm_store import records
from crm_store.analytics import METRICS, ReportSpec, drill, run_report, summarize, title_of, to_csv, vega_lite
from crm_store.database import Database
from tests.conftest import Company
from tests.integration.analytics.conftest import Run, insert

pytestmark = pytest.mark.usefixtures("rows")


async def _behind(database: Database, company: Company, **spec: Any) -> list[tuple[Any, int]]:
    """(value, number of records behind it) of each row."""
    async with database.session(company.executive, "agent") as session:
        result = await run_report(session, ReportSpec.from_json(spec))
        name = spec["metrics"][0]
        found = []
        for row in result.rows:
            query = drill(session, result, row)
            found.append((row.values[name], await records.count(session, query.object, query.where)))
    return found


COUNTS = [name for name, metric in METRICS.items() if metric.unit == "count"]


@pytest.mark.parametrize("name", COUNTS)
async def test_a_count_is_the_number_of_its_records(database: Database, company: Company, name: str) -> None:
    for spec in ({}, {"period": "this_quarter"}, {"group_by": ["month"]}):
        for value, behind in await _behind(database, company, metrics=[name], **spec):
            assert value == behind


@pytest.mark.parametrize(
    "group", ["owner", "owner.team", "team", "stage", "source", "account", "account.industry", "month", "week", "quarter",
              "close_date:month", "currency", "is_open", "amount", "deal", "created_at", "product"],
)  # fmt: skip
async def test_groups_drill_down(database: Database, company: Company, group: str) -> None:
    found = await _behind(database, company, metrics=["deal_count"], group_by=[group])
    assert sum(value for value, _ in found) == 12
    assert all(value == behind for value, behind in found)


async def test_filters_drill_down(database: Database, company: Company) -> None:
    found = await _behind(
        database, company, metrics=["won_count"], group_by=["owner", "quarter"], period="last_8_quarters",
        filters=[{"field": "team", "op": "eq", "value": "West"}],
    )  # fmt: skip
    assert [f for f in found if f[0]] == [(1, 1)]
    assert all(value == behind for value, behind in found)


async def test_chart_of_each_shape(run: Run, company: Company) -> None:
    bars = vega_lite(await run(company.executive, metrics=["pipeline"], group_by=["account.industry"]))
    assert bars is not None
    assert bars["mark"]["type"] == "bar"
    assert bars["data"]["values"][0] == {"account_industry": "Finance", "pipeline": 4000}
    line = vega_lite(await run(company.executive, metrics=["won_amount"], group_by=["month"], period="this_year"))
    assert line is not None
    assert (line["mark"]["type"], len(line["data"]["values"])) == ("line", 12)
    stacked = vega_lite(await run(company.executive, metrics=["pipeline"], group_by=["owner", "stage"]))
    assert stacked is not None
    assert stacked["encoding"]["color"]["field"] == "stage"
    assert "xOffset" not in stacked["encoding"]
    grouped = vega_lite(await run(company.executive, metrics=["win_rate"], group_by=["owner", "source"]))
    assert grouped is not None
    assert grouped["encoding"]["xOffset"]["field"] == "source"
    pie = vega_lite(await run(company.executive, metrics=["pipeline"], group_by=["stage"], chart="pie"))
    assert pie is not None
    assert pie["mark"]["type"] == "arc"
    both = await run(
        company.executive, metrics=["won_amount"], group_by=["owner"], period="this_year", compare="previous_year"
    )
    compared = vega_lite(both)
    assert compared is not None
    assert compared["transform"][0]["fold"] == ["won_amount", "previous"]
    json.dumps([bars, line, stacked, grouped, pie, compared])
    assert title_of(both) == "Won by owner"


@pytest.mark.parametrize(
    "spec",
    [
        {"metrics": ["pipeline"]},
        {"metrics": ["pipeline"], "group_by": ["owner"], "chart": "none"},
        {"metrics": ["pipeline"], "group_by": ["owner"], "limit": 1},
    ],
)
async def test_no_chart(run: Run, company: Company, spec: dict[str, Any]) -> None:
    assert vega_lite(await run(company.executive, **spec)) is None


async def test_in_words(run: Run, company: Company) -> None:
    def said(**spec: Any) -> Any:
        return run(company.executive, **spec)

    assert summarize(await said(metrics=["pipeline"], group_by=["owner"])) == (
        "Pipeline: $15,000 across 3 groups. Highest: Carl with $8,000 (53 %)."
    )
    assert summarize(await said(metrics=["won_amount"], period="this_quarter", compare="previous_year")) == (
        "Won: $8,000, up 220.0 % from $2,500 the year before from Oct 1, 2026 to Dec 31, 2026."
    )
    assert summarize(await said(metrics=["win_rate"], group_by=["source"])) == (
        "Win rate: 57.1 % across 3 groups. Highest: Referral with 100 %."
    )
    assert summarize(await said(metrics=["sales_cycle"], period="2020")) == (
        "Sales cycle: n/a from Jan 1, 2020 to Dec 31, 2020."
    )


@pytest_asyncio.fixture
async def formula(database: Database, company: Company) -> None:
    await insert(database, company, "lead", [
        {"name": "evil", "owner_id": company.carl.user_id, "source": '=HYPERLINK("http://x")', "created_at": "2019-05-01"},
    ])  # fmt: skip


async def test_csv_runs_no_formula(run: Run, company: Company, formula: None) -> None:
    found = await run(company.executive, metrics=["lead_count"], group_by=["source"], period="2019")
    lines = list(csv.reader(io.StringIO(to_csv(found))))
    assert lines == [["Source", "Leads"], ['\'=HYPERLINK("http://x")', "1"]]
