"""Doing the chosen changes, and their inverse, through the same writes that a person's own edits take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from crm_store.audit import Writer
from crm_store.database import Session
from crm_store.proposals.fresh import Rows
from crm_store.proposals.rows import ChangeRow, ProposalRow
from crm_store.proposals.values import as_uuid, rows_by_id
from crm_store.records.locking import writing
from crm_store.records.merge import merge, unmerge
from crm_store.records.write import apply_create, apply_update, delete, restore

# What the inverse needs is written beside each change, with the id of the record that a create became.
_APPLIED = "UPDATE crm.change SET status = 'applied', record_id = %s, undo = %s WHERE proposal_id = %s AND id = %s"

Undo = dict[str, Any]


def writer_of(proposal: ProposalRow) -> Writer:
    return Writer(proposal_id=proposal.id, conversation_id=proposal.conversation_id, reason=proposal.said or None)


async def apply(session: Session, proposal: ProposalRow, changes: Sequence[ChangeRow], rows: Rows) -> None:
    """Do the changes in their order and keep what their inverse needs. Raises what a person's own write would raise."""
    made: dict[UUID, UUID] = {}
    undo: dict[UUID, Undo] = {}
    writer = writer_of(proposal)
    for change in changes:
        values = {name: _filled(value, made) for name, value in change.after.items()}
        if change.op == "create":
            made[change.id], undo[change.id] = await _create(session, proposal, change, values, writer)
        else:
            undo[change.id] = await _write(session, change, values, rows, writer)
    versions = await _versions(session, changes, made)
    async with session.connection.cursor() as cursor:
        await cursor.executemany(
            _APPLIED,
            [
                (record, Jsonb({"version": versions.get(record), **undo[c.id]}), proposal.id, c.id)
                for c in changes
                if (record := made.get(c.id) or c.record_id)
            ],
        )


def _filled(value: Any, made: Mapping[UUID, UUID]) -> Any:
    """A value, with the record that an earlier change made in the place of {change_id}."""
    if isinstance(value, Mapping) and (key := as_uuid(value.get("change_id"))) is not None:
        return str(made[key])
    return value


async def _create(
    session: Session, proposal: ProposalRow, change: ChangeRow, values: dict[str, Any], writer: Writer
) -> tuple[UUID, Undo]:
    # What nobody said the owner of is the author's, whoever approves.
    if "owner" in session.catalog.object(change.object).fields and values.get("owner") is None:
        values = {**values, "owner": str(proposal.author_id)}
    written = await apply_create(session, change.object, values, writer=writer)
    return written.id, {}


async def _write(session: Session, change: ChangeRow, values: dict[str, Any], rows: Rows, writer: Writer) -> Undo:
    assert change.record_id is not None, "only a create has no record yet"
    if change.op == "delete":
        await delete(session, change.object, change.record_id, writer=writer)
        return {}
    undo: Undo = {}
    if values:
        written = await apply_update(session, change.object, change.record_id, values, writer=writer)
        undo["before"] = dict(written.before)
        if "stage" in written.before:
            undo["closed_at"] = (rows.get(change.record_id) or {}).get("closed_at")
    if change.op == "merge":
        merged = await merge(session, change.object, change.record_id, list(change.merge), writer=writer)
        undo["merge"] = dict(merged.undo)
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
            found.update({i: row["version"] for i, row in (await rows_by_id(session, object_, ids)).items()})
    return found


async def revert(session: Session, proposal: ProposalRow, changes: Sequence[ChangeRow]) -> None:
    """The inverse of the changes, last first."""
    writer = writer_of(proposal)
    for change in reversed(changes):
        assert change.record_id is not None, "an applied change has its record"
        undo = change.undo or {}
        if change.op == "create":
            await delete(session, change.object, change.record_id, writer=writer)
        elif change.op == "delete":
            await restore(session, change.object, change.record_id, writer=writer)
        if "merge" in undo:
            await unmerge(session, change.object, undo["merge"], writer=writer)
        if undo.get("before"):
            await apply_update(session, change.object, change.record_id, undo["before"], writer=writer)
        if undo.get("closed_at"):
            await _closed_as_before(session, change.record_id, datetime.fromisoformat(undo["closed_at"]))


async def _closed_as_before(session: Session, deal: UUID, at: datetime) -> None:
    """A deal that is won or lost again was so since then, not since now: periods count by it."""
    await session.connection.execute(
        "UPDATE crm.deal SET closed_at = %s WHERE tenant_id = %s AND id = %s", (at, session.identity.tenant_id, deal)
    )
