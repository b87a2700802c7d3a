"""Date arithmetic that the grammars share. Weeks start on Monday; all spans are inclusive."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from assistant.language.values.model import Cycle, DateValue, DurationValue, PeriodValue, Span

DAY = timedelta(days=1)
_MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12, "fiscal_year": 12}
_DAYS_IN = {"day": 1, "week": 7, "weekend": 7}


def month_end(day: date) -> date:
    """Last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """The same day of a later (or earlier) month, or that month's last day. ValueError outside years 1-9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def add_business_days(day: date, count: int) -> date:
    """`count` working days (Monday to Friday) after `day`, or before it."""
    step = DAY if count > 0 else -DAY
    for _ in range(min(abs(count), 5_000)):
        day += step
        while day.weekday() >= 5:
            day += step
    return day


def add(day: date, length: DurationValue, sign: int = 1) -> date:
    """`day` moved by a length of a day and more."""
    count = length.count * sign
    if length.unit == "business_day":
        return add_business_days(day, count)
    if length.unit in _MONTHS_IN:
        return add_months(day, count * _MONTHS_IN[length.unit])
    return day + timedelta(days=count * _DAYS_IN.get(length.unit, 0))


def around(day: date, unit: str, offset: int = 0, year_start: int = 1) -> Span:
    """The calendar unit that holds `day`, or the one `offset` units after it.

    Quarters, halves and fiscal years start with month `year_start`; plain years with January.
    """
    if unit == "weekend":
        week = around(day, "week", offset)
        assert week.start
        return Span(week.start + 5 * DAY, week.end)
    if unit in _DAYS_IN:
        start = day - timedelta(days=day.weekday()) if unit == "week" else day
        start += timedelta(days=_DAYS_IN[unit] * offset)
        return Span(start, start + timedelta(days=_DAYS_IN[unit] - 1))
    size = _MONTHS_IN[unit]
    into = (day.month - (1 if unit == "year" else year_start)) % size
    start = add_months(day.replace(day=1), offset * size - into)
    return Span(start, month_end(add_months(start, size - 1)))


def in_fiscal_year(year: int, unit: str, number: int, year_start: int) -> Span:
    """Quarter, half or whole of a fiscal year, which is named by the calendar year in which it ends."""
    first = date(year if year_start == 1 else year - 1, year_start, 1)
    size = _MONTHS_IN[unit]
    start = add_months(first, (number - 1) * size)
    return Span(start, month_end(add_months(start, size - 1)))


def fiscal_year(day: date, year_start: int) -> int:
    """The name of the fiscal year of `day`."""
    return day.year + (year_start > 1 and day.month >= year_start)


def two_readings(today: date, year: int, make: Callable[[int], Span]) -> tuple[Span, Span]:
    """The next and the last of a span that comes every year; one that runs now is both."""
    spans = [make(year + n) for n in (-2, -1, 0, 1, 2)]
    future = next(s for s in spans if s.end and s.end >= today)
    past = next(s for s in reversed(spans) if s.start and s.start <= today)
    return future, past


def day_in_year(today: date, month: int, day: int) -> DateValue | None:
    """A date without a year; today counts in both readings. None where the calendar has no such day."""
    found = [d for n in range(-8, 9) if (d := valid(today.year + n, month, day))]
    future = next((d for d in found if d >= today), None)
    past = next((d for d in reversed(found) if d <= today), None)
    return DateValue(future, past, cycle="year") if future and past else None


def day_in_month(today: date, day: int) -> DateValue | None:
    """ "the 15th": the next and the last such day; None for a day that no month has."""
    first = today.replace(day=1)
    months = [add_months(first, n) for n in range(-3, 4)]
    found = [d for m in months if (d := valid(m.year, m.month, day))]
    future = next((d for d in found if d >= today), None)
    past = next((d for d in reversed(found) if d <= today), None)
    return DateValue(future, past, cycle="month") if future and past else None


def weekday(today: date, number: int) -> DateValue:
    """The next such day after today, and the last one before it."""
    ahead = (number - today.weekday() - 1) % 7 + 1
    back = (today.weekday() - number - 1) % 7 + 1
    return DateValue(today + ahead * DAY, today - back * DAY, cycle="week")


def valid(year: int, month: int, day: int) -> date | None:
    """The date, if the calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def back_one(day: date, cycle: Cycle | None) -> date:
    """The occurrence before this one."""
    if cycle == "week":
        return day - 7 * DAY
    return add_months(day, {"month": -1, "year": -12}[cycle]) if cycle else day


def fixed(day: date) -> DateValue:
    """A date with one reading."""
    return DateValue(day, day)


def single(span: Span, name: str | None = None, unit: str | None = None) -> PeriodValue:
    """A period with one reading."""
    return PeriodValue(span, span, name, unit=unit)
