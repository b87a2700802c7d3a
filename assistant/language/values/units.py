"""Calendar periods that have a name of their own: "next quarter", "March 2027", "Q3", "FY27", "2025"."""

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.language.values import calendar
from assistant.language.values.lexicon import MONTHS
from assistant.language.values.model import PeriodValue, Span
from assistant.language.values.numbers import numeral
from assistant.language.values.reader import Grammar, Parsed, Reader, longest, remembered

OFFSETS = {"this": 0, "current": 0, "last": -1, "previous": -1, "prior": -1, "next": 1, "following": 1, "coming": 1}
_NAMES = {0: "this", -1: "last", 1: "next"}
_UNITS = {"week", "month", "quarter", "year", "weekend"}
_PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
# Names of people, verbs and words: a month only behind a word that a time follows.
_DOUBTFUL = frozenset({"april", "may", "june", "jan", "august", "mar", "sep"})
_BEFORE_TIME = frozenset(
    [
        "the",
        "not",
        "in",
        "by",
        "of",
        "until",
        "till",
        "since",
        "to",
        "through",
        "thru",
        "before",
        "after",
        "from",
        "this",
        "next",
        "last",
        "early",
        "mid",
        "middle",
        "late",
        "end",
        "during",
        "and",
        "or",
        "between",
        "versus",
        "for",
        "on",
        "around",
    ]
)
_JOINING = frozenset(["to", "and", "or", "through", "till", "until", "-"])
_NOT_TO = frozenset(
    {"email", "send", "write", "talk", "spoke", "talked", "speak", "call", "assign", "reassign", "from"}
)


@remembered
def calendar_period(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    """A period of the calendar; the word "the" before it is the caller's."""
    return longest(r, i, _PERIODS)


def days_of(r: Reader, i: int, *needed: str) -> Parsed[PeriodValue] | None:
    """ "of the month", "next quarter", "April": what an edge ("end of …") is taken from."""
    start = r.skip(i, "of")
    if needed and start == i:
        return None
    start = r.skip(start, "the")
    if r.words[start] in _UNITS:
        return start + 1, unit_period(r, r.words[start], 0)
    return calendar_period(r, start)


def unit_period(r: Reader, unit: str, offset: int) -> PeriodValue:
    """This, the last or the next week, month, quarter, year or fiscal_year."""
    span = calendar.around(r.context.today, unit, offset, r.context.fiscal_year_start)
    name = f"{_NAMES[offset]}_{unit}" if offset in _NAMES and unit != "weekend" else None
    return calendar.single(span, name, unit)


def month_at(r: Reader, i: int) -> int | None:
    """The month that stands at `i`, if a month is meant there."""
    number = MONTHS.get(r.words[i])
    if number is None:
        return None
    written = r.raw(i).lower()
    if written not in _DOUBTFUL or year_at(r, i + 1):
        return number
    before = r.before(i)
    if before in _JOINING and r.words[i - 2] in MONTHS:
        return number  # "from March to May"
    addressed = before in ("to", "for", "from", "of", "and", "or") and _addressed(r, i)
    return number if before in _BEFORE_TIME and not addressed else None


def _addressed(r: Reader, i: int) -> bool:
    """ "an email to June": a person, not a month."""
    return bool(_NOT_TO & set(r.words[max(0, i - 3) : i - 1]))


def year_at(r: Reader, i: int) -> Parsed[int] | None:
    """A year in four digits, as '27, or in words."""
    if r.words[i] in ("'", "’") and r.joined(i + 1) and re.fullmatch(r"\d\d", r.words[i + 1]):
        return i + 2, 2000 + int(r.words[i + 1])
    if re.fullmatch(r"(19|20)\d\d", r.words[i]):
        return i + 1, int(r.words[i])
    if r.words[i] in ("nineteen", "twenty") and (number := numeral(r, i)) and number[1].year:
        return number[0], int(number[1].value)
    return None


def _unit(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    """this/last/next + unit."""
    offset = 0 if r.words[i] in ("my", "our") else OFFSETS.get(r.words[i])
    if offset is None:
        return None
    i = r.skip(i + 1, "calendar") - 1  # "the current calendar year"
    fiscal = r.words[i + 1] in ("fiscal", "financial")
    unit = r.words[i + 2] if fiscal else r.words[i + 1]
    if unit not in _UNITS or (fiscal and unit not in ("year", "quarter")):
        return None
    name = "fiscal_year" if fiscal and unit == "year" else unit
    return i + 2 + fiscal, unit_period(r, name, offset)


def _beyond(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    """ "the week before last", "the month after next"."""
    if r.words[i] not in _UNITS:
        return None
    offset = {("before", "last"): -2, ("after", "next"): 2}.get((r.words[i + 1], r.words[i + 2]))
    return (i + 3, unit_period(r, r.words[i], offset)) if offset else None


def _weekend(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    if r.words[i] != "weekend":
        return None
    coming = calendar.around(r.context.today, "weekend")
    return i + 1, PeriodValue(coming, calendar.around(r.context.today, "weekend", -1), unit="weekend", cycle="week")


def _month(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    """ "March", "March 2027", "next March", "March of last year"."""
    direction = r.words[i] if r.words[i] in ("this", "next", "last") else ""
    start = i + 1 if direction else i
    month = month_at(r, start)
    if month is None:
        return None
    found = _of_year(r, r.skip(start + 1, "."), lambda year: _month_span(year, month), "month")
    if not direction or found[1].cycle is None:
        return found
    return found[0], _directed(r, found[1], direction)


def _directed(r: Reader, period: PeriodValue, direction: str) -> PeriodValue:
    """ "next March" is the one that has not begun, "last" the one that has ended."""
    future, past = period.future, period.past
    if future == past and direction != "this":
        assert future.start
        years = 1 if direction == "next" else -1
        future = past = _month_span(future.start.year + years, future.start.month)
    return calendar.single(past if direction == "last" else future, unit="month")


def _month_span(year: int, month: int) -> Span:
    start = calendar.valid(year, month, 1)
    assert start
    return Span(start, calendar.month_end(start))


def _quarter(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    """Q3, Q1 2027, 2026-Q4, H1, "the third quarter", "second half of 2025", "Q2 last year"."""
    year = year_at(r, i) if r.is_number(i) else None
    start = r.skip(year[0], "-") if year else i
    part = _part(r, start)
    if part is None:
        return None
    end, (unit, number) = part

    def span(of: int) -> Span:
        return calendar.in_fiscal_year(of, unit, number, r.context.fiscal_year_start)

    if year:
        return end, calendar.single(span(year[1]), unit=unit)
    found = _of_year(r, end, span, unit)
    bare_half = unit == "half" and r.words[i] not in ("h", "q") and found[0] == end
    return None if bare_half else found


def _part(r: Reader, i: int) -> Parsed[tuple[str, int]] | None:
    if r.words[i] in ("q", "h") and r.words[i + 1] in "1234" and r.is_number(i + 1):
        unit, number = ("quarter", int(r.words[i + 1])) if r.words[i] == "q" else ("half", int(r.words[i + 1]))
        return (i + 2, (unit, number)) if unit == "quarter" or number < 3 else None
    place = _PLACES.get(r.words[i])
    if place and r.words[i] != "last" and r.words[i + 1] == "quarter":
        return i + 2, ("quarter", place)
    if place in (1, 2) and r.words[i + 1] == "half":
        return i + 2, ("half", place)
    return None


def _of_year(r: Reader, end: int, span: Callable[[int], Span], unit: str) -> Parsed[PeriodValue]:
    """A yearly span with the year that follows, or in both readings."""
    start = r.skip(r.skip(end, ","), "of", "in", "-") if unit != "day" else end
    today = r.context.today
    if year := year_at(r, start):
        return year[0], calendar.single(span(year[1]), unit=unit)
    offset = OFFSETS.get(r.words[start])
    if offset is not None and r.words[start + 1] == "year":
        return start + 2, calendar.single(span(today.year + offset), unit=unit)
    future, past = calendar.two_readings(today, today.year, span)
    return end, PeriodValue(future, past, unit=unit, cycle="year")


def _year(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    """ "2025" behind a word that a time follows, "calendar year 2025"."""
    start = r.skip(i, "year", "calendar")
    start = r.skip(start, "year")
    year = year_at(r, start)
    if year is None or (start == i and r.before(i) not in _YEAR_AFTER and r.words[year[0]] != "versus"):
        return None
    return year[0], calendar.single(_year_span(year[1]), unit="year")


_YEAR_AFTER = frozenset(
    [
        "in",
        "since",
        "before",
        "after",
        "during",
        "until",
        "till",
        "through",
        "of",
        "versus",
        "from",
        "to",
        "and",
        "between",
        "for",
        "by",
        "all",
    ]
)


def _year_span(year: int) -> Span:
    return Span(calendar.valid(year, 1, 1), calendar.valid(year, 12, 31))


def _fiscal(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    """FY27, FY 2027, fiscal 2027, fiscal year 2027."""
    if r.words[i] not in ("fy", "fiscal"):
        return None
    start = r.skip(i + 1, "year")
    year = year_at(r, start)
    if year is None and r.words[i] == "fy" and re.fullmatch(r"\d\d", r.words[start]):
        year = start + 1, 2000 + int(r.words[start])
    if year is None:
        return None
    span = calendar.in_fiscal_year(year[1], "fiscal_year", 1, r.context.fiscal_year_start)
    return year[0], calendar.single(span, unit="fiscal_year")


def _same_last_year(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    """ "same quarter last year"."""
    unit = r.words[i + 1]
    if r.words[i] != "same" or unit not in ("week", "month", "quarter"):
        return None
    end = r.phrase(i + 2, "last", "year") or r.phrase(i + 2, "of", "last", "year")
    if end is None:
        return None
    day = calendar.add_months(r.context.today, -12)
    return end, calendar.single(calendar.around(day, unit, 0, r.context.fiscal_year_start), unit=unit)


def _week_of(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    """ "week of March 23"."""
    from assistant.language.values.dates import day

    if r.words[i] != "week" or r.words[i + 1] not in ("of", "from", "beginning", "starting"):
        return None
    found = day(r, i + 2)
    if found is None:
        return None
    future, past = (calendar.around(d, "week") for d in (found[1].future, found[1].past))
    return found[0], replace(calendar.single(future, unit="week"), past=past, cycle=found[1].cycle)


_PERIODS: tuple[Grammar[PeriodValue], ...] = (
    _unit,
    _beyond,
    _weekend,
    _month,
    _quarter,
    _year,
    _fiscal,
    _same_last_year,
    _week_of,
)
