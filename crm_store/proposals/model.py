"""A proposal and its changes as their readers get them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from crm_store.errors import Expired, NotApprover, Stale
from crm_store.proposals.draft import AuthorKind, Operation
from crm_store.records.model import Reference

T = TypeVar("T")

Status = Literal["pending", "applied", "partly_applied", "rejected", "expired", "stale", "superseded", "undone"]
ChangeStatus = Literal["pending", "applied", "rejected", "stale", "undone"]


@dataclass(frozen=True, slots=True)
class NewRecord:
    """Stands for the record that an earlier change of the same proposal creates."""

    change_id: UUID


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field before and after: JSON values, references as Reference (None where the reader does not see them)."""

    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `record` is None for a create that is not applied, and for what the reader does not see."""

    id: UUID
    op: Operation
    object: str
    record: Reference | None
    merge: tuple[Reference, ...]
    set: Mapping[str, FieldChange]
    warnings: tuple[Mapping[str, Any], ...]
    evidence: tuple[Mapping[str, Any], ...]
    status: ChangeStatus


@dataclass(frozen=True, slots=True)
class Proposal:
    """`changes` are the first 200. `confirm_twice`: a manager would approve it, but nobody is above the author."""

    id: UUID
    ref: str
    status: Status
    said: str
    summary: str
    by: Reference
    author_kind: AuthorKind
    approver: Literal["self", "manager"]
    confirm_twice: bool
    conversation_id: UUID | None
    created_at: datetime
    expires_at: datetime
    decided_at: datetime | None
    decided_by: UUID | None
    reason: str | None
    change_count: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page; `total` is exact unless `total_is` is 'at_least'."""

    items: tuple[T, ...]
    total: int
    total_is: Literal["at_least"] | None
    next_cursor: str | None


def settle(proposal: Proposal) -> Proposal:
    """The proposal; Stale, Expired or (where it has become another's to approve) NotApprover if its approval ended so.

    Called after the transaction: that a proposal was found stale is itself to be committed.
    """
    if proposal.status == "stale":
        raise Stale(
            "A record changed meanwhile: nothing was applied.", proposal=str(proposal.id), changed=_changed(proposal)
        )
    if proposal.status == "expired":
        raise Expired(proposal=str(proposal.id))
    if proposal.status == "pending":
        raise NotApprover(proposal=str(proposal.id))
    return proposal


def _changed(proposal: Proposal) -> list[dict[str, Any]]:
    return [
        {"record": c.record.ref if c.record else None, "text": str(w.get("text", ""))}
        for c in proposal.changes
        for w in c.warnings
        if w.get("code") == "changed_meanwhile"
    ]
