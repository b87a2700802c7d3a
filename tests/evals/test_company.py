"""Truth worked out from the files: the little language and the figures."""

from __future__ import annotations

import pytest

from evals.company import Company, select
from evals.company.figures import figure, grouped, in_bucket
from evals.company.select import period_days


def test_a_rep_sees_their_own_deals_and_a_manager_those_below(company_files: Company) -> None:
    own = select(company_files, "maya", "deal: open").keys
    assert own == select(company_files, "evelyn", "deal: open and owner=maya").keys
    below = set(select(company_files, "marcus", "deal: open").keys)
    assert set(own) < below < set(select(company_files, "evelyn", "deal: open").keys)


def test_conditions_combine_walk_and_relate(company_files: Company) -> None:
    rich = select(company_files, "evelyn", "account: has deal (open and amount>250000)").rows
    assert rich
    for account in rich:
        deals = select(company_files, "evelyn", f"deal: open and account={account.text('name')}").rows
        assert max(deal.number("amount") for deal in deals) > 250_000
    food = select(company_files, "evelyn", "deal: open and account.industry=Food & Beverage").rows
    assert {company_files.account(d.text("account")).text("industry") for d in food} == {"Food & Beverage"}  # type: ignore[union-attr]


def test_the_quiet_deals_of_the_cast_are_the_silent_ones(company_files: Company) -> None:
    silent = {row.text("name") for row in select(company_files, "evelyn", "deal: open and silent 30").rows}
    assert {"Ashford conveyor line", "Ironbridge heavy tuggers", "Riverbend paper tuggers"} <= silent
    assert "Northwind cart rollout" not in silent


def test_sorting_and_cutting(company_files: Company) -> None:
    amounts = [row.number("amount") for row in select(company_files, "evelyn", "deal: open by -amount limit 5").rows]
    assert len(amounts) == 5
    assert amounts == sorted(amounts, reverse=True)


def test_a_condition_that_is_none_is_an_error(company_files: Company) -> None:
    with pytest.raises(ValueError, match="not a condition"):
        select(company_files, "evelyn", "deal: amount is large")


def test_groups_add_up_to_the_whole(company_files: Company) -> None:
    groups = grouped(company_files, "evelyn", "deal: open", ["owner", "stage"], ["pipeline"])
    whole = figure("pipeline", select(company_files, "evelyn", "deal: open").rows)
    assert sum(row[0] or 0 for row in groups.values()) == whole


def test_an_empty_ratio_is_nothing_and_an_empty_sum_zero() -> None:
    assert figure("win_rate", []) is None
    assert figure("pipeline", []) == 0


def test_periods_and_buckets() -> None:
    assert period_days("2026-Q4") == ("2026-10-01", "2026-12-31")
    assert period_days("2026-02") == ("2026-02-01", "2026-02-28")
    assert in_bucket("2026-11-18", "quarter") == "2026-Q4"
