"""From the cells of a row to database values: pure, so that it can run beside the database's work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from crm_store.catalog import Field, Kind, TenantSettings
from crm_store.errors import Invalid
from crm_store.imports.columns import Column
from crm_store.imports.dates import to_iso
from crm_store.imports.model import Row
from crm_store.records.keys import company_key, domain_key, phone_key
from crm_store.records.values import check, clean_text, parse, stored

# What other systems write into a cell that holds nothing.
_NOTHING = frozenset({"select", "--none--", "none", "null", "n/a", "#n/a", "nan", "(blank)"})
# An export of ours put an apostrophe before these, so that no spreadsheet calculates.
_FORMULA = tuple("=+-@")
_DATED = frozenset({Kind.DATE, Kind.INSTANT})
_OPEN_TEXT = 200  # characters of a value that becomes a picklist's


def is_nothing(text: str) -> bool:
    """Whether a foreign cell says that it holds nothing."""
    return text.strip().lower() in _NOTHING


@dataclass(frozen=True, slots=True)
class Reader:
    """How the rows of one file are read."""

    object: str
    columns: Sequence[Column]
    settings: TenantSettings
    foreign: bool

    def read(self, rows: Sequence[Row]) -> None:
        """Fill in each row; what is wrong with one stands in its `error`."""
        for row in rows:
            if row.error:
                continue
            try:
                self._fill(row)
            except Invalid as error:
                row.error = error.message

    def _fill(self, row: Row) -> None:
        for column in self.columns:
            text = row.cells[column.index]
            if text and not text.isspace() and not (self.foreign and is_nothing(text)):
                self._put(row, column.field, text)
        _join_names(row)
        if find := _KEYS.get(self.object):
            find(row.values, self.settings)

    def _put(self, row: Row, field: Field, text: str) -> None:
        if text[0] == "'" and text[1:2] in _FORMULA:
            text = text[1:]
        if field.kind is Kind.REFERENCE:
            row.references[field.name] = clean_text(field, text, 300)
            return
        if field.kind is Kind.PICKLIST:
            # Which option is meant, or a new one, is decided with the database.
            value: Any = " ".join(clean_text(field, text, _OPEN_TEXT).split())
        else:
            if field.kind in _DATED:
                text = to_iso(text, self.settings.date_order)
            value = parse(field, text, self.settings)
            check(field, value)
        if field.custom:
            row.custom[field.name] = stored(field, value)
        else:
            row.values[field.column] = value


def _join_names(row: Row) -> None:
    first, last = row.values.pop("first_name", None), row.values.pop("last_name", None)
    if "name" not in row.values and (first or last):
        row.values["name"] = " ".join(part for part in (first, last) if part)


def _account_keys(values: dict[str, Any], settings: TenantSettings) -> None:
    _put_key(values, "name", "company_key", company_key)
    _put_key(values, "domain", "domain_key", domain_key)
    _put_phone(values, settings)


def _lead_keys(values: dict[str, Any], settings: TenantSettings) -> None:
    _put_key(values, "company", "company_key", company_key)
    _put_phone(values, settings)


def _put_phone(values: dict[str, Any], settings: TenantSettings) -> None:
    if phone := values.get("phone"):
        values["phone_key"] = phone_key(phone, settings.phone_region)


def _put_key(values: dict[str, Any], source: str, target: str, make: Callable[[str | None], str | None]) -> None:
    if text := values.get(source):
        values[target] = make(text)


_KEYS: dict[str, Callable[[dict[str, Any], TenantSettings], None]] = {
    "account": _account_keys,
    "contact": _put_phone,
    "lead": _lead_keys,
}
