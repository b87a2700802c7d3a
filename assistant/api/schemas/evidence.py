"""Where an answer comes from: quotes of mail and notes, findings of scorers, scores."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from assistant.api.schemas.base import Maybe, Wire
from assistant.api.schemas.records import Reference


class Citation(Wire):
    """A quote and the activity that it stands in. `n` is the number that the text of the answer uses."""

    n: int
    kind: str = Field(description="email, note, call, meeting, task …")
    record: Reference
    about: list[Reference] = Field(default_factory=list)
    message_id: Maybe[str] = None
    title: str
    author: str
    at: datetime | None
    quote: str
    url: str


class Reason(Wire):
    """One reason of a score. Positive weights raise it, negative ones lower it."""

    text: str
    weight: float


class Action(Wire):
    """What to do about a finding: a button's label and the sentence that it puts into the chat."""

    label: str
    say: str


class Finding(Wire):
    """What a scorer says about a record."""

    record: Reference
    kind: str
    score: float = Field(ge=0, le=100)
    reasons: list[Reason]
    action: Maybe[Action] = None


def _text_to_note(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


class NoteBody(Wire):
    text: str
    code: Maybe[str] = None
    record: Maybe[Reference] = None
    url: Maybe[str] = None


Note = Annotated[NoteBody, BeforeValidator(_text_to_note)]
"""A warning or a piece of evidence on a change; a bare string is taken as its text."""


class Score(Wire):
    """A probability between 0 and 1 and the same as 0 to 100, with signed reasons."""

    probability: float
    score: float
    reasons: list[Reason]
    model: str
    as_of: datetime


class ScoreModel(Wire):
    """How a trained model did on rows that it had not seen. Without `signal` its scores say nothing."""

    kind: str
    version: str
    trained_at: datetime
    rows: int
    positives: int
    auc: float | None
    brier: float | None
    signal: bool
    warnings: list[str]
