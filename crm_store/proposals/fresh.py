"""Whether everything is still as it was when it was proposed: rows locked, rights and versions compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from crm_store.catalog import Field, Kind
from crm_store.database import Session
from crm_store.errors import NotPermitted
from crm_store.proposals.approver import AuthorRights
from crm_store.proposals.rows import ChangeRow, ProposalRow, set_status
from crm_store.proposals.values import Row, as_uuid, of_row, rows_by_id

Rows = Mapping[UUID, Row | None]


async def lock_records(session: Session, author: AuthorRights, changes: Sequence[ChangeRow]) -> Rows:
    """Every touched record, locked; None for one that is gone or out of sight.

    NotPermitted where the session's user or the author may no longer change one. Locks are taken in one order, so that
    two approvals wait for each other and do not stand still.
    """
    wanted: dict[str, set[UUID]] = {}
    for change in changes:
        wanted.setdefault(change.object, set()).update(change.versions)
    found: dict[UUID, Row | None] = {}
    for object_, ids in sorted(wanted.items()):
        locked = await rows_by_id(session, object_, ids, lock=True)
        missing = ids - set(locked)
        if missing and await rows_by_id(session, object_, missing):
            raise NotPermitted
        found.update(locked)
        found.update(dict.fromkeys(missing))
        if not all(author.may_change(as_uuid(row.get("owner_id"))) for row in locked.values()):
            raise NotPermitted("Its author may no longer change this record.")
    return found


def stale(changes: Sequence[ChangeRow], rows: Rows) -> list[ChangeRow]:
    """The changes of which some record has another version than the one they were made for."""
    return [
        c for c in changes if any((row := rows.get(i)) is None or row["version"] != v for i, v in c.versions.items())
    ]


async def mark_stale(session: Session, proposal: ProposalRow, changes: Sequence[ChangeRow], rows: Rows) -> None:
    """Write down that nothing was applied, and what changed meanwhile."""
    async with session.connection.cursor() as cursor:
        await cursor.executemany(
            "UPDATE crm.change SET status = 'stale', warnings = warnings || %s WHERE proposal_id = %s AND id = %s",
            [(Jsonb(_meanwhile(session, change, rows)), proposal.id, change.id) for change in changes],
        )
    await set_status(session, proposal.id, "stale")


def _meanwhile(session: Session, change: ChangeRow, rows: Rows) -> list[dict[str, Any]]:
    row = rows.get(change.record_id) if change.record_id else None
    if row is None:
        return [_note("The record is no longer there.")]
    fields = session.catalog.object(change.object).fields
    texts = [
        f"{fields[name].label} is now {_said(fields[name], of_row(fields[name], row))}."
        for name, values in change.set.items()
        if name in fields
        and not fields[name].closed("rep")
        and not _same(fields[name], of_row(fields[name], row), values["before"])
    ]
    return [_note(t) for t in texts] or [_note("The record was changed since this was proposed.")]


def _note(text: str) -> dict[str, Any]:
    return {"code": "changed_meanwhile", "text": text}


def _same(field: Field, now: Any, before: Any) -> bool:
    # Instants are spelt differently by the database and by us.
    return field.kind is Kind.INSTANT or now == before


def _said(field: Field, value: Any) -> str:
    if value in (None, ""):
        return "empty"
    if field.kind is Kind.REFERENCE:
        return "another"
    return f"{value:,}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
