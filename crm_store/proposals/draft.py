"""What is to be proposed, as values: made by tools, REST writes of agents and automations; filed by `stage`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from crm_store.query import Condition

Operation = Literal["create", "update", "delete", "merge"]
AuthorKind = Literal["person", "agent", "automation"]


@dataclass(frozen=True, slots=True)
class ChangeDraft:
    """One change of one record.

    `record_id` is an id or a ref (None for a create); `key` names a create so that a later value {"change": key} can point
    at the record it makes. `set` holds field values as people write them: references by id, ref, e-mail or 'me', money in
    major units, dates ISO. `merge` are the records that go into `record_id`. A warning or a piece of evidence is
    {"text", "code"?, "record"?, "url"?}.
    """

    op: Operation
    object: str
    record_id: UUID | str | None = None
    key: str | None = None
    set: Mapping[str, Any] = field(default_factory=dict)
    merge: tuple[UUID | str, ...] = ()
    warnings: tuple[Mapping[str, Any], ...] = ()
    evidence: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class BulkDraft:
    """The same update of every record that the caller sees and `where` finds."""

    object: str
    where: tuple[Condition, ...]
    set: Mapping[str, Any]
    search: str | None = None


Summarise = Callable[[Sequence[ChangeDraft]], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class ProposalDraft:
    """`said` is the sentence that asked for it; `supersedes` the pending proposal of the same author that it replaces.

    `summarise` words what really changes, without fields that are so already, where no `summary` is given.
    """

    said: str = ""
    summary: str = ""
    summarise: Summarise | None = None
    changes: tuple[ChangeDraft, ...] = ()
    conversation_id: UUID | None = None
    supersedes: UUID | None = None
    author_kind: AuthorKind = "person"
    bulk: BulkDraft | None = None
