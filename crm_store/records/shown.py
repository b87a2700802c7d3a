"""Database values as JSON shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from crm_store.catalog import Field, Kind
from crm_store.records.model import instant


def shown_all(field: Field, values: Sequence[Any]) -> Sequence[Any]:
    """As `shown`, of a whole column: what is the same for all of its values is asked once."""
    if field.kind is Kind.MONEY and not field.custom and all(v is None or type(v) is int for v in values):
        return [None if v is None else _major(v) for v in values]
    if field.kind is Kind.BOOLEAN:
        return values
    if field.kind is Kind.DATE:
        return [v.isoformat() if type(v) is date else v for v in values]
    return [shown(field, v) for v in values]


def shown(field: Field, value: Any) -> Any:
    """A database value as JSON shows it (see `Record.values`)."""
    if value is None or isinstance(value, str | bool):
        return value
    if field.kind is Kind.MONEY and not field.custom:
        return _major(value) if isinstance(value, int) else number(Decimal(value) / 100)
    if field.kind is Kind.PERCENT:
        return float(value)
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, datetime):
        return instant(value)
    return value.isoformat() if isinstance(value, date) else value


def _major(hundredths: int) -> int | float:
    return hundredths // 100 if hundredths % 100 == 0 else hundredths / 100


def number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
