"""Self-corrections of people who speak: "fifty, no wait, sixty" is "sixty".

What was corrected away is removed only when the words before and behind the correction are of one kind.
A correction that cannot be resolved is reported, not guessed: whoever writes should ask.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from assistant.language.values.carry import carried
from assistant.language.values.corrections import BEHIND, POLITE, STRONG, correction_runs, only_aside
from assistant.language.values.courtesies import without_courtesies
from assistant.language.values.fillers import without_fillers
from assistant.language.values.find import find_values
from assistant.language.values.model import Mention, ValueContext
from assistant.language.values.numbers import TENS, UNITS
from assistant.language.values.own_mistakes import STATING
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
        slip = only_aside(tokens, start, end)
        if (apart or slip) and (amount := _amount_before(tokens, start, pieces)):
            before = amount
        if slip and (before is None or not before.mention):
            continue
        if _denied(tokens, start):
            continue  # "shouldn't be Retail, make it Food": an order, and nothing taken back
        for behind, first in _starting_at(traced.text, tokens, end, known, names):
            if before and (edited := _edit(traced, tokens, (before, behind), _Run(start, end, first, apart or slip))):
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
    first, last = _past_marks(tokens, end), _last_before(tokens, start)
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
    last = _last_before(tokens, i)
    if last < 0:
        return None
    found = next((_from_hundred(tokens, p) for p in pieces if p.start < tokens[last].end <= p.end), None)
    return found or _name_before(text, tokens, last, names)


def _amount_before(tokens: list[Token], i: int, pieces: list[_Piece]) -> _Piece | None:
    """ "Record 25K AS THE DEAL AMOUNT. I stand corrected: …": an amount, and behind it only what it is of."""
    last = i
    for _ in range(_OF_WHAT):
        last = _last_before(tokens, last)
        found = next((p for p in pieces if p.group == "amount" and p.start < tokens[last].end <= p.end), None)
        if found or last < 0 or tokens[last].word not in STATING:
            return found
    return None


_OF_WHAT = 6  # words behind an amount that say of what it is


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
    while i < len(tokens) and tokens[i].word in BEHIND:
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
    if tokens[at].word in STATING:
        return []  # "Sorry, wrong line. THE amount is …"
    while end < len(tokens) and _capital(text, tokens[end]):
        end += 1
    return [_Piece(tokens[at].start, tokens[end - 1].end, "name")] if end > at else []


@dataclass(frozen=True, slots=True)
class _Run:
    """Tokens of a correction, where what is right begins behind it, and whether it is more than a word."""

    start: int
    end: int
    first: int
    apart: bool


def _edit(traced: Traced, tokens: list[Token], pair: tuple[_Piece, _Piece], run: _Run) -> Traced | None:
    """The text with the second piece in the place of the first, or None where they do not match."""
    wrong, right = pair
    start = _said_again(tokens, wrong, run)
    if start is None:
        return None
    if wrong.group != right.group and not _bare_hour(traced.text, wrong, right):
        return None
    again = tokens[_past_marks(tokens, run.end)].start
    keep_before, keep_behind = carried(traced.text, wrong.mention, right.mention)
    same_words = again < right.start and start < wrong.start
    head = [(0, start), (again, right.start)] if same_words else [(0, wrong.start)]
    last = tokens[_last_before(tokens, run.start)]
    of_what = [(wrong.end, max(wrong.end, last.end))]  # "25k AS THE AMOUNT, no, 26k"
    rest = right.end
    if run.apart and (tail := _said_of(tokens, right)):
        if any(_capital(traced.text, t) for t in tail):
            return traced.without([(_clause_start(tokens, wrong), right.start)])
        rest = tail[-1].end
    return traced.pick(
        [*head, *keep_before, (right.start, right.end), *keep_behind, *of_what, (rest, len(traced.text))]
    )


def _said_of(tokens: list[Token], piece: _Piece) -> list[Token]:
    """ "… no, 41k IS THE AMOUNT": what is said of the right amount in a sentence of its own."""
    tail = [t for t in tokens if t.start >= piece.end]
    end = next((i for i, t in enumerate(tail) if t.word in BEHIND), len(tail))
    return tail[:end] if piece.group == "amount" and tail and tail[0].word == "is" else []


def _clause_start(tokens: list[Token], piece: _Piece) -> int:
    before = [i for i, t in enumerate(tokens) if t.word in BEHIND and t.end <= piece.start]
    return tokens[before[-1] + 1].start if before else 0


def _bare_hour(text: str, wrong: _Piece, right: _Piece) -> bool:
    """ "tomorrow at 3, no, 4"; "in two weeks, no, three weeks"."""
    return bool(
        right.group in ("amount", "length") and wrong.group == "time" and carried(text, wrong.mention, right.mention)[0]
    )


def _last_before(tokens: list[Token], i: int) -> int:
    """The last word before token `i`; -1 where there is none."""
    return next((j for j in range(i - 1, -1, -1) if tokens[j].word not in POLITE), -1)


def _past_marks(tokens: list[Token], i: int) -> int:
    while i < len(tokens) - 1 and tokens[i].word in BEHIND:
        i += 1
    return i


def _said_again(tokens: list[Token], wrong: _Piece, run: _Run) -> int | None:
    """Where the part begins that the words before the correction say again; None if they say something else."""
    first = _past_marks(tokens, run.end)
    words = [t.word for t in tokens[first : run.first]]
    at = next(i for i, t in enumerate(tokens) if t.end > wrong.start)
    led = [t.word for t in tokens[max(0, at - len(words)) : at]]
    if words and led == words:
        return tokens[at - len(words)].start
    stated = run.apart and wrong.group == "amount" and STATING.issuperset(words)
    return wrong.start if stated or _LINKS.issuperset(words) else None


def _unresolved(traced: Traced) -> tuple[tuple[int, int], ...]:
    tokens = tokenize(traced.text)
    return tuple(
        traced.to_original(tokens[start].start, tokens[end - 1].end)
        for start, end in correction_runs(traced.text, tokens)
        if STRONG & {t.word for t in tokens[start:end]}
    )
