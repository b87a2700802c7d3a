"""Days with all that is behind or before them: "from October onwards", "Friday or later"."""

from assistant.language.values.dates import when
from assistant.language.values.model import DateValue, PeriodValue, Span, Tense
from assistant.language.values.reader import Parsed, Reader, remembered
from assistant.language.values.units import calendar_period

TENSES: tuple[Tense, Tense] = ("future", "past")


@remembered
def point(r: Reader, i: int) -> Parsed[DateValue | PeriodValue] | None:
    """A day or a period: what "since" or "between" takes."""
    dated = when(r, i)
    named = calendar_period(r, r.skip(i, "the"))
    if named is None or (dated and dated[0] >= named[0]):
        return dated
    return named


def ends(value: DateValue | PeriodValue, tense: Tense) -> Span:
    if isinstance(value, DateValue):
        return Span(value.on(tense), value.on(tense))
    return value.on(tense)


def onwards(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    """ "from October onwards", "1 September onward", "from Monday on": that day and all behind it."""
    start = i + (r.words[i] in ("from", "starting"))
    found = point(r, r.skip(start, "the"))
    if found is None:
        return None
    end = found[0] + 1
    on = start > i and r.words[found[0]] == "on" and (not r.words[end].isalpha() or r.words[end] in _JOINING)
    if not (on or r.words[found[0]] in _ONWARDS):
        return None
    future, past = (Span(ends(found[1], tense).start, None) for tense in TENSES)
    return end, PeriodValue(future, past, relation="after", anchor=found[1])


_ONWARDS = frozenset("onwards onward forward".split())
_JOINING = frozenset("and or with for by in please".split())  # what may follow "from Monday on"

_EARLIER = frozenset("earlier before sooner older".split())
_LATER = frozenset("later after newer onwards onward".split())


def or_beyond(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    """ "today or earlier", "Friday or later", "by Friday at the latest": that day too, and all on one side of it."""
    found = point(r, r.skip(i, "by"))
    if found is None:
        return None
    end, behind = found[0], r.words[found[0] + 1]
    if r.words[end] in ("or", "and") and behind in _EARLIER | _LATER:
        after, end = behind in _LATER, end + 2
    elif at := r.phrase(end, "at", "the", "latest") or r.phrase(end, "at", "the", "earliest"):
        after, end = r.words[at - 1] == "earliest", at
    else:
        return None
    spans = (ends(found[1], tense) for tense in TENSES)
    future, past = (Span(s.start, None) if after else Span(None, s.end) for s in spans)
    return end, PeriodValue(future, past, relation="after" if after else "until", anchor=found[1])
