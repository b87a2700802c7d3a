"""What a person should look at before they approve: pure functions of one change, and one look for likely duplicates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import sql

from crm_store.catalog import Catalog, Pipeline
from crm_store.database import Session
from crm_store.proposals.values import rows_of
from crm_store.records.keys import company_key, domain_key, email_key, phone_key

Note = dict[str, Any]

# Ten times the old amount is far more often a slip of a zero than a deal that grew.
AMOUNT_JUMP = 10
_SHOWN = 3  # likely duplicates named on one change


@dataclass(frozen=True, slots=True)
class Considered:
    """One create or update: the record before (empty for a create) and after, and what is set; canonical values."""

    object: str
    record_id: UUID | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    set: Mapping[str, Any]


def warnings(catalog: Catalog, today: date, change: Considered) -> list[Note]:
    """Everything that can be said of a change by looking at it alone."""
    found = [_amount(change)]
    if change.object == "deal":
        found += [_close_date(catalog, today, change), _skipped(catalog, change), *_missing(catalog, change)]
    if change.object == "activity":
        found.append(_due(today, change))
    return [note for note in found if note]


def _amount(change: Considered) -> Note | None:
    for field in ("amount", "annual_revenue", "list_price"):
        old, new = change.before.get(field), change.set.get(field)
        if old and new and new >= AMOUNT_JUMP * old:
            return {"code": "amount_jump", "text": f"{new:,} is {new / old:.0f} times the old value ({old:,})."}
    return None


def _close_date(catalog: Catalog, today: date, change: Considered) -> Note | None:
    said = change.set.get("close_date")
    kind = _kind(catalog, change)
    if said and kind == "open" and said < today.isoformat():
        return {"code": "close_date_past", "text": f"The close date {said} is in the past."}
    return None


def _due(today: date, change: Considered) -> Note | None:
    due = change.set.get("due_date")
    if due and change.after.get("type") == "task" and change.after.get("status") != "done" and due < today.isoformat():
        return {"code": "due_past", "text": f"The due date {due} is in the past."}
    return None


def _skipped(catalog: Catalog, change: Considered) -> Note | None:
    pipeline = _pipeline(catalog, change.after)
    old, new = (
        pipeline.stage(str(values.get("stage"))) if pipeline else None for values in (change.before, change.set)
    )
    if pipeline is None or old is None or new is None or new.kind == "lost" or old.kind != "open":
        return None
    between = [s.name for s in pipeline.stages if s.kind == "open" and old.position < s.position < new.position]
    return {"code": "stage_skipped", "text": f"This skips {' and '.join(between)}."} if between else None


def _missing(catalog: Catalog, change: Considered) -> list[Note]:
    pipeline = _pipeline(catalog, change.after)
    stage = pipeline.stage(str(change.after.get("stage"))) if pipeline and "stage" in change.set else None
    if stage is None:
        return []
    fields = catalog.object("deal").fields
    return [
        {
            "code": "required_for_stage",
            "text": f"{stage.name} asks for {fields[name].label.lower() if name in fields else name}.",
        }
        for name in stage.required_fields
        if change.after.get(name) in (None, "")
    ]


def _pipeline(catalog: Catalog, values: Mapping[str, Any]) -> Pipeline | None:
    return catalog.pipeline(values.get("pipeline"))


def _kind(catalog: Catalog, change: Considered) -> str:
    pipeline = _pipeline(catalog, change.after)
    stage = pipeline.stage(str(change.after.get("stage"))) if pipeline else None
    return stage.kind if stage else "open"


async def duplicates(session: Session, changes: Iterable[Considered]) -> dict[int, list[Note]]:
    """Warnings by the position of the change in `changes`: others with the same key that the caller sees."""
    wanted: dict[tuple[str, str], dict[str, list[int]]] = {}
    known = list(changes)
    for position, change in enumerate(known):
        for column, key in _keys(session.catalog, change):
            wanted.setdefault((change.object, column), {}).setdefault(key, []).append(position)
    found: dict[int, list[Note]] = {}
    for (object_, column), keys in wanted.items():
        for row in await _same(session, object_, column, list(keys)):
            for position in keys[row["key"]]:
                if row["id"] != known[position].record_id:
                    notes = found.setdefault(position, [])
                    if len(notes) < _SHOWN and all(n["record"]["id"] != str(row["id"]) for n in notes):
                        notes.append(_likely(object_, column, row))
    return found


def _likely(object_: str, column: str, row: Mapping[str, Any]) -> Note:
    what = {"email_key": "e-mail", "phone_key": "phone number", "company_key": "name", "domain_key": "domain"}[column]
    record = {"object": object_, "id": str(row["id"]), "ref": row["ref"], "label": row["name"]}
    return {"code": "likely_duplicate", "text": f"{row['name']} ({row['ref']}) has the same {what}.", "record": record}


def _keys(catalog: Catalog, change: Considered) -> list[tuple[str, str]]:
    region = catalog.settings.phone_region
    made = {
        "contact": (
            ("email_key", email_key(change.set.get("email"))),
            ("phone_key", phone_key(change.set.get("phone"), region)),
        ),
        "lead": (
            ("email_key", email_key(change.set.get("email"))),
            ("phone_key", phone_key(change.set.get("phone"), region)),
        ),
        "account": (
            ("domain_key", domain_key(change.set.get("domain"))),
            ("company_key", company_key(change.set.get("name"))),
        ),
    }.get(change.object, ())
    return [(column, key) for column, key in made if key]


async def _same(session: Session, object_: str, column: str, keys: list[str]) -> list[dict[str, Any]]:
    return await rows_of(
        session,
        sql.SQL(
            "SELECT id, ref, name, {column} AS key FROM crm.{table} WHERE tenant_id = %s AND {column} = ANY (%s) ORDER BY id LIMIT 200"
        ).format(column=sql.Identifier(column), table=sql.Identifier(object_)),
        (session.identity.tenant_id, keys),
    )
