"""How a value of a proposal or of a text compares with what was expected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from evals.company.rows import TODAY, local_day, parse_instant

_INSTANT = re.compile(r"^\d{4}-\d\d-\d\dT")
_DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
RELATIVE = {0: "today", 1: "tomorrow", -1: "yesterday"}


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def plain(value: Any, keys: Mapping[str, str]) -> Any:
    """A value of `after` as the company knows it: a reference as its key, an instant as its day."""
    if isinstance(value, Mapping):
        return keys.get(value.get("id", ""), value.get("label", value))
    if isinstance(value, str):
        return local_day(parse_instant(value)) if _INSTANT.match(value) else keys.get(value, value)
    return value


def same(wanted: Any, actual: Any) -> bool:
    """`*` is anything, `~x` contains, `phone:+1…` by its digits; numbers to the cent; texts without case."""
    if wanted in (None, ""):
        return actual in (None, "", [])
    if wanted == "*":
        return actual not in (None, "")
    if isinstance(wanted, int | float) and not isinstance(wanted, bool):
        return _number(actual) is not None and abs(_number(actual) - wanted) < 0.01  # type: ignore[operator]
    text = str(wanted)
    if text.startswith("phone:"):
        return digits(text) == digits(str(actual))
    if text.startswith("~"):
        return text[1:].casefold() in str(actual).casefold()
    return str(actual).strip().casefold() in [option.casefold() for option in text.split("|")]


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def says_day(text: str, iso: str) -> bool:
    """Whether a text names a day in any usual way."""
    day = date.fromisoformat(iso)
    forms = [
        iso,
        f"{day:%B} {day.day}",
        f"{day:%b} {day.day}",
        f"{day.day} {day:%B}",
        f"{day.day} {day:%b}",
        f"{day.month}/{day.day}/{day.year}",
    ]
    near = RELATIVE.get((day - TODAY).days)
    low = text.casefold()
    return any(re.search(rf"(?<!\d){re.escape(form.casefold())}(?!\d)", low) for form in forms) or bool(
        near and near in low
    )


def plus_days(iso: str, days: int) -> str:
    return (date.fromisoformat(iso) + timedelta(days=days)).isoformat()


def has_words(text: str, words: list[str]) -> list[str]:
    """The wanted words (each may offer `a|b`) that the text lacks."""
    low = text.casefold()
    return [word for word in words if not any(option.casefold() in low for option in str(word).split("|"))]
