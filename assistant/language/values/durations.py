"""Lengths of time ("six months", "a year and a half") and shifts ("two weeks later", "back by a week")."""

from decimal import Decimal
from typing import Literal, cast

from assistant.language.values.lexicon import TIME_UNITS
from assistant.language.values.model import DurationValue, ShiftValue, Unit
from assistant.language.values.numbers import numeral
from assistant.language.values.reader import Parsed, Reader, remembered

_LETTERS = {"d": "day", "w": "week", "h": "hour"}  # "90d", only where they touch the digits
_SMALLER = {"hour": ("minute", 60), "day": ("hour", 24), "week": ("day", 7), "year": ("month", 12)}
_SMALLER |= {"quarter": ("month", 3), "month": ("day", 30)}
_LATER = frozenset({"push", "pushed", "postpone", "postponed", "delay", "delayed", "slip", "slipped", "extend"})
_EARLIER = frozenset({"pull", "pulled", "bring", "brought"})
_LONGEST = 100_000
_REACH = 14  # words between "push" and its length: "push the close date of the Globex deal two weeks"


@remembered
def duration(r: Reader, i: int) -> Parsed[DurationValue] | None:
    """A length of time in whole units."""
    half = _half_unit(r, i)
    if half:
        return half
    counted = _count(r, i)
    if counted is None:
        return None
    end, count = counted
    unit = _unit(r, end)
    if unit is None:
        return None
    end, name = unit
    if extra := r.phrase(end, "and", "a", "half"):
        return _whole(extra, count + Decimal("0.5"), name)
    return _whole(end, count, name)


def _half_unit(r: Reader, i: int) -> Parsed[DurationValue] | None:
    start = r.skip(i, "a")
    if r.words[start] != "half":
        return None
    unit = _unit(r, r.skip(start + 1, "a", "an"))
    return _whole(unit[0], Decimal("0.5"), unit[1]) if unit else None


def _count(r: Reader, i: int) -> Parsed[Decimal] | None:
    number = numeral(r, i)
    if number and number[1].scaled:
        return None
    if number is None:
        return (i + 1, Decimal(1)) if r.words[i] in ("a", "an") else None
    end, value = number[0], number[1].value
    if half := r.phrase(end, "and", "a", "half"):
        return half, value + Decimal("0.5")
    return end, value


def _unit(r: Reader, i: int) -> Parsed[str] | None:
    if r.words[i] in ("business", "working", "work") and TIME_UNITS.get(r.words[i + 1]) == "day":
        return i + 2, "business_day"
    if r.words[i] in _LETTERS and r.joined(i):
        return i + 1, _LETTERS[r.words[i]]
    name = TIME_UNITS.get(r.words[i])
    return (i + 1, name) if name else None


def _whole(end: int, count: Decimal, unit: str) -> Parsed[DurationValue] | None:
    if unit == "fortnight":
        count, unit = count * 2, "week"
    while count != int(count) and unit in _SMALLER:
        unit, factor = _SMALLER[unit]
        count = Decimal(round(count * factor)) if unit in ("day", "minute") else count * factor
    if count != int(count) or not 0 < count <= _LONGEST:
        return None
    return end, DurationValue(int(count), cast(Unit, unit))


@remembered
def shift(r: Reader, i: int) -> Parsed[ShiftValue] | None:
    """How far something moves, when the words say which way."""
    if further := _further(r, i):
        return further[0], ShiftValue(further[1], 1)
    start, word = _direction(r, i)
    length = duration(r, start)
    if length is None:
        return None
    end, value = length
    sign = _sign_behind(r, end)
    if sign:
        return end + 1, ShiftValue(value, sign)
    verb = _verb(r, i)
    if word == "" and verb == 0:
        return None
    return end, ShiftValue(value, _sign(word, verb))


def _further(r: Reader, i: int) -> Parsed[DurationValue] | None:
    """ "another fortnight", "an extra week", "two more weeks": so much later."""
    if r.words[i] == "another" or (r.words[i] in ("an", "one") and r.words[i + 1] in _MORE):
        start = i + (1 if r.words[i] == "another" else 2)
        if _count(r, start):
            return duration(r, start)
        unit = _unit(r, start)
        return _whole(unit[0], Decimal(1), unit[1]) if unit else None
    counted = _count(r, i)
    if counted is None or r.words[counted[0]] not in _MORE:
        return None
    unit = _unit(r, counted[0] + 1)
    return _whole(unit[0], counted[1], unit[1]) if unit else None


_MORE = ("more", "extra", "additional", "further")


def _direction(r: Reader, i: int) -> tuple[int, str]:
    """The direction word before a length, with its "by"; "up" and "in" need a verb of moving."""
    word = r.words[i] if r.words[i] in ("back", "out", "forward", "up", "in") else ""
    if word in ("up", "in", "forward") and not _verb(r, i) and r.words[i - 2 : i] != ["move", "it"]:
        return i, ""
    start = i + 1 if word else i
    if r.words[start] == "by":
        return start + 1, word or "by"
    return start, word


def _sign_behind(r: Reader, i: int) -> Literal[1, -1] | None:
    if r.words[i] in ("later", "after", "afterwards"):
        return 1
    return -1 if r.words[i] in ("earlier", "sooner", "before", "prior") else None


def _verb(r: Reader, i: int) -> int:
    """+1 or -1 if a verb of moving in time governs token `i`, else 0."""
    for back in range(i - 1, max(-1, i - 1 - _REACH), -1):
        word = r.words[back]
        if word in _LATER:
            return 1
        if word in _EARLIER:
            return -1
        if word in (".", ";", ",", "to", "and", "in", "for"):
            return 0
    return 0


def _sign(word: str, verb: int) -> Literal[1, -1]:
    if word in ("up", "in") or verb < 0:
        return -1
    return 1
