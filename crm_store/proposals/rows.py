"""Proposals and changes as rows, for deciding: locked, with the ids and versions that a reader is not shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row

from crm_store.database import Session
from crm_store.errors import NotApprover, NotFound
from crm_store.proposals.draft import Operation
from crm_store.proposals.values import as_uuid


@dataclass(frozen=True, slots=True)
class ProposalRow:
    id: UUID
    status: str
    said: str
    author_id: UUID
    approver: str
    conversation_id: UUID | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """`set` is {field: {"before", "after"}}; `versions` are those that every touched record had when it was filed."""

    id: UUID
    op: Operation
    object: str
    record_id: UUID | None
    base_version: int | None
    merge: Sequence[UUID]
    merge_versions: Sequence[int]
    set: Mapping[str, Mapping[str, Any]]
    status: str
    undo: Mapping[str, Any] | None

    @property
    def versions(self) -> dict[UUID, int]:
        found = dict(zip(self.merge, self.merge_versions, strict=True))
        if self.op != "create" and self.record_id is not None and self.base_version is not None:
            found[self.record_id] = self.base_version
        return found

    @property
    def after(self) -> dict[str, Any]:
        return {name: values["after"] for name, values in self.set.items()}

    @property
    def needs(self) -> frozenset[UUID]:
        """The creates that this change points at."""
        return frozenset(key for v in self.after.values() if (key := created(v)))


def created(value: Any) -> UUID | None:
    """The create that a value points at, or None."""
    return as_uuid(value.get("change_id")) if isinstance(value, Mapping) else None


_PROPOSAL = "SELECT id, status, said, author_id, approver, conversation_id, expires_at FROM crm.proposal WHERE {} = %s"
_CHANGES = """
SELECT id, op, object, record_id, base_version, merge, merge_versions, set, status, undo
  FROM crm.change WHERE proposal_id = %s ORDER BY position
"""


async def lock_proposal(session: Session, id_or_ref: UUID | str) -> ProposalRow:
    """The proposal, its row locked: whoever else decides it waits. NotFound, or NotApprover for an agent or a viewer."""
    key = as_uuid(id_or_ref)
    query = _PROPOSAL.format("id" if key else "ref")
    value = key or str(id_or_ref).replace("\0", "").upper()
    async with session.connection.cursor(row_factory=class_row(ProposalRow)) as cursor:
        await cursor.execute(f"{query} FOR UPDATE".encode(), (value,))
        row = await cursor.fetchone()
        if row is None:
            await cursor.execute(query.encode(), (value,))
            if await cursor.fetchone() is None:
                raise NotFound("There is no such proposal.")
            raise NotApprover
    return row


async def changes_of(session: Session, proposal_id: UUID) -> list[ChangeRow]:
    """Every change, in order."""
    async with session.connection.cursor(row_factory=class_row(ChangeRow)) as cursor:
        await cursor.execute(_CHANGES, (proposal_id,))
        return await cursor.fetchall()


async def set_status(session: Session, proposal_id: UUID, status: str, reason: str | None = None) -> None:
    """End a proposal; who did it and when is the session's user and clock."""
    await session.connection.execute(
        "UPDATE crm.proposal SET status = %s, decided_at = crm.now(), decided_by = crm.user_id(), reason = coalesce(%s, reason)"
        " WHERE id = %s",
        (status, reason, proposal_id),
    )


async def set_changes(session: Session, proposal_id: UUID, status: str, ids: Sequence[UUID]) -> None:
    await session.connection.execute(
        "UPDATE crm.change SET status = %s WHERE proposal_id = %s AND id = ANY (%s)", (status, proposal_id, list(ids))
    )
