"""All value mentions of a text: every grammar at every token, then the longest of what overlaps."""

from collections.abc import Callable, Iterator
from datetime import time

from assistant.language.values import comparators, comparisons
from assistant.language.values.calendar import DAY, fixed
from assistant.language.values.clocks import clock, loose_clock
from assistant.language.values.comparators import comparator
from assistant.language.values.comparisons import comparison
from assistant.language.values.dates import when
from assistant.language.values.durations import duration, shift
from assistant.language.values.limits import limit
from assistant.language.values.literals import literals, spoken_phone
from assistant.language.values.model import DateValue, Kind, Mention, Value, ValueContext
from assistant.language.values.numbers import UNITS
from assistant.language.values.openers import OPENERS
from assistant.language.values.ordinals import choice
from assistant.language.values.periods import period
from assistant.language.values.quantities import between, money, number, percent
from assistant.language.values.reader import Parsed, Reader


def find_values(text: str, context: ValueContext) -> list[Mention]:
    """Every typed value, in the order of the text, none overlapping another.

    Of overlapping readings the longest wins, of two as long the more specific kind. Work is linear in
    the length of the text.
    """
    reader = Reader.of(text, context)
    return settled([*literals(text, context), *_read(reader)], len(text))


def settled(mentions: list[Mention], length: int) -> list[Mention]:
    """The mentions that stay when the longer and more specific ones take their characters first."""
    taken, kept = bytearray(length), []
    for mention in sorted(mentions, key=_first):
        if not any(taken[mention.start : mention.end]):
            taken[mention.start : mention.end] = b"\x01" * (mention.end - mention.start)
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)


def _first(mention: Mention) -> tuple[int, int, int]:
    return mention.start - mention.end, _RANK[mention.kind], mention.start


def _read(r: Reader) -> Iterator[Mention]:
    for i in range(len(r)):
        if r.words[i] not in OPENERS and not r.tokens[i].number:
            continue
        for kind, grammar, openers in _GRAMMARS:
            if openers and r.words[i] not in openers:
                continue
            found: Parsed[Value] | None = grammar(r, i)
            if found and found[0] > i:
                start, end = r.tokens[i].start, r.tokens[found[0] - 1].end
                yield Mention(kind, start, end, r.text[start:end], found[1])


def _time(r: Reader, i: int) -> Parsed[DateValue] | None:
    """A time of day alone: its next and its last occurrence."""
    found = clock(r, i) or _bare_hour(r, i)
    return (found[0], _around_now(r.context, found[1])) if found else None


def _bare_hour(r: Reader, i: int) -> Parsed[time] | None:
    """ "call me at 5": nothing that it could count follows."""
    found = loose_clock(r, i) if r.before(i) == "at" else None
    return found if found and r.words[found[0]] in ("", ".", ",", "?", "!", "and", "to", "on", "with") else None


def _around_now(context: ValueContext, at: time) -> DateValue:
    today = fixed(context.today).future
    if context.now is None:
        return DateValue(today, today, at)
    gone = at < context.clock.time()
    return DateValue(today + DAY if gone else today, today if gone else today - DAY, at)


# In the order of specificity: of two mentions as long as each other the first kind wins.
_GRAMMARS: tuple[tuple[Kind, Callable[[Reader, int], Parsed[Value] | None], frozenset[str] | None], ...] = (
    ("comparison", comparison, comparisons.OPENERS),
    ("phone", spoken_phone, frozenset(UNITS)),
    ("range", between, None),
    ("date", when, None),
    ("period", period, None),
    ("time", _time, None),
    ("percent", percent, None),
    ("shift", shift, None),
    ("duration", duration, None),
    ("limit", limit, None),
    ("money", money, None),
    ("comparator", comparator, comparators.OPENERS),
    ("number", number, None),
    ("ordinal", choice, None),
)
_LITERAL: tuple[Kind, ...] = ("quote", "email", "url", "ref")
_RANK = {kind: n for n, kind in enumerate([*_LITERAL, *(kind for kind, *_ in _GRAMMARS)])}
