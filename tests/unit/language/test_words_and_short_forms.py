"""Words as the database folds them, and pieces that may be names."""

from __future__ import annotations

import pytest

from assistant.language.linking.nicknames import other_forms
from assistant.language.text import fold, stem, tokens, words_of


@pytest.mark.parametrize(
    ("word", "single"),
    [
        ("deals", "deal"),
        ("companies", "company"),
        ("activities", "activity"),
        ("status", "status"),
        ("sales", "sales"),
        ("losses", "loss"),
    ],
)
def test_stems(word: str, single: str) -> None:
    assert stem(word) == single


def test_folding_drops_accents_and_case() -> None:
    assert fold("Élise Müller-Groß") == "elise muller-gross"


def test_a_possessive_is_no_part_of_the_name() -> None:
    word = tokens("Anna's deals")[0]
    assert (word.word, word.possessive) == ("anna", True)
    assert [t.possessive for t in tokens("what's it's")] == [False, False]


def test_hyphens_inside_words_divide_them() -> None:
    assert [t.word for t in tokens("follow-up - now")] == ["follow", "up", "-", "now"]


def test_words_of_a_name_are_those_of_the_database() -> None:
    assert words_of("Alder & Finch (US), Inc.") == ("alder", "finch", "us", "inc")


def test_short_forms_go_both_ways() -> None:
    assert "robert" in other_forms("bob")
    assert "bob" in other_forms("robert")
    assert "rob" not in other_forms("bob")
