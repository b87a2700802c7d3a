"""Messages that break off anywhere: whatever is understood of them, nothing breaks."""

from __future__ import annotations

import pytest

from tests.integration.language.conftest import Demo

WHOLE = [
    "Who should I call first today, Sarah Chen or Helen Brandt?",
    "Northwind wrote something about the dock, find me that mail please",
    "Spoke to Sarah Chen. Open a ticket for the leak, push the Northwind cart rollout two weeks, and remind me Friday to send the quote!",
    "my open deals between 20k and 60k, the two smallest first, without those in Proposal",
    "won amount by rep this quarter vs last quarter, only the top 3",
]
MARKS = ["?", ".", ",", "-", ":", '"', "and", "the", "first", "to", "on", "won", "ticket", "%"]


@pytest.mark.parametrize("text", WHOLE)
async def test_a_message_may_break_off_anywhere(demo: Demo, text: str) -> None:
    words = text.split()
    for at in range(1, len(words) + 1):
        for piece in (words[:at], words[at - 1 :]):
            said = await demo.say("maya", " ".join(piece))
            assert said.plan.calls or said.plan.say, piece


@pytest.mark.parametrize("text", MARKS)
async def test_a_single_mark_or_word_is_answered(demo: Demo, text: str) -> None:
    said = await demo.say("maya", text)
    assert said.plan.calls or said.plan.say
