"""Periods said by the one that was shown: "the year before", "versus the quarter before", "and in Q2?"."""

from __future__ import annotations

from datetime import date, timedelta

from assistant.language.chart import Items
from assistant.language.slots.turn import Json
from assistant.language.values import DurationValue, PeriodValue
from assistant.language.values.calendar import add

_AGAINST = frozenset("versus vs against compare compared compares comparison than".split())
_BACK = frozenset("before previous prior preceding earlier".split())
_ON = frozenset("after following later".split())
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def set_against(items: Items) -> bool:
    """What was shown is to be compared, not replaced."""
    return any(set(x.word.split()) & _AGAINST for x in items)


def stepped(items: Items, period: object) -> Json | None:
    """The period before or after the one shown, by the unit that is said; None where none is said or nothing to step from."""
    words = tuple(w for x in items if not x.is_mark for w in x.word.split())
    unit = next((w for w in words if w in (*_MONTHS, "week")), None)
    sign = -1 if set(words) & _BACK else 1 if set(words) & _ON else 0
    span = _days(period)
    if unit is None and span and words in _NEXT:
        unit, sign = _unit_of(span), _NEXT[words]
    if unit is None or not sign or span is None or not isinstance(period, dict):
        return None
    start, end = span
    if unit == "week":
        return {**period, "from": _iso(start + timedelta(weeks=sign)), "to": _iso(end + timedelta(weeks=sign))}
    months = _MONTHS[unit] * sign
    return {**period, "from": _iso(_moved(start, months)), "to": _iso(_last(start, end, months))}


_NEXT = {
    (*lead, word): sign
    for lead in ((), ("and",), ("and", "the"), ("the",), ("what", "about", "the"))
    for word, sign in (("next", 1), ("previous", -1), ("following", 1))
}


def _unit_of(span: tuple[date, date]) -> str:
    days = (span[1] - span[0]).days
    return "week" if days < _MONTH else "month" if days < _QUARTER else "quarter" if days < _YEAR else "year"


_MONTH, _QUARTER, _YEAR = 20, 80, 300  # days that a span of the unit has at least


def distance(period: object, other: Json) -> str | None:
    """`compare` of a report on `period` that shows `other` beside it, where `other` is the one before or a year before."""
    span, said = _days(period), _days(other)
    if span is None or said is None:
        return None
    if said == (_moved(span[0], -12), _last(*span, -12)):
        whole_year = span[1] - span[0] > timedelta(days=360)
        return "previous_period" if whole_year else "previous_year"
    return "previous_period" if said[1] == span[0] - timedelta(days=1) else None


def said_period(items: Items) -> bool:
    return any(x.value and isinstance(x.value.value, PeriodValue) for x in items)


def _days(period: object) -> tuple[date, date] | None:
    if not isinstance(period, dict) or not (period.get("from") and period.get("to")):
        return None
    return date.fromisoformat(str(period["from"])), date.fromisoformat(str(period["to"]))


def _moved(day: date, months: int) -> date:
    return add(day, DurationValue(abs(months), "month"), 1 if months > 0 else -1)


def _last(start: date, end: date, months: int) -> date:
    """The last day of the moved span: of whole months the last one's last day."""
    behind = end + timedelta(days=1)
    if start.day == 1 and behind.day == 1:
        return _moved(behind, months) - timedelta(days=1)
    return _moved(end, months)


def _iso(day: date) -> str:
    return day.isoformat()
