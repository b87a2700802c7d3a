"""Pieces of a text that may name a record."""

from __future__ import annotations

from assistant.language.lexicon import Lexicon
from assistant.language.text import Token

LONGEST = 6  # words of one name
MOST = 150  # spans of one text: a dictation has names in few places, and the database is asked for all at once

FUNCTION_WORDS = frozenset(
    """a an the and or but nor so if then than that this these those there here of at in on to for from with by as into onto
    about over under per via is are was were be been being am do does did done have has had having will would can could shall
    should may might must not no yes i me my mine we us our ours you your yours he him his she her hers it its they them their
    theirs who whom whose which what when where why how all any some each every both either neither more most less least
    much many few other another same such only just also too very really still already now today up down out off again
    back please pls want wants wanted need needs needed like get got going go goes let make made new put set ok okay hi hey
    hello thanks thank amp etc because while until since before after during between one two three ones""".split()
)
_ABBREVIATED = 3  # letters before a full stop that ends no sentence: "St. Mary"
_INSIDE = frozenset({"of", "and", "the", "for", "&", "-", ".", "'", "de", "la", "von", "van"})


def candidate_spans(tokens: list[Token], covered: set[int], lexicon: Lexicon) -> list[tuple[int, int]]:
    """Token ranges to look up, short ones first. `covered` are tokens inside a date, an amount, an address."""
    plain = [i for i, t in enumerate(tokens) if _plain(t) and i not in covered]
    known = {i for i in plain if _lexical(tokens, i, lexicon)}
    starts = set(plain)
    spans: list[tuple[int, int]] = []
    for size in range(1, LONGEST + 1):
        for first in plain:
            last = first + size - 1
            if last in starts and _worth(tokens, first, last, known, lexicon):
                spans.append((first, last + 1))
    return spans[:MOST]


def _plain(token: Token) -> bool:
    return token.is_word and token.word not in FUNCTION_WORDS and any(c.isalpha() for c in token.word)


def _lexical(tokens: list[Token], i: int, lexicon: Lexicon) -> bool:
    return (tokens[i].stem,) in lexicon.phrases or tokens[i].word in lexicon.known


def _worth(tokens: list[Token], first: int, last: int, known: set[int], lexicon: Lexicon) -> bool:
    if first == last:
        return first not in known or _name_like(tokens, first)
    inner = range(first, last + 1)
    if any(not _joins(tokens[i]) for i in inner) or tokens[last].word.isdigit():
        return False
    if any(tokens[i].word == "-" and _spaced(tokens, i) for i in inner if i > first):
        return False  # "Oakhurst - charger 4 is dead"
    if any(tokens[i].word == "." and len(tokens[i - 1].word) > _ABBREVIATED for i in inner if i > first):
        return False
    if any(tokens[i].possessive for i in inner[:-1]):
        return False
    if any(i not in known for i in inner if _plain(tokens[i])) or all(tokens[i].capital for i in inner):
        return True
    if _the_deal(tokens, first, last, lexicon):
        return True
    # A product may be an option of a picklist, too: "talon tugger deals".
    senses = lexicon.phrases.get(tuple(t.stem for t in tokens[first : last + 1]), ())
    return any(s.kind == "option" for s in senses)


def _spaced(tokens: list[Token], i: int) -> bool:
    return tokens[i].start > tokens[i - 1].end


def _the_deal(tokens: list[Token], first: int, last: int, lexicon: Lexicon) -> bool:
    """ "The lift upgrade", "the fleet manager deal": known words, called as one deal is."""
    pointed = first > 0 and tokens[first - 1].word in ("the", "that", "this", "our", "my")
    behind = tokens[last + 1].word if last + 1 < len(tokens) else ""
    kinds = lexicon.phrases.get((tokens[last].stem,), ())
    noun = any(s.kind == "family" and s.value == "deal_noun" for s in kinds) and tokens[last].word == tokens[last].stem
    return pointed and (noun or behind in ("deal", "opportunity"))


def _joins(token: Token) -> bool:
    return token.word in _INSIDE or (token.is_word and token.word not in FUNCTION_WORDS) or token.word.isdigit()


def _name_like(tokens: list[Token], i: int) -> bool:
    """A capital inside a sentence."""
    return tokens[i].capital and i > 0 and tokens[i - 1].raw not in ".!?:\n"
