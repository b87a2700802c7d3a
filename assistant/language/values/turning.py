"""The ends of a period said by a verb: "since the quarter began", "before the month's out"."""

from dataclasses import replace

from assistant.language.values import calendar
from assistant.language.values.lexicon import TIME_UNITS
from assistant.language.values.model import PeriodValue, Span
from assistant.language.values.reader import Parsed, Reader
from assistant.language.values.units import unit_period

_BEGAN = frozenset("began begins started starts start begin begun opened".split())
_OVER = frozenset("out over up done ends end ended closes close finished finishes".split())


def turning(r: Reader, i: int) -> Parsed[PeriodValue] | None:
    """ "the quarter began", "the month's out", "the year is over": the first or the last day of the current one."""
    at = r.skip(i, "the", "this")
    word, _, ending = r.words[at].replace("’", "'").partition("'")
    if TIME_UNITS.get(word) not in ("week", "month", "quarter", "year"):
        return None
    verb = at + 1 if ending else r.skip(at + 1, "'s", "is", "has", "was")
    span = unit_period(r, TIME_UNITS[word], 0).future
    if r.words[verb] in _BEGAN:
        return verb + 1, calendar.single(Span(span.start, span.start))
    if r.words[verb] in _OVER:
        return verb + 1, replace(calendar.single(Span(span.end, span.end)), relation="until")
    return None
