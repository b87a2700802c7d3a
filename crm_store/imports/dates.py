"""Days and times as exports write them, brought to ISO 8601."""

from __future__ import annotations

import re
from datetime import datetime

_ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?")
_NUMBERS = re.compile(
    r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[T, ]+(\d{1,2}):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*([ap]m)?)?", re.I
)
_WORDS = ("%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%a %b %d %Y")


def to_iso(text: str, order: str) -> str:
    """`31.12.2025`, `12/31/2025 4:30 PM`, `Dec 31, 2025` in ISO 8601; the text itself where it is nothing of the kind.

    `order` is the tenant's: mdy, dmy or ymd. A day that its order makes impossible is read the other way round;
    dots mean day first whatever the order.
    """
    text = text.strip()
    if _ISO.fullmatch(text):
        return text
    if found := _NUMBERS.fullmatch(text):
        return _numbers(found, text, order)
    for form in _WORDS:
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return text


def _numbers(found: re.Match[str], text: str, order: str) -> str:
    first, second, third = found[1], found[2], found[3]
    if len(first) == 4:
        year, month, day = first, second, third
    elif len(third) == 4 or len(third) == 2:
        day_first = order != "mdy" or "." in text
        day, month = (first, second) if day_first else (second, first)
        if int(month) > 12 >= int(day):
            day, month = month, day
        year = third if len(third) == 4 else f"20{third}"
    else:
        return text
    iso = f"{year}-{int(month):02}-{int(day):02}"
    if found[4] is None:
        return iso
    hour = int(found[4])
    if found[7]:
        hour = hour % 12 + (12 if found[7].lower() == "pm" else 0)
    return f"{iso}T{hour:02}:{found[5]}:{found[6] or '00'}"
