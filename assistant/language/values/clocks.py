"""Times of day: "3pm", "15:30", "half past two", "noon", "morning"."""

from datetime import time

from assistant.language.values.numbers import UNITS, numeral
from assistant.language.values.reader import Parsed, Reader, remembered

NOON, MIDNIGHT = time(12), time(0)
# When a part of the day starts to be meant, for a reminder or a meeting.
PARTS = {"morning": time(9), "noon": NOON, "afternoon": time(14), "evening": time(18), "night": time(20)}
PARTS |= {"lunchtime": NOON, "lunch": NOON, "midday": NOON, "midnight": MIDNIGHT}
CLOSE = time(17)
NAMED = {"noon": NOON, "midday": NOON, "midnight": MIDNIGHT}


@remembered
def clock(r: Reader, i: int) -> Parsed[time] | None:
    """A time that cannot be anything else."""
    if r.words[i] in NAMED:
        return i + 1, NAMED[r.words[i]]
    return _past(r, i) or _digital(r, i) or _hour(r, i)


def loose_clock(r: Reader, i: int) -> Parsed[time] | None:
    """A time beside a day, where a bare hour will do: "(tomorrow at) 3"."""
    found = clock(r, i)
    if found:
        return found
    number = numeral(r, i)
    if number is None or number[1].scaled or r.words[number[0]] in ("%", "percent", "/", "-"):
        return None
    hour, minute = _said_in_words(r, i, int(number[1].value)) or (number[1].value, 0)
    return _office_hour(number[0], hour, minute)


def _said_in_words(r: Reader, i: int, value: int) -> tuple[int, int] | None:
    """ "four twenty", "nine forty five": read as 420 and 945, where an amount is meant."""
    spoken = not r.is_number(i) and r.words[i] in UNITS and value > 100
    return (value // 100, value % 100) if spoken and value % 100 < 60 else None


def _digital(r: Reader, i: int) -> Parsed[time] | None:
    """15:30, 10:15am, 15:30:00."""
    if not (r.is_number(i) and r.words[i + 1] == ":" and r.is_number(i + 2) and len(r.words[i + 2]) == 2):
        return None
    if not (r.words[i].isdigit() and r.words[i + 2].isdigit() and len(r.words[i]) <= 2):
        return None
    hour, minute, end = int(r.words[i]), int(r.words[i + 2]), i + 3
    if r.words[end] == ":" and r.is_number(end + 1):
        end += 2
    return _with_half(r, end, hour, minute) or _time(end, hour, minute)


def _hour(r: Reader, i: int) -> Parsed[time] | None:
    """3pm, three p.m., 3 o'clock."""
    if not r.is_number(i) and r.words[i] not in UNITS:
        return None
    number = numeral(r, i)
    if number is None or number[1].value != int(number[1].value):
        return None
    if spoken := _said_in_words(r, i, int(number[1].value)):
        return _with_half(r, number[0], *spoken)
    if not 0 < number[1].value <= 24:
        return None
    if r.words[number[0]] == "o'clock":
        return _with_half(r, number[0] + 1, int(number[1].value), 0) or _office_hour(number[0] + 1, number[1].value, 0)
    return _with_half(r, number[0], int(number[1].value), 0)


def _with_half(r: Reader, i: int, hour: int, minute: int) -> Parsed[time] | None:
    half = _half_of_day(r, i)
    if half is None or not 0 < hour <= 12:
        return None
    return _time(half[0], hour % 12 + half[1], minute)


def _half_of_day(r: Reader, i: int) -> Parsed[int] | None:
    word = r.words[i]
    if word in ("am", "pm"):
        return i + 1, 12 if word == "pm" else 0
    if word in ("a", "p") and r.words[i + 1] == "." and r.words[i + 2] == "m":
        return r.skip(i + 3, "."), 12 if word == "p" else 0
    return None


def _past(r: Reader, i: int) -> Parsed[time] | None:
    """half past two, quarter to five, ten past three."""
    start = r.skip(i, "a")
    minutes = {"half": 30, "quarter": 15}.get(r.words[start], UNITS.get(r.words[start], 0))
    side = r.words[start + 1]
    if not minutes or side not in ("past", "to") or (side == "to" and r.words[start] != "quarter"):
        return None
    hour = numeral(r, start + 2)
    if hour is None or not 0 < hour[1].value <= 12:
        return None
    before = side == "to"
    value = int(hour[1].value) - before
    half = _half_of_day(r, hour[0])
    minute = 60 - minutes if before else minutes
    if half:
        return _time(half[0], value % 12 + half[1], minute)
    return _time(hour[0], value + 12 if value <= 6 else value, minute)


def _office_hour(end: int, value: object, minute: int) -> Parsed[time] | None:
    """A bare hour as people mean it at work: 1 to 7 is after noon."""
    hour = int(str(value)) if str(value).isdigit() else -1
    if not 0 < hour < 24:
        return None
    return _time(end, hour + 12 if hour <= 7 else hour, minute)


def _time(end: int, hour: int, minute: int) -> Parsed[time] | None:
    return (end, time(hour, minute)) if hour < 24 and minute < 60 else None
