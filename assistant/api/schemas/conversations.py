"""Conversations and messages."""

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from assistant.api.schemas.base import Id, Maybe, Wire
from assistant.api.schemas.blocks import Block

MAX_TEXT = 20_000  # about ten pages: beyond that it is a file, not a message
MessageStatus = Literal["complete", "needs_approval", "needs_choice", "declined", "failed"]


class Conversation(Wire):
    """`title` is made from the first message; none before it."""

    id: Id
    title: str | None = None
    created_at: datetime
    updated_at: datetime


class ConversationCreated(Wire):
    id: Id


class PageContext(Wire):
    """The record that is open while the user writes: what `it` and `this deal` mean."""

    object: str
    id: Id


class SendMessage(Wire):
    """A sentence, or the choice of an option that an earlier answer offered."""

    # The length is checked by the route: too long is 413, which no schema can say.
    text: str | None = Field(default=None, json_schema_extra={"minLength": 1, "maxLength": MAX_TEXT})
    page: PageContext | None = None
    choice_id: Id | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.text is None) == (self.choice_id is None):
            raise ValueError("send either text or choice_id")
        return self


class Message(Wire):
    """One message as stored. `text` is Markdown; `status` is meaningful on the assistant's."""

    id: Id
    role: Literal["user", "assistant"]
    text: str
    blocks: list[Block] = Field(default_factory=list)
    status: MessageStatus = "complete"
    proposal_id: Maybe[Id] = None
    trace_id: str | None = None
    created_at: Maybe[datetime] = None


class Trace(Wire):
    """What one answer was made of. `steps` are model calls, tool calls with their arguments, and errors, in order."""

    id: Id
    conversation_id: Id | None
    user_id: Id
    model: str
    steps: list[dict[str, Any]]
    milliseconds: float
    input_tokens: int
    output_tokens: int
    created_at: datetime
