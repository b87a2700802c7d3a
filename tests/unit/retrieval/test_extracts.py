"""What is picked out of texts: promises by side, questions, tone."""

from __future__ import annotations

import pytest

from retrieval.extracts import Side, asked, promises, tone


@pytest.mark.parametrize(
    ("body", "wrote", "mail", "expected"),
    [
        ("I will send the offer by Friday.", "us", True, [("I will send the offer by Friday.", "us")]),
        ("I will send the offer by Friday.", "them", True, [("I will send the offer by Friday.", "them")]),
        (
            "It was a useful half hour for all. Tessa sends the shift times.",
            "us",
            False,
            [("Tessa sends the shift times.", "them")],
        ),
        ("Our engineer gives them a ring tomorrow.", "us", False, [("Our engineer gives them a ring tomorrow.", "us")]),
        ("I will not do that for this price.", "us", True, []),
        ("I will be blunt with you about this.", "them", True, []),
        ("Will you send me the offer by Friday?", "them", True, []),
        ("The floor is wet in the mornings.", "us", False, []),
    ],
)
def test_promises_have_a_side(body: str, wrote: Side, mail: bool, expected: list[tuple[str, str]]) -> None:
    assert [(p.text, p.by) for p in promises(body, wrote=wrote, mail=mail)] == expected


def test_questions_are_picked_out() -> None:
    assert asked("We like it a lot and said so. When can you deliver the forty carts? Until then, all the best.") == (
        "When can you deliver the forty carts?",
    )


def test_tone_is_shown_by_a_sentence() -> None:
    assert tone(["The crew is very happy with it. The floor in hall two is grey."]) == (
        "friendly",
        0,
        "The crew is very happy with it.",
    )
    assert tone(["See you on Monday at nine.", "This is the third outage and we are unhappy."])[:2] == ("critical", 1)
    assert tone(["We are happy with the carts. The invoice was wrong again."])[0] == "mixed"
    assert tone(["See you on Monday at nine."]) == ("neutral", 0, "")
