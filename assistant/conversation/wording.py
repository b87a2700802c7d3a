"""How numbers, dates and lists are said: exact, short, in the tenant's currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from crm_store.catalog import Field, Kind, Object
from crm_store.money import money
from crm_store.records import Money, Reference

EMPTY = "—"


def number(value: float) -> str:
    """1234567.5 → 1,234,567.5; whole numbers without a fraction."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0").rstrip(".")


def total(sums: Money) -> str:
    """A sum in the tenant's currency, or one by one where a rate is missing."""
    if sums.total is not None:
        return money(sums.total, sums.currency)
    return " + ".join(money(value, code) for code, value in sorted(sums.by_currency.items()))


def day(value: date) -> str:
    """Nov 18, 2026."""
    return f"{value:%b} {value.day}, {value.year}"


def day_near(value: date, today: date) -> str:
    """Oct 24; with its year where that is not this one."""
    return f"{value:%b} {value.day}" if value.year == today.year else day(value)


def moment(value: datetime, timezone: str) -> str:
    """Nov 18, 2026, 15:00, in the reader's zone."""
    local = value.astimezone(ZoneInfo(timezone))
    return f"{day(local.date())}, {local:%H:%M}"


def counted(n: int, singular: str, plural: str | None = None) -> str:
    """1 deal; 1,204 deals; no deals."""
    return f"{n:,} {singular if n == 1 else plural or singular + 's'}" if n else f"no {plural or singular + 's'}"


def of_object(n: int, item: Object) -> str:
    """As `counted`, in the tenant's own words."""
    return counted(n, _lower(item.label), _lower(item.plural))


def listed(parts: Sequence[str], last: str = "and") -> str:
    """a, b and c."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""


def shown(field: Field, value: Any, currency: str, timezone: str) -> str:
    """A field's value as a person reads it; `EMPTY` where there is none."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, Reference):
        return value.label
    if isinstance(value, Mapping) and "label" in value:
        return str(value["label"])
    return _of_kind(field.kind, value, currency, timezone)


def _of_kind(kind: Kind, value: Any, currency: str, timezone: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        if kind is Kind.MONEY:
            return money(value, currency)
        return f"{number(value)} %" if kind is Kind.PERCENT else number(value)
    if kind is Kind.DATE and isinstance(value, str):
        return day(date.fromisoformat(value[:10]))
    if kind is Kind.INSTANT and isinstance(value, str):
        return moment(datetime.fromisoformat(value), timezone)
    return " ".join(str(value).split())


def _lower(word: str) -> str:
    """A label within a sentence; what is all capitals (an abbreviation) stays."""
    return word if word.isupper() else word[:1].lower() + word[1:]


def lower(word: str) -> str:
    return _lower(word)


def shortened(text: str, limit: int) -> str:
    """One line of at most `limit` characters, cut at a word."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[:limit].rsplit(" ", 1)[0] + " …"
