"""From the values a caller wrote to cells: what each field's column gets, and what it will read as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crm_store.catalog import Field, Kind, Object, Option, Pipeline, TenantSettings
from crm_store.database import Session
from crm_store.errors import Invalid, NotPermitted, UnknownField
from crm_store.records.keys import company_key, domain_key, phone_key
from crm_store.records.model import plain
from crm_store.records.picklists import pick
from crm_store.records.references import resolve
from crm_store.records.rights import Rights
from crm_store.records.shown import shown
from crm_store.records.values import check, parse, stored

_FIXED = frozenset({"id", "ref", "version", "label", "created_at", "updated_at"})
_KEPT = {
    "account": {"company_key": "name", "domain_key": "domain", "phone_key": "phone"},
    "contact": {"phone_key": "phone"},
    "lead": {"company_key": "company", "phone_key": "phone"},
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One field to be written: `value` for its column (or its key of `custom`), `shown` as `Record.values` has it."""

    field: Field
    value: Any
    shown: Any

    @property
    def json(self) -> Any:
        return plain(self.shown)


Cells = dict[str, Cell]
EXTERNAL_ID = Field("external_id", "External id", Kind.TEXT)


async def cells_of(session: Session, item: Object, values: Mapping[str, Any]) -> Cells:
    """The cells of what a caller wrote. Raises Invalid, UnknownField, and NotPermitted for fields that are read-only.

    A deal's stage stays as it was said: it is picked when its pipeline is known (see `pick_stage`).
    """
    rights = Rights.of(session.catalog, session.identity)
    found: Cells = {}
    for name, value in _flat(values):
        field = _writable(session, rights, item, name)
        found[field.name] = await _cell(session, item, field, value)
    return found


def _flat(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if name != "custom":
            yield name.removeprefix("custom."), value
            continue
        if not isinstance(value, Mapping):
            raise Invalid("`custom` is an object of fields.", field="custom")
        yield from value.items()


def _writable(session: Session, rights: Rights, item: Object, name: str) -> Field:
    if name == "external_id":
        # Its uniqueness would tell others of records that they do not see.
        if session.identity.scope == "system" or session.identity.role == "admin":
            return EXTERNAL_ID
        raise NotPermitted("The external id is set by imports.", field=name)
    if name in _FIXED:
        raise Invalid(f"`{name}` cannot be set.", field=name)
    field = item.fields.get(name)
    if field is None or rights.closed(item, field):
        rights.field(item, name)
        raise UnknownField(field=name)
    if field.derived or field.expression:
        raise Invalid(f"{field.label} follows from other fields; it cannot be set.", field=name)
    if not rights.writable(field):
        raise NotPermitted(f"You may not change {field.label.lower()}.", field=name)
    return field


async def _cell(session: Session, item: Object, field: Field, value: Any) -> Cell:
    if field.kind is Kind.REFERENCE:
        reference = await resolve(session, field, value)
        return Cell(field, reference.id if reference else None, reference)
    if item.name == "deal" and field.name == "stage":
        return Cell(field, value, value)
    parsed = parse(field, value, session.catalog.settings)
    check(field, parsed)
    if field.name == "currency" and parsed is not None:
        parsed = _currency(field, parsed)
    return cell(field, parsed)


def cell(field: Field, parsed: Any) -> Cell:
    """The cell of a parsed value."""
    if field.custom:
        kept = stored(field, parsed)
        return Cell(field, kept, kept)
    return Cell(field, parsed, shown(field, parsed))


def _currency(field: Field, code: str) -> str:
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise Invalid("Currency must be a code of three letters, like USD.", field=field.name)
    return code.upper()


def pick_stage(field: Field, value: Any, pipeline: Pipeline) -> Cell:
    """The stage of `pipeline` that was said; Invalid for one of another pipeline."""
    options = tuple(Option(s.name, s.synonyms) for s in pipeline.stages)
    if not isinstance(value, str) or not value.strip():
        raise Invalid("A deal has a stage.", field=field.name)
    name = pick(field, value.strip(), options)
    return Cell(field, name, name)


def columns_of(item: Object, cells: Cells, settings: TenantSettings) -> dict[str, Any]:
    """Column values of the cells, with the keys that are kept beside them; custom fields are not among them."""
    columns = {c.field.column: c.value for c in cells.values() if not c.field.custom}
    for key, source in _KEPT.get(item.name, {}).items():
        if source in columns:
            columns[key] = _key(key, columns[source], settings)
    return columns


def _key(name: str, value: str | None, settings: TenantSettings) -> str | None:
    if name == "phone_key":
        return phone_key(value, settings.phone_region)
    return company_key(value) if name == "company_key" else domain_key(value)
