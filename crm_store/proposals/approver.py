"""Who decides a proposal, worked out on behalf of its author; and whether its author may still ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from crm_store.catalog import Catalog
from crm_store.database import Session
from crm_store.errors import NotApprover, NotPermitted
from crm_store.identity import Role
from crm_store.proposals.rows import ChangeRow, ProposalRow


@dataclass(frozen=True, slots=True)
class AuthorRights:
    """Whose records the author may change now, and who is above them."""

    role: Role
    edits_all: bool
    editable: frozenset[UUID]
    managers: frozenset[UUID]

    def may_change(self, owner: UUID | None) -> bool:
        return self.edits_all or (owner is not None and owner in self.editable)


async def rights_of(session: Session, user: UUID) -> AuthorRights | None:
    """None where that person is no longer active."""
    cursor = await session.connection.execute(
        "SELECT role, edits_all, editable, managers FROM crm.rights_of(%s)", (user,)
    )
    row = await cursor.fetchone()
    return AuthorRights(row[0], row[1], frozenset(row[2]), frozenset(row[3])) if row else None


@dataclass(frozen=True, slots=True)
class Rule:
    approver: str
    confirm_twice: bool


async def rule_of(session: Session, author: UUID, changes: Sequence[ChangeRow]) -> Rule:
    """Who approves these changes now: 'self' or 'manager'."""
    body = [
        {
            "op": c.op,
            "object": c.object,
            "record_id": str(c.record_id) if c.op != "create" and c.record_id else None,
            "merge": [str(m) for m in c.merge],
            "set": c.after,
        }
        for c in changes
    ]
    async with session.connection.cursor(row_factory=class_row(Rule)) as cursor:
        await cursor.execute("SELECT approver, confirm_twice FROM crm.approval_rule_of(%s, %s)", (author, Jsonb(body)))
        row = await cursor.fetchone()
    assert row is not None, "a rule for every proposal"
    return row


def decides(session: Session, author_id: UUID, author: AuthorRights | None, approver: str) -> bool:
    """Whether the session's user is the one who decides; an agent never is."""
    me = session.identity
    if me.scope != "person" or me.role == "viewer":
        return False
    if approver == "self":
        return me.user_id == author_id
    above = author is not None and me.user_id in author.managers
    return me.user_id != author_id and (above or me.role == "admin")


def check_decides(session: Session, proposal: ProposalRow, author: AuthorRights | None, approver: str) -> None:
    if not decides(session, proposal.author_id, author, approver):
        raise NotApprover


def check_fields(catalog: Catalog, author: AuthorRights, changes: Sequence[ChangeRow]) -> None:
    """Refuse what has been closed to the author since they asked."""
    for change in changes:
        fields = catalog.object(change.object).fields
        for name in change.set:
            if name not in fields or not fields[name].writable(author.role):
                raise NotPermitted("Its author may no longer change this.", field=name)
