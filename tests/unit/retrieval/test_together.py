"""How many chunks are expected to hold all the words of a question."""

from __future__ import annotations

import math

import pytest

from retrieval.search import MAX_MATCHES, together
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
