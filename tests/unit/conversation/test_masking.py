"""What is hidden from a large model comes back as it was; what only looks like it stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.masking import Mask

PLAIN = "2026-11-18T09:30:00Z, 52000.00 or 1,250,000, D-1042, 01a20288-5043-7d98-8123-123456789012"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("mail jane.roe+x@initech.co.uk now", "mail EMAIL_1 now"),
        ("<jane@initech.com>, bob@initech.com, jane@initech.com", "<EMAIL_1>, EMAIL_2, EMAIL_1"),
        ("call (617) 253-1234 or +44 20 7946 0958.", "call PHONE_1 or PHONE_2."),
        (PLAIN, PLAIN),
    ],
)
def test_addresses_and_numbers_alone_are_hidden(text: str, hidden: str) -> None:
    mask = Mask("US")
    if "PHONE_2" in hidden:  # which of two numbers is the first one does not matter
        assert mask.hide(text).translate(str.maketrans("", "", "12")) == hidden.translate(str.maketrans("", "", "12"))
    else:
        assert mask.hide(text) == hidden
    assert mask.show(mask.hide(text)) == text


def test_a_name_is_the_same_one_all_through_a_turn() -> None:
    mask = Mask("US")
    assert mask.hide("a@b.example") == mask.hide("to a@b.example").removeprefix("to ")
    assert mask.show_all({"to": ["EMAIL_1", 5, None], "x": {"y": "see EMAIL_1, EMAIL_9"}}) == {
        "to": ["a@b.example", 5, None],
        "x": {"y": "see a@b.example, EMAIL_9"},
    }


@given(st.text(max_size=80), st.emails())
def test_every_address_is_hidden_and_comes_back(around: str, address: str) -> None:
    mask = Mask("US")
    text = f"{around} {address}"
    assert mask.show(mask.hide(text)) == text


def test_without_a_region_nothing_is_hidden() -> None:
    assert Mask().hide("a@b.example +1 617 253 1234") == "a@b.example +1 617 253 1234"
