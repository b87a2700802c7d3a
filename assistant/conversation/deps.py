"""What one turn works with, and what it has gathered so far."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from assistant.api.schemas import Block
from assistant.conversation.events import BlockAdded, Emit, silent
from assistant.conversation.masking import Mask
from assistant.conversation.reader import Reader
from assistant.conversation.state import DialogueState
from crm_store.clock import Clock
from crm_store.conversations import Status
from crm_store.database import Database, Session
from crm_store.identity import Identity
from crm_store.model_use import Budget
from retrieval.encoder import Encoder


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool answers.

    `content` is for a model (compact, data marked as data), `say` for the person. `status` is set by a tool that
    decides how the turn ends; `state` replaces the dialogue's.
    """

    content: str
    say: str
    blocks: tuple[Block, ...] = ()
    status: Status | None = None
    state: DialogueState | None = None
    proposal_id: UUID | None = None


@dataclass(slots=True)
class Answer:
    """The answer of a turn while it grows. The only mutable part of a turn."""

    state: DialogueState
    emit: Emit = silent
    blocks: list[Block] = field(default_factory=list)
    says: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # one-liners about the turn itself, put before the text
    statuses: list[Status] = field(default_factory=list)
    proposal_id: UUID | None = None
    problems: list[Status] = field(default_factory=list)  # what failed since the last thing that worked
    steps: list[Mapping[str, Any]] = field(default_factory=list)
    fell_back: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    model_calls: int = 0
    tool_calls: int = 0
    repairs: int = 0
    input_tokens: int = 0
    output_tokens: int = 0

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens

    def add(self, result: ToolResult) -> None:
        """Take over what a tool answered."""
        self.problems.clear()
        if result.say:
            self.says.append(result.say)
        if result.status:
            self.statuses.append(result.status)
        if result.state is not None:
            self.state = result.state
        if result.proposal_id is not None:
            self.proposal_id = result.proposal_id
        for block in result.blocks:
            self.blocks.append(block)
            self.emit(BlockAdded(block))

    @property
    def status(self) -> Status:
        """A change that waits comes first, then a question; a decline only where nothing else was answered."""
        ends: tuple[Status, ...] = ("needs_approval", "needs_choice")
        for end in ends:
            if end in self.statuses:
                return end
        if "declined" in self.statuses and not self.blocks:
            return "declined"
        return self.problems[-1] if self.problems else "complete"


@dataclass(frozen=True, slots=True)
class Deps:
    """Identity, clock, connection and models of one turn. `said` is the person's sentence; `page` the open record.

    `before` is the dialogue as the last turn left it, offered choices included; `answer.state` is what this turn makes of it.
    """

    identity: Identity
    database: Database
    encoder: Encoder
    reader: Reader
    conversation_id: UUID
    said: str
    page: tuple[str, str] | None
    before: DialogueState
    answer: Answer
    # For a large model: what it may cost, what is hidden from it, and the closed session that received the message.
    budget: Budget | None = None
    mask: Mask = field(default_factory=Mask)
    received: Session | None = None

    @property
    def clock(self) -> Clock:
        return self.database.clock

    @property
    def state(self) -> DialogueState:
        return self.answer.state
