"""Doing the chosen changes, and their inverse, through the same writes that a person's own edits take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.types.json import Jsonb

from crm_store.audit import Writer
from crm_store.database import Session
from crm_store.errors import NotPermitted
from crm_store.proposals.fresh import Rows
from crm_store.proposals.rows import ChangeRow, ProposalRow, created
from crm_store.proposals.updates import Update, update_many
from crm_store.proposals.values import Row, rows_by_id, rows_of
from crm_store.records.locking import writing
from crm_store.records.merge import merge, unmerge
from crm_store.records.write import apply_create, delete, restore

# What the inverse needs is written beside each change, with the id of the record that a create became.
_APPLIED = """
UPDATE crm.change c SET status = 'applied', record_id = v.record_id, undo = v.undo
  FROM unnest(%s::uuid[], %s::uuid[], %s::jsonb[]) AS v(id, record_id, undo) WHERE c.proposal_id = %s AND c.id = v.id
"""

Undo = dict[str, Any]


def writer_of(proposal: ProposalRow) -> Writer:
    return Writer(proposal_id=proposal.id, conversation_id=proposal.conversation_id, reason=proposal.said or None)


async def apply(session: Session, proposal: ProposalRow, changes: Sequence[ChangeRow], rows: Rows) -> None:
    """Do the changes in their order and keep what their inverse needs. Raises what a person's own write would raise."""
    made: dict[UUID, UUID] = {}
    undo: dict[UUID, Undo] = {}
    writer = writer_of(proposal)
    present = dict(rows)
    for run in _runs(changes):
        first = run[0]
        if first.op == "create":
            values = _filled(first, made)
            made[first.id], undo[first.id] = await _create(session, proposal, first, values, writer), {}
        elif first.op == "delete":
            await delete(session, first.object, _id(first), writer=writer)
            undo[first.id] = {}
        else:
            undo.update(await _update(session, run, made, present, writer))
    await _keep(session, proposal, changes, made, undo)


def _runs(changes: Sequence[ChangeRow]) -> Iterator[list[ChangeRow]]:
    """Updates of one object that follow each other, each of another record, together; everything else alone."""
    run: list[ChangeRow] = []
    ids: set[UUID | None] = set()
    for change in changes:
        follows = run and change.op == run[0].op == "update" and change.object == run[0].object
        if run and (not follows or change.record_id in ids):
            yield run
            run, ids = [], set()
        run.append(change)
        ids.add(change.record_id)
    if run:
        yield run


async def _keep(
    session: Session,
    proposal: ProposalRow,
    changes: Sequence[ChangeRow],
    made: Mapping[UUID, UUID],
    undo: Mapping[UUID, Undo],
) -> None:
    versions = await _versions(session, changes, made)
    kept = [(c.id, record, undo[c.id]) for c in changes if (record := made.get(c.id) or c.record_id)]
    await session.connection.execute(
        _APPLIED,
        (
            [key for key, _, _ in kept],
            [record for _, record, _ in kept],
            [Jsonb({"version": versions.get(record), **was}) for _, record, was in kept],
            proposal.id,
        ),
    )


def _id(change: ChangeRow) -> UUID:
    assert change.record_id is not None, "only a create has no record yet"
    return change.record_id


def _filled(change: ChangeRow, made: Mapping[UUID, UUID]) -> dict[str, Any]:
    """The values, with the record that an earlier change made in the place of {change_id}."""
    return {name: str(made[key]) if (key := created(value)) else value for name, value in change.after.items()}


async def _create(
    session: Session, proposal: ProposalRow, change: ChangeRow, values: dict[str, Any], writer: Writer
) -> UUID:
    # What nobody said the owner of is the author's, whoever approves.
    if "owner" in session.catalog.object(change.object).fields and values.get("owner") is None:
        values = {**values, "owner": str(proposal.author_id)}
    return (await apply_create(session, change.object, values, writer=writer)).id


async def _update(
    session: Session,
    run: Sequence[ChangeRow],
    made: Mapping[UUID, UUID],
    present: dict[UUID, Row | None],
    writer: Writer,
) -> dict[UUID, Undo]:
    """Updates, or one merge with what it sets; `present` is kept up to date for later changes of the same records."""
    object_ = run[0].object
    updates = [Update(_id(c), values) for c in run if (values := _filled(c, made))]
    before = await update_many(session, object_, updates, present, writer) if updates else {}
    undo: dict[UUID, Undo] = {c.id: {} for c in run}
    for change in run:
        if was := before.get(_id(change)):
            undo[change.id] = {"before": was}
            if "stage" in was:
                undo[change.id]["closed_at"] = (present[_id(change)] or {}).get("closed_at")
        if change.op == "merge":
            merged = await merge(session, object_, _id(change), list(change.merge), writer=writer)
            undo[change.id]["merge"] = dict(merged.undo)
    present.update(await rows_by_id(session, object_, [_id(c) for c in run]))
    return undo


async def _versions(session: Session, changes: Sequence[ChangeRow], made: Mapping[UUID, UUID]) -> dict[UUID, int]:
    """The version that every touched record was left with; deleted ones and those handed away are seen by `writing` alone."""
    wanted: dict[str, set[UUID]] = {}
    for change in changes:
        if key := made.get(change.id) or change.record_id:
            wanted.setdefault(change.object, set()).add(key)
    found: dict[UUID, int] = {}
    async with writing(session):
        for object_, ids in wanted.items():
            query = sql.SQL("SELECT id, version FROM crm.{} WHERE tenant_id = %s AND id = ANY (%s)")
            rows = await rows_of(
                session, query.format(sql.Identifier(object_)), (session.identity.tenant_id, list(ids))
            )
            found.update({row["id"]: row["version"] for row in rows})
    return found


async def revert(session: Session, proposal: ProposalRow, changes: Sequence[ChangeRow]) -> None:
    """The inverse of the changes, last first."""
    writer = writer_of(proposal)
    for run in _runs(list(reversed(changes))):
        first = run[0]
        if first.op == "create":
            await delete(session, first.object, _id(first), writer=writer)
        elif first.op == "delete":
            await restore(session, first.object, _id(first), writer=writer)
        elif first.op == "merge" and first.undo:
            await unmerge(session, first.object, first.undo["merge"], writer=writer)
        await _as_before(session, run, writer)


async def _as_before(session: Session, run: Sequence[ChangeRow], writer: Writer) -> None:
    """The values that updates changed, back."""
    updates = [Update(_id(c), c.undo["before"]) for c in run if c.undo and c.undo.get("before")]
    if not updates:
        return
    rows = await rows_by_id(session, run[0].object, [u.id for u in updates], lock=True)
    if len(rows) < len(updates):
        raise NotPermitted
    await update_many(session, run[0].object, updates, rows, writer)
    closed = [
        (c.undo["closed_at"], session.identity.tenant_id, _id(c)) for c in run if c.undo and c.undo.get("closed_at")
    ]
    if closed:
        # A deal that is won or lost again was so since then, not since now: periods count by it.
        async with session.connection.cursor() as cursor:
            await cursor.executemany("UPDATE crm.deal SET closed_at = %s WHERE tenant_id = %s AND id = %s", closed)
