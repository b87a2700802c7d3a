"""What is written out in any of the usual ways is read back as it was."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from conftest import CONTEXT
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.values import (
    DateValue,
    Mention,
    MoneyValue,
    NumberValue,
    ValueContext,
    find_values,
)

DATES = st.dates(date(1990, 1, 1), date(2079, 12, 31))
ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_words(n: int) -> str:
    for size, word in ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if n >= size:
            rest = f" {'and ' if size == 100 else ''}{in_words(n % size)}" if n % size else ""
            return f"{in_words(n // size)} {word}{rest}"
    return ONES[n] if n < 20 else TENS[n // 10 - 2] + (f"-{ONES[n % 10]}" if n % 10 else "")


def only(text: str, context: ValueContext = CONTEXT) -> Mention:
    found = find_values(text, context)
    assert len(found) == 1, found
    assert text[found[0].start : found[0].end] == found[0].text
    return found[0]


@given(st.integers(2, 999_999_999))
def test_numbers_in_words(n: int) -> None:
    value = only(f"set it to {in_words(n)}").value
    assert (value.amount if isinstance(value, MoneyValue) else value.value) == n  # type: ignore[union-attr]


@given(st.integers(2, 10**12))
def test_numbers_in_digits(n: int) -> None:
    context = replace(CONTEXT, phone_region="ZZ")  # ten digits are a phone where a region knows them
    assert only(f"employees: {n:,}", context).value == NumberValue(Decimal(n))
    assert only(f"worth ${n:,}.50", context).value == MoneyValue(Decimal(n) + Decimal("0.5"), "USD")


@given(st.integers(1, 99_999).map(lambda n: Decimal(n) / 100))
def test_scaled_money(n: Decimal) -> None:
    assert only(f"amount {n:f}k").value == MoneyValue((n * 1000).quantize(Decimal(1)), None)
    assert only(f"amount €{n:f}M").value == MoneyValue((n * 1_000_000).quantize(Decimal(1)), "EUR")


@given(DATES, st.sampled_from(["%Y-%m-%d", "%B %d, %Y", "%d %b %Y", "the %dth of %B %Y", "%A, %B %d, %Y", "%m/%d/%Y"]))
def test_dates_with_a_year(day: date, form: str) -> None:
    assert only(f"close it on {day.strftime(form)} please").value == DateValue(day, day)


@given(DATES, st.sampled_from(["dmy", "mdy", "ymd"]))
def test_dates_in_the_order_of_the_tenant(day: date, order: str) -> None:
    form = {"dmy": "%d/%m/%y", "mdy": "%m/%d/%y", "ymd": "%y/%m/%d"}[order]
    if day.year >= 2000:
        context = replace(CONTEXT, date_order=order)  # type: ignore[arg-type]
        assert only(f"due {day.strftime(form)}", context).value == DateValue(day, day)


@given(DATES, st.integers(1, 12), st.integers(1, 28))
def test_a_date_without_a_year_lies_around_today(today: date, month: int, day: int) -> None:
    said = date(2000, month, day).strftime("%B %d")
    value = only(f"on {said}", replace(CONTEXT, today=today)).value
    assert isinstance(value, DateValue)
    assert value.past <= today <= value.future
    assert (value.future.month, value.future.day) == (value.past.month, value.past.day) == (month, day)
    assert (value.future - value.past).days in (0, 365, 366)


@given(DATES, st.sampled_from(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]))
def test_a_weekday_is_the_next_after_today(today: date, name: str) -> None:
    context = replace(CONTEXT, today=today)
    coming, next_week = only(f"due {name}", context).value, only(f"due next {name}", context).value
    assert isinstance(coming, DateValue)
    assert isinstance(next_week, DateValue)
    assert 1 <= (coming.future - today).days <= 7
    assert 1 <= (today - coming.past).days <= 7
    assert (next_week.future - today).days + today.weekday() in range(7, 14)
    assert f"{coming.future:%A}" == f"{coming.past:%A}" == f"{next_week.future:%A}" == name


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("this quarter", date(2026, 2, 1), date(2026, 4, 30)),
        ("Q1 2027", date(2026, 2, 1), date(2026, 4, 30)),
        ("last fiscal year", date(2025, 2, 1), date(2026, 1, 31)),
        ("this year", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_fiscal_year_from_february(said: str, start: date, end: date) -> None:
    value = only(said, replace(CONTEXT, fiscal_year_start=2)).value
    assert (value.future.start, value.future.end) == (start, end)  # type: ignore[union-attr]


def test_dollars_are_those_of_the_tenant() -> None:
    assert only("worth $5k", replace(CONTEXT, currency="CAD")).value == MoneyValue(Decimal(5000), "CAD")
    assert only("worth $5k", replace(CONTEXT, currency="EUR")).value == MoneyValue(Decimal(5000), "USD")


WORDS = [
    "a",
    "the",
    "in",
    "last",
    "next",
    "3",
    "two",
    "week",
    "weeks",
    "of",
    "end",
    "from",
    "before",
    "day",
    "-",
    "/",
    ".",
    ",",
    ":",
    "1/2",
    "k",
    "$",
    "million",
    "and",
    "half",
    "one",
    "no",
    "(",
]


@given(
    st.lists(
        st.sampled_from([*WORDS, "00", "31", "9999", "Feb", "29", "since", "until", "hundred", "@", '"', "0"]),
        max_size=60,
    )
)
def test_nothing_breaks_and_nothing_overlaps(parts: list[str]) -> None:
    text = " ".join(parts)
    last = 0
    for mention in find_values(text, CONTEXT):
        assert last <= mention.start < mention.end <= len(text)
        assert mention.text == text[mention.start : mention.end]
        last = mention.end


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    find_values(text, CONTEXT)


@pytest.mark.parametrize("piece", ["3 days from ", "week of end of ", "one ", "- 1", "(1", "a.", "between 1 and "])
def test_long_text_of_one_piece(piece: str) -> None:
    text = piece * (10_000 // len(piece))
    assert all(m.end <= len(text) for m in find_values(text, CONTEXT))
