"""From what was written (JSON, text of a file, a filter) to database values and back, by the kind of the field.

Money crosses in major units and is kept in hundredths; every refusal is Invalid with the field's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from crm_store.catalog import Field, Kind, TenantSettings
from crm_store.errors import Invalid
from crm_store.records.keys import domain_key
from crm_store.records.model import instant
from crm_store.records.picklists import pick
from crm_store.records.shown import number

# Fifteen digits with the hundredths: what every number of JSON keeps exactly.
MAX_MONEY = Decimal(10) ** 13
MAX_INTEGER = 2**31 - 1
MAX_NUMBER = Decimal(10) ** 15
MAX_TEXT = 500
MAX_NAME = 300  # what is indexed must fit into a page's item
MAX_LONG_TEXT = 1_000_000
_NAMES = frozenset({"name", "company", "subject"})
_EMAIL = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+")
_NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?([eE][-+]?\d{1,3})?")
_TRUE = frozenset({"true", "yes", "y", "1", "on"})
_FALSE = frozenset({"false", "no", "n", "0", "off"})


def parse(field: Field, value: Any, settings: TenantSettings) -> Any:
    """The value of a field (not a reference) as the database compares it; None where it is empty.

    Text kinds: str. INTEGER: int. MONEY: int in hundredths (custom: Decimal in major units). NUMBER, PERCENT: Decimal.
    DATE: date. INSTANT: aware datetime. BOOLEAN: bool. PICKLIST: str, one of the options.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return _PARSERS[field.kind](field, value, settings)


def check(field: Field, value: Any) -> None:
    """What a parsed value must be beyond its kind, to be written: amounts and counts are not negative."""
    if value is None or field.custom:
        return
    if field.kind in (Kind.MONEY, Kind.INTEGER) and value < 0:
        raise Invalid(f"{field.label} cannot be negative.", field=field.name)


def stored(field: Field, value: Any) -> Any:
    """A parsed value as `custom` keeps it in JSON."""
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, datetime):
        return instant(value)
    return value.isoformat() if isinstance(value, date) else value


def clean_text(field: Field, value: Any, limit: int) -> str:
    """Text without what a database cannot hold; Invalid where it is too long or no text at all."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise Invalid(f"{field.label} must be text.", field=field.name)
    text = str(value).strip()
    if "\x00" in text:
        raise Invalid(f"{field.label} contains a null byte.", field=field.name)
    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        raise Invalid(f"{field.label} is not valid Unicode.", field=field.name)
    if len(text) > limit:
        raise Invalid(f"{field.label} is longer than {limit:,} characters.", field=field.name)
    return text


def _text(field: Field, value: Any, _: TenantSettings) -> str:
    text = clean_text(field, value, MAX_NAME if field.name in _NAMES else MAX_TEXT)
    return re.sub(r"[\r\n\t\v\f]+", " ", text)


def _long_text(field: Field, value: Any, _: TenantSettings) -> str:
    return clean_text(field, value, MAX_LONG_TEXT)


def _email(field: Field, value: Any, _: TenantSettings) -> str:
    text = clean_text(field, value, 254).removeprefix("mailto:")
    if not _EMAIL.fullmatch(text):
        raise Invalid(f"{field.label} must be an address like jane@example.com.", field=field.name)
    local, _at, host = text.rpartition("@")
    return f"{local}@{host.lower()}"


def _phone(field: Field, value: Any, _: TenantSettings) -> str:
    text = clean_text(field, value, 60)
    if sum(c.isdigit() for c in text) < 3:
        raise Invalid(f"{field.label} must be a telephone number.", field=field.name)
    return text


def _url(field: Field, value: Any, _: TenantSettings) -> str:
    text = clean_text(field, value, MAX_TEXT)
    if field.custom:
        return text
    host = domain_key(text)
    if host is None or " " in text or not re.fullmatch(r"[\w-]+(\.[\w-]+)*", host):
        raise Invalid(f"{field.label} must be a domain like example.com.", field=field.name)
    return host


def _decimal(field: Field, value: Any, limit: Decimal) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise Invalid(f"{field.label} must be a number.", field=field.name)
    text = str(value).strip()
    if isinstance(value, str):
        text = re.sub(r"^([-+]?)\s*[$€£¥]\s*|\s*[$€£¥%]$", r"\1", text)
        if not _NUMBER.fullmatch(text) or not any(c.isdigit() for c in text):
            raise Invalid(f"{field.label} must be a number.", field=field.name)
    try:
        found = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise Invalid(f"{field.label} must be a number.", field=field.name) from None
    if not found.is_finite():
        raise Invalid(f"{field.label} must be a number.", field=field.name)
    if abs(found) > limit:
        raise Invalid(f"{field.label} is larger than {limit:,.0f}.", field=field.name)
    return found


def _integer(field: Field, value: Any, _: TenantSettings) -> int:
    found = _decimal(field, value, Decimal(MAX_INTEGER))
    if found != found.to_integral_value():
        raise Invalid(f"{field.label} must be a whole number.", field=field.name)
    return int(found)


def _number(field: Field, value: Any, _: TenantSettings) -> Decimal:
    return _decimal(field, value, MAX_NUMBER)


def _money(field: Field, value: Any, _: TenantSettings) -> int | Decimal:
    cents = _decimal(field, value, MAX_MONEY).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return cents if field.custom else int(cents * 100)


def _boolean(field: Field, value: Any, _: TenantSettings) -> bool:
    if isinstance(value, bool):
        return value
    said = str(value).strip().casefold()
    if said in _TRUE or said in _FALSE:
        return said in _TRUE
    raise Invalid(f"{field.label} must be true or false.", field=field.name)


def _picklist(field: Field, value: Any, settings: TenantSettings) -> str:
    return pick(field, _text(field, value, settings))


def is_day(value: Any) -> bool:
    """Whether a value for an instant names a whole day."""
    return (isinstance(value, date) and not isinstance(value, datetime)) or (
        isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value.strip()) is not None
    )


def day_span(field: Field, value: Any, settings: TenantSettings) -> tuple[datetime, datetime]:
    """A day in the tenant's zone: its first instant and the next day's."""
    start = _instant(field, value, settings)
    day = start.astimezone(ZoneInfo(settings.timezone)).date()
    try:
        return start, _midnight(day + timedelta(days=1), settings)
    except OverflowError:
        raise Invalid(f"{field.label} is out of range.", field=field.name) from None


def _midnight(day: date, settings: TenantSettings) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(settings.timezone)).astimezone(UTC)


def _instant(field: Field, value: Any, settings: TenantSettings) -> datetime:
    try:
        if is_day(value):
            return _midnight(value if isinstance(value, date) else date.fromisoformat(value.strip()), settings)
        at = value if isinstance(value, datetime) else datetime.fromisoformat(_said(value))
        return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(settings.timezone))).astimezone(UTC)
    except (ValueError, TypeError):
        raise Invalid(f"{field.label} must be a time like 2026-11-18T15:00:00Z.", field=field.name) from None
    except OverflowError:
        raise Invalid(f"{field.label} is out of range.", field=field.name) from None


def _date(field: Field, value: Any, settings: TenantSettings) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, datetime) or (isinstance(value, str) and ":" in value):
            return _instant(field, value, settings).astimezone(ZoneInfo(settings.timezone)).date()
        if not is_day(value):
            raise ValueError
        return date.fromisoformat(value.strip())
    except (ValueError, TypeError):
        raise Invalid(f"{field.label} must be a date like 2026-11-18.", field=field.name) from None


def _said(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    # Times need their separators: `20261118` would be read as a date by some and a number by others.
    if not re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", value.strip()):
        raise ValueError
    return value.strip()


_PARSERS: dict[Kind, Callable[[Field, Any, TenantSettings], Any]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _long_text,
    Kind.EMAIL: _email,
    Kind.PHONE: _phone,
    Kind.URL: _url,
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.PERCENT: _number,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.INSTANT: _instant,
    Kind.BOOLEAN: _boolean,
    Kind.PICKLIST: _picklist,
}
