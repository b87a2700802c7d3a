"""Dates by number: "March 3rd, 2027", "3 Apr", "12/2/26", "2026-04-01T15:30", "the 15th"."""

import re
from dataclasses import replace
from datetime import date, time

from assistant.language.values import calendar
from assistant.language.values.lexicon import MONTHS, WEEKDAYS
from assistant.language.values.model import DateValue
from assistant.language.values.numbers import numeral
from assistant.language.values.ordinals import ordinal
from assistant.language.values.reader import Grammar, Parsed, Reader
from assistant.language.values.units import OFFSETS, year_at

_ORDERS = {"mdy": (1, 0, 2), "dmy": (0, 1, 2), "ymd": (2, 1, 0)}
_DAY_FOLLOWS = frozenset({"on", "by", "until", "till", "before", "after", "since", "to", "for", "from", "around"})
_ISO = re.compile(
    r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[T ](\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})")


def _month_day(r: Reader, i: int) -> Parsed[DateValue] | None:
    """March 3rd; April 3, 2027; "may fifth"; "march twenty fifth"."""
    month = MONTHS.get(r.words[i])
    start = r.skip(r.skip(i + 1, "."), "the", "-")
    found = _day_number(r, start) if month else None
    if found is None or month is None or _is_clock(r, found[0]):
        return None
    return _with_year(r, found[0], month, found[1])


def _day_month(r: Reader, i: int) -> Parsed[DateValue] | None:
    """3 March; the 3rd of April 2027; 3-Apr-2027."""
    found = _day_number(r, i)
    if found is None:
        return None
    at = r.skip(r.skip(found[0], "."), "of", "-")
    month = MONTHS.get(r.words[at])
    if month is None or (r.raw(at) == "may" and r.words[at - 1] != "of" and ordinal(r, i) is None):
        return None
    return _with_year(r, r.skip(at + 1, ".") if r.is_number(at + 2) else at + 1, month, found[1])


def _is_clock(r: Reader, i: int) -> bool:
    return r.words[i] in ("am", "pm", "k", "%", "percent") or (
        r.words[i] == ":" and r.is_number(i + 1) and r.joined(i + 1)
    )


def _day_number(r: Reader, i: int) -> Parsed[int] | None:
    found = ordinal(r, i)
    if found is None and (number := numeral(r, i)) and not number[1].scaled and not number[1].weak:
        value = number[1].value
        found = (number[0], int(value)) if value == int(value) else None
        if r.is_number(i) and len(r.words[i]) > 2:
            found = None
    return found if found and 1 <= found[1] <= 31 else None


def _with_year(r: Reader, end: int, month: int, day: int) -> Parsed[DateValue] | None:
    start = r.skip(r.skip(end, ","), "of", "-")
    if year := year_at(r, start):
        return _dated(year[0], year[1], month, day)
    offset = OFFSETS.get(r.words[start])
    if offset is not None and r.words[start + 1] == "year":
        return _dated(start + 2, r.context.today.year + offset, month, day)
    value = calendar.day_in_year(r.context.today, month, day)
    return (end, value) if value else None


def _dated(end: int, year: int, month: int, day: int) -> Parsed[DateValue] | None:
    found = calendar.valid(year, month, day)
    return (end, calendar.fixed(found)) if found else None


def _slashed(r: Reader, i: int) -> Parsed[DateValue] | None:
    """12/2, 12/2/26, 12-2-2026, in the tenant's order; the other one where that cannot be."""
    mark = r.words[i + 1]
    if mark not in ("/", "-") or not (_small(r, i) and _small(r, i + 2)) or r.before(i) in ("/", "#"):
        return None
    first, second = int(r.words[i]), int(r.words[i + 2])
    if r.words[i + 3] == mark and r.is_number(i + 4) and re.fullmatch(r"\d\d(\d\d)?", r.words[i + 4]):
        found = _in_order(r, first, second, int(r.words[i + 4]))
        return (i + 5, calendar.fixed(found)) if found else None
    if mark == "-" or r.words[i + 3] == mark:
        return None
    day, month = (second, first) if r.context.date_order != "dmy" else (first, second)
    if month > 12:
        day, month = month, day
    value = calendar.day_in_year(r.context.today, month, day) if month <= 12 else None
    return (i + 3, value) if value else None


def _small(r: Reader, i: int) -> bool:
    return r.is_number(i) and len(r.words[i]) <= 2 and (i == 0 or r.words[i - 1] not in ("/", "-") or r.joined(i))


def _in_order(r: Reader, first: int, second: int, third: int) -> date | None:
    if third < 100 and r.context.date_order == "ymd":
        first, third = third, first
    year = third + 2000 if third < 100 else third
    day, month = (second, first) if r.context.date_order == "mdy" else (first, second)
    if r.context.date_order == "ymd" and third < 100:
        day, month = first, second
    return calendar.valid(year, month, day) or calendar.valid(year, day, month)


def _written(r: Reader, i: int) -> Parsed[DateValue] | None:
    """ISO dates and instants, and 31.12.2026: read from the characters, for their marks are exact."""
    if not r.is_number(i):
        return None
    start = r.tokens[i].start
    if (iso := _ISO.match(r.text, start)) and (day := calendar.valid(int(iso[1]), int(iso[3]), int(iso[4]))):
        hour, minute = iso[5], iso[6]
        at = time(int(hour), int(minute)) if hour and int(hour) < 24 and int(minute) < 60 else None
        return _up_to(r, i, iso.end()), replace(calendar.fixed(day), time=at)
    if (dotted := _DOTTED.match(r.text, start)) and dotted.end() == r.tokens[i].end:
        year = int(dotted[3]) + (2000 if len(dotted[3]) == 2 else 0)
        return _dated(i + 1, year, int(dotted[2]), int(dotted[1]))
    return None


def _up_to(r: Reader, i: int, position: int) -> int:
    while i < len(r) and r.tokens[i].end <= position:
        i += 1
    return i


def _nth(r: Reader, i: int) -> Parsed[DateValue] | None:
    """ "the 15th": behind "on" and its like, or where it is too high to be a choice."""
    the = r.before(i) == "the"
    led = r.words[i - 2] if the and i > 1 else r.before(i)
    found = ordinal(r, i)
    if found is None or not 1 <= found[1] <= 31 or not (led in _DAY_FOLLOWS or (the and found[1] > 10)):
        return None
    if _noun_follows(r, found[0]):
        return None
    value = calendar.day_in_month(r.context.today, found[1])
    return (found[0], value) if value else None


_AFTER_NTH = frozenset(
    """at and or to with for if we i they he she it you in on by from morning afternoon evening because so then please now
    instead not but as when until unless is was would should will can could latest maybe too also again already""".split()
)


def _noun_follows(r: Reader, i: int) -> bool:
    return r.words[i].isalpha() and r.words[i] not in _AFTER_NTH


def _after_weekday(r: Reader, i: int) -> Parsed[DateValue] | None:
    """ "Friday, March 20th": the date counts, the weekday only says it again."""
    if r.words[i] not in WEEKDAYS and r.words[i] not in ("sat", "sun"):
        return None
    start = r.skip(r.skip(r.skip(i + 1, "."), ","), "the")
    for grammar in (_month_day, _day_month, _slashed, _written, _nth):
        if found := grammar(r, start):
            return found
    return None


HOLIDAYS = frozenset({"christmas", "xmas", "thanksgiving", "new"})
_BOUNDS = frozenset("before after since until till by through thru past".split())


def _holiday(r: Reader, i: int) -> Parsed[DateValue] | None:
    """Christmas, Christmas Eve, Christmas Day; Thanksgiving; the new year where it bounds something."""
    if r.words[i] not in HOLIDAYS:
        return None
    if r.words[i] == "new":
        return _new_year(r, i)
    if r.words[i] == "thanksgiving":
        return i + 1, _fourth_thursday(r.context.today)
    eve = r.words[i + 1] == "eve"
    return _with_year(r, i + 2 if eve or r.words[i + 1] == "day" else i + 1, 12, 24 if eve else 25)


def _new_year(r: Reader, i: int) -> Parsed[DateValue] | None:
    """ "before new year", "by the new year", "until New Year's Eve"."""
    bounds = r.before(i - 1 if r.before(i) == "the" else i) in _BOUNDS
    if r.words[i + 1] not in ("year", "years", "year's", "year’s", "years'"):
        return None
    if r.words[i + 2] in ("eve", "day"):
        return _with_year(r, i + 3, 12 if r.words[i + 2] == "eve" else 1, 31 if r.words[i + 2] == "eve" else 1)
    return _with_year(r, i + 2, 1, 1) if bounds else None


def _fourth_thursday(today: date) -> DateValue:
    """Thanksgiving of this year and of the next or the last one."""
    days = [date(today.year + n, 11, 28 - (date(today.year + n, 11, 28).weekday() - 3) % 7) for n in (-1, 0, 1)]
    return DateValue(next(d for d in days if d >= today), next(d for d in reversed(days) if d <= today), cycle="year")


EXPLICIT: tuple[Grammar[DateValue], ...] = (_holiday, _month_day, _day_month, _slashed, _written, _nth, _after_weekday)
