"""What takes back is understood in many words; an approval is plain, and never part of more."""

from __future__ import annotations

import pytest

from assistant.conversation.decisions import decision_of


@pytest.mark.parametrize(
    "text",
    [
        "wait, hold off on that",
        "hang on, not yet",
        "actually don't do that",
        "oops wrong one, scrap it",
        "no no no",
        "on second thought, cancel",
        "leave it as it was",
        "let's not",
        "ok leave it as is",
        "no, leave it, I'll do that after the meeting",
        "leave it, let me ask him first",
        "no forget it Al hasn't confirmed anything",
        "fogret it",
    ],
)
def test_what_waits_is_dropped(text: str) -> None:
    assert decision_of(text) == "reject"


@pytest.mark.parametrize(
    "text",
    [
        "put that back how it was",
        "change it back please",
        "sorry, undo that last one",
        "that was a mistake, put it back",
        "restore the old value",
        "no, put it back",
        "Hang on, I was too quick there. Put it back how it was.",
        "oops that was wrong undo it please",
        "could you undo that, they called it off",
    ],
)
def test_what_was_done_is_undone(text: str) -> None:
    assert decision_of(text) == "undo"


@pytest.mark.parametrize(
    "text",
    [
        "yes, and add a task",
        "yes, Monday",
        "no, make it 60",
        "no, the other one",
        "don't move it, mark it lost",
        "wrong deal, I meant Helix",
        "drop the task",
        "on second thought, yes",
        "",
    ],
)
def test_what_says_more_decides_nothing(text: str) -> None:
    assert decision_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "leave it, they may come back in spring",
        "don't delete it, legal still wants to see it",
        "cancel that, I have to check with finance",
        "no no forget it leave it where it is",
        "hang on, don't send it yet",
    ],
)
def test_a_refusal_may_come_with_its_reason(text: str) -> None:
    assert decision_of(text) == "reject"


@pytest.mark.parametrize(
    "text",
    [
        "leave it, just change the date",
        "forget it, make it 60",
        "don't move it, close it instead",
        "cancel the meeting with Ann",
        "drop the task",
        "no, the other one",
    ],
)
def test_what_orders_something_else_is_no_refusal(text: str) -> None:
    assert decision_of(text) is None


@pytest.mark.parametrize(
    "text", ["not yet " * 400 + "x", "leave it " * 5_000, "no, wait, " * 2_000, "don't do that yet " * 300 + "?!"]
)
def test_a_long_message_is_read_once(text: str) -> None:
    """A pattern that tries every way to cut it would not come back."""
    assert decision_of(text) in (None, "reject")
