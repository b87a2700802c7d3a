"""What asks for a concept alone is asked in the words of those who write of it."""

from __future__ import annotations

import pytest

from retrieval.concepts import concepts, plainly

_OWNERSHIP = next(c for c in concepts() if c.named.fullmatch("takeover")).said[0]


@pytest.mark.parametrize(
    "question",
    [
        "Has anybody heard of a customer being taken over?",
        "any rumors of a client getting bought",
        "Did somebody mention that a company might be acquired?",
    ],
)
def test_a_concept_and_words_of_asking(question: str) -> None:
    assert plainly(question) == _OWNERSHIP


@pytest.mark.parametrize(
    "question", ["What does Sarah say about a merger with Siemens in Ohio next spring?", "Who signs?", "clause 17"]
)
def test_whatever_says_more_stays(question: str) -> None:
    assert plainly(question) == question
