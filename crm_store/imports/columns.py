"""Which column of a file is which field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crm_store.catalog import Field, Kind, Object
from crm_store.errors import Invalid
from crm_store.imports.headers import FORMAT, KNOWN
from crm_store.records.keys import fold

EXTERNAL_ID = Field("external_id", "External id", Kind.TEXT)
# Two columns of many exports that make one field together.
FIRST_NAME = Field("first_name", "First name", Kind.TEXT)
LAST_NAME = Field("last_name", "Last name", Kind.TEXT)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read: where it stands, what its header says, the field it fills."""

    index: int
    header: str
    field: Field


def loose(text: str) -> str:
    """Letters and digits alone: `GTX Pro`, `gtx-pro` and `GTXPro` are one."""
    return re.sub(r"[^\w]|_", "", fold(text))


def import_fields(object: Object) -> dict[str, Field]:
    """The fields that a file may fill: those with a column or the tenant's own, also what else follows from writes."""
    fields = {f.name: f for f in object.fields.values() if f.expression is None and f.name != "completed_at"}
    people = {f.name: f for f in (FIRST_NAME, LAST_NAME)} if object.name in ("contact", "lead") else {}
    return {EXTERNAL_ID.name: EXTERNAL_ID} | fields | people


def parse_mapping(pairs: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """`Their Header=field` pairs; one header may fill several fields. Invalid where one is no pair."""
    found = []
    for pair in pairs:
        header, sign, name = pair.rpartition("=")
        if not (sign and header.strip() and name.strip()):
            raise Invalid(f"`{pair}` is no mapping: write 'Their Header=field'.")
        found.append((header.strip(), name.strip()))
    return tuple(found)


def suggest(object: Object, header: Sequence[str]) -> dict[str, str]:
    """A field for each header that names one: by the catalog's words, or as other systems usually say it."""
    words = _words(object)
    taken: set[str] = set()
    found: dict[str, str] = {}
    # A header that is the field's own name comes before one that merely resembles it.
    fields = import_fields(object)
    for exact in (True, False):
        for said in header:
            name = said if said in fields else None if exact else words.get(loose(said))
            if name and said not in found and name not in taken:
                found[said] = name
                taken.add(name)
    return found


def plan_columns(
    object: Object,
    header: Sequence[str],
    mapping: Sequence[tuple[str, str]],
    *,
    foreign: bool,
) -> tuple[tuple[Column, ...], tuple[int, ...]]:
    """The columns that fill fields, and the places of those that no field has."""
    fields = import_fields(object)
    chosen = _mapped(object, header, mapping, fields)
    taken = {name for _, name in chosen}
    said = {h for h, _ in chosen}
    for head, name in (suggest(object, header) if foreign else _own(header, fields)).items():
        if head not in said and name not in taken:
            chosen.append((head, name))
            said.add(head)
            taken.add(name)
    places = {name: index for index, name in enumerate(header)}
    columns = tuple(Column(places[h], h, fields[name]) for h, name in chosen)
    rest = tuple(i for i, h in enumerate(header) if h and h not in said)
    return columns, rest


def _own(header: Sequence[str], fields: Mapping[str, Field]) -> dict[str, str]:
    """The product's own format: field names, and the few headers of the contract that differ from them."""
    found: dict[str, str] = {}
    by_label = {f.label: f.name for f in fields.values() if f.custom}
    for said in header:
        name = FORMAT.get(said.lower(), said.lower())
        name = name if name in fields else by_label.get(said, "")
        if name and name not in found.values():
            found[said] = name
    return found


def _mapped(
    object: Object,
    header: Sequence[str],
    mapping: Sequence[tuple[str, str]],
    fields: Mapping[str, Field],
) -> list[tuple[str, str]]:
    chosen: list[tuple[str, str]] = []
    for said, name in mapping:
        head = next((h for h in header if h == said), None) or next(
            (h for h in header if loose(h) == loose(said)), None
        )
        if head is None:
            raise Invalid(f"The file has no column `{said}`. It has: {', '.join(h for h in header if h)}.")
        field = FORMAT.get(name, name)
        if field not in fields:
            object.field(field)  # raises with the nearest names
            raise Invalid(f"`{field}` cannot be imported.", field=field)
        chosen.append((head, field))
    return chosen


def _words(object: Object) -> dict[str, str]:
    """Loose spelling of everything that names a field, the field's own name first."""
    fields = import_fields(object)
    words: dict[str, str] = {loose(name): name for name in fields}
    for said, name in (*KNOWN[object.name].items(), *((loose(k), v) for k, v in FORMAT.items())):
        if name in fields:
            words.setdefault(said, name)
    for each in fields.values():
        words.setdefault(loose(each.label), each.name)
    for each in fields.values():
        for synonym in each.synonyms:
            words.setdefault(loose(synonym), each.name)
    return words
