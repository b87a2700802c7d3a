"""Self-corrections of people who speak: "fifty, no wait, sixty" is "sixty".

What was corrected away is removed only when the words before and behind the correction are of one kind.
A correction that cannot be resolved is reported, not guessed: whoever writes should ask.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from assistant.language.values.carry import carried
from assistant.language.values.corrections import POLITE, STRONG, correction_runs
from assistant.language.values.courtesies import without_courtesies
from assistant.language.values.fillers import without_fillers
from assistant.language.values.find import find_values
from assistant.language.values.model import Mention, ValueContext
from assistant.language.values.numbers import TENS, UNITS
from assistant.language.values.reader import Token, tokenize
from assistant.language.values.taken_back import without_taken_back
from assistant.language.values.traced import Traced

_LINKS = frozenset(
    ["on", "at", "to", "by", "for", "with", "in", "until", "the", "a", "it's", "is", "its", "of", "from"]
)
_GROUPS = {
    "date": "time",
    "period": "time",
    "time": "time",
    "money": "amount",
    "number": "amount",
    "percent": "amount",
    "range": "amount",
    "duration": "length",
    "shift": "length",
}
_MOST = 8  # corrections in one text
_REPEATED = 5  # words said again before the corrected value


@dataclass(frozen=True, slots=True)
class Repaired:
    """The text as meant, the way back, and the corrections (original spans) that nobody could resolve."""

    text: str
    origin: tuple[int, ...]
    unresolved: tuple[tuple[int, int], ...] = ()

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        """The original span of a non-empty piece of the repaired text."""
        return Traced(self.text, self.origin).to_original(start, end)


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    group: str
    mention: Mention | None = None


def repair(
    text: str, context: ValueContext, names: Collection[str] = (), kind: Callable[[str], str] = lambda _: ""
) -> Repaired:
    """Without fillers and without what was corrected away.

    `names` are lower-case names of records that may be corrected too ("sarah, no wait, anna");
    capitalised words count as names anyway. `kind` tells of a word what it stands for, where words of one kind may be
    corrected: what records are called ("the leads, no, the contacts"), stages ("to won, no, negotiation"); else it is empty.
    """
    current = without_taken_back(without_courtesies(without_fillers(Traced.of(text))))
    known = frozenset(names)
    for _ in range(_MOST):
        corrected = _correct_one(current, context, known, kind)
        if corrected is None:
            break
        current = corrected
    return Repaired(current.text, current.origin, _unresolved(current))


def _correct_one(
    traced: Traced, context: ValueContext, names: frozenset[str], kind: Callable[[str], str]
) -> Traced | None:
    tokens = tokenize(traced.text)
    runs = correction_runs(traced.text, tokens)
    if not runs:
        return None
    pieces = [_Piece(m.start, m.end, _GROUPS.get(m.kind, m.kind), m) for m in find_values(traced.text, context)]
    pieces = [p for p in pieces if p.group not in ("comparator", "limit")]
    words = [_Piece(t.start, t.end, kind(t.word)) for t in tokens if kind(t.word)]
    for start, end in runs:
        apart = end - start > 1 or tokens[min(end, len(tokens) - 1)].word in POLITE  # "tasks, no calls" denies
        known = [*pieces, *(words if apart else ())]
        before = _ending_at(traced.text, tokens, start, known, names)
        if _denied(tokens, start):
            continue  # "shouldn't be Retail, make it Food": an order, and nothing taken back
        for behind, first in _starting_at(traced.text, tokens, end, known, names):
            if before and (edited := _edit(traced, tokens, (before, behind), (end, first))):
                return edited
        if edited := _started_again(traced, tokens, start, end):
            return edited
    return None


_DENYING = frozenset("shouldn't isn't wasn't not wrong incorrect won't doesn't".split())


def _denied(tokens: list[Token], start: int) -> bool:
    """What was said before the correction denies it already, and an order follows: "… is wrong, make it …"."""
    orders = start + 1 < len(tokens) and tokens[start].word in ("make", "change")
    return orders and any(t.word in _DENYING for t in tokens[max(0, start - 8) : start])


_RESTART = 7  # words before the correction that may be said again


def _started_again(traced: Traced, tokens: list[Token], start: int, end: int) -> Traced | None:
    """ "all the deals, no sorry, all the open deals"; "Tom's deals, I mean Aisha's deals": the same words around a change."""
    first, last = _past_marks(tokens, end), start - 1
    while last > 0 and tokens[last].word in POLITE:
        last -= 1
    if first + 1 >= len(tokens):
        return None
    first += tokens[first].word == "just" and first + 2 < len(tokens)
    words = [t.word for t in tokens]
    least = 2 if end - start > 1 else 3  # a single "no" may be an ordinary one
    for at in range(last - 1, max(-1, last - _RESTART), -1):
        if words[at : at + least] == words[first : first + least]:
            return traced.pick([(0, tokens[at].start), (tokens[first].start, len(traced.text))])
    if end - start > 1 and last > 0 and words[last] == words[first + 1] and words[last].isalpha():
        return traced.pick([(0, tokens[last - 1].start), (tokens[first].start, len(traced.text))])
    return None


def _ending_at(text: str, tokens: list[Token], i: int, pieces: list[_Piece], names: frozenset[str]) -> _Piece | None:
    """What was said last before the correction."""
    last = i - 1
    while last >= 0 and tokens[last].word in POLITE:
        last -= 1
    if last < 0:
        return None
    found = next((_from_hundred(tokens, p) for p in pieces if p.start < tokens[last].end <= p.end), None)
    return found or _name_before(text, tokens, last, names)


def _from_hundred(tokens: list[Token], piece: _Piece) -> _Piece:
    """ "ONE eighty", "ONE twelve": an amount with the hundreds that people say as a digit before it."""
    at = next(i for i, t in enumerate(tokens) if t.end > piece.start)
    spoken = piece.group == "amount" and (tokens[at].word in TENS or UNITS.get(tokens[at].word, 0) >= _LEAST_REST)
    digit = at > 0 and 0 < UNITS.get(tokens[at - 1].word, 0) < _LEAST_REST
    return replace(piece, start=tokens[at - 1].start) if spoken and digit else piece


_LEAST_REST = 10  # "one twelve" leaves out a hundred, "one five" is said digit by digit


def _name_before(text: str, tokens: list[Token], last: int, names: frozenset[str]) -> _Piece | None:
    for size in (3, 2, 1):
        first = last - size + 1
        if first >= 0 and text[tokens[first].start : tokens[last].end].lower() in names:
            return _Piece(tokens[first].start, tokens[last].end, "name")
    first = last + 1
    while first > 1 and _capital(text, tokens[first - 1]):
        first -= 1
    return _Piece(tokens[first].start, tokens[last].end, "name") if first <= last else None


def _capital(text: str, token: Token) -> bool:
    return text[token.start].isupper() and token.word not in ("i", "i'm")


def _starting_at(
    text: str, tokens: list[Token], i: int, pieces: list[_Piece], names: frozenset[str]
) -> list[tuple[_Piece, int]]:
    """What may be the correction: the first value or name behind, within the words that may be said again."""
    found = []
    while i < len(tokens) and tokens[i].word in POLITE:
        i += 1
    for at in range(i, min(len(tokens), i + _REPEATED + 1)):
        here = [q for p in pieces if (q := _from_hundred(tokens, p)).start == tokens[at].start] or _name_at(
            text, tokens, at, names
        )
        if here:
            found.append((here[0], at))
            break
    return found


def _name_at(text: str, tokens: list[Token], at: int, names: frozenset[str]) -> list[_Piece]:
    for size in (3, 2, 1):
        end = at + size
        if end <= len(tokens) and text[tokens[at].start : tokens[end - 1].end].lower() in names:
            return [_Piece(tokens[at].start, tokens[end - 1].end, "name")]
    end = at
    while end < len(tokens) and _capital(text, tokens[end]):
        end += 1
    return [_Piece(tokens[at].start, tokens[end - 1].end, "name")] if end > at else []


def _edit(traced: Traced, tokens: list[Token], pair: tuple[_Piece, _Piece], behind: tuple[int, int]) -> Traced | None:
    """The text with the second piece in the place of the first, or None where they do not match."""
    wrong, right = pair
    start = _said_again(tokens, wrong, behind)
    if start is None:
        return None
    if wrong.group != right.group and not _bare_hour(traced.text, wrong, right):
        return None
    again = tokens[_past_marks(tokens, behind[0])].start
    keep_before, keep_behind = carried(traced.text, wrong.mention, right.mention)
    same_words = again < right.start and start < wrong.start
    head = [(0, start), (again, right.start)] if same_words else [(0, wrong.start)]
    return traced.pick([*head, *keep_before, (right.start, right.end), *keep_behind, (right.end, len(traced.text))])


def _bare_hour(text: str, wrong: _Piece, right: _Piece) -> bool:
    """ "tomorrow at 3, no, 4"; "in two weeks, no, three weeks"."""
    return bool(
        right.group in ("amount", "length") and wrong.group == "time" and carried(text, wrong.mention, right.mention)[0]
    )


def _past_marks(tokens: list[Token], i: int) -> int:
    while i < len(tokens) - 1 and tokens[i].word in POLITE:
        i += 1
    return i


def _said_again(tokens: list[Token], wrong: _Piece, behind: tuple[int, int]) -> int | None:
    """Where the part begins that the words before the correction say again; None if they say something else."""
    first = _past_marks(tokens, behind[0])
    words = [t.word for t in tokens[first : behind[1]]]
    at = next(i for i, t in enumerate(tokens) if t.end > wrong.start)
    led = [t.word for t in tokens[max(0, at - len(words)) : at]]
    if words and led == words:
        return tokens[at - len(words)].start
    if all(word in _LINKS for word in words):
        return wrong.start
    return None


def _unresolved(traced: Traced) -> tuple[tuple[int, int], ...]:
    tokens = tokenize(traced.text)
    return tuple(
        traced.to_original(tokens[start].start, tokens[end - 1].end)
        for start, end in correction_runs(traced.text, tokens)
        if STRONG & {t.word for t in tokens[start:end]}
    )
