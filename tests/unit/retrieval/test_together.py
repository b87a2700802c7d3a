"""How many chunks are expected to hold all the words of a question, and whether they are looked for."""

from __future__ import annotations

import math

import pytest

from retrieval.search import MAX_MATCHES, telling, together
from retrieval.words import Weighted

ALL = 1_000_000


def word(chunks: int) -> Weighted:
    return Weighted("word", "'word'", math.log(ALL / chunks), chunks, False)


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        ([], 0),
        ([50_000], 50_000),
        ([50_000, 100_000], 5_000),
        ([100_000, 50_000, 100_000], 500),
        ([MAX_MATCHES, 100_000], 0),  # a rare one is looked for instead
    ],
)
def test_common_words_are_taken_for_independent(chunks: list[int], expected: float) -> None:
    assert together([word(n) for n in chunks]) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("chunks", "looked_for"),
    [
        ([50_000], False),  # any of 50,000
        ([40_000, 45_000], True),
        ([20_000, 40_000, 90_000], False),  # 150,000 marks to read
        ([MAX_MATCHES, 90_000, 90_000], True),  # by the rare one alone
    ],
)
def test_long_lists_are_not_read(chunks: list[int], looked_for: bool) -> None:
    assert telling([word(n) for n in chunks]) is looked_for
