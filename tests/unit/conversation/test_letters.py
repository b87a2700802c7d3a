"""A drafted mail in the manner that was asked for."""

from __future__ import annotations

import pytest

from assistant.conversation.tools.writing import letter

PLAIN = letter("Ann Cho", "the delivery date.", "Maya Ortiz")


def test_a_letter_says_what_it_is_about() -> None:
    assert PLAIN.startswith("Hi Ann,\n\nI am writing about the delivery date.\n\n")
    assert PLAIN.endswith("Best regards,\nMaya Ortiz")


@pytest.mark.parametrize(("manner", "longer"), [("shorter", False), ("longer", True), ("friendlier", True)])
def test_manners_change_its_length_and_not_its_matter(manner: str, longer: bool) -> None:
    text = letter("Ann Cho", "the delivery date", "Maya Ortiz", manner)
    assert (len(text) > len(PLAIN)) is longer
    assert "I am writing about the delivery date." in text


def test_a_formal_letter_names_the_whole_name() -> None:
    assert letter("Ann Cho", "to say thanks", "Maya Ortiz", "formal").startswith("Dear Ann Cho,\n\nI am writing to say")
