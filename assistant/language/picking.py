"""Which of the offered options a message describes: "the one in purchasing", "the Northwind one", "cart rollout"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rapidfuzz import fuzz

from assistant.conversation.state import Choice
from assistant.language.plan import ToolCall
from assistant.language.slots import answers
from assistant.language.slots.meant import accounts_in
from assistant.language.slots.turn import Turn
from assistant.language.text import stem, words_of

_SMALL = frozenset(
    """the one ones a an please i mean meant no not option number choice it s is that this want take go with at from in of on for to
    who which does do did works working work and or her his guy lady person deal lead contact account company record should be would
    let use pick choose think sorry yes yeah ok okay oh ah um uh hmm was""".split()
)
_ORDERS = (
    "show", "what", "who", "when", "where", "count", "create", "log", "remind", "set", "move", "push", "draft", "report",
    "cancel", "reject", "undo", "delete", "assign", "search", "brief",
)  # fmt: skip
_MOST = 6  # words that describe; more is a sentence of its own
_CLOSE = 88  # of 100: a slip of the finger


def described(turn: Turn, choices: tuple[Choice, ...]) -> Choice | ToolCall | None:
    """The option that fits best; those that fit alike are asked again; None where nothing describes one."""
    said = _said(turn)
    if said is None:
        return None
    near = _of_account(turn, choices)
    fits = {c.choice_id: _fit(said, c) for c in near or choices}
    best = max(fits.values())
    if best == 0 and not near:
        return None
    loose = turn.items[0].word == "the" or any(x.word == "one" for x in turn.items) or bool(near)
    if best < len(said) and not (loose and best * 2 + bool(near) >= len(said)):
        return None
    found = tuple(c for c in choices if fits.get(c.choice_id) == best)
    return found[0] if len(found) == 1 else (_again(found) if len(found) < len(choices) else None)


def _said(turn: Turn) -> list[str] | None:
    """The words that tell one thing from another; None where there are none, or where the message orders something."""
    first = [x for x in turn.items if not x.is_mark][:1]
    if not first or (first[0].has(*_ORDERS) and first[0].word not in _SMALL):
        return None
    said = [stem(w) for w in words_of(turn.text) if w not in _SMALL]
    return said if 0 < len(said) <= _MOST else None


def _fit(said: list[str], choice: Choice) -> int:
    there = [stem(w) for w in words_of(choice.label)]
    return sum(any(_same(one, other) for other in there) for one in said)


def _same(said: str, label: str) -> bool:
    if said == label:
        return True
    if min(len(said), len(label)) < 4:
        return False
    return label.startswith(said) or said.startswith(label) or fuzz.ratio(said, label) >= _CLOSE


def _of_account(turn: Turn, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """The options whose record belongs to an account that the message names, where that tells them apart."""
    accounts = accounts_in(turn.items)
    there = {c.id for c in turn.related if c.account_id in accounts}
    near = tuple(c for c in choices if there & set(_texts(c.call)))
    return near if 0 < len(near) < len(choices) else ()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


def _again(choices: tuple[Choice, ...]) -> ToolCall:
    options = [{"label": c.label, "say": c.say, **({"call": dict(c.call)} if c.call else {})} for c in choices]
    return answers.ask("Which of these do you mean?", options)
