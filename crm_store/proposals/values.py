"""Values of a proposal: canonical JSON from what was written, and references found in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from psycopg import sql
from psycopg.rows import dict_row

from crm_store.catalog import Field, Kind
from crm_store.database import Session
from crm_store.errors import Invalid, NotFound
from crm_store.records.model import instant
from crm_store.records.shown import number, shown
from crm_store.records.values import check, parse

Row = dict[str, Any]

# By id, by ref and (of people) by e-mail; what the caller does not see is not found.
_FIND = {
    "user": sql.SQL(
        "SELECT id, lower(email) AS email, NULL AS ref FROM crm.app_user"
        " WHERE tenant_id = %(tenant)s AND (id = ANY (%(ids)s) OR lower(email) = ANY (%(emails)s))"
    ),
    "contact": sql.SQL(
        "SELECT id, email_key AS email, ref FROM crm.contact WHERE tenant_id = %(tenant)s"
        " AND (id = ANY (%(ids)s) OR ref = ANY (%(refs)s) OR email_key = ANY (%(emails)s))"
    ),
    "lead": sql.SQL(
        "SELECT id, email_key AS email, ref FROM crm.lead WHERE tenant_id = %(tenant)s"
        " AND (id = ANY (%(ids)s) OR ref = ANY (%(refs)s) OR email_key = ANY (%(emails)s))"
    ),
}


@dataclass(frozen=True, slots=True)
class Directory:
    """References that were looked up: what was written, by (object, text), to an id."""

    found: Mapping[tuple[str, str], UUID]
    me: UUID

    def id(self, object_: str, said: Any, field: str | None = None) -> UUID:
        """The id of what was written; NotFound, or Invalid where it is the value of a field."""
        text = written(said)
        if object_ == "user" and text == "me":
            return self.me
        key = self.found.get((object_, text))
        if key is None:
            raise Invalid(f"There is no such {object_}.", field=field) if field else NotFound()
        return key


def written(said: Any) -> str:
    """What a reference was written as: an id, a ref or an e-mail, in small letters; also of {object, id, …}."""
    if isinstance(said, Mapping):
        said = said.get("id") or said.get("ref") or said.get("email")
    if not isinstance(said, str | UUID):
        raise Invalid("A reference is an id, a ref or an e-mail.")
    return str(said).strip().lower()


async def look_up(session: Session, wanted: Iterable[tuple[str, Any]]) -> Directory:
    """Find every (object, id | ref | e-mail | reference), one statement an object."""
    by_object: dict[str, set[str]] = {}
    for object_, said in wanted:
        by_object.setdefault(object_, set()).add(written(said))
    found: dict[tuple[str, str], UUID] = {}
    for object_, texts in by_object.items():
        found.update(await _find(session, object_, texts))
    return Directory(found, session.identity.user_id)


async def _find(session: Session, object_: str, texts: set[str]) -> dict[tuple[str, str], UUID]:
    query = _FIND.get(object_) or sql.SQL(
        "SELECT id, NULL AS email, ref FROM crm.{} WHERE tenant_id = %(tenant)s AND (id = ANY (%(ids)s) OR ref = ANY (%(refs)s))"
    ).format(sql.Identifier(session.catalog.object(object_).name))
    clean = [t for t in texts if "\0" not in t]
    values = {
        "tenant": session.identity.tenant_id,
        "ids": [key for t in clean if (key := as_uuid(t))],
        "refs": [t.upper() for t in clean],
        "emails": [t for t in clean if "@" in t],
    }
    rows = await rows_of(session, query, values)
    found: dict[tuple[str, str], UUID] = {}
    for row in rows:
        for name in (str(row["id"]), row["ref"], row["email"]):
            _put(found, (object_, name.lower() if name else ""), row["id"])
    # An id may have been written without dashes.
    return found | {(object_, t): key for t in clean if (key := as_uuid(t)) and (object_, str(key)) in found}


def _put(found: dict[tuple[str, str], UUID], name: tuple[str, str], key: UUID) -> None:
    if name in found and found[name] != key and "@" in name[1]:
        raise Invalid(f"Several records have the e-mail {name[1]}: say which by its ref.")
    if name[1]:
        found[name] = key


def canonical(session: Session, field: Field, value: Any) -> Any:
    """The JSON that a proposal keeps of a value (not a reference); Invalid where it does not fit."""
    parsed = parse(field, value, session.catalog.settings)
    check(field, parsed)
    if field.name == "currency" and parsed is not None:
        parsed = str(parsed).upper()
    if field.required and parsed is None:
        raise Invalid(f"{field.label} cannot be empty.", field=field.name)
    return shown(field, parsed)


def of_row(field: Field, row: Row) -> Any:
    """The canonical value of a field in to_jsonb(row)."""
    value = row["custom"].get(field.name) if field.custom else row.get(field.column)
    if value is None or field.custom:
        return value
    if field.kind is Kind.MONEY:
        return number(Decimal(value) / 100)
    if field.kind is Kind.INSTANT:
        return instant(datetime.fromisoformat(value))
    return value


async def rows_by_id(session: Session, object_: str, ids: Iterable[UUID], *, lock: bool = False) -> dict[UUID, Row]:
    """The rows that the caller sees, as to_jsonb; with `lock`, those that the caller may also change, locked in order."""
    query = sql.SQL(
        "SELECT r.id, to_jsonb(r) AS row FROM crm.{} r WHERE r.tenant_id = %s AND r.id = ANY (%s) ORDER BY r.id{}"
    )
    rows = await rows_of(
        session,
        query.format(sql.Identifier(object_), sql.SQL(" FOR UPDATE" if lock else "")),
        (session.identity.tenant_id, list(ids)),
    )
    return {row["id"]: cast(Row, row["row"]) for row in rows}


def as_uuid(value: object) -> UUID | None:
    """The id that a value is, or None where it is none."""
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


async def rows_of(session: Session, query: str | sql.SQL | sql.Composed, values: Any) -> list[Row]:
    async with session.connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query.encode() if isinstance(query, str) else query, values)
        return await cursor.fetchall()
