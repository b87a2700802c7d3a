"""How a message is cut into pieces: the cut that is surest, and what its pieces change together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from assistant.language.acts.train import example_chart
from assistant.language.chart import Items
from assistant.language.intents.merged import only_told, with_more
from assistant.language.intents.model import Intent, Reading
from assistant.language.intents.pieces import pieces
from assistant.language.intents.slots import Said
from assistant.language.lexicon import Lexicon
from assistant.language.values import ValueContext

NOW = datetime(2026, 11, 18, 15, tzinfo=UTC)
CONTEXT = ValueContext(NOW.date(), NOW, "America/New_York", "mdy", "USD", 1, "US")
PLAIN = Lexicon({}, {}, (), frozenset())


def message(text: str) -> Said:
    return Said(text, example_chart(text, PLAIN, CONTEXT))


def that_reads(known: dict[str, tuple[str, float]]) -> Reading:
    """A reading that knows these texts, and is of two minds about all others."""

    def read(messages: Sequence[Items]) -> list[Intent]:
        return [Intent(*known.get(" ".join(x.text for x in m), ("detail", 0.4))) for m in messages]

    return read


def cut(text: str, known: dict[str, tuple[str, float]]) -> list[tuple[str, str]]:
    return [(p.intent.name, p.said.text) for p in pieces(message(text), that_reads(known))]


def test_a_comma_parts_what_is_clear_by_itself() -> None:
    known = {
        "it moved on": ("stage", 0.99),
        "they signed": ("won", 0.99),
        "it moved on , they signed": ("several", 0.99),
    }
    assert cut("it moved on, they signed", known) == [("stage", "it moved on"), ("won", "they signed")]


def test_a_comma_is_passed_over_where_the_whole_is_clearer() -> None:
    known = {"as a ticket please , the lift leaks": ("ticket_new", 0.98), "the lift leaks": ("nothing", 0.5)}
    assert cut("as a ticket please, the lift leaks", known) == [("ticket_new", "as a ticket please, the lift leaks")]


def test_no_piece_crosses_the_end_of_a_sentence() -> None:
    known = {"all is well . they signed": ("won", 0.99)}
    assert [said for _, said in cut("all is well. they signed", known)] == ["all is well", "they signed"]


def test_the_word_that_joins_is_not_read() -> None:
    known = {"they signed": ("won", 0.99), "all is well": ("detail", 0.9)}
    assert cut("all is well and they signed", known)[1] == ("won", "they signed")


def test_what_says_one_thing_or_very_many_is_not_cut() -> None:
    assert cut("they signed", {}) == []
    assert cut(", ".join(["they signed"] * 40), {}) == []


CALL = {"op": "create", "object": "activity", "set": {"type": "call", "contact": "ann"}}
DEAL = {"op": "update", "object": "deal", "record": {"id": "d"}, "set": {"amount": 5}}


@pytest.mark.parametrize(("sure", "amount"), [(True, 7), (False, 5)])
def test_of_two_values_the_first_stays_unless_the_other_is_sure(sure: bool, amount: int) -> None:
    (both,) = with_more([DEAL], [{**DEAL, "set": {"amount": 7, "stage": "Won"}}], sure=sure)
    assert both["set"] == {"amount": amount, "stage": "Won"}


def test_one_talk_is_logged_once() -> None:
    assert only_told([CALL, {**CALL}], ["call", "task"]) == [CALL]
    assert len(only_told([CALL, {**CALL}], ["call", "call"])) == 2


def test_a_sum_that_is_lost_is_no_lost_deal() -> None:
    lost = {**DEAL, "set": {"amount": 5, "stage": "Lost"}}
    assert only_told([lost], ["call", "lower_by"]) == [DEAL]
    assert only_told([lost], ["lost_price"]) == [lost]
