"""What an item holds as the value of a field: amounts, days, options, records."""

from __future__ import annotations

import re
from calendar import month_abbr, month_name, monthrange
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.language.chart import Item, Items
from assistant.language.slots.turn import Turn, number
from assistant.language.values import DateValue, MoneyValue, NumberValue, PeriodValue
from crm_store.catalog import Field, Kind

_DAYS = {
    name.lower(): monthrange(2024, n)[1] for names in (month_name, month_abbr) for n, name in enumerate(names) if n
}
NUMERIC = (Kind.MONEY, Kind.INTEGER, Kind.NUMBER, Kind.PERCENT)


def value_for(known: Field, item: Item, turn: Turn) -> Any:
    """The JSON value of a field that an item holds, or None."""
    value = item.value.value if item.value else None
    if known.kind is Kind.PICKLIST:
        options = {o.value for o in known.options}
        said = (s.value for s in item.senses if s.kind == "option" and s.field == known.name)
        return next((value for value in said if value in options), None)
    if known.kind is Kind.REFERENCE:
        found = item.of(known.target or "")
        return found[0].id if found and (len(found) == 1 or found[0].score > found[1].score) else None
    if known.kind is Kind.MONEY and item.kind == "percent":
        return None  # "amount down five percent": a share is no amount
    if known.kind in NUMERIC:
        amount = amount_of(value)
        return None if amount is not None and garbled(item, amount) else amount
    if known.kind in (Kind.DATE, Kind.INSTANT):
        day = day_of(item)
        return day.isoformat() if day else None
    if known.kind in (Kind.EMAIL, Kind.PHONE, Kind.URL) and item.kind in ("email", "phone", "url"):
        return str(value)
    return None


def garbled(item: Item, amount: float) -> bool:
    """Spoken as "fifty five thousand seven fifty": nobody means 55,007; better asked."""
    return not any(c.isdigit() for c in item.text) and amount >= _SPOKEN and 0 < amount % 1000 < 100


_SPOKEN = 10_000


def amount_of(value: Any) -> int | float | None:
    """A value as a plain number, or None where it is none."""
    amount = value.amount if isinstance(value, MoneyValue) else value.value if isinstance(value, NumberValue) else value
    return number(amount) if isinstance(amount, Decimal | int) else None


def day_of(item: Item) -> date | None:
    """The day of a date; the last day of a period."""
    value = item.value.value if item.value else None
    if isinstance(value, DateValue):
        return value.on("future")
    return value.last_day("future") if isinstance(value, PeriodValue) else None


_CLOCK = re.compile(r"(?:at |@ ?|around )?(?:\d{1,2}(?:[:.]\d{2})?(?: ?(?:am|pm|o'clock))?|noon|midday)")


def is_time_alone(item: Item) -> bool:
    """ "At 3pm": a time of day, and no word of which day."""
    value = item.value.value if item.value else None
    return isinstance(value, DateValue) and value.time is not None and _CLOCK.fullmatch(item.word) is not None


def told_day(item: Item) -> date | None:
    """The day that an item tells; none of a time of day by itself."""
    return None if is_time_alone(item) else day_of(item)


def impossible_day(items: Items) -> str | None:
    """ "February 30", "the 31st of June": a month beside a number that is no day of it, or None."""
    for one, other in pairwise(x for x in items if x.word != "of"):
        month, day = (one, other) if one.word in _DAYS else (other, one)
        if month.kind == "period" and month.word in _DAYS and _numbered(day):
            return f"{one.text} {other.text}"
    for found in _DAY_OF.finditer(" ".join(x.text for x in items)):
        name = _month(found["month"].lower())
        if name and _day_number(found["day"].lower()) > _DAYS[name]:
            return f"{found['month']} {found['day']}"
    return None


def _month(said: str) -> str | None:
    """The month of a word, also of one with a slip: "novembr"."""
    near = process.extractOne(said, list(_DAYS), scorer=OSA.distance, score_cutoff=1 if len(said) > _SHORT else 0)
    return str(near[0]) if near else None


_SHORT = 4  # letters, up to which another letter makes another word
_DAY_OF = re.compile(
    r"\b(?P<day>\d{1,2}|thirtieth|thirty.first)(?: ?(?:st|nd|rd|th))?(?: of)? (?P<month>[a-z]{3,10})\b", re.IGNORECASE
)


def _day_number(said: str) -> int:
    return int(said) if said.isdigit() else 30 if said == "thirtieth" else 31


def _numbered(item: Item) -> bool:
    value = item.value.value if item.value else None
    if isinstance(value, DateValue):
        return value.cycle == "month"  # "the thirtieth"
    return item.kind == "ordinal" or (isinstance(value, NumberValue) and value.unit is None)


def counted(item: Item) -> bool:
    """ "350 employees": a number before what it counts."""
    return item.kind == "number"
