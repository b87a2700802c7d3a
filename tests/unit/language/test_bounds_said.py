"""Words that bound an amount or a day, however people put them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from assistant.language.text import plain
from assistant.language.values import PeriodValue, ValueContext, find_values

NOW = datetime(2026, 11, 18, 15, tzinfo=UTC)
CONTEXT = ValueContext(NOW.date(), NOW, "America/New_York", "mdy", "USD", 1, "US")


@pytest.mark.parametrize(
    ("said", "operator"),
    [
        ("accounts whose revenue tops 500 million", "gt"),
        ("deals that exceed USD 40,000", "gt"),
        ("deals upwards of 20k", "gte"),
        ("mine, qualified, 20k plus", "gte"),
        ("deals south of 20k", "lt"),
        ("deals no bigger than 20k", "lte"),
        ("deals not under 20k", "gte"),
    ],
)
def test_verbs_and_adjectives_compare(said: str, operator: str) -> None:
    assert [m.value for m in find_values(said, CONTEXT) if m.kind == "comparator"] == [operator]


@pytest.mark.parametrize(
    ("said", "last"),
    [
        ("closing before new year", date(2026, 12, 31)),
        ("closing before the end of the year", date(2026, 12, 31)),
        ("closing before Thanksgiving", date(2026, 11, 25)),
        ("closing before Dec 15", date(2026, 12, 14)),
    ],
)
def test_what_is_to_happen_before_a_day(said: str, last: date) -> None:
    found = [m.value for m in find_values(said, CONTEXT) if isinstance(m.value, PeriodValue)]
    assert [v.future.end for v in found] == [last]


def test_a_new_year_that_bounds_nothing_is_no_day() -> None:
    assert not [m for m in find_values("a new year plan for Acme", CONTEXT) if m.kind in ("date", "period")]


def test_short_words_typed_in_a_hurry() -> None:
    assert plain("Wats teh amount, i havnt asked") == "What's the amount, i haven't asked"
    assert plain("mail ann@dont.example") == "mail ann@dont.example"


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("tasks due today or earlier", None, date(2026, 11, 18)),
        ("leads with a follow-up of Friday or before", None, date(2026, 11, 20)),
        ("deals closing Friday or later", date(2026, 11, 20), None),
        ("send it by Friday at the latest", None, date(2026, 11, 20)),
        ("not before, at Dec 1 at the earliest", date(2026, 12, 1), None),
        ("deals closing from January onwards", date(2027, 1, 1), None),
        ("tasks due from Friday on", date(2026, 11, 20), None),
        ("tasks due up to and including Friday", None, date(2026, 11, 20)),
    ],
)
def test_a_day_or_one_beyond_it(said: str, first: date | None, last: date | None) -> None:
    period = next(m.value for m in find_values(said, CONTEXT) if isinstance(m.value, PeriodValue))
    assert (period.future.start, period.future.end) == (first, last)
