"""What the engine is given and what it answers: the only types that the conversation and the engine share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from assistant.conversation.state import DialogueState
from crm_store.database import Session
from retrieval.encoder import Encoder


@dataclass(frozen=True, slots=True)
class TurnInput:
    """One message of a person. `page` is the (object, id) of the record open on their screen.

    `session` is one of the agent role: it reads what this person may see, and writes nothing.
    """

    text: str
    state: DialogueState
    page: tuple[str, str] | None
    session: Session
    encoder: Encoder


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool by name with its JSON arguments, as listed by the conversation's tools."""

    name: str
    args: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """The calls to make, in order (one may be `ask_user` or `decline`), and how sure the engine is, 0 to 1.

    `acts` names what was recognised clause by clause, for traces. `say` is an answer that needs no tool.
    """

    calls: tuple[ToolCall, ...]
    confidence: float
    acts: tuple[str, ...] = field(default=())
    say: str = ""


class Planner(Protocol):
    """What plans a turn from the message alone: the engine; something simpler in tests."""

    async def plan(self, turn: TurnInput) -> Plan:
        """What to do about a message. Reads under the session's rights and writes nothing."""
        ...
