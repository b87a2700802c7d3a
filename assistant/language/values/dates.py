"""Days and instants: "tomorrow at 3pm", "Friday of next week", "the 3rd of April", "two weeks ago"."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from assistant.language.values import calendar
from assistant.language.values.clocks import CLOSE, PARTS, clock, loose_clock
from assistant.language.values.durations import duration
from assistant.language.values.explicit_dates import EXPLICIT
from assistant.language.values.lexicon import TIME_UNITS, WEEKDAYS
from assistant.language.values.model import DateValue, DurationValue, PeriodValue, Span
from assistant.language.values.ordinals import ordinal
from assistant.language.values.reader import Grammar, Parsed, Reader, longest, remembered
from assistant.language.values.units import calendar_period, days_of, unit_period

_WEEK = timedelta(days=7)
_RELATIVE = {"today": 0, "tomorrow": 1, "yesterday": -1}
_NEGATIONS = frozenset(["no", "not", "haven't", "hasn't", "didn't", "never", "nobody", "without"])
_EDGES = {"end": "end", "beginning": "start", "start": "start", "middle": "middle", "mid": "middle"}
_ENDS = {"eom": "month", "eoq": "quarter", "eow": "week", "eoy": "year"}
_ENDS |= {"bom": "month", "boq": "quarter"}  # "boy" is what people say who wonder
OPENERS = frozenset({*_RELATIVE, *_EDGES, *_ENDS, "eod"})


@remembered
def when(r: Reader, i: int) -> Parsed[DateValue] | None:
    """A day, with its time where one is said before or behind it."""
    behind = _time_first(r, i)
    found = _close_of(r, i) or day(r, i)
    if found is None:
        return behind
    timed = found if found[1].time else _with_time(r, *found)
    return behind if behind and behind[0] > timed[0] else timed


@remembered
def day(r: Reader, i: int) -> Parsed[DateValue] | None:
    """A day without a time of day (but "tonight" and "in 2 hours" carry theirs)."""
    return longest(r, r.skip(i, "the"), _DAYS)


def _with_time(r: Reader, end: int, value: DateValue) -> Parsed[DateValue]:
    start = r.skip(end, ",")
    part = PARTS.get(r.words[start])
    if part and r.words[start] != "noon":
        end, value = start + 1, replace(value, time=part)
        start = r.skip(end, ",")
    marked = r.skip(start, "at", "@", "around")
    found = loose_clock(r, marked) if marked > start else clock(r, start)
    return (found[0], replace(value, time=found[1])) if found else (end, value)


def _time_first(r: Reader, i: int) -> Parsed[DateValue] | None:
    """ "3pm tomorrow"."""
    found = clock(r, i)
    if found is None:
        return None
    following = day(r, r.skip(found[0], "on", ","))
    if following is None or following[1].time:
        return None
    return following[0], replace(following[1], time=found[1])


def _close_of(r: Reader, i: int) -> Parsed[DateValue] | None:
    """ "cob Friday", "end of day", "close of business tomorrow"."""
    end = r.phrase(i, "eod") or r.phrase(i, "close", "of", "business") or r.phrase(i, "end", "of", "day")
    end = end or r.phrase(i, "end", "of", "the", "day")
    if end is None:
        return None
    following = day(r, r.skip(end, "on", "of"))
    if following and following[1].time is None:
        return following[0], replace(following[1], time=CLOSE)
    return end, DateValue(r.context.today, r.context.today, CLOSE)


def _named(r: Reader, i: int) -> Parsed[DateValue] | None:
    today = r.context.today
    if r.words[i] in _RELATIVE:
        return i + 1, calendar.fixed(today + timedelta(days=_RELATIVE[r.words[i]]))
    if end := r.phrase(i, "day", "after", "tomorrow"):
        return end, calendar.fixed(today + timedelta(days=2))
    if end := r.phrase(i, "day", "before", "yesterday"):
        return end, calendar.fixed(today - timedelta(days=2))
    if r.words[i] == "now" or r.phrase(i, "right", "now"):
        moment = r.context.clock
        return i + 1 + (r.words[i] == "right"), _moment(moment)
    return _part_of_today(r, i)


def _part_of_today(r: Reader, i: int) -> Parsed[DateValue] | None:
    today = r.context.today
    if r.words[i] == "tonight":
        return i + 1, DateValue(today, today, PARTS["night"])
    if r.phrase(i, "last", "night"):
        return i + 2, DateValue(today - calendar.DAY, today - calendar.DAY, PARTS["night"])
    if r.words[i] == "this" and (part := PARTS.get(r.words[i + 1])):
        return i + 2, DateValue(today, today, part)
    return None


def _moment(moment: datetime) -> DateValue:
    at = time(moment.hour, moment.minute)
    return DateValue(moment.date(), moment.date(), at)


def _weekday(r: Reader, i: int) -> Parsed[DateValue] | None:
    start = i
    while r.words[start] in ("this", "next", "last", "coming", "past", "previous", "following"):
        start += 1
    number = _weekday_number(r, start)
    if number is None or start - i > 2 or (start == i and r.before(i) in ("a", "any", "every", "each", "some")):
        return None
    value = _which(r.context.today, number, r.words[i] if start > i else "")
    return _in_week(r, start + 1, number) or (start + 1, value)


def _weekday_number(r: Reader, i: int) -> int | None:
    """ "sat" and "sun" are words of their own: only where a day is expected."""
    if r.words[i] in ("sat", "sun") and r.before(i) in ("on", "this", "next", "last", "by", "until", "or", "and"):
        return 5 if r.words[i] == "sat" else 6
    return WEEKDAYS.get(r.words[i])


def _which(today: date, number: int, word: str) -> DateValue:
    value = calendar.weekday(today, number)
    monday = today - timedelta(days=today.weekday())
    if word in ("next", "following"):
        return calendar.fixed(monday + _WEEK + timedelta(days=number))
    if word in ("last", "past", "previous"):
        return calendar.fixed(value.past)
    if word in ("this", "coming"):
        return replace(value, past=value.past if value.past >= monday and word == "this" else value.future)
    return value


def _in_week(r: Reader, i: int, number: int) -> Parsed[DateValue] | None:
    """ "(Friday) of next week", "(Tuesday) week"."""
    today = r.context.today
    if r.words[i] == "week" and r.words[i + 1] not in ("of", "day"):
        return i + 1, calendar.fixed(calendar.weekday(today, number).future + _WEEK)
    which = r.skip(i, "of", "in", ",")
    offset = {"this": 0, "next": 1, "last": -1}.get(r.words[which])
    if offset is None or r.words[which + 1] != "week":
        return None
    monday = today - timedelta(days=today.weekday())
    return which + 2, calendar.fixed(monday + offset * _WEEK + timedelta(days=number))


def _week_first(r: Reader, i: int) -> Parsed[DateValue] | None:
    """ "next week Tuesday"."""
    offset = {"this": 0, "next": 1, "last": -1}.get(r.words[i])
    if offset is None or r.words[i + 1] != "week":
        return None
    number = WEEKDAYS.get(r.words[r.skip(i + 2, "on", ",")])
    if number is None:
        return None
    monday = r.context.today - timedelta(days=r.context.today.weekday())
    end = r.skip(i + 2, "on", ",") + 1
    return end, calendar.fixed(monday + offset * _WEEK + timedelta(days=number))


def _offset(r: Reader, i: int) -> Parsed[DateValue] | None:
    """ "in two weeks", "two weeks ago", "a week from Tuesday", "two days before Friday"."""
    inside = r.words[i] in ("in", "within")
    if inside and _NEGATIONS & set(r.words[max(0, i - 8) : i]):
        return None  # "hasn't answered in 4 weeks" tells how long
    length = duration(r, i + 1 if inside else i)
    if length is None:
        return (r.words[i] == "day" and _from(r, i + 1, DurationValue(1, "day"))) or None
    end, value = length
    if inside:
        return r.skip(end, "time"), _moved(r, value, 1)
    if r.words[end] in ("ago", "back"):
        return end + 1, _moved(r, value, -1)
    return _counted_on(r, end, value) or _from(r, end, value)


def _counted_on(r: Reader, i: int, length: DurationValue) -> Parsed[DateValue] | None:
    """ "a week today", "a fortnight on Friday", "two weeks tomorrow": that long after the day."""
    if length.unit not in ("week", "day") or r.words[i] not in ("today", "tomorrow", "on"):
        return None
    base = day(r, r.skip(i, "on"))
    weekday = base is not None and (r.words[i] != "on" or r.words[i + 1] in WEEKDAYS)
    return (base[0], calendar.fixed(calendar.add(base[1].future, length, 1))) if base and weekday else None


def _from(r: Reader, i: int, length: DurationValue) -> Parsed[DateValue] | None:
    sign = {"from": 1, "after": 1, "before": -1, "prior": -1}.get(r.words[i])
    if sign is None or length.unit in ("minute", "hour"):
        return None
    base = day(r, r.skip(i + 1, "to")) if r.words[i + 1] != "now" else (i + 2, calendar.fixed(r.context.today))
    if base is None:
        return None
    future, past = (calendar.add(d, length, sign) for d in (base[1].future, base[1].past))
    if r.words[i] == "from":  # said of what is to come
        return base[0], calendar.fixed(future)
    return base[0], replace(base[1], future=future, past=past)


def _moved(r: Reader, length: DurationValue, sign: int) -> DateValue:
    if length.unit in ("minute", "hour"):
        minutes = length.count * (60 if length.unit == "hour" else 1)
        return _moment(r.context.clock + sign * timedelta(minutes=minutes))
    return calendar.fixed(calendar.add(r.context.today, length, sign))


def _edge(r: Reader, i: int) -> Parsed[DateValue] | None:
    """ "end of next month", "mid April", "month end", "eoq"."""
    if r.words[i] in _ENDS:
        side = "start" if r.words[i].startswith("b") else "end"
        return i + 1, _at_edge(unit_period(r, _ENDS[r.words[i]], 0), side)
    unit = TIME_UNITS.get(r.words[i], "")
    if unit in ("week", "month", "quarter", "year") and r.words[i + 1] == "end":
        return i + 2, _at_edge(unit_period(r, unit, 0), "end")
    side = _EDGES.get(r.words[i], "")
    period = days_of(r, i + 1) if side else None
    return (period[0], _at_edge(period[1], side)) if period else None


def _day_of(r: Reader, i: int) -> Parsed[DateValue] | None:
    """ "last day of the month", "first of next month", "the 10th of last month"."""
    number = ordinal(r, i)
    if r.words[i] == "last":
        number = i + 1, -1
    weekday = WEEKDAYS.get(r.words[number[0]]) if number else None
    if number is not None and weekday is not None:
        return _nth_weekday(r, number[0] + 1, number[1], weekday)
    if number is None or (number[1] < 0 and r.words[i + 1] != "day"):
        return None
    period = days_of(r, r.skip(number[0], "day"), "of")
    if period is None or not -1 <= number[1] <= 31:
        return None
    if number[1] < 0:
        return period[0], _at_edge(period[1], "end")
    found = _at_edge(period[1], "start", timedelta(days=number[1] - 1))
    last = period[1].future.end
    return (period[0], found) if last is None or found.future <= last else None  # no month has its 32nd


def _nth_weekday(r: Reader, i: int, number: int, weekday: int) -> Parsed[DateValue] | None:
    """ "last Friday of November", "first Monday in January"."""
    period = days_of(r, r.skip(i, "of", "in")) if r.words[i] in ("of", "in") else None
    if period is None or period[1].unit != "month" or not (number == -1 or 0 < number < 5):
        return None
    days = [_weekday_in(span, number, weekday) for span in (period[1].future, period[1].past)]
    return period[0], DateValue(days[0], days[1], cycle=period[1].cycle)


def _weekday_in(month: Span, number: int, weekday: int) -> date:
    assert month.start and month.end
    if number < 0:
        return month.end - timedelta(days=(month.end.weekday() - weekday) % 7)
    return month.start + timedelta(days=(weekday - month.start.weekday()) % 7) + (number - 1) * _WEEK


def _at_edge(period: PeriodValue, side: str, plus: timedelta = timedelta()) -> DateValue:
    days = []
    for span in (period.future, period.past):
        assert span.start and span.end
        middle = span.start + (span.end - span.start) // 2
        if period.unit == "month":
            middle = span.start.replace(day=15)
        days.append({"start": span.start, "end": span.end, "middle": middle}[side] + plus)
    return DateValue(days[0], days[1], cycle=period.cycle)


_DAYS: tuple[Grammar[DateValue], ...] = (
    _named,
    _weekday,
    _week_first,
    _offset,
    _edge,
    _day_of,
    *EXPLICIT,
)
__all__ = ["calendar_period", "day", "when"]
