"""Dates written and said in other ways."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

_MONTHS = "January February March April May June July August September October November December".split()
_SHORT = [m[:3] for m in _MONTHS]
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth"
    " seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth"
    " twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
).split()
_NAMES = "|".join([*_MONTHS, *_SHORT, "Sept"])
_BEHIND = re.compile(
    rf"\b({_NAMES})\.? (\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d|,? ?\d{{4}}|[.:/-]\d| ?(?:k\b|%|deals|units))", re.IGNORECASE
)
_BEFORE = re.compile(rf"\b(?<![$\d.,/-])(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_NAMES})\b(?!,? ?\d{{4}})", re.IGNORECASE)


def date_otherwise(text: str, random: Random) -> str | None:
    """The first date in another form: "Dec 11" as "11 December", "the 11th of December", "December eleventh"."""
    return _with_date(text, lambda month, day: random.choice(_forms(month, day)))


def date_taken_back(text: str, random: Random) -> str | None:
    """ "Dec 4, no wait, Dec 11"."""
    marker = random.choice(
        (", no wait, ", ", sorry, ", ", I mean ", ", no, ", " no wait ", ", actually ", ", scratch that, ")
    )

    def twice(month: int, day: int) -> str:
        wrong = day + 3 if day < 15 else day - 4
        return f"{_MONTHS[month]} {_th(wrong)}{marker}{_MONTHS[month]} {_th(day)}"

    return _with_date(text, twice)


def _with_date(text: str, form: Callable[[int, int], str]) -> str | None:
    found = _BEHIND.search(text), _BEFORE.search(text)
    if found[0]:
        match, name, day = found[0], found[0][1], int(found[0][2])
    elif found[1]:
        match, name, day = found[1], found[1][2], int(found[1][1])
    else:
        return None
    month = next(i for i, m in enumerate(_SHORT) if name.lower().startswith(m.lower()))
    if not 1 <= day <= 31:
        return None
    start = match.start()
    said = form(month, day)
    if text[:start].lower().endswith("the "):
        start -= 4
    return text[:start] + said + text[match.end() :]


def _th(day: int) -> str:
    return f"{day}{'th' if 10 < day < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


def _forms(month: int, day: int) -> list[str]:
    name, short = _MONTHS[month], _SHORT[month]
    return [
        f"{name} {day}", f"{short} {day}", f"{day} {name}", f"{day} {short}", f"{name} {_th(day)}", f"the {_th(day)} of {name}",
        f"{name} {_ORDINALS[day - 1]}", f"the {_ORDINALS[day - 1]} of {name}", f"{name} the {_th(day)}", f"{month + 1}/{day}", f"{_th(day)} {short}",
        f"{name.lower()} {day}",
    ]  # fmt: skip
