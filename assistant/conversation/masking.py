"""E-mail addresses and telephone numbers, hidden from a large model where the tenant says so.

Each becomes a name like `EMAIL_1`, the same one wherever it stands in a turn; what the model says or orders with that
name is turned back before a tool or a person reads it.
"""

from __future__ import annotations

import re
from typing import Any

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_DIGITS = re.compile(r"\d(?:[\s().-]*\d){6}")  # no number has fewer
_NAME = re.compile(r"\b(?:EMAIL|PHONE)_\d+\b")


class Mask:
    """Hides and shows again, for one turn. Without a `region` (of telephone numbers that name no country) it does nothing."""

    def __init__(self, region: str | None = None) -> None:
        self._region = region
        self._names: dict[str, str] = {}
        self._values: dict[str, str] = {}

    def hide(self, text: str) -> str:
        """The text with names in place of addresses and numbers."""
        if self._region is None:
            return text
        text = _EMAIL.sub(lambda found: self._name("EMAIL", found[0]), text)
        for number in self._phones(text):
            text = text.replace(number, self._name("PHONE", number))
        return text

    def show(self, text: str) -> str:
        """The text with what its names stand for."""
        return _NAME.sub(lambda found: self._values.get(found[0], found[0]), text) if self._values else text

    def show_all(self, value: Any) -> Any:
        """The same in every text of a JSON value."""
        match value:
            case str():
                return self.show(value)
            case dict():
                return {key: self.show_all(item) for key, item in value.items()}
            case list():
                return [self.show_all(item) for item in value]
        return value

    def _phones(self, text: str) -> list[str]:
        """Longest first: a number may stand inside another. Valid ones alone: an amount or a date is none."""
        import phonenumbers  # 0.1 s to import, and few tenants mask

        lines = [line for line in text.splitlines() if _DIGITS.search(line)]
        found = (match for line in lines for match in phonenumbers.PhoneNumberMatcher(line, self._region))
        return sorted({match.raw_string for match in found}, key=len, reverse=True)

    def _name(self, kind: str, value: str) -> str:
        if value not in self._names:
            count = sum(name.startswith(kind) for name in self._values)
            self._names[value] = f"{kind}_{count + 1}"
            self._values[self._names[value]] = value
        return self._names[value]
