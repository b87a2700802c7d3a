"""Periods as people put them: "last 30 days", "so far this quarter", "since March", "between X and Y"."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from assistant.language.values import calendar
from assistant.language.values.dates import day
from assistant.language.values.durations import duration
from assistant.language.values.lexicon import TIME_UNITS
from assistant.language.values.model import DateValue, DurationValue, PeriodValue, Span, Tense
from assistant.language.values.onwards import TENSES, ends, onwards, or_beyond, point
from assistant.language.values.reader import Grammar, Parsed, Reader, longest, remembered
from assistant.language.values.turning import turning
from assistant.language.values.units import calendar_period, days_of, unit_period

_TO_DATE = {"ytd": "year", "qtd": "quarter", "mtd": "month", "wtd": "week"}
_Open = Literal["before", "after", "since", "until"]
_OPEN: dict[str, _Open] = {
    "before": "before",
    "after": "after",
    "since": "since",
    "until": "until",
    "till": "until",
    "through": "until",
    "thru": "until",
}
OPENERS = frozenset({*_TO_DATE, *_OPEN, "first", "1st", "second", "2nd", "third", "3rd", "fourth", "last"})


@remembered
def period(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    """Any period; the word "the" before it belongs to it."""
    return longest(r, r.skip(i, "the"), (calendar_period, *_PERIODS))


def _rolling(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    """last/past/next N units. Days, weeks and months end (or start) with today; quarters and years are whole."""
    word = r.words[i]
    if word not in ("last", "past", "previous", "trailing", "next", "coming"):
        return None
    if word == "past" and TIME_UNITS.get(r.words[i + 1]) in ("week", "month", "quarter", "year"):
        return i + 2, _window(r, DurationValue(1, "week"), -1) if r.words[i + 1] == "week" else _past_one(r, i + 1)
    length = duration(r, i + 1)
    if length is None or r.words[i + 1] in ("a", "an") or length[1].unit in ("minute", "hour"):
        return None
    return length[0], _window(r, length[1], 1 if word in ("next", "coming") else -1)


def _past_one(r: Reader, i: int) -> PeriodValue:
    unit = r.words[i]
    if unit == "month":
        return _window(r, DurationValue(30, "day"), -1)
    if unit == "quarter":
        return unit_period(r, "quarter", -1)
    return _window(r, DurationValue(12, "month"), -1)


def _window(r: Reader, length: DurationValue, sign: Literal[1, -1]) -> PeriodValue:
    today, word = r.context.today, "next" if sign > 0 else "last"
    name = f"{word}_{length.count}_{length.unit}s"
    if length.unit in ("quarter", "year"):
        return calendar.single(_whole_units(r, length, sign), name, length.unit)
    if length == DurationValue(1, "week"):
        name = f"{word}_7_days"
    far = calendar.add(today, length, sign)
    span = Span(today, far - calendar.DAY) if sign > 0 else Span(far + calendar.DAY, today)
    return calendar.single(span, name, length.unit)


def _whole_units(r: Reader, length: DurationValue, sign: int) -> Span:
    start_month = r.context.fiscal_year_start
    near = calendar.around(r.context.today, length.unit, sign, start_month)
    far = calendar.around(r.context.today, length.unit, sign * length.count, start_month)
    return Span(far.start, near.end) if sign < 0 else Span(near.start, far.end)


def _to_date(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    """YTD, "year to date", "so far this quarter", "this month so far"."""
    if r.words[i] in _TO_DATE:
        return i + 1, _so_far(r, _TO_DATE[r.words[i]])
    unit = TIME_UNITS.get(r.words[i], "")
    if unit in _TO_DATE.values() and r.phrase(i + 1, "to", "date"):
        return i + 3, _so_far(r, unit)
    leading = r.phrase(i, "so", "far")
    start = leading or i
    if r.words[start] not in ("this", "current") or r.words[start + 1] not in _TO_DATE.values():
        return None
    end = start + 2 if leading else r.phrase(start + 2, "so", "far")
    return (end, _so_far(r, r.words[start + 1])) if end else None


def _so_far(r: Reader, unit: str) -> PeriodValue:
    span = unit_period(r, unit, 0).future
    return calendar.single(Span(span.start, r.context.today), f"{unit}_to_date", unit)


def _rest(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    """ "rest of the year"."""
    if r.words[i] not in ("rest", "remainder"):
        return None
    found = days_of(r, i + 1, "of")
    if found is None:
        return None
    span = Span(max(r.context.today, found[1].future.start or r.context.today), found[1].future.end)
    return found[0], calendar.single(span)


def _slice(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    """ "early April", "late next month", "first half of May"."""
    word = r.words[i]
    half = r.words[i + 1] == "half" and word in ("first", "second")
    if not half and word not in ("early", "late"):
        return None
    found = days_of(r, i + 2 if half else i + 1, *(["of"] if half else []))
    if found is None:
        return None
    future, past = (_cut(span, word, half) for span in (found[1].future, found[1].past))
    return found[0], replace(found[1], future=future, past=past, name=None)


def _cut(span: Span, word: str, half: bool) -> Span:
    assert span.start and span.end
    days = (span.end - span.start).days + 1
    if half:
        middle = span.start + timedelta(days=days // 2 if days != 31 else 15)
        return Span(span.start, middle - calendar.DAY) if word == "first" else Span(middle, span.end)
    third = timedelta(days=days // 3)
    return (
        Span(span.start, span.start + third - calendar.DAY)
        if word == "early"
        else Span(span.start + 2 * third, span.end)
    )


def _open(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    """before X, after X, since X, until X, "up to X", "on or before X"."""
    word, start = _OPEN.get(r.words[i]), i + 1
    if (end := r.phrase(i, "up", "to")) and (i == 0 or r.words[i - 1] != "follow"):
        word, start = "until", r.phrase(end, "and", "including") or end
    elif (r.phrase(i, "on", "or") or r.phrase(i, "no", "later", "than")) and r.words[i + 2] in (
        "before",
        "after",
        "than",
    ):
        word, start = "until" if r.words[i + 2] != "after" else None, i + 3
    found: Parsed[DateValue | PeriodValue] | None = None
    if word and (turned := turning(r, start)):
        word = "until" if word == "before" and turned[1].relation == "until" else word
        found = turned
    elif word:
        word = "until" if word == "before" and _closes(r, r.skip(start, "the")) else word
        found = point(r, start)
    if found is None or word is None:
        return None
    future, past = (_opened(r, word, ends(found[1], tense)) for tense in TENSES)
    if word == "since":
        future = past
    return found[0], PeriodValue(future, past, relation=word, anchor=found[1])


def _closes(r: Reader, i: int) -> bool:
    """ "before the end of the year", "before year end": the last day is not over before its evening."""
    return r.words[i] in ("end", "eom", "eoq", "eow", "eoy") or r.words[i + 1] == "end"


def _until_now(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    """ "January till now", "from March up to today"."""
    low = point(r, i + (r.words[i] == "from"))
    if low is None:
        return None
    end = r.phrase(low[0], "up", "to") or r.phrase(low[0], "up", "until") or low[0] + 1
    led = end > low[0] + 1 or r.words[low[0]] in ("to", "till", "until", "through", "thru", "-")
    if not led or r.words[end] not in ("now", "today", "date"):
        return None
    span = Span(ends(low[1], "past").start, r.context.today)
    return end + 1, PeriodValue(span, span, relation="since", anchor=low[1])


def _opened(r: Reader, word: _Open, span: Span) -> Span:
    assert span.start and span.end
    if word == "before":
        return Span(None, span.start - calendar.DAY)
    if word == "after":
        return Span(span.end + calendar.DAY, None)
    return Span(span.start, r.context.today) if word == "since" else Span(None, span.end)


def _between(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    """between X and Y, from X to Y, "from X through Y"."""
    if r.words[i] not in ("between", "from") or (r.words[i] == "from" and _moves(r, i)):
        return None
    low = point(r, i + 1)
    joints = ("and",) if r.words[i] == "between" else ("to", "through", "until", "till", "thru", "-")
    if low is None or r.words[low[0]] not in joints:
        return None
    high = point(r, low[0] + 1)
    if high is None or (r.words[i] == "between" and _sets_apart(r, i)):
        return None
    future, past = (_spanned(low[1], high[1], tense) for tense in TENSES)
    return high[0], PeriodValue(future, past, relation="between")


def _sets_apart(r: Reader, i: int) -> bool:
    """ "The difference between this year and last year": two periods, and not the days between."""
    return any(w.rstrip("s") in _APART for w in r.words[max(0, i - 8) : i])


_APART = frozenset("difference comparison gap delta compare comparing".split())
_MOVING = frozenset(
    ["move", "moved", "reschedule", "rescheduled", "change", "changed", "push", "pushed", "shift", "shifted", "update"]
)


def _moves(r: Reader, i: int) -> bool:
    """ "reschedule it from Friday to Monday" names two days, not the days between."""
    return bool(_MOVING & set(r.words[max(0, i - 8) : i]))


def _spanned(low: DateValue | PeriodValue, high: DateValue | PeriodValue, tense: Tense) -> Span:
    """From the start of one to the end of the other; what was said openly gives way to keep the order."""
    start, end = ends(low, tense).start, ends(high, tense).end
    assert start and end
    if low.cycle == "year" and high.cycle is None:
        start = _into_year(start, end)
    if start > end and tense == "future" and high.cycle == "week":
        end += timedelta(days=7)
    elif start > end:
        start = calendar.back_one(start, low.cycle)
    return Span(min(start, end), max(start, end))


def _into_year(start: date, end: date) -> date:
    return calendar.add_months(start, 12 * (end.year - start.year))


def _ever(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    if r.phrase(i, "all", "time") or r.phrase(i, "of", "all", "time"):
        return i + 2 + (r.words[i] == "of"), calendar.single(Span(None, None))
    return None


def _week_of(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    """ "First week of January": its seven days, counted from the first of the month, the last week's from its end."""
    n = _WEEKS.get(r.words[i])
    if n is None or r.words[i + 1] != "week" or r.words[i + 2] not in ("of", "in"):
        return None
    month = calendar_period(r, r.skip(i + 3, "the"))
    if month is None or month[1].unit != "month":
        return None
    future, past = (_week(month[1].on(tense), n) for tense in TENSES)
    return month[0], PeriodValue(future, past, unit="week")


def _week(month: Span, n: int) -> Span:
    if month.start is None or month.end is None:
        return month
    if n < 0:
        return Span(month.end - 6 * calendar.DAY, month.end)
    return Span(month.start + 7 * (n - 1) * calendar.DAY, month.start + (7 * n - 1) * calendar.DAY)


_WEEKS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "last": -1}

_PERIODS: tuple[Grammar[PeriodValue], ...] = (
    _rolling,
    _week_of,
    _to_date,
    _rest,
    _slice,
    _open,
    _between,
    _until_now,
    onwards,
    or_beyond,
    _ever,
)
__all__ = ["day", "period", "point"]
