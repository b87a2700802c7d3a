"""Hesitation, greetings and thanks go; what is told of them stays."""

from __future__ import annotations

import pytest

from assistant.language.values.courtesies import without_courtesies
from assistant.language.values.fillers import without_fillers
from assistant.language.values.traced import Traced


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("push it to... uh, the end of, um, the month", "push it to the end of the month"),
        ("closes on the, you know, 30th", "closes on the 30th"),
        ("Okay so, um, hi, move it to Friday, will you?", "move it to Friday"),
        ("Before I forget, log a call with Kim. That's all. Thanks a lot.", "log a call with Kim."),
        ("set it to 40k, please, thanks", "set it to 40k"),
        ("what's her number, pls?", "what's her number?"),
        ("log a mail to Kim. Need to run.", "log a mail to Kim."),
        ("Close it. Please move the other to Friday", "Close it. Please move the other to Friday"),
        ("note that she said thanks", "note that she said thanks"),
        ("Nothing else to do there. Nothing else to log", "Nothing else to do there. Nothing else to log"),
        ("he was, um, angry, and left", "he was angry, and left"),
        ("visit the ER on Friday", "visit the ER on Friday"),
        ('say "hold on, uh, thanks"', 'say "hold on, uh, thanks"'),
    ],
)
def test_what_means_nothing_goes(said: str, meant: str) -> None:
    assert without_courtesies(without_fillers(Traced.of(said))).text == meant


@pytest.mark.parametrize("said", ["Hi", "Thanks!", "ok", "Hi there", "please", "That's all.", "Good morning!"])
def test_a_courtesy_alone_is_a_message(said: str) -> None:
    assert without_courtesies(Traced.of(said)).text == said
