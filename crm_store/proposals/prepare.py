"""One change made ready to be filed: values made canonical, refused where they cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from crm_store.catalog import Catalog, Field, Object
from crm_store.database import Session
from crm_store.errors import Invalid, NotFound, NotPermitted
from crm_store.proposals.draft import ChangeDraft
from crm_store.proposals.values import Directory, Row, canonical, of_row
from crm_store.proposals.warn import Considered
from crm_store.records.picklists import pick
from crm_store.records.rights import Rights

_SUBJECT = 80  # letters of a subject that is made from what was said


@dataclass(frozen=True, slots=True)
class Prepared:
    """A change ready to be filed: ids found, values canonical; `before` is the whole record, empty for a create."""

    id: UUID
    draft: ChangeDraft
    record_id: UUID | None
    merge: tuple[UUID, ...]
    set: Mapping[str, Any]
    before: Mapping[str, Any]
    warnings: tuple[Mapping[str, Any], ...] = ()

    def considered(self) -> Considered:
        return Considered(self.draft.object, self.record_id, self.before, {**self.before, **self.set}, self.set)

    def changing(self) -> ChangeDraft:
        """The draft without what is so already."""
        if self.draft.op != "update":
            return self.draft
        return replace(self.draft, set={name: value for name, value in self.draft.set.items() if name in self.set})

    def json(self) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "op": self.draft.op,
            "object": self.draft.object,
            "record_id": str(self.record_id) if self.record_id else None,
            "merge": [str(m) for m in self.merge],
            "set": dict(self.set),
            "warnings": [dict(w) for w in (*self.draft.warnings, *self.warnings)],
            "evidence": [dict(e) for e in self.draft.evidence],
        }


@dataclass(frozen=True, slots=True)
class Made:
    """A create, and what it makes: later changes point at it by its key."""

    change_id: UUID
    object: str


def check_draft(session: Session, draft: ChangeDraft) -> None:
    """Refuse what no value could mend: unknown and closed fields, changes without what they need."""
    object_ = session.catalog.object(draft.object)
    if draft.op not in ("create", "update", "delete", "merge"):
        raise Invalid(f"There is no change called `{draft.op}`.")
    if (draft.op == "create") == (draft.record_id is not None):
        raise Invalid("A create has no record yet; every other change needs one.")
    if (draft.op == "merge") != bool(draft.merge):
        raise Invalid("A merge, and nothing else, names the records that go into the one that stays.")
    if draft.op == "delete" and draft.set:
        raise Invalid("A delete sets nothing.")
    check_writable(session, object_, draft.set)


def check_writable(session: Session, object_: Object, names: Iterable[str]) -> None:
    """Refuse fields that are unknown or closed to the session's user, read-only for them, or follow from other changes."""
    rights = Rights.of(session.catalog, session.identity)
    for name in names:
        field = rights.field(object_, name)
        if field.derived or field.expression:
            raise Invalid(f"{field.label} follows from other changes; it cannot be set.", field=name)
        if not rights.writable(field):
            raise NotPermitted(f"You may not change {field.label.lower()}.", field=name)


def canonical_set(
    session: Session,
    object_: Object,
    values: Mapping[str, Any],
    directory: Directory,
    keys: Mapping[str, Made],
    present: Mapping[str, Any],
) -> dict[str, Any]:
    """Values as written, made canonical for a record that is `present`."""
    check_writable(session, object_, values)
    found = {name: _value(session, object_, name, value, directory, keys) for name, value in values.items()}
    _stage_of(session.catalog, object_.name, {**present, **found}, found)
    return found


def pointers(catalog: Catalog, drafts: Iterable[ChangeDraft]) -> Iterable[tuple[str, Any]]:
    for draft in drafts:
        if draft.record_id is not None:
            yield draft.object, draft.record_id
        yield from ((draft.object, m) for m in draft.merge)
        for name, value in draft.set.items():
            target = catalog.object(draft.object).field(name).target
            if target and value not in (None, "") and _key(value) is None:
                yield target, value


def _key(value: Any) -> str | None:
    """The key of a value that points at what an earlier change creates."""
    return str(value["change"]) if isinstance(value, Mapping) and set(value) == {"change"} else None


def one(
    session: Session, draft: ChangeDraft, directory: Directory, rows: Mapping[UUID, Row], keys: dict[str, Made]
) -> Prepared:
    object_ = session.catalog.object(draft.object)
    record_id = directory.id(draft.object, draft.record_id) if draft.record_id is not None else None
    before: dict[str, Any] = {}
    if record_id is not None:
        if (row := rows.get(record_id)) is None:
            raise NotFound
        before = {f.name: of_row(f, row) for f in object_.fields.values() if f.stored or f.custom}
    values = {name: _value(session, object_, name, v, directory, keys) for name, v in draft.set.items()}
    values = _completed(draft, object_, values) if draft.op == "create" else values
    _stage_of(session.catalog, draft.object, {**before, **values}, values)
    made = Prepared(
        uuid4(), draft, record_id, _merged(draft, directory, record_id), _changed(values, before, draft.op), before
    )
    if draft.key is not None:
        if draft.op != "create" or draft.key in keys:
            raise Invalid(f"The key `{draft.key}` must name one create.")
        keys[draft.key] = Made(made.id, draft.object)
    return made


def _merged(draft: ChangeDraft, directory: Directory, record_id: UUID | None) -> tuple[UUID, ...]:
    merged = tuple(dict.fromkeys(directory.id(draft.object, m) for m in draft.merge))
    if record_id in merged:
        raise Invalid("A record cannot be merged into itself.")
    return merged


def _changed(values: Mapping[str, Any], before: Mapping[str, Any], op: str) -> dict[str, Any]:
    """Without what is so already; of a create, without what is empty."""
    if op == "create":
        return {name: value for name, value in values.items() if value is not None}
    return {name: value for name, value in values.items() if value != before.get(name)}


def _value(
    session: Session, object_: Object, name: str, value: Any, directory: Directory, keys: Mapping[str, Made]
) -> Any:
    field = object_.field(name)
    if field.target is None:
        return value if name == "stage" and object_.name == "deal" else canonical(session, field, value)
    if value in (None, ""):
        if field.required:
            raise Invalid(f"{field.label} cannot be empty.", field=name)
        return None
    if (key := _key(value)) is not None:
        return _created(field, key, keys)
    return str(directory.id(field.target, value, name))


def _created(field: Field, key: str, keys: Mapping[str, Made]) -> dict[str, str]:
    if key not in keys:
        raise Invalid(f"No earlier change is called `{key}`.", field=field.name)
    made = keys[key]
    if made.object != field.target:
        raise Invalid(f"{field.label} must be a {field.target}, and `{key}` makes a {made.object}.", field=field.name)
    return {"change_id": str(made.change_id)}


def _completed(draft: ChangeDraft, object_: Object, values: dict[str, Any]) -> dict[str, Any]:
    """A create with what it needs: an activity's subject may be made from what was said."""
    if draft.object == "activity" and not values.get("subject") and values.get("type"):
        said = " ".join(str(values.get("body") or "").split())
        values = {**values, "subject": said[:_SUBJECT].rstrip() or str(values["type"]).capitalize()}
    for field in object_.fields.values():
        if field.required and values.get(field.name) is None:
            raise Invalid(f"{field.label} is missing.", field=field.name)
    return values


def _stage_of(catalog: Catalog, object_: str, after: Mapping[str, Any], values: dict[str, Any]) -> None:
    """Make the stage one of the deal's pipeline; a pipeline that is changed alone must know the stage."""
    if object_ != "deal" or not {"stage", "pipeline"} & set(values):
        return
    pipeline = catalog.pipeline(after.get("pipeline"))
    field = catalog.object("deal").fields["stage"]
    if pipeline is None or ("stage" in values and not values["stage"]):
        raise Invalid(f"{field.label} cannot be empty.", field="stage")
    if after.get("stage") is not None:
        known = {s.name for s in pipeline.stages}
        options = tuple(o for o in field.options if o.value in known)
        stage = pick(field, str(after["stage"]), options)
        if "stage" in values:
            values["stage"] = stage
