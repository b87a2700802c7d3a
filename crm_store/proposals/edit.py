"""Corrections that a person makes in the card: values of the same change of the same record, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from crm_store.database import Session
from crm_store.errors import Invalid
from crm_store.proposals.prepare import Made, canonical_set
from crm_store.proposals.rows import ChangeRow
from crm_store.proposals.values import as_uuid, look_up, of_row


async def edited(
    session: Session,
    change: ChangeRow,
    edit: Mapping[str, Any],
    rows: Mapping[UUID, Any],
    everything: Sequence[ChangeRow],
) -> ChangeRow:
    """The change with these values. Raises Invalid, UnknownField, NotPermitted as staging does."""
    if change.op == "delete":
        raise Invalid("A delete has nothing to edit.", field="edits")
    object_ = session.catalog.object(change.object)
    made = _made_before(change, everything)
    values = {name: _as_key(value) for name, value in edit.items()}
    pointers = [
        (target, value)
        for name, value in values.items()
        if (field := object_.fields.get(name))
        and (target := field.target)
        and not _is_key(value)
        and value not in (None, "")
    ]
    row = rows.get(change.record_id) if change.record_id else None
    fields = [f for f in object_.fields.values() if f.stored or f.custom]
    before = {f.name: of_row(f, row) for f in fields} if row else {}
    canonical = canonical_set(
        session, object_, values, await look_up(session, pointers), made, {**before, **change.after}
    )
    merged = dict(change.set)
    for name, value in canonical.items():
        merged[name] = {"before": before.get(name), "after": value}
    return replace(change, set=merged)


def _made_before(change: ChangeRow, everything: Sequence[ChangeRow]) -> Mapping[str, Made]:
    position = next(n for n, c in enumerate(everything) if c.id == change.id)
    return {str(c.id): Made(c.id, c.object) for c in everything[:position] if c.op == "create"}


def _as_key(value: Any) -> Any:
    """{change_id} of what an earlier change creates, as the draft would have said it."""
    key = as_uuid(value.get("change_id")) if isinstance(value, Mapping) else None
    return {"change": str(key)} if key else value


def _is_key(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {"change"}
