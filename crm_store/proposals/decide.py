"""A person decides: approve (all of it or chosen changes, edited or not), reject, undo. One transaction each.

Rights of approver and author, approver and versions are worked out again; either every chosen change is applied, with
its audit and outbox rows, or nothing is. The session is of role 'app' and of a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from crm_store.audit import record_event
from crm_store.database import Session
from crm_store.errors import Conflict, Invalid, NotApprover, NotPermitted
from crm_store.proposals.apply import apply, revert, writer_of
from crm_store.proposals.approver import AuthorRights, check_decides, check_fields, decides, rights_of, rule_of
from crm_store.proposals.edit import edited
from crm_store.proposals.fresh import lock_records, mark_stale, stale
from crm_store.proposals.model import Proposal
from crm_store.proposals.read import get, references
from crm_store.proposals.rows import ChangeRow, ProposalRow, changes_of, lock_proposal, set_changes, set_status
from crm_store.proposals.values import as_uuid, rows_by_id
from crm_store.records.locking import writing

Edits = Mapping[UUID, Mapping[str, Any]] | Mapping[str, Mapping[str, Any]]

_DECIDED = ("applied", "partly_applied", "stale", "expired")
_WORDS = {
    "rejected": "rejected",
    "superseded": "replaced by a newer one",
    "undone": "undone",
    "pending": "not applied yet",
}


async def approve(
    session: Session, id_or_ref: UUID | str, changes: Sequence[UUID | str] | None = None, edits: Edits | None = None
) -> Proposal:
    """Apply a pending proposal: all of it, or the chosen `changes`, with `edits` {change id: {field: value}}.

    Returns it as 'applied' or 'partly_applied' (also when it was so already); as 'stale' or 'expired' with nothing
    applied; as 'pending' where the tenant's policy has made it another's to approve. What it returns is to be committed;
    `model.settle` raises Stale, Expired or NotApprover for the last three, after the transaction.
    Raises NotFound, NotApprover, NotPermitted, Conflict (rejected, superseded, undone), Invalid.
    """
    proposal = await lock_proposal(session, id_or_ref)
    author = await rights_of(session, proposal.author_id)
    if proposal.status != "pending":
        check_decides(session, proposal, author, proposal.approver)
        if proposal.status in _DECIDED:
            return await get(session, proposal.id)
        raise Conflict(f"The proposal has been {_WORDS[proposal.status]}.")
    everything = await changes_of(session, proposal.id)
    if not await _approver_again(session, proposal, author, everything):
        return await get(session, proposal.id)
    if proposal.expires_at <= session.now:
        await _end(session, proposal, "expired")
        return await get(session, proposal.id)
    if author is None:
        raise NotPermitted("Its author is no longer active.")
    chosen = _chosen(everything, changes)
    rows = await lock_records(session, author, chosen)
    if outdated := stale(chosen, rows):
        await mark_stale(session, proposal, outdated, rows)
        await _note(session, proposal, "stale")
        return await get(session, proposal.id)
    if edits:
        chosen = await _edited(session, proposal, author, everything, chosen, rows, edits)
    check_fields(session.catalog, author, chosen)
    _check_owners(author, proposal, chosen)
    await apply(session, proposal, chosen, rows)
    await _finish(session, proposal, everything, chosen)
    return await get(session, proposal.id)


async def reject(session: Session, id_or_ref: UUID | str, reason: str | None = None) -> Proposal:
    """Turn a pending proposal down: by whoever decides it, or by its author. Idempotent."""
    proposal = await lock_proposal(session, id_or_ref)
    author = await rights_of(session, proposal.author_id)
    if session.identity.scope != "person" or session.identity.user_id != proposal.author_id:
        check_decides(session, proposal, author, proposal.approver)
    if proposal.status == "pending" and proposal.expires_at <= session.now:
        await _end(session, proposal, "expired")
    elif proposal.status == "pending":
        await set_status(session, proposal.id, "rejected", (reason or "")[:2000].replace("\0", "") or None)
        await set_changes(session, proposal.id, "rejected", [c.id for c in await changes_of(session, proposal.id)])
        await _note(session, proposal, "reject", reason)
    elif proposal.status not in ("rejected", "expired"):
        raise Conflict(f"The proposal has been {_WORDS.get(proposal.status, proposal.status.replace('_', ' '))}.")
    return await get(session, proposal.id)


async def undo(session: Session, id_or_ref: UUID | str) -> Proposal:
    """The inverse of what was applied, by whoever decides the proposal. Idempotent.

    Raises Conflict, naming the records, where one changed since, and where nothing was applied.
    """
    proposal = await lock_proposal(session, id_or_ref)
    check_decides(session, proposal, await rights_of(session, proposal.author_id), proposal.approver)
    if proposal.status == "undone":
        return await get(session, proposal.id)
    if proposal.status not in ("applied", "partly_applied"):
        raise Conflict(f"There is nothing to undo: the proposal is {_WORDS.get(proposal.status, proposal.status)}.")
    done = [c for c in await changes_of(session, proposal.id) if c.status == "applied"]
    await _check_unchanged(session, done)
    await revert(session, proposal, done)
    await set_changes(session, proposal.id, "undone", [c.id for c in done])
    await _end(session, proposal, "undone")
    return await get(session, proposal.id)


async def _approver_again(
    session: Session, proposal: ProposalRow, author: AuthorRights | None, changes: Sequence[ChangeRow]
) -> bool:
    """Whether the caller approves it now. Who does is written down where it has changed, so that they find it."""
    rule = await rule_of(session, proposal.author_id, changes)
    mine = decides(session, proposal.author_id, author, rule.approver)
    if not mine and not decides(session, proposal.author_id, author, proposal.approver):
        raise NotApprover
    if rule.approver != proposal.approver:
        await session.connection.execute(
            "UPDATE crm.proposal SET approver = %s, confirm_twice = %s WHERE id = %s",
            (rule.approver, rule.confirm_twice, proposal.id),
        )
    return mine


def _chosen(everything: Sequence[ChangeRow], ids: Sequence[UUID | str] | None) -> list[ChangeRow]:
    if ids is None:
        return list(everything)
    wanted = {as_uuid(i) for i in ids}
    chosen = [c for c in everything if c.id in wanted]
    if not wanted or len(chosen) < len(wanted):
        raise Invalid("Choose changes of this proposal.", field="changes")
    left = {c.id for c in everything} - {c.id for c in chosen}
    if any(c.needs & left for c in chosen):
        raise Invalid("A chosen change needs a record that another change creates: choose that too.", field="changes")
    return chosen


async def _edited(
    session: Session,
    proposal: ProposalRow,
    author: AuthorRights,
    everything: Sequence[ChangeRow],
    chosen: Sequence[ChangeRow],
    rows: Mapping[UUID, Any],
    edits: Edits,
) -> list[ChangeRow]:
    """The chosen changes as edited; who approves is worked out once more, for what they have become."""
    by_id = {as_uuid(key): values for key, values in edits.items()}
    if not set(by_id) <= {c.id for c in chosen}:
        raise Invalid("Edit chosen changes of this proposal.", field="edits")
    found = [await edited(session, c, by_id[c.id], rows, everything) if c.id in by_id else c for c in chosen]
    unchosen = [c for c in everything if c.id not in {f.id for f in found}]
    rule = await rule_of(session, proposal.author_id, [*found, *unchosen])
    if not decides(session, proposal.author_id, author, rule.approver):
        raise NotApprover("With these edits, somebody else approves it.")
    async with session.connection.cursor() as cursor:
        await cursor.executemany(
            "UPDATE crm.change SET set = %s WHERE proposal_id = %s AND id = %s",
            [(Jsonb(dict(c.set)), proposal.id, c.id) for c in found if c.id in by_id],
        )
    return found


def _check_owners(author: AuthorRights, proposal: ProposalRow, chosen: Sequence[ChangeRow]) -> None:
    for change in chosen:
        owner = as_uuid(change.after.get("owner")) if change.op == "create" else None
        if owner is not None and owner != proposal.author_id and not author.may_change(owner):
            raise NotPermitted("Its author may not create records for that person.", field="owner")


async def _finish(
    session: Session, proposal: ProposalRow, everything: Sequence[ChangeRow], chosen: Sequence[ChangeRow]
) -> None:
    done = {c.id for c in chosen}
    left = [c.id for c in everything if c.id not in done]
    if left:
        await set_changes(session, proposal.id, "rejected", left)
    await _end(session, proposal, "partly_applied" if left else "applied")


async def _end(session: Session, proposal: ProposalRow, status: str) -> None:
    await set_status(session, proposal.id, status)
    await _note(
        session, proposal, {"applied": "approve", "partly_applied": "approve", "undone": "undo"}.get(status, status)
    )


async def _note(session: Session, proposal: ProposalRow, action: str, reason: str | None = None) -> None:
    writer = writer_of(proposal)
    await record_event(
        session,
        action,
        "proposal",
        proposal.id,
        owner_id=proposal.author_id,
        writer=replace(writer, reason=reason) if reason else writer,
    )


async def _check_unchanged(session: Session, done: Sequence[ChangeRow]) -> None:
    """Lock what was written; Conflict where something wrote it since."""
    last: dict[tuple[str, UUID], int] = {}
    for change in done:
        if change.record_id is not None and change.undo:
            last[change.object, change.record_id] = change.undo["version"]
    changed: dict[str, set[UUID]] = {}
    async with writing(session):
        for object_ in sorted({o for o, _ in last}):
            wanted = {i: v for (o, i), v in last.items() if o == object_}
            rows = await rows_by_id(session, object_, wanted, lock=True)
            changed[object_] = {i for i, v in wanted.items() if i not in rows or rows[i]["version"] != v}
    if any(changed.values()):
        names = await references(session, changed)
        said = [f"{n.label} ({n.ref})" for n in names.values()] or ["A record"]
        raise Conflict(
            f"{', '.join(said[:5])} changed since: nothing was undone.", records=[n.json() for n in names.values()]
        )


__all__ = ["approve", "reject", "undo"]
