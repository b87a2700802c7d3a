"""A sentence as a row of items: values, records, known words and plain words, none overlapping."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.language.lexicon import Lexicon, Sense, families
from assistant.language.linking.model import Candidate
from assistant.language.text import Token
from assistant.language.values import Mention

_LOUD = {"email", "phone", "url", "ref", "quote"}
# A value of one of these kinds is no more than its words: a known phrase as long says more.
_LOUD_NAME = 0.6  # what a capital adds to how much a name says
_QUIET = {"comparator", "limit", "ordinal", "number", "duration", "time"}


@dataclass(frozen=True, slots=True)
class Item:
    """`text[start:end]`, tokens `first` up to `last`. At most one of value and candidates is what it is;
    senses may stand beside candidates."""

    start: int
    end: int
    first: int
    last: int
    text: str
    word: str
    value: Mention | None = None
    senses: tuple[Sense, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    capital: bool = False
    possessive: bool = False
    plural: bool = False
    families: frozenset[str] = field(
        init=False, repr=False, compare=False
    )  # of its senses; asked for hundreds of times a turn

    def __post_init__(self) -> None:
        object.__setattr__(self, "families", families(self.senses))

    @property
    def kind(self) -> str | None:
        return self.value.kind if self.value else None

    @property
    def is_mark(self) -> bool:
        return not self.word[:1].isalnum() and self.value is None

    def sense(self, kind: str, object_: str | None = None) -> Sense | None:
        """The first sense of a kind (of an object)."""
        return next((s for s in self.senses if s.kind == kind and (object_ is None or s.object == object_)), None)

    def of(self, *objects: str) -> tuple[Candidate, ...]:
        """Its candidates of these objects."""
        return tuple(c for c in self.candidates if c.object in objects)

    def has(self, *names: str) -> bool:
        return not self.families.isdisjoint(names)


Items = tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    first: int
    last: int
    rank: tuple[float, ...]
    value: Mention | None = None
    senses: tuple[Sense, ...] = ()
    candidates: tuple[Candidate, ...] = ()


def build_chart(
    text: str,
    tokens: list[Token],
    values: Sequence[Mention],
    lexicon: Lexicon,
    links: dict[tuple[int, int], tuple[Candidate, ...]],
    keyed: dict[int, tuple[Candidate, ...]],
) -> Items:
    """The items of a text in order; of overlapping readings the one that says most."""
    pieces = [
        *_value_pieces(tokens, values, keyed),
        *_link_pieces(tokens, links),
        *_word_pieces(tokens, lexicon),
    ]
    taken = [False] * len(tokens)
    kept: list[_Piece] = []
    for piece in sorted(pieces, key=lambda p: p.rank, reverse=True):
        if not any(taken[piece.first : piece.last]):
            taken[piece.first : piece.last] = [True] * (piece.last - piece.first)
            kept.append(piece)
    kept.extend(_Piece(i, i + 1, (0.0,)) for i, done in enumerate(taken) if not done)
    return tuple(_item(text, tokens, p, lexicon) for p in sorted(kept, key=lambda p: p.first))


def with_arrows(items: Items) -> Items:
    """ "Mesa fleet manager > proposal": behind a record and before a stage or a day, ">" says what it becomes."""
    return tuple(
        replace(x, value=None, word="to", text="to") if x.word == ">" and _becomes(items, i) else x
        for i, x in enumerate(items)
    )


def _becomes(items: Items, i: int) -> bool:
    before, behind = items[i - 1 : i] if i else (), items[i + 1 : i + 2]
    goal = bool(behind) and (behind[0].sense("option") is not None or behind[0].kind == "date")
    return goal and bool(before) and bool(before[0].candidates)


def _item(text: str, tokens: list[Token], p: _Piece, lexicon: Lexicon) -> Item:
    start, end = tokens[p.first].start, tokens[p.last - 1].end
    last = tokens[p.last - 1]
    senses = p.senses
    if p.candidates:
        senses = lexicon.phrases.get(tuple(t.stem for t in tokens[p.first : p.last]), ())
    ending = 0 if not last.possessive else 1 if text[end - 1] in "'’" else 2
    said = text[start : end - ending]
    return Item(
        start,
        end,
        p.first,
        p.last,
        said,
        " ".join(t.word for t in tokens[p.first : p.last]),
        p.value,
        senses,
        p.candidates,
        tokens[p.first].capital,
        last.possessive,
        last.word != last.stem and not last.possessive,
    )


def _value_pieces(
    tokens: list[Token], values: Sequence[Mention], keyed: dict[int, tuple[Candidate, ...]]
) -> Iterator[_Piece]:
    for mention in values:
        inside = [i for i, t in enumerate(tokens) if t.start < mention.end and mention.start < t.end]
        if inside:
            size = inside[-1] + 1 - inside[0]
            weight = 9.0 if mention.kind in _LOUD else 1.4 if mention.kind in _QUIET else 2.0
            yield _Piece(inside[0], inside[-1] + 1, (weight + size, 2), mention, (), keyed.get(mention.start, ()))


def _link_pieces(tokens: list[Token], links: dict[tuple[int, int], tuple[Candidate, ...]]) -> Iterator[_Piece]:
    for (first, last), candidates in links.items():
        size, best = last - first, candidates[0].score
        loud = _LOUD_NAME if tokens[first].capital else 0.0
        yield _Piece(first, last, (1.0 + 1.4 * size + best + loud, 1), None, (), candidates)


def _word_pieces(tokens: list[Token], lexicon: Lexicon) -> Iterator[_Piece]:
    stems = [t.stem for t in tokens]
    for i in range(len(tokens)):
        found = lexicon.at(stems, i)
        new_ones = found and found[0] > 1 and tokens[i + found[0] - 1].word == "ones"  # "the new ones": nothing is made
        if found and (new_ones or _goes_on(found, tokens[i + found[0] - 1 : i + found[0] + 1])):
            found = (1, lexicon.phrases.get((stems[i],), ()))
        if found and (senses := _of_words(found[1], tokens[i : i + found[0]], lexicon)):
            size = found[0]
            exact = 0.1 if size > 1 else 0.0
            if any(s.kind == "option" for s in senses):
                exact += 0.05  # "with NO DECISION"
                exact += (
                    _LOUD_NAME if size > 1 and tokens[i].capital else 0.0
                )  # "Consumer Goods", and no company of goods
            yield _Piece(i, i + size, (1.3 + size + exact, 0), None, _numbered(senses, tokens[i + size - 1]))


def _goes_on(found: tuple[int, tuple[Sense, ...]], behind: Sequence[Token]) -> bool:
    """ "DROP IT by 10 %", "drop it to 50k": with a measure behind it calls nothing off."""
    size, senses = found
    measured = len(behind) > 1 and behind[0].word == "it" and behind[1].word in ("by", "to")
    return size > 1 and measured and "cancel" in families(senses)


def _of_words(senses: tuple[Sense, ...], said: list[Token], lexicon: Lexicon) -> tuple[Sense, ...]:
    """Without families where a phrase ends in a plural of records: "without contacts" is no "without contact"."""
    last = said[-1]
    if len(said) == 1 or last.word == last.stem:
        return senses
    nouns = [s for s in lexicon.phrases.get((last.stem,), ()) if s.kind == "object" and s.object != "activity"]
    return tuple(s for s in senses if s.kind != "family") if nouns else senses


def _numbered(senses: tuple[Sense, ...], last: Token) -> tuple[Sense, ...]:
    if last.word == last.stem and last.word not in ("people", "anyone", "everyone", "everybody", "folks", "dos"):
        return senses
    return tuple(replace(s, plural=True) if s.kind == "object" else s for s in senses)
