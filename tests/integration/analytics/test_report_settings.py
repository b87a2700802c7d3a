"""What the tenant sets counts: hidden fields, currencies and rates, the fiscal year, custom fields; and whose midnight it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from psycopg.types.json import Jsonb

from crm_store.database import Database
from crm_store.errors import Invalid
from tests.conftest import Company
from tests.integration.analytics.conftest import Run, deal, insert


async def do(database: Database, company: Company, statement: str, *values: Any) -> None:
    async with database.session(company.system) as s:
        await s.connection.execute(statement.encode(), values)


@pytest_asyncio.fixture(scope="module", autouse=True)
async def world(database: Database, company: Company) -> None:
    ann = company.ann.user_id
    at = "2026-11-01T03:00:00Z"  # in Los Angeles still October
    await insert(database, company, "deal", [
        deal(ann, "Won", 100, "2026-01-01T00:00Z", closed_at=at, custom=Jsonb({"segment": "SMB", "seats": 10})),
        deal(ann, "Won", 200, "2026-01-01T00:00Z", closed_at="2026-11-15T00:00Z", currency="EUR", custom=Jsonb({"seats": 5})),
        deal(ann, "Won", 50, "2026-01-01T00:00Z", closed_at="2026-11-15T00:00Z", currency="USD"),
    ])  # fmt: skip
    for name, kind in (("segment", "text"), ("seats", "number")):
        await do(database, company, "INSERT INTO crm.field_setting (tenant_id, object, field, label, custom_kind) VALUES (%s, 'deal', %s, %s, %s)",
                 company.tenant_id, name, name.title(), kind)  # fmt: skip


@pytest_asyncio.fixture
async def rates(database: Database, company: Company) -> AsyncIterator[None]:
    await do(database, company, "UPDATE crm.tenant SET rates = %s", Jsonb({"EUR": 1.5}))
    yield
    await do(database, company, "UPDATE crm.tenant SET rates = '{}'")


async def test_currencies_without_a_rate_are_shown_apart(run: Run, company: Company) -> None:
    found = await run(company.ann, metrics=["won_amount", "won_count"])
    assert found.json_rows() == [
        {"currency": "EUR", "won_amount": 200, "won_count": 1},
        {"currency": "USD", "won_amount": 150, "won_count": 2},
    ]
    assert (found.totals, found.currency) == (None, None)
    counted = await run(company.ann, metrics=["won_count"])
    assert counted.json_rows() == [{"won_count": 3}]


async def test_currencies_are_converted(run: Run, company: Company, rates: None) -> None:
    found = await run(company.ann, metrics=["won_amount", "average_deal_size"], group_by=["owner"])
    assert found.totals == {"won_amount": 450, "average_deal_size": 150}
    assert found.currency == "USD"


async def test_whose_midnight(run: Run, company: Company, rates: None) -> None:
    """Three in the morning UTC on 1 November is the evening of 31 October in Los Angeles."""
    west = replace(company.ann, timezone="America/Los_Angeles")
    for who, months in ((company.ann, {"2026-11": 3}), (west, {"2026-10": 1, "2026-11": 2})):
        found = await run(who, metrics=["won_count"], group_by=["month"])
        assert {r["month"]: r["won_count"] for r in found.json_rows()} == months
        october = await run(who, metrics=["won_count"], period="2026-10")
        assert october.json_rows() == [{"won_count": months.get("2026-10", 0)}]


async def test_the_fiscal_year(database: Database, run: Run, company: Company) -> None:
    await do(database, company, "UPDATE crm.tenant SET fiscal_year_start = 11")
    try:
        found = await run(company.ann, metrics=["won_count"], group_by=["quarter"], period="this_quarter")
        assert [(r["quarter"], r["won_count"]) for r in found.json_rows()] == [("2027-Q1", 3)]
        assert found.period is not None
        assert (str(found.period.start), str(found.period.end)) == ("2026-11-01", "2027-01-31")
    finally:
        await do(database, company, "UPDATE crm.tenant SET fiscal_year_start = 1")


async def test_custom_fields(run: Run, company: Company) -> None:
    found = await run(company.ann, metrics=["deal_count"], group_by=["segment"])
    assert [(r["segment"], r["deal_count"]) for r in found.json_rows()] == [("SMB", 1), (None, 2)]
    assert (await run(company.ann, metrics=["sum_seats", "average_seats"])).json_rows() == [
        {"sum_seats": 15, "average_seats": 7.5}
    ]


@pytest.mark.parametrize("rule", ["hidden_for", "masked_for"])
async def test_closed_fields_do_not_exist(database: Database, run: Run, company: Company, rule: str) -> None:
    """Neither by name nor by what is worked out from them; the words are those of a name that never was."""
    for name in ("amount", "stage", "source"):
        await do(database, company, f"INSERT INTO crm.field_setting (tenant_id, object, field, {rule}) VALUES (%s, 'deal', %s, '{{rep}}')",
                 company.tenant_id, name)  # fmt: skip
    refused = [
        {"metrics": ["pipeline"]}, {"metrics": ["won_count"]}, {"metrics": ["win_rate"]}, {"metrics": ["sum_amount"]},
        {"metrics": ["sum_weighted_amount"]}, {"metrics": ["average_probability"]}, {"metrics": ["revenue"]},
        {"metrics": ["deal_count"], "group_by": ["source"]}, {"metrics": ["deal_count"], "group_by": ["is_open"]},
        {"metrics": ["deal_count"], "group_by": ["amount"]}, {"metrics": ["deal_count"], "group_by": ["stage"]},
        {"metrics": ["deal_count"], "filters": [{"field": "amount", "op": "gt", "value": 1}]},
        {"metrics": ["deal_count"], "filters": [{"field": "is_won", "value": True}]},
        {"metrics": ["deal_count"], "filters": [{"not": {"field": "probability", "op": "gt", "value": 1}}]},
    ]  # fmt: skip
    try:
        for spec in refused:
            with pytest.raises(Invalid) as error:
                await run(company.ann, **spec)
            assert error.value.message.startswith(("There is no metric", "Deal has no field")), spec
            assert "Did you mean `amount`" not in error.value.message
        assert (await run(company.manager, metrics=["won_count"])).json_rows() == [{"won_count": 3}]
        with pytest.raises(Invalid) as never:
            await run(company.ann, metrics=["pipelines_of_gold"])
        assert "won_amount" not in never.value.message
    finally:
        await do(database, company, "DELETE FROM crm.field_setting WHERE custom_kind IS NULL")
