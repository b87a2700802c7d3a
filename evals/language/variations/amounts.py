"""Amounts of money written and said in other ways."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
_MONEY = re.compile(
    r"(?<![\w.,/-])(\$ ?)?(?:(\d{1,3}(?:,\d{3})+)|(\d{1,3}(?:\.\d)?) ?[kK]\b|(\d{4,6}))(?! ?(?:deals|units|people|%))(?![\w./-]\w)"
)


def money_otherwise(text: str, random: Random) -> str | None:
    """The first amount in another form: "42k" as "42,000", "$42k", "forty-two thousand"."""
    return _with_money(text, lambda n: random.choice(_forms(n)))


def money_taken_back(text: str, random: Random) -> str | None:
    """ "40k, no wait, 42k"."""
    marker = random.choice(
        (", no wait, ", ", sorry, ", ", I mean ", ", no, ", " no wait ", ", make that ", ", scratch that, ")
    )
    return _with_money(text, lambda n: f"{_short(n + 7000)}{marker}{_short(n)}")


def _with_money(text: str, form: Callable[[int], str]) -> str | None:
    for match in _MONEY.finditer(text):
        number = _number(match)
        plain_year = match[4] and not match[1] and 1990 <= number <= 2035
        if number >= 1000 and not plain_year:
            return text[: match.start()] + form(number) + text[match.end() :]
    return None


def _number(match: re.Match[str]) -> int:
    if match[2]:
        return int(match[2].replace(",", ""))
    return round(float(match[3]) * 1000) if match[3] else int(match[4])


def _short(n: int) -> str:
    return f"{n // 1000}k" if n % 1000 == 0 else f"{n:,}"


def _forms(n: int) -> list[str]:
    forms = [f"{n:,}", f"${n:,}", str(n), f"{n:,} dollars", f"${n}"]
    if n % 100 == 0:
        forms += [f"{n / 1000:g}k", f"${n / 1000:g}k", f"{n / 1000:g} K"]
    return [
        *forms,
        *([f"{_words(n // 1000)} thousand", f"{_words(n // 1000)} thousand dollars"] if n % 1000 == 0 else []),
    ]


def _words(n: int) -> str:
    if n >= 100:
        rest = f" and {_words(n % 100)}" if n % 100 else ""
        return f"{_UNITS[n // 100]} hundred{rest}"
    if n < 20:
        return _UNITS[n]
    return _TENS[n // 10] + (f"-{_UNITS[n % 10]}" if n % 10 else "")
