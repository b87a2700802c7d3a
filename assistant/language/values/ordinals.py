"""Ordinals: "2nd", "twenty-first", "the last one"."""

from assistant.language.values.numbers import TENS
from assistant.language.values.reader import Parsed, Reader

ORDINALS = {
    word: n
    for n, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        start=1,
    )
} | {"thirtieth": 30, "fortieth": 40, "fiftieth": 50}
_NOT_COUNTED = frozenset({"name", "names", "half", "quarter", "time", "of", "hand", "opinion"})


def ordinal(r: Reader, i: int) -> Parsed[int] | None:
    """A place in an order, from 1."""
    if r.is_number(i) and r.words[i + 1] in ("st", "nd", "rd", "th") and r.joined(i + 1):
        return (i + 2, int(r.words[i])) if r.words[i].isdigit() and len(r.words[i]) < 7 else None
    if (ten := TENS.get(r.words[i])) and 0 < ORDINALS.get(r.words[i + 1], 0) < 10:
        return i + 2, ten + ORDINALS[r.words[i + 1]]
    place = ORDINALS.get(r.words[i])
    return (i + 1, place) if place else None


def _from_the_end(r: Reader, i: int) -> int | None:
    """Behind "second to last", "second last" (one); None where it counts from the front."""
    at = i + 1 if r.words[i] in ("to", "from") else i
    return at + 1 if r.words[at] == "last" and r.words[at + 1] not in ("year", "month", "week", "quarter") else None


def choice(r: Reader, i: int) -> Parsed[int] | None:
    """An ordinal that picks something; the last is -1, the second to last -2."""
    if r.words[i] == "last" and r.words[i + 1] == "one":
        return i + 1, -1
    if r.before(i) in ("the", "") and r.words[i] == "last" and r.words[i + 1] in ("", ".", "!", "?", ":", "->"):
        return i + 1, -1
    found = ordinal(r, i)
    if found and (end := _from_the_end(r, found[0])):
        return end, -found[1]
    return None if found and r.words[found[0]] in _NOT_COUNTED else found
