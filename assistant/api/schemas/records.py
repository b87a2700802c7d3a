"""References and records as they read in REST, in blocks and in before/after alike."""

from datetime import datetime
from typing import Any

from pydantic import ConfigDict, Field

from assistant.api.schemas.base import Id, Maybe, Value, Wire


class Reference(Wire):
    """A pointer to a record; a user carries the e-mail too."""

    object: str = Field(description="Singular: deal, account, contact, lead, activity, product, ticket, user")
    id: Id
    ref: str
    label: str
    email: Maybe[str] = None


class Record(Wire):
    """A whole record. The fields of its object stand beside these, by the catalog."""

    model_config = ConfigDict(extra="allow")

    id: Id
    ref: str
    label: str
    version: int
    external_id: str | None = None
    created_at: datetime
    updated_at: datetime
    custom: dict[str, Any] = Field(default_factory=dict)


class RecordItem(Wire):
    """A record as an answer shows it: only the fields that matter there."""

    id: Id
    ref: str
    label: str
    fields: dict[str, Value]


class MergeRequest(Wire):
    keep: Id
    merge: list[Id] = Field(min_length=1)


class DuplicatePair(Wire):
    records: list[Id]
    score: float
    reasons: list[str]
