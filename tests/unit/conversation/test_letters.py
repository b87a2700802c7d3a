"""A drafted mail says each point of the order to the one who reads it, in the manner that was asked for."""

from __future__ import annotations

import pytest

from assistant.conversation.letters import compose, to_reader


def _text(about: str, manner: str | None = None) -> str:
    """What stands between the greeting and the closing."""
    return "\n\n".join(compose("Ann Cho", about, "Maya Ortiz", manner).body.split("\n\n")[1:-1])


def test_a_letter_greets_says_its_topic_and_closes() -> None:
    letter = compose("Ann Cho", "the delivery date.", "Maya Ortiz")
    assert letter.subject == "The delivery date"
    assert letter.body.startswith("Hi Ann,\n\nI am writing about the delivery date.\n\n")
    assert letter.body.endswith("Best regards,\nMaya Ortiz")


@pytest.mark.parametrize(
    ("about", "text"),
    [
        ("thanking her for the visit and proposing Thursday", "Thank you for the visit. Would Thursday suit you?"),
        ("that the pallets left today and ask if he wants a photo", "The pallets left today. Could you tell me if you want a photo?"),
        ("apologizing for the late invoice", "I am sorry about the late invoice."),
        ("to ask them to return their signed copy", "Could you return your signed copy?"),
        ("offering two free months, and remind her of the deadline", "I can offer you two free months. A short reminder: the deadline."),
        ("saying that she has until May, and mention the spare parts", "You have until May. I also wanted to mention the spare parts."),
        ("to set up a visit", "I would like to set up a visit."),
    ],
)  # fmt: skip
def test_every_point_becomes_a_sentence_to_the_reader(about: str, text: str) -> None:
    assert _text(about) == text


@pytest.mark.parametrize(
    ("of_them", "to_them"),
    [
        ("whether he tries his copy", "whether you try your copy"),
        ("what they think of it", "what you think of it"),
        ("that she's right and I told her", "that you're right and I told you"),
        ("if she must discuss this", "if you must discuss this"),
    ],
)
def test_what_is_said_of_them_is_said_to_them(of_them: str, to_them: str) -> None:
    assert to_reader(of_them) == to_them


def test_the_subject_is_the_first_point() -> None:
    assert (
        compose("Ann Cho", "thanking her for the tour and suggesting Tuesday", "M").subject == "Thank you for the tour"
    )


@pytest.mark.parametrize(("manner", "longer"), [("shorter", False), ("longer", True), ("friendlier", True)])
def test_manners_change_its_length_and_not_its_matter(manner: str, longer: bool) -> None:
    text = _text("the delivery date", manner)
    assert (len(text) > len(_text("the delivery date"))) is longer
    assert "I am writing about the delivery date." in text


def test_a_formal_letter_names_the_whole_name() -> None:
    assert compose("Ann Cho", "the tour", "Maya Ortiz", "formal").body.startswith("Dear Ann Cho,\n\n")
