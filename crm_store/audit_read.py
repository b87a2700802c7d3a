"""The audit log for its readers: who did what to what, as far as the caller may see the record and its fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from psycopg import sql
from psycopg.rows import dict_row

from crm_store.catalog import Kind
from crm_store.database import Session
from crm_store.errors import Invalid
from crm_store.records.model import MASK, Reference

MAX_LIMIT = 200
_COUNTED = 10_000
_COLUMNS = sql.SQL(
    "SELECT id, at, actor_id, actor_kind, action, object, record_id, before, after, reason, conversation_id, proposal_id"
    " FROM crm.audit_event WHERE {} ORDER BY id DESC LIMIT %(limit)s"
)
_COUNT = sql.SQL("SELECT count(*) AS n FROM (SELECT FROM crm.audit_event WHERE {} LIMIT 10001) x")
_NAMES = "SELECT id, ref, label, email FROM crm.references_of(%s, %s)"

Json = Mapping[str, Any]
Names = Mapping[tuple[str, UUID], Reference]


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What to read; None leaves a part open."""

    object: str | None = None
    record_id: UUID | None = None
    actor_id: UUID | None = None
    action: str | None = None
    proposal_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """`actor` is None for the system, `record` where there is none or the caller does not see it."""

    id: int
    at: datetime
    actor: Reference | None
    actor_kind: str
    action: str
    object: str | None
    record: Reference | None
    before: Json | None
    after: Json | None
    reason: str | None
    conversation_id: UUID | None
    proposal_id: UUID | None


@dataclass(frozen=True, slots=True)
class AuditPage:
    items: tuple[AuditEvent, ...]
    total: int
    total_is: Literal["at_least"] | None
    next_cursor: str | None


async def find_events(session: Session, wanted: AuditFilter, cursor: str | None = None, limit: int = 50) -> AuditPage:
    """Events, newest first: of records whose owner at the time is the caller or below, or done by them."""
    values: dict[str, Any] = {
        name: value for name in AuditFilter.__dataclass_fields__ if (value := getattr(wanted, name)) is not None
    }
    parts: list[sql.Composable] = [
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in values
    ]
    parts.insert(0, sql.SQL("tenant_id = (SELECT crm.tenant_id())"))
    counted = sql.SQL(" AND ").join(parts)
    if cursor is not None:
        parts.append(sql.SQL("id < %(before)s"))
        values["before"] = _position(cursor)
    values["limit"] = (limit := max(1, min(limit, MAX_LIMIT))) + 1
    rows = await _rows(session, _COLUMNS.format(sql.SQL(" AND ").join(parts)), values)
    total = (await _rows(session, _COUNT.format(counted), values))[0]["n"]
    shown = rows[:limit]
    names = await _names(session, shown)
    return AuditPage(
        tuple(_event(session, row, names) for row in shown),
        min(total, _COUNTED),
        "at_least" if total > _COUNTED else None,
        str(shown[-1]["id"]) if len(rows) > limit else None,
    )


def _position(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise Invalid("That cursor is not one of ours.", field="cursor")
    return int(cursor)


async def _names(session: Session, rows: Sequence[Json]) -> Names:
    wanted: dict[str, set[UUID]] = {"user": {row["actor_id"] for row in rows if row["actor_id"]}}
    for row in rows:
        if row["object"] in session.catalog.objects and row["record_id"]:
            wanted.setdefault(row["object"], set()).add(row["record_id"])
        for value in (*(row["before"] or {}).values(), *(row["after"] or {}).values()):
            if (key := _pointer(value)) is not None:
                wanted.setdefault(key[0], set()).add(key[1])
    found: dict[tuple[str, UUID], Reference] = {}
    for object_, ids in wanted.items():
        for row in await _rows(session, _NAMES, (object_, list(ids))) if ids else ():
            label = row["label"] if _named(session, object_) else row["ref"]
            found[object_, row["id"]] = Reference(object_, row["id"], row["ref"], label, row["email"])
    return found


def _named(session: Session, object_: str) -> bool:
    item = session.catalog.objects.get(object_)
    return item is None or not item.field(item.label_field).closed(session.identity.role)


def _pointer(value: Any) -> tuple[str, UUID] | None:
    """The record that a value of `before` or `after` points at."""
    if not isinstance(value, Mapping) or "object" not in value:
        return None
    try:
        return str(value["object"]), UUID(str(value.get("id")))
    except ValueError:
        return None


def _event(session: Session, row: Json, names: Names) -> AuditEvent:
    return AuditEvent(
        row["id"],
        row["at"],
        names.get(("user", row["actor_id"])) if row["actor_id"] else None,
        row["actor_kind"],
        row["action"],
        row["object"],
        names.get((row["object"], row["record_id"])) if row["record_id"] else None,
        _seen(session, row, row["before"], names),
        _seen(session, row, row["after"], names),
        row["reason"],
        row["conversation_id"],
        row["proposal_id"],
    )


def _seen(session: Session, row: Json, values: Json | None, names: Names) -> Json | None:
    """Without hidden fields, and without the names of records that the caller does not see."""
    item = session.catalog.objects.get(row["object"] or "")
    if values is None or item is None:
        return values
    if row["record_id"] and (item.name, row["record_id"]) not in names:
        return None  # no longer theirs to see
    found: dict[str, Any] = {}
    for name, value in values.items():
        field = item.fields.get(name)
        if field is not None and field.closed(session.identity.role):
            if field.masked(session.identity.role) and not field.hidden(session.identity.role):
                found[name] = MASK
        elif field is not None and field.kind is Kind.REFERENCE and (key := _pointer(value)):
            known = names.get(key)
            found[name] = known.json() if known else None
        elif name == "custom" and isinstance(value, Mapping):
            found[name] = {
                k: v for k, v in value.items() if (f := item.fields.get(k)) and not f.closed(session.identity.role)
            }
        elif name != "label" or not item.field(item.label_field).closed(session.identity.role):
            found[name] = value
    return found


async def _rows(session: Session, query: str | sql.Composed, values: Any) -> list[dict[str, Any]]:
    async with session.connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query.encode() if isinstance(query, str) else query, values)
        return await cursor.fetchall()
