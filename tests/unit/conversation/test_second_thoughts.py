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
