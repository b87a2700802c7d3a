"""How many of a list, from which end: "top 5", "the 3 largest", "which five accounts carry the most", "biggest"."""

from itertools import takewhile
from typing import Literal, cast

from assistant.language.values.durations import duration
from assistant.language.values.model import LimitValue
from assistant.language.values.numbers import numeral
from assistant.language.values.reader import Parsed, Reader

_ENDS = {
    "desc value": "top biggest largest highest greatest priciest most best fattest juiciest heftiest dearest heaviest chunkiest meatiest richest",
    "asc value": "bottom smallest lowest least cheapest worst tiniest",
    "desc time": "newest latest freshest youngest furthest farthest",
    "asc time": "oldest earliest stalest nearest closest",
}
_END_OF = {word: ends for ends, words in _ENDS.items() for word in words.split()}
_COUNT_FIRST = frozenset({"top", "bottom", "first", "last"})
_NOUN_ENDS = frozenset("that which who in of for at with to we i this does closes".split())
_NEEDS_COUNT = frozenset({"top", "bottom", "best", "worst", "most", "least"})
OPENERS = frozenset({*_END_OF, "number", "#"})
# Behind these a number says how many are asked for.
_ASKING = frozenset(
    [
        "",
        "which",
        "what",
        "whose",
        "the",
        "our",
        "my",
        "me",
        "name",
        "list",
        "show",
        "give",
        "are",
        "about",
        "on",
        "only",
        "just",
    ]
)
_REACH = 9  # words from a number to the superlative that picks so many


def limit(r: Reader, i: int) -> Parsed[LimitValue] | None:
    """ "top 5", "the 3 largest", "last 5 emails", "biggest"."""
    return _foremost(r, i) or _ended(r, i) or _count_behind(r, i) or picked(r, i)


def _foremost(r: Reader, i: int) -> Parsed[LimitValue] | None:
    """ "Our number one rep", "No. 1 customer", "#1 product": the one at the top, where its kind follows."""
    end = next((i + len(p) for p in _FOREMOST if r.phrase(i, *p)), None)
    return (end, _limit(1, "desc value")) if end is not None and r.words[end] in _RANKED else None


_RANKED = frozenset("rep seller salesperson closer customer client account product source industry region team".split())
_FOREMOST = (("number", "one"), ("number", "1"), ("no", ".", "1"), ("no.", "1"), ("#", "1"))


def _ended(r: Reader, i: int) -> Parsed[LimitValue] | None:
    if r.words[i] in ("least", "most") and r.before(i) == "at":
        return None
    ends, start = _end_at(r, i)
    if r.words[i] == "first":
        ends, start = "- -", i + 1
    if r.words[i] == "last":
        ends, start = "desc time", i + 1
    if ends is None:
        return None
    count = _count(r, start) if r.words[i] in _COUNT_FIRST or ends in _ENDS else None
    if start > i + 1 and r.words[i] in ("most", "least"):
        return start, _limit(None if _many(r, start) else 1, ends)
    if count and not duration(r, start):
        return count[0], _limit(count[1], ends)
    if r.words[i] in _NEEDS_COUNT | _COUNT_FIRST:
        return None
    return start, _limit(None if _many(r, start) else 1, ends)


def _end_at(r: Reader, i: int) -> tuple[str | None, int]:
    if r.phrase(i, "most", "recent") or r.phrase(i, "most", "recently"):
        return "desc time", i + 2
    if r.words[i] in ("most", "least") and r.words[i + 1] in ("valuable", "expensive", "costly", "lucrative"):
        return ("desc value" if r.words[i] == "most" else "asc value"), i + 2
    return _END_OF.get(r.words[i]), i + 1


def _count_behind(r: Reader, i: int) -> Parsed[LimitValue] | None:
    count = _count(r, i)
    if count is None:
        return None
    ends, end = _end_at(r, count[0])
    if ends is None or (r.words[count[0]] in ("most", "least", "top", "bottom") and end == count[0] + 1):
        return None
    return end, _limit(count[1], ends)


def picked(r: Reader, i: int) -> Parsed[LimitValue] | None:
    """ "Which FIVE accounts carry the most pipeline", "the TWO reps with the lowest win rate": so many of what is ranked behind."""
    count = _count(r, i) if r.before(i) in _ASKING else None
    named = count is not None and (
        any(map(_plural, r.words[count[0] : count[0] + (5 if r.words[count[0]] == "of" else 2)]))
        or r.words[count[0]] in _HAVING
    )
    if count is None or not named or _is_time(r, count[0]):
        return None
    for j in range(count[0] + 1, count[0] + _REACH):
        if _ends(r, j):
            return None
        ends = _END_OF.get(r.words[j])
        if ends and not (r.words[j] in ("least", "most") and r.before(j) == "at"):
            return count[0], _limit(count[1], ends)
    return None


_HAVING = frozenset(["with", "that", "which", "having"])  # "the 5 with the largest amount"


def _ends(r: Reader, j: int) -> bool:
    """What is picked goes no further: not in "5 deals, the biggest ones", nor in "assigned to me that …"."""
    if r.words[j] == ",":
        return r.words[j + 1] != "the"
    return (
        not r.words[j][:1].isalnum()
        or r.words[j] in ("and", "then")
        or (r.words[j] == "to" and r.words[j + 1] not in ("me", "us"))
    )


def _is_time(r: Reader, i: int) -> bool:
    """ "The two weeks with the most calls" are a length of time."""
    return r.words[i].rstrip("s") in ("day", "week", "month", "quarter", "year", "hour", "minute")


def _plural(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith("ss") and word != "this"


def _count(r: Reader, i: int) -> Parsed[int] | None:
    found = numeral(r, i)
    if found is None or found[1].scaled or r.words[i] == "one" or r.words[found[0]] in ("%", "percent"):
        return None
    value = found[1].value
    return (found[0], int(value)) if 0 < value == int(value) else None


def _many(r: Reader, i: int) -> bool:
    """A plural follows, or the words ask for an order ("highest amount first"), not for one record."""
    named = takewhile(lambda w: w not in _NOUN_ENDS, r.words[i : i + 3])
    return any(w == "first" or _plural(w) for w in named)


def _limit(count: int | None, ends: str) -> LimitValue:
    direction, by = ends.split()
    if by == "-":
        return LimitValue(count, None, None)
    return LimitValue(count, cast(Literal["asc", "desc"], direction), cast(Literal["value", "time"], by))
