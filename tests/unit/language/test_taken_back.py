"""Whom or what it was not, with the same small word said again; courtesies that are no part of a name."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from assistant.language.text import plain
from assistant.language.values import ValueContext
from assistant.language.values.repair import repair

CONTEXT = ValueContext(date(2026, 11, 18), datetime(2026, 11, 18, 9, tzinfo=UTC), "UTC", "mdy", "USD", 1, "US")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("had a chat with peter lang sorry not peter with hanna wolf at acme", "had a chat with hanna wolf at acme"),
        ("send it to Tom, no wait, to Ben", "send it to Ben"),
        ("note for the pilot, I mean, for the renewal", "note for the renewal"),
    ],
)
def test_what_was_taken_back_is_gone(said: str, meant: str) -> None:
    assert repair(said, CONTEXT).text == meant


@pytest.mark.parametrize(
    "said", ["talk to Ann and to Ben", "not for Ann, for everybody", 'call it "to go, no, to stay"']
)
def test_what_is_no_correction_stays(said: str) -> None:
    assert repair(said, CONTEXT).text == said


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("call Mr. Lang on Friday", "call Lang on Friday"),
        ("note on Ms Wolf: retires", "note on Wolf: retires"),
        ("the MS office", "the MS office"),
    ],
)
def test_courtesies_are_no_names(said: str, meant: str) -> None:
    assert plain(said) == meant
