"""A question is put plainly only where its form has a slot for everything that the message names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.language.acts.train import example_chart
from assistant.language.intents.asked import asked_plainly
from assistant.language.lexicon import Lexicon
from assistant.language.values import ValueContext

NOW = datetime(2026, 11, 18, 15, tzinfo=UTC)
CONTEXT = ValueContext(NOW.date(), NOW, "America/New_York", "mdy", "USD", 1, "US")
PLAIN = Lexicon({}, {}, (), frozenset())


def put(question: str, text: str) -> str | None:
    return asked_plainly(question, example_chart(text, PLAIN, CONTEXT), PLAIN, CONTEXT)


@pytest.mark.parametrize(
    ("question", "text", "plainly"),
    [
        ("amount_of", "how much hangs on <deal>", "what is the amount of Acmedeal"),
        ("owner_of", "who runs <account> on our side", "who owns Acmeco"),
        ("over", "anything of mine north of $50,000", "my open deals over $50,000"),
        ("between", "what do I have from $20,000 up to $60,000", "my open deals between $20,000 and $60,000"),
        ("pipeline_of_rep", "what is <user> sitting on", "pipeline of Peteruser"),
        ("lost_count", "how many did we drop last quarter", "how many deals were lost last quarter"),
        ("best_rep", "who is ahead of everybody", "top rep by won amount"),
    ],
)
def test_what_a_form_asks_for_is_put_into_it(question: str, text: str, plainly: str) -> None:
    assert put(question, text) == plainly


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("amount_of", "how much hangs on it"),
        ("amount_of", "how much hangs on <deal> next year"),
        ("amount_of", "how much of <deal> is with <contact>"),
        ("over", "anything of mine north of $50,000 but not <deal>"),
        ("closing", "what of mine closes this month, without the small ones"),
        ("biggest", "my three smallest"),
        ("smallest", "my three largest"),
        ("not_in_stage", "what of <user> is in it"),
        ("else", "what hangs on <deal>"),
    ],
)
def test_what_it_has_no_place_for_makes_it_another_question(question: str, text: str) -> None:
    assert put(question, text) is None
