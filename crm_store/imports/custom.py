"""Columns that no field has become custom fields: one look over the whole file says of what kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crm_store.catalog import Field, Kind, Object, TenantSettings
from crm_store.errors import Invalid
from crm_store.imports.columns import Column, loose
from crm_store.imports.dates import to_iso
from crm_store.imports.model import Context, Row
from crm_store.imports.parsing import is_nothing
from crm_store.records.values import parse

MAX_CUSTOM = 200  # fields that one file may add
_FEW = 25  # so many different values, each of them often, are a picklist
_OFTEN = 4
_SHORT = 60
_BOOLEANS = frozenset({"yes", "no", "true", "false"})
_TRIED = (Kind.NUMBER, Kind.DATE)
_FOUND = {True: Kind.PICKLIST, False: Kind.TEXT}


@dataclass(slots=True)
class _Look:
    """What the values of one column have in common so far."""

    kinds: set[Kind] = field(default_factory=lambda: {*_TRIED, Kind.BOOLEAN})
    values: set[str] = field(default_factory=set)
    filled: int = 0

    def see(self, text: str, settings: TenantSettings) -> None:
        self.filled += 1
        if len(self.values) <= _FEW:
            self.values.add(text[: _SHORT + 1])
        if self.kinds:
            self.kinds = {k for k in self.kinds if _fits(k, text, settings)}

    @property
    def kind(self) -> Kind:
        if not self.filled:
            return Kind.TEXT
        if self.kinds:
            return next(k for k in (Kind.BOOLEAN, *_TRIED) if k in self.kinds)
        few = len(self.values) <= _FEW and self.filled >= _OFTEN * len(self.values)
        return _FOUND[few and all(len(v) <= _SHORT for v in self.values)]


def look(rows: Iterable[Row], places: Sequence[int], settings: TenantSettings, *, foreign: bool) -> dict[int, Kind]:
    """The kind of each of these columns, from every row that is whole."""
    looks = {place: _Look() for place in places}
    for row in rows:
        if row.error:
            continue
        for place, seen in looks.items():
            text = row.cells[place].strip()
            if text and not (foreign and is_nothing(text)):
                seen.see(text, settings)
    return {place: seen.kind for place, seen in looks.items()}


def _fits(kind: Kind, text: str, settings: TenantSettings) -> bool:
    if kind is Kind.BOOLEAN:
        return text.lower() in _BOOLEANS
    try:
        # `007` and `+1 617` are no numbers to count with.
        if kind is Kind.NUMBER and re.match(r"[+]|0\d", text):
            return False
        parse(Field("x", "x", kind), to_iso(text, settings.date_order) if kind is Kind.DATE else text, settings)
    except Invalid:
        return False
    return True


async def add_fields(
    context: Context,
    object: Object,
    header: Sequence[str],
    kinds: Mapping[int, Kind],
) -> tuple[Column, ...]:
    """Make the custom fields; the columns that fill them."""
    if len(kinds) > MAX_CUSTOM:
        raise Invalid(f"The file has {len(kinds)} columns that no field has; {MAX_CUSTOM} are the most.")
    present = {loose(f.label): f for f in object.fields.values() if f.custom} | {
        loose(f.name): f for f in object.fields.values() if f.custom
    }
    columns = []
    for place, kind in kinds.items():
        made = present.get(loose(header[place])) or await _add(context, object, header[place], kind)
        columns.append(Column(place, header[place], made))
    return tuple(columns)


async def _add(context: Context, object: Object, header: str, kind: Kind) -> Field:
    made = Field(_name(object, header), header[:100], kind, custom=True)
    await context.connection.execute(
        "INSERT INTO crm.field_setting (tenant_id, object, field, label, custom_kind) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (context.tenant_id, object.name, made.name, made.label, kind.value),
    )
    return made


def _name(object: Object, header: str) -> str:
    name = re.sub(r"[^a-z0-9]+", "_", header.lower()).strip("_")[:60] or "field"
    name = f"field_{name}" if name[0].isdigit() else name
    reserved = {*object.fields, "id", "ref", "version", "external_id", "custom", "deleted_at", "tenant_id"}
    return f"imported_{name}" if name in reserved else name
