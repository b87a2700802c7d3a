"""What happens during a turn, in our own words; `stream.py` says it in AG-UI's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.api.schemas import Block, Message


@dataclass(frozen=True, slots=True)
class ToolStarted:
    call_id: str
    name: str
    args: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolEnded:
    """`content` is what the model reads."""

    call_id: str
    content: str


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A piece of the answer's text, already cleaned; a new `part` starts a new text."""

    part: int
    delta: str


@dataclass(frozen=True, slots=True)
class BlockAdded:
    block: Block


@dataclass(frozen=True, slots=True)
class Finished:
    """The stored answer: the last event of a turn that could be stored."""

    message: Message


@dataclass(frozen=True, slots=True)
class Broken:
    """The turn could not even store its answer."""

    code: str
    message: str


Event = ToolStarted | ToolEnded | TextDelta | BlockAdded | Finished | Broken
Emit = Callable[[Event], None]


def silent(_: Event) -> None:
    """Nobody listens."""
