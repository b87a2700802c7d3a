"""Changes that wait for a person."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from assistant.api.schemas.base import Id, Maybe, Value, Wire
from assistant.api.schemas.evidence import Note
from assistant.api.schemas.records import Reference

ProposalStatus = Literal["pending", "applied", "partly_applied", "rejected", "expired", "stale", "superseded", "undone"]
ChangeStatus = Literal["pending", "applied", "rejected", "stale", "undone"]


class FieldChange(Wire):
    """A field before and after. `after` is `{change_id}` where an earlier change makes that record."""

    before: Value = None
    after: Value = None


class Change(Wire):
    """One create, update, delete or merge of one record."""

    id: Id
    op: Literal["create", "update", "delete", "merge"]
    object: str
    record: Maybe[Reference] = None
    merge: Maybe[list[Reference]] = None
    set: dict[str, FieldChange] = Field(default_factory=dict)
    warnings: list[Note] = Field(default_factory=list)
    evidence: list[Note] = Field(default_factory=list)
    status: ChangeStatus = "pending"


class Proposal(Wire):
    """A list of typed changes; the first 200 are in it, the rest behind `/proposals/{id}/changes`.

    `confirm_twice`: a manager would approve this, but nobody is above the author; the card asks a second time.
    """

    id: Id
    ref: str
    status: ProposalStatus
    said: str | None = None
    by: Reference
    approver: Literal["self", "manager"]
    confirm_twice: Maybe[bool] = None
    expires_at: datetime
    change_count: int
    summary: str
    changes: list[Change]


class ApproveRequest(Wire):
    """Which changes to apply (all when left out) and corrections of their values.

    `confirm` is the second yes of someone with nobody above, where else a manager would approve.
    """

    changes: list[Id] | None = None
    edits: dict[str, dict[str, Value]] | None = None
    confirm: bool = False


class RejectRequest(Wire):
    reason: str | None = None
