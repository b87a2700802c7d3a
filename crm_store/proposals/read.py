"""Reading proposals, for whoever may see them: references with their names, hidden fields left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, TypeVar, cast
from uuid import UUID

from crm_store.catalog import Field, Kind
from crm_store.database import Session
from crm_store.errors import Invalid, NotFound
from crm_store.proposals.closed import quoting_closed
from crm_store.proposals.model import Change, FieldChange, NewRecord, Page, Proposal
from crm_store.proposals.values import as_uuid, rows_of
from crm_store.records.model import MASK, Reference, instant

SHOWN = 200  # changes that a proposal carries; the rest are behind their own list
_COUNTED = 10_000

# Pending ones past their time are shown as what they are, whoever gets round to writing it down.
_SHOWN_STATUS = "CASE WHEN p.status = 'pending' AND p.expires_at <= crm.now() THEN 'expired' ELSE p.status END"
_COLUMNS = f"""
SELECT p.id, p.ref, {_SHOWN_STATUS} AS status, p.said, p.summary, p.author_id, p.author_kind, p.approver, p.confirm_twice,
       p.conversation_id, p.created_at, p.expires_at, p.decided_at, p.decided_by, p.reason, p.change_count
  FROM crm.proposal p
"""
_CHANGES = """
SELECT c.id, c.position, c.op, c.object, c.record_id, c.merge, c.set, c.warnings, c.evidence, c.status
  FROM crm.change c WHERE c.proposal_id = %s AND c.position >= %s ORDER BY c.position LIMIT %s
"""
# Mine to decide: my own where I approve, and those of people below me (of everybody, for an administrator) that need it.
_MINE = """((p.approver = 'self' AND p.author_id = crm.user_id())
 OR (p.approver = 'manager' AND p.author_id <> crm.user_id() AND %(role)s IN ('manager', 'executive', 'admin')
     AND (%(role)s = 'admin' OR p.author_id = ANY ((SELECT crm.owners())::uuid[]))))"""

Row = dict[str, Any]
T = TypeVar("T")
Names = Mapping[tuple[str, UUID], Reference]


async def get(session: Session, id_or_ref: UUID | str) -> Proposal:
    """The proposal with its first 200 changes; NotFound where the caller does not see it."""
    key = as_uuid(id_or_ref)
    where = "p.id = %s" if key else "p.ref = upper(%s)"
    rows = await rows_of(session, f"{_COLUMNS} WHERE {where}", (key or str(id_or_ref).replace("\0", ""),))
    if not rows:
        raise NotFound("There is no such proposal.")
    return (await _proposals(session, rows))[0]


async def find(
    session: Session,
    status: str | None = None,
    approver: Literal["me"] | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Proposal]:
    """Newest first. `approver='me'`: those that the caller decides."""
    wheres, values = ["true"], dict[str, Any](role=session.identity.role)
    if status:
        wheres.append(f"{_SHOWN_STATUS} = %(status)s")
        values["status"] = status
    if approver:
        wheres.append(_MINE)
    counted = " AND ".join(wheres)
    if cursor:
        wheres.append("p.id < %(after)s")
        values["after"] = _cursor_uuid(cursor)
    limit = max(1, min(limit, 200))
    rows = await rows_of(
        session, f"{_COLUMNS} WHERE {' AND '.join(wheres)} ORDER BY p.id DESC LIMIT {limit + 1}", values
    )
    count = await rows_of(
        session,
        f"SELECT count(*) AS n FROM (SELECT FROM crm.proposal p WHERE {counted} LIMIT {_COUNTED + 1}) x",
        values,
    )
    more = str(rows[limit - 1]["id"]) if len(rows) > limit else None
    return _page(tuple(await _proposals(session, rows[:limit])), count[0]["n"], more)


async def changes(
    session: Session, proposal_id: UUID | str, cursor: str | None = None, limit: int = SHOWN
) -> Page[Change]:
    """The changes of a proposal in their order, `limit` at a time."""
    proposal = await get_row(session, proposal_id)
    limit = max(1, min(limit, 200))
    start = _cursor_int(cursor) if cursor else 0
    rows = await rows_of(session, _CHANGES, (proposal["id"], start, limit + 1))
    more = str(rows[limit]["position"]) if len(rows) > limit else None
    return _page(tuple(await _shown(session, rows[:limit])), proposal["change_count"], more)


async def get_row(session: Session, id_or_ref: UUID | str) -> Row:
    """The bare row of a proposal that the caller sees, or NotFound."""
    key = as_uuid(id_or_ref)
    where = "p.id = %s" if key else "p.ref = upper(%s)"
    rows = await rows_of(session, f"{_COLUMNS} WHERE {where}", (key or str(id_or_ref).replace("\0", ""),))
    if not rows:
        raise NotFound("There is no such proposal.")
    return rows[0]


async def references(session: Session, wanted: Mapping[str, set[UUID]]) -> Names:
    """Names of records by (object, id), as far as the caller sees them or saw them before they were deleted."""
    found: dict[tuple[str, UUID], Reference] = {}
    for name, ids in wanted.items():
        if not ids:
            continue
        rows = await rows_of(session, "SELECT id, ref, label, email FROM crm.references_of(%s, %s)", (name, list(ids)))
        for row in rows:
            label = row["label"] if _label_shown(session, name) else row["ref"]
            found[name, row["id"]] = Reference(name, row["id"], row["ref"], label, row["email"])
    return found


def _label_shown(session: Session, name: str) -> bool:
    if name == "user":
        return True
    object_ = session.catalog.object(name)
    return not object_.field(object_.label_field).closed(session.identity.role)


async def _proposals(session: Session, rows: Sequence[Row]) -> list[Proposal]:
    names = await references(session, {"user": {row["author_id"] for row in rows}})
    quoting = await quoting_closed(session, [row["id"] for row in rows])
    made = []
    for row in rows:
        parts = await _shown(session, await rows_of(session, _CHANGES, (row["id"], 0, SHOWN)))
        if row["id"] in quoting or any(_out_of_sight(part) for part in parts):
            # The author's own words are no news to the author; the summary quotes the record as it was.
            said = row["said"] if row["author_id"] == session.identity.user_id else ""
            row |= {"said": said, "summary": ""}
        author = row.pop("author_id")
        by = names.get(("user", author)) or Reference("user", author, "", "")
        made.append(Proposal(**row, by=by, changes=tuple(parts)))
    return made


def _out_of_sight(change: Change) -> bool:
    """Whether a record that was there when it was proposed is none that the reader sees."""
    return change.record is None and change.op != "create"


async def _shown(session: Session, rows: Sequence[Row]) -> list[Change]:
    wanted: dict[str, set[UUID]] = {}
    for row in rows:
        _collect(session, row, wanted)
    names = await references(session, wanted)
    return [_change(session, row, names) for row in rows]


def _collect(session: Session, row: Row, wanted: dict[str, set[UUID]]) -> None:
    ids = wanted.setdefault(row["object"], set())
    ids.update(row["merge"])
    if row["record_id"]:
        ids.add(row["record_id"])
    for field, values in _fields(session, row):
        if field.target:
            for value in (values["before"], values["after"]):
                if (key := as_uuid(value)) is not None:
                    wanted.setdefault(field.target, set()).add(key)


def _fields(session: Session, row: Row) -> list[tuple[Field, Row]]:
    """The fields of a change that the reader may know of; a field that is no more is left out."""
    known = session.catalog.object(row["object"]).fields
    return [
        (known[name], values)
        for name, values in row["set"].items()
        if name in known and not known[name].hidden(session.identity.role)
    ]


def _change(session: Session, row: Row, names: Names) -> Change:
    record = names.get((row["object"], row["record_id"])) if row["record_id"] else None
    visible = record is not None or (row["op"] == "create" and row["record_id"] is None)
    fields = _fields(session, row) if visible else []
    known = session.catalog.object(row["object"]).fields
    # Warnings and evidence quote values: they go with a field that is closed to the reader.
    told = visible and not any(name in known and known[name].closed(session.identity.role) for name in row["set"])
    return Change(
        row["id"],
        row["op"],
        row["object"],
        record,
        tuple(found for m in row["merge"] if (found := names.get((row["object"], m)))),
        {field.name: _field_change(session, field, values, names) for field, values in fields},
        tuple(row["warnings"]) if told else (),
        tuple(row["evidence"]) if told else (),
        row["status"],
    )


def _field_change(session: Session, field: Field, values: Row, names: Names) -> FieldChange:
    if field.masked(session.identity.role):
        return FieldChange(*(MASK if values[k] is not None else None for k in ("before", "after")))
    return FieldChange(_value(field, values["before"], names), _value(field, values["after"], names))


def _value(field: Field, value: Any, names: Names) -> Any:
    if field.kind is Kind.INSTANT and isinstance(value, str):
        return instant(datetime.fromisoformat(value))
    if field.kind is not Kind.REFERENCE or value is None:
        return value
    if isinstance(value, dict):
        return NewRecord(UUID(value["change_id"]))
    key = as_uuid(value)
    return names.get((cast(str, field.target), key)) if key else None


def _page(items: tuple[T, ...], total: int, cursor: str | None) -> Page[T]:
    return Page(items, min(total, _COUNTED), "at_least" if total > _COUNTED else None, cursor)


def _cursor_uuid(cursor: str) -> UUID:
    if (key := as_uuid(cursor)) is None:
        raise Invalid("That cursor is none of ours.", field="cursor")
    return key


def _cursor_int(cursor: str) -> int:
    if not cursor.isdecimal() or len(cursor) > 9:
        raise Invalid("That cursor is none of ours.", field="cursor")
    return int(cursor)
