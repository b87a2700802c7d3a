"""What a new record has that nobody said, and what a record may not be without."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_store.catalog import Object, Pipeline, Stage
from crm_store.database import Session
from crm_store.errors import Invalid
from crm_store.identity import SYSTEM_USER
from crm_store.records.cells import Cell, Cells, cell, pick_stage
from crm_store.records.model import Record, Reference
from crm_store.records.references import myself

_SUBJECT = 80  # letters of a subject made from what was said
_SAID = {"call": "Call", "meeting": "Meeting", "email": "E-mail", "note": "Note", "task": "Task"}


def fill(session: Session, item: Object, cells: Cells) -> Cells:
    """The cells of a new record, completed: owner, pipeline and stage, currency, first statuses, an activity's subject."""
    found = dict(cells)
    owner = item.fields.get("owner")
    if owner and _empty(found, "owner") and session.identity.user_id != SYSTEM_USER:
        me = myself(session)
        found["owner"] = Cell(owner, me.id, me)
    if item.name == "deal":
        found |= place(session, item, found, None)
        if _empty(found, "currency"):
            found["currency"] = cell(item.fields["currency"], session.catalog.settings.currency)
    if item.name in ("lead", "ticket") and _empty(found, "status"):
        options = item.fields["status"].options
        found["status"] = cell(item.fields["status"], options[0].value if options else "New")
    if item.name == "activity" and _empty(found, "subject"):
        found["subject"] = cell(item.fields["subject"], _subject(found))
    return found


def place(session: Session, item: Object, cells: Cells, before: Record | None) -> Cells:
    """The pipeline and stage cells that a new or changed deal gets; a stage belongs to its pipeline."""
    if before is not None and "stage" not in cells and "pipeline" not in cells:
        return {}
    pipeline = _pipeline(session, cells, before)
    said = cells["stage"].value if "stage" in cells else (before.values.get("stage") if before else None)
    if "stage" not in cells and (said is None or pipeline.stage(str(said)) is None):
        said = _first_open(pipeline).name
    name = item.fields["pipeline"]
    return {
        "pipeline": Cell(name, pipeline.name, pipeline.name),
        "stage": pick_stage(item.fields["stage"], said, pipeline),
    }


def _pipeline(session: Session, cells: Cells, before: Record | None) -> Pipeline:
    said = cells["pipeline"].value if "pipeline" in cells else (before.values.get("pipeline") if before else None)
    found = session.catalog.pipeline(said)
    if found is None:
        raise Invalid(f"There is no pipeline `{said}`.", field="pipeline")
    return found


def _first_open(pipeline: Pipeline) -> Stage:
    return next((s for s in pipeline.stages if s.kind == "open"), pipeline.stages[0])


def _subject(cells: Cells) -> str | None:
    body = cells["body"].value if "body" in cells else None
    if body:
        line = str(body).strip().splitlines()[0].strip()
        return line if len(line) <= _SUBJECT else line[: _SUBJECT - 1].rstrip() + "…"
    kind = cells["type"].value if "type" in cells else None
    with_whom = cells["contact"].shown if "contact" in cells else None
    if kind is None:
        return None
    said = _SAID.get(str(kind), str(kind))
    return f"{said} with {with_whom.label}" if isinstance(with_whom, Reference) else said


def require(session: Session, item: Object, after: Mapping[str, Any], touched: Cells) -> None:
    """Refuse a record without what its object and (where the stage is set) its stage require.

    `after` are the values as they will be; only `touched` fields are asked for again at an update.
    """
    for field in item.fields.values():
        if field.required and field.name in touched and after.get(field.name) in (None, ""):
            raise Invalid(f"{item.label}: {field.label.lower()} is required.", field=field.name)
    if item.name == "deal" and "stage" in touched:
        _require_of_stage(session, item, after)


def _require_of_stage(session: Session, item: Object, after: Mapping[str, Any]) -> None:
    pipeline = session.catalog.pipeline(after.get("pipeline"))
    stage = pipeline.stage(str(after["stage"])) if pipeline else None
    for name in stage.required_fields if stage else ():
        if after.get(name) in (None, ""):
            label = item.fields[name].label.lower() if name in item.fields else name
            raise Invalid(f"The stage {after['stage']} requires {label}.", field=name)


def _empty(cells: Cells, name: str) -> bool:
    return name not in cells or cells[name].value is None
