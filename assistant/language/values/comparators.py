"""Words that compare ("at least", "older than", "without") and that take from one end ("top 5", "biggest")."""

from itertools import takewhile
from typing import Literal, cast

from assistant.language.values.durations import duration
from assistant.language.values.model import LimitValue, Operator
from assistant.language.values.numbers import numeral
from assistant.language.values.quantities import amount
from assistant.language.values.reader import Parsed, Reader

_MORE = "more greater larger bigger higher dearer pricier stronger longer".split()
_LESS = "less fewer smaller lower cheaper shorter".split()
_PHRASES: dict[tuple[str, ...], Operator] = {(word, "than"): "gt" for word in _MORE}
_PHRASES |= {(word, "than"): "lt" for word in _LESS}
_PHRASES |= {(no, word, "than"): "lte" for word in _MORE for no in ("no", "not")}
_PHRASES |= {(no, word, "than"): "gte" for word in _LESS for no in ("no", "not")}
_PHRASES |= {
    ("exceeding",): "gt",
    ("greater", "than", "or", "equal", "to"): "gte",
    ("more", "than", "or", "equal", "to"): "gte",
    ("at", "least"): "gte",
    ("a", "minimum", "of"): "gte",
    ("less", "than", "or", "equal", "to"): "lte",
    ("at", "most"): "lte",
    ("a", "maximum", "of"): "lte",
    ("in", "excess", "of"): "gt",
    ("exactly",): "eq",
    ("equal", "to"): "eq",
    ("equals",): "eq",
    ("older", "than"): "older",
    ("newer", "than"): "newer",
    ("younger", "than"): "newer",
    ("later", "than"): "newer",
    ("earlier", "than"): "older",
    ("not",): "not",
    ("isn't",): "not",
    ("aren't",): "not",
    ("wasn't",): "not",
    ("haven't",): "not",
    ("hasn't",): "not",
    ("don't",): "not",
    ("doesn't",): "not",
    ("didn't",): "not",
    ("without",): "without",
    ("lacking",): "without",
    ("missing",): "without",
    ("except",): "except",
    ("except", "for"): "except",
    ("excluding",): "except",
    ("other", "than"): "except",
    ("apart", "from"): "except",
    ("all", "but"): "except",
    ("everyone", "but"): "except",
    ("everything", "but"): "except",
    (">=",): "gte",
    ("≥",): "gte",
    ("<=",): "lte",
    ("≤",): "lte",
    (">",): "gt",
    ("<",): "lt",
    ("=",): "eq",
    ("!=",): "not",
}
# Prepositions elsewhere ("over the past week"): these compare only before an amount.
_BEFORE_AMOUNT: dict[tuple[str, ...], Operator] = {
    ("over",): "gt",
    ("above",): "gt",
    ("north", "of"): "gt",
    ("upwards", "of"): "gte",
    ("upward", "of"): "gte",
    ("beyond",): "gt",
    ("exceed",): "gt",
    ("exceeds",): "gt",
    ("surpass",): "gt",
    ("surpasses",): "gt",
    ("surpassing",): "gt",
    ("tops",): "gt",
    ("topping",): "gt",
    ("well", "over"): "gt",
    ("well", "above"): "gt",
    ("at", "or", "above"): "gte",
    ("at", "or", "below"): "lte",
    ("south", "of"): "lt",
    ("short", "of"): "lt",
    ("shy", "of"): "lt",
    ("not", "over"): "lte",
    ("not", "above"): "lte",
    ("not", "under"): "gte",
    ("not", "below"): "gte",
    ("under",): "lt",
    ("below",): "lt",
    ("up", "to"): "lte",
    ("max",): "lte",
    ("maximum",): "lte",
    ("minimum",): "gte",
    ("around",): "approx",
    ("about",): "approx",
    ("roughly",): "approx",
    ("approximately",): "approx",
    ("circa",): "approx",
    ("~",): "approx",
}
_BEHIND_AMOUNT: dict[tuple[str, ...], Operator] = {
    ("or", word): "gte" for word in ("more", "above", "higher", "over", "greater", "larger", "bigger")
}
_BEHIND_AMOUNT |= {("or", word): "lte" for word in ("less", "below", "lower", "under", "fewer", "smaller")}
_NO_NOUN = frozenset(
    [
        "wait",
        "one",
        "way",
        "no",
        "make",
        "the",
        "i",
        "i'm",
        "sorry",
        "not",
        "that",
        "it",
        "problem",
        "worries",
        "doubt",
        "thanks",
        "idea",
        "more",
        "less",
        "we",
    ]
)
_ENDS = {
    "desc value": "top biggest largest highest greatest priciest most best fattest juiciest heftiest dearest",
    "asc value": "bottom smallest lowest least cheapest worst tiniest",
    "desc time": "newest latest freshest youngest furthest farthest",
    "asc time": "oldest earliest stalest nearest closest",
}
_END_OF = {word: ends for ends, words in _ENDS.items() for word in words.split()}
_COUNT_FIRST = frozenset({"top", "bottom", "first", "last"})
_NOUN_ENDS = frozenset("that which who in of for at with to we i this does closes".split())
_NEEDS_COUNT = frozenset({"top", "bottom", "best", "worst", "most", "least"})
_INDEX: dict[str, list[tuple[str, ...]]] = {}
for _words in [*_PHRASES, *_BEFORE_AMOUNT, *_BEHIND_AMOUNT]:
    _INDEX.setdefault(_words[0], []).append(_words)
OPENERS = frozenset({*_INDEX, "+", "no"})
LIMIT_OPENERS = frozenset(_END_OF)


def comparator(r: Reader, i: int) -> Parsed[str] | None:
    """The operator that a phrase stands for; the longest phrase wins."""
    found: Parsed[str] | None = None
    for words in _INDEX.get(r.words[i], ()):
        end = r.phrase(i, *words)
        operator = _applies(r, i, end, words) if end else None
        if end and operator and (found is None or end > found[0]):
            found = end, operator
    return found or _plus(r, i) or _none_of(r, i)


_SCALES = frozenset("% percent k m million mil grand thousand billion bn dollars bucks euros euro".split())


def _applies(r: Reader, i: int, end: int, words: tuple[str, ...]) -> str | None:
    if words in _PHRASES:
        return _PHRASES[words]
    if words in _BEHIND_AMOUNT:
        noun = r.words[i - 1].isalpha() and i > 1 and r.is_number(i - 2)  # "1000 employees or more"
        counted = r.before(i) in _SCALES or r.is_number(i - 1) or noun or (i > 0 and numeral(r, i - 1))
        return _BEHIND_AMOUNT[words] if counted else None
    return _BEFORE_AMOUNT[words] if amount(r, end) or duration(r, end) else None


def _plus(r: Reader, i: int) -> Parsed[str] | None:
    """ "50k+"."""
    if r.words[i] != "+" or not r.joined(i) or r.is_number(i + 1):
        return None
    return (i + 1, "gte") if r.is_number(i - 1) or r.before(i) in ("k", "m", "million") else None


def _none_of(r: Reader, i: int) -> Parsed[str] | None:
    """ "no contact": without one."""
    following = r.words[i + 1]
    if r.words[i] != "no" or not following.isalpha() or following in _NO_NOUN:
        return None
    return i + 1, "without"


def limit(r: Reader, i: int) -> Parsed[LimitValue] | None:
    """ "top 5", "the 3 largest", "last 5 emails", "biggest"."""
    return _ended(r, i) or _count_behind(r, i)


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


def _count(r: Reader, i: int) -> Parsed[int] | None:
    found = numeral(r, i)
    if found is None or found[1].scaled or r.words[i] == "one" or r.words[found[0]] in ("%", "percent"):
        return None
    value = found[1].value
    return (found[0], int(value)) if 0 < value == int(value) else None


def _many(r: Reader, i: int) -> bool:
    """A plural follows, or the words ask for an order ("highest amount first"), not for one record."""
    named = takewhile(lambda w: w not in _NOUN_ENDS, r.words[i : i + 3])
    return any(w == "first" or (len(w) > 3 and w.endswith("s") and not w.endswith("ss")) for w in named)


def _limit(count: int | None, ends: str) -> LimitValue:
    direction, by = ends.split()
    if by == "-":
        return LimitValue(count, None, None)
    return LimitValue(count, cast(Literal["asc", "desc"], direction), cast(Literal["value", "time"], by))
