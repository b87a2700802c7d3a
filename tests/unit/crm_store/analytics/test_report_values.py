"""Periods, specs and CSV cells: pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_store.analytics import METRICS, Bucket, Period, ReportSpec, Span
from crm_store.analytics.csv_text import neutral
from crm_store.analytics.periods import DAY, before, bucket_of, buckets, label, named, year_before
from crm_store.analytics.summary import written
from crm_store.errors import Invalid

TODAY = date(2026, 11, 18)  # a Wednesday
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("today", "2026-11-18", "2026-11-18"),
        ("this_week", "2026-11-16", "2026-11-22"),
        ("last_week", "2026-11-09", "2026-11-15"),
        ("this_month", "2026-11-01", "2026-11-30"),
        ("this_month_so_far", "2026-11-01", "2026-11-18"),
        ("last_month", "2026-10-01", "2026-10-31"),
        ("this_quarter", "2026-10-01", "2026-12-31"),
        ("last_quarter", "2026-07-01", "2026-09-30"),
        ("next_quarter", "2027-01-01", "2027-03-31"),
        ("quarter_to_date", "2026-10-01", "2026-11-18"),
        ("last_4_quarters", "2025-10-01", "2026-09-30"),
        ("this_year", "2026-01-01", "2026-12-31"),
        ("year_to_date", "2026-01-01", "2026-11-18"),
        ("last_30_days", "2026-10-20", "2026-11-18"),
        ("last_1_days", "2026-11-18", "2026-11-18"),
        ("next_7_days", "2026-11-18", "2026-11-24"),
        ("last_3_months", "2026-08-19", "2026-11-18"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2026-W01", "2025-12-29", "2026-01-04"),
        ("This Quarter", "2026-10-01", "2026-12-31"),
    ],
)
def test_named(name: str, start: str, end: str) -> None:
    found = named(name, TODAY)
    assert (str(found.start), str(found.end)) == (start, end)


def test_a_fiscal_year_moves_quarters_but_not_years() -> None:
    assert named("this_quarter", TODAY, 2) == Span(date(2026, 11, 1), date(2027, 1, 31), 3)
    assert named("this_fiscal_year", TODAY, 2).end == date(2027, 1, 31)
    assert named("this_year", TODAY, 2).end == date(2026, 12, 31)
    assert label(date(2026, 11, 1), Bucket.QUARTER, 2) == "2027-Q4"


@pytest.mark.parametrize(
    "name", ["", "quarter", "last_0_days", "last_-1_days", "2026-13", "2026-W60", "0000", "last_9999_years"]
)
def test_no_period(name: str) -> None:
    with pytest.raises(Invalid):
        named(name, TODAY)


@pytest.mark.parametrize(
    ("name", "previous", "year"),
    [
        ("this_quarter", ("2026-07-01", "2026-09-30"), ("2025-10-01", "2025-12-31")),
        ("last_4_quarters", ("2024-10-01", "2025-09-30"), ("2024-10-01", "2025-09-30")),
        ("2026-03", ("2026-02-01", "2026-02-28"), ("2025-03-01", "2025-03-31")),
        ("2025-02", ("2025-01-01", "2025-01-31"), ("2024-02-01", "2024-02-29")),
        ("this_month_so_far", ("2026-10-01", "2026-10-18"), ("2025-11-01", "2025-11-18")),
        ("last_30_days", ("2026-09-20", "2026-10-19"), ("2025-10-20", "2025-11-18")),
        ("this_week", ("2026-11-09", "2026-11-15"), ("2025-11-17", "2025-11-23")),
    ],
)
def test_compared_with(name: str, previous: tuple[str, str], year: tuple[str, str]) -> None:
    span = named(name, TODAY)
    assert tuple(map(str, (before(span).start, before(span).end))) == previous
    assert tuple(map(str, (year_before(span).start, year_before(span).end))) == year


@given(DAYS, st.sampled_from(["day", "week", "month", "quarter", "fiscal_year", "year"]), st.integers(1, 12))
def test_the_period_before_ends_where_it_starts(day: date, unit: str, fiscal: int) -> None:
    span = named(f"this_{unit}", day, fiscal)
    assert span.start and span.end
    assert span.start <= day <= span.end
    assert before(span) == named(f"last_{unit}", day, fiscal) or unit in ("day", "week")
    assert before(span).end == span.start - DAY


@given(DAYS, st.integers(0, 900), st.sampled_from(list(Bucket)), st.integers(1, 12))
def test_buckets_cover_a_span_once(start: date, length: int, bucket: Bucket, fiscal: int) -> None:
    end = start + timedelta(days=length)
    steps = list(buckets(Span(start, end), bucket, fiscal))
    assert steps == sorted(set(steps))
    assert steps == sorted({bucket_of(start + timedelta(days=n), bucket, fiscal) for n in range(length + 1)})
    assert len({label(step, bucket, fiscal) for step in steps}) == len(steps)


SPECS: list[dict[str, Any]] = [
    {"metrics": ["pipeline"], "group_by": [], "filters": []},
    {"metrics": ["won_amount", "win_rate"], "group_by": ["owner", "month"], "period": "last_4_quarters",
     "filters": [{"any": [{"field": "stage", "op": "eq", "value": "Won"}, {"not": {"field": "amount", "op": "lt", "value": 5}}]}],
     "compare": "previous_year", "sort": "-win_rate", "limit": 5, "chart": "bar"},
    {"metrics": ["pipeline"], "group_by": [], "filters": [], "period": {"field": "created_at", "from": "2026-01-01", "to": "2026-06-30"}},
    {"metrics": ["pipeline"], "group_by": [], "filters": [], "period": {"field": "created_at", "name": "this_quarter"}},
]  # fmt: skip


@pytest.mark.parametrize("spec", SPECS)
def test_a_spec_is_its_json(spec: dict[str, Any]) -> None:
    assert ReportSpec.from_json(spec).to_json() == spec


def test_a_spec_forgives() -> None:
    found = ReportSpec.from_json(
        {"metrics": "pipeline", "group_by": "owner", "sort": {"field": "pipeline", "descending": True}}
    )
    assert found == ReportSpec(("pipeline",), ("owner",), sort="-pipeline")
    assert ReportSpec.from_json({"metrics": ["pipeline"], "period": {"to": "2026-01-01"}}).period == Period(
        end=date(2026, 1, 1)
    )


@pytest.mark.parametrize(
    "spec",
    [
        None, [], {}, {"metrics": []}, {"metrics": [1]}, {"metrics": ["a"] * 3 + list("abcdefghijklm")}, {"metrics": ["x"], "nonsense": 1},
        {"metrics": ["x"], "period": {"from": "2026-02-01", "to": "2026-01-01"}}, {"metrics": ["x"], "period": {"from": "soon"}},
        {"metrics": ["x"], "limit": "5"}, {"metrics": ["x"], "limit": True}, {"metrics": ["x"], "filters": {"field": "a"}},
        {"metrics": ["x"], "sort": 5}, {"metrics": ["x"], "group_by": ["a", "b", "c", "d", "e"]},
    ],
)  # fmt: skip
def test_no_spec(spec: Any) -> None:
    with pytest.raises(Invalid):
        ReportSpec.from_json(spec)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\r=1", "＝1"])
def test_formulas_are_neutral(text: str) -> None:
    assert neutral(text) == f"'{text}"


def test_plain_text_stays() -> None:
    assert neutral("Jane - Roe = 1") == "Jane - Roe = 1"


def test_no_word_means_two_metrics() -> None:
    words = [word for m in METRICS.values() for word in {m.name, *m.synonyms}]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("metric", "value", "currency", "text"),
    [
        ("pipeline", 1204000, "USD", "$1,204,000"),
        ("pipeline", 12.5, "USD", "$12.50"),
        ("pipeline", 7, "CHF", "7 CHF"),
        ("pipeline", 0, "EUR", "€0"),
        ("win_rate", 42.25, "USD", "42.2 %"),
        ("win_rate", None, "USD", "n/a"),
        ("sales_cycle", 41.0, "USD", "41 days"),
        ("won_count", 1200, "USD", "1,200"),
    ],
)
def test_written(metric: str, value: float | None, currency: str, text: str) -> None:
    assert written(METRICS[metric], value, currency) == text
