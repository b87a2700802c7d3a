"""Text as tokens, and the small machinery that the grammars share.

A grammar is a function `(reader, i) -> (end, value) | None`: it reads at token `i` and says where it
stopped. Hyphens inside a word ("forty-two", "year-to-date") are no tokens, so that a grammar sees words.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeAlias, TypeVar

from assistant.language.values.lexicon import canonical
from assistant.language.values.model import ValueContext

T = TypeVar("T")

_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,]\d+|'\d{3}(?!\d))*)"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)"
    r"|(?P<hyphen>(?<=[^\W_])[-–](?=[^\W\d_]))"
    r"|(?P<symbol>[<>!]=|\S)"
)
_PADDING = 16
_DEEPEST = 24  # "3 days from 3 days from …" is no sentence


@dataclass(frozen=True, slots=True)
class Token:
    """`word` is lower case with typos and short forms resolved; `number` says that it is digits."""

    word: str
    start: int
    end: int
    number: bool


@dataclass
class Reader:
    """The tokens of one text. `words` is padded, so a grammar may look ahead without asking for the length."""

    text: str
    context: ValueContext
    tokens: list[Token]
    words: list[str]
    memo: dict[tuple[Any, int], Any] = field(default_factory=dict)
    depth: int = 0

    @classmethod
    def of(cls, text: str, context: ValueContext) -> "Reader":
        tokens = tokenize(text)
        return cls(text, context, tokens, [t.word for t in tokens] + [""] * _PADDING)

    def __len__(self) -> int:
        return len(self.tokens)

    def is_number(self, i: int) -> bool:
        return i < len(self.tokens) and self.tokens[i].number

    def before(self, i: int) -> str:
        """The word before token `i`, empty at the start."""
        return self.words[i - 1] if i > 0 else ""

    def joined(self, i: int) -> bool:
        """Token `i` touches the one before it."""
        return 0 < i < len(self.tokens) and self.tokens[i - 1].end == self.tokens[i].start

    def raw(self, i: int) -> str:
        """Token `i` as written."""
        return self.text[self.tokens[i].start : self.tokens[i].end] if i < len(self.tokens) else ""

    def phrase(self, i: int, *words: str) -> int | None:
        """Where the words end, if they stand at `i`."""
        if self.words[i] != words[0]:
            return None
        end = i + len(words)
        return end if tuple(self.words[i:end]) == words else None

    def skip(self, i: int, *words: str) -> int:
        """`i`, or `i + 1` if one of the words stands there."""
        return i + 1 if self.words[i] in words else i


Parsed: TypeAlias = tuple[int, T]
Grammar: TypeAlias = Callable[[Reader, int], Parsed[T] | None]


def tokenize(text: str) -> list[Token]:
    """All tokens, in order; linear in the length."""
    return [
        Token(canonical(m.group()), m.start(), m.end(), m.lastgroup == "number")
        for m in _TOKEN.finditer(text)
        if m.lastgroup != "hyphen"
    ]


def remembered(grammar: Grammar[T]) -> Grammar[T]:
    """Reads each position once; several grammars build on the same parts."""

    @wraps(grammar)
    def read(reader: Reader, i: int) -> Parsed[T] | None:
        key = (grammar, i)
        if key in reader.memo:
            known: Parsed[T] | None = reader.memo[key]
            return known
        if reader.depth > _DEEPEST:
            return None
        reader.depth += 1
        found = grammar(reader, i)
        reader.depth -= 1
        reader.memo[key] = found
        return found

    return read


def longest(reader: Reader, i: int, grammars: Iterable[Grammar[T]]) -> Parsed[T] | None:
    """The reading that takes most tokens; of two as long, the first."""
    best: Parsed[T] | None = None
    for grammar in grammars:
        found = grammar(reader, i)
        if found and (best is None or found[0] > best[0]):
            best = found
    return best
