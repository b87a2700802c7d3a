"""Words that compare: "at least", "older than", "without"."""

from assistant.language.values.durations import duration
from assistant.language.values.model import Operator
from assistant.language.values.numbers import numeral
from assistant.language.values.quantities import amount
from assistant.language.values.reader import Parsed, Reader

_MORE = "more greater larger bigger higher dearer pricier stronger longer".split()
_LESS = "less fewer smaller lower cheaper shorter".split()
_PHRASES: dict[tuple[str, ...], Operator] = {(word, "than"): "gt" for word in _MORE}
_PHRASES |= {(word, "than"): "lt" for word in _LESS}
_PHRASES |= {(no, word, "than"): "lte" for word in _MORE for no in ("no", "not")}
_PHRASES |= {(no, word, "than"): "gte" for word in _LESS for no in ("no", "not")}
_PHRASES |= {(word, "as"): "gt" for word in ("more", "bigger", "higher", "larger")}  # "more as 50k", as many put it
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
    ("excl",): "except",
    ("excl", "."): "except",
    ("excepting",): "except",
    ("barring",): "except",
    ("save", "for"): "except",
    ("aside", "from"): "except",
    ("leaving", "aside"): "except",
    ("with", "exception", "of"): "except",
    ("with", "the", "exception", "of"): "except",
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
    ("past",): "gt",
    ("cross",): "gt",
    ("crosses",): "gt",
    ("cross", "the"): "gt",
    ("crosses", "the"): "gt",
    ("crossing",): "gt",
    ("crossing", "the"): "gt",
    ("break",): "gt",
    ("breaks",): "gt",
    ("breaking",): "gt",
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
    ("min",): "gte",
    ("around",): "approx",
    ("about",): "approx",
    ("roughly",): "approx",
    ("approximately",): "approx",
    ("circa",): "approx",
    ("~",): "approx",
}
_BEFORE_AMOUNT |= {(*led, "of"): "gte" for word in ("floor", "minimum") for led in ((word,), ("a", word))}
_BEFORE_AMOUNT |= {(*led, "of"): "lte" for word in ("ceiling", "cap", "maximum") for led in ((word,), ("a", word))}
_BEHIND_AMOUNT: dict[tuple[str, ...], Operator] = {
    ("or", word): "gte" for word in ("more", "above", "higher", "over", "greater", "larger", "bigger")
}
_BEHIND_AMOUNT |= {("or", word): "lte" for word in ("less", "below", "lower", "under", "fewer", "smaller")}
_BEHIND_AMOUNT |= {("plus",): "gte"}
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
_INDEX: dict[str, list[tuple[str, ...]]] = {}
for _words in [*_PHRASES, *_BEFORE_AMOUNT, *_BEHIND_AMOUNT]:
    _INDEX.setdefault(_words[0], []).append(_words)
OPENERS = frozenset({*_INDEX, "+", "no"})


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
        if words == ("plus",) and not _ends_amount(r, end):
            return None
        counted = r.before(i) in _SCALES or r.is_number(i - 1) or noun or (i > 0 and numeral(r, i - 1))
        return _BEHIND_AMOUNT[words] if counted else None
    if words == ("up", "to") and r.before(i) == "follow":
        return None  # "follow up to 25 November"
    passing = words[0] in _PASSING and not amount(r, end)  # "past three weeks" are the last ones
    return _BEFORE_AMOUNT[words] if not passing and (amount(r, end) or duration(r, end)) else None


_PASSING = frozenset("past cross crosses crossing break breaks breaking".split())


def _ends_amount(r: Reader, i: int) -> bool:
    """ "40k plus", "50k plus in May", where "40k plus a month free" adds something."""
    return not r.words[i].isalnum() or r.words[i] in _BEHIND


_BEHIND = frozenset("and or in from with for please only closing due this deals which that".split())


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
