"""Questions behind what is only told before them, and words that begin a request."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from assistant.language.acts.asking import asks, question_at
from assistant.language.chart import Item, Items, build_chart
from assistant.language.lexicon import Lexicon
from assistant.language.purpose import requests
from assistant.language.text import tokens
from assistant.language.values import ComparisonValue, PeriodValue, ValueContext, find_values

NOW = datetime(2026, 11, 18, 15, tzinfo=UTC)
CONTEXT = ValueContext(NOW.date(), NOW, "America/New_York", "mdy", "USD", 1, "US")
PLAIN = Lexicon({}, {}, (), frozenset())


def said(text: str) -> Items:
    """The items of a text in which nothing is known but values."""
    return build_chart(text, tokens(text), find_values(text, CONTEXT), PLAIN, {}, {})


def words(items: Items) -> str:
    def word(item: Item) -> str:
        return item.text

    return " ".join(map(word, items))


@pytest.mark.parametrize(
    "text",
    [
        "I'm in the car what does Curtis have above the gate",
        "sitting in the lobby here what did Lorna say about the price",
        "on my way to the plant which of the lifts is the oldest",
    ],
)
def test_a_question_behind_what_is_told_asks(text: str) -> None:
    assert question_at(said(text)) is not None
    assert asks(said(text))


@pytest.mark.parametrize(
    "text",
    [
        "he asked how much room does the lift need",
        "she told me what is wrong with the cart",
        "the carts which are in Boston need new wheels",
    ],
)
def test_what_somebody_asked_or_told_is_no_question(text: str) -> None:
    assert question_at(said(text)) is None


def test_words_that_begin_a_request_are_none() -> None:
    clauses = requests([said("Right then"), said("which carts did we ship")])
    assert [words(c) for c in clauses] == ["which carts did we ship"]
    assert len(requests([said("Right then")])) == 1


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("the week before last", date(2026, 11, 2), date(2026, 11, 8)),
        ("the month after next", date(2027, 1, 1), date(2027, 1, 31)),
        ("won from March to May", date(2026, 3, 1), date(2026, 5, 31)),
        ("our quarter", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_periods_further_off(text: str, first: date, last: date) -> None:
    value = next(m.value for m in find_values(text, CONTEXT) if isinstance(m.value, PeriodValue))
    span = value.on("future" if "after" in text else "past")
    assert (span.start, span.end) == (first, last)


def test_the_previous_one_is_what_it_is_compared_with() -> None:
    text = "compare the deals we won this quarter with the previous one"
    assert ComparisonValue("previous_period") in [m.value for m in find_values(text, CONTEXT)]
