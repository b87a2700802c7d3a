"""Slips of the keyboard in words of CRM talk: "opne deals by sorce". Names are the business of linking.

A word is a slip when nobody writes it: neither the tenant's words, nor the small words, nor the vocabulary of the
sentence encoder have it, and no record is called so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol, runtime_checkable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.language.lexicon import Lexicon
from assistant.language.linking import store
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.text import ENGLISH, Token, stem, tokens
from assistant.language.values.openers import OPENERS
from crm_store.database import Session
from retrieval.encoder import Encoder

_SHORTEST = frozenset("rep won due top".split())  # of three letters, where two are swapped
_SWAPPED = frozenset("how who why and are has had did all any new out our not".split())  # so and not otherwise
_SHORT = 4  # letters up to which a slip must be a letter too few, too many or in the wrong place
_LONG = 8  # letters from which on two slips are forgiven
_DOUBLED = re.compile(r"(\w+?)([b-z])\2(?:er|ers|ed|ing|able)$")  # "fitters", "slotted"
_INFLECTED = re.compile(r"(\w{4,}?)(?:ing|ings|ed|able|ment|ments|ness|ly)$")  # "bottling", "palletised"
_DOER = re.compile(r"(\w{4,}?)(?:er|ers)$")  # "sorter", "dividers"
_ADDRESS = re.compile(r"[@_/]|\.[a-z]{2,}")  # "havel.example" is written as it is
_FRAGMENTS = 1_995  # before this an encoder's vocabulary has signs and letters
_COMMON = 10_000  # an encoder's vocabulary is in order of frequency; behind this its short words are mostly fragments
_WRITTEN = 20_000  # behind this an encoder's vocabulary is mostly names and rarities
_MORE = frozenset(
    "actually instead rather sorry already probably more less than fewer which should would could there their with what when where please about because".split()
)
_NEVER = frozenset(
    """mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep oct nov dec pls thx btw asap eod eom eoy fyi tbd tba
    doc docs spec specs rep reps app apps admin admins info recap config qty mins hrs wks yrs mos qtr qtrs mgmt ops eng acct accts
    sku skus poc pocs rfp rfps rfq rfqs rfi msa msas sow sows nda ndas nps roi arr mrr tco crm erp wms api apis sla slas kpi kpis
    pdf pdfs ppt xls pic pics memo memos sync syncs ping pings cfo coo cto svp evp ids pos dunno lemme biz pricey upsell upsells
    onboarding offboarding renewals freebie freebies comp comps perks gig gigs dept depts mfg mkt amt amts bldg addr tel ext fwd bcc
    attn incl excl avg tho cuz cos til rollout rollouts""".split()  # what people at work write short
)


_SHORT_FOR = {"prio": "priority", "prios": "priorities", "oppty": "opportunity", "oppties": "opportunities"}


# Words that are written for another one, behind somebody who does it: "did we loose".
_TAKEN_FOR = {"loose": "lose", "looses": "loses", "loosing": "losing", "loosed": "lost"}
_DOERS = frozenset(
    "i we you they he she did do does don't didn't to not never will would might could can are keep".split()
)


@runtime_checkable
class Vocabulary(Protocol):
    """An encoder that can say how common a word is."""

    def word_rank(self, word: str) -> int | None:
        """The place of a lower-case word in the vocabulary by frequency; None where it is no whole word of it."""
        ...


async def spelled(session: Session, text: str, lexicon: Lexicon, encoder: Encoder, people: Sequence[str] = ()) -> str:
    """The text with such slips put right; words that name a record stay as they are.

    What is no slip of a word may be one of a name, of a record or of `people`: "fewnick", where two letters changed places.
    """
    slips = _slips(text, lexicon, encoder)
    if not slips:
        return text
    asked = [(n, form) for n, (t, word) in enumerate(slips) for form in (t.word, *(() if word else swapped(t.word)))]
    rows = await store.by_words(session, [form for _, form in asked])
    named = {asked[row.span - 1] for row in rows} | {one for one in asked if one[1] in people}
    for n, (token, word) in reversed(list(enumerate(slips))):
        names = [form for at, form in asked if at == n and (n, form) in named]
        right = names[0] if names and not word else word
        if right and token.word not in names:
            text = text[: token.start] + right + text[token.end :]
    return text


def swapped(word: str) -> list[str]:
    """The word with each two neighbours but the first letter changed: who slips keeps that one."""
    pairs = ((i, word[i], word[i + 1]) for i in range(1, len(word) - 1))
    return [word[:i] + b + a + word[i + 2 :] for i, a, b in pairs if a != b] if len(word) >= _NAME else []


_NAME = 5  # letters of a name that a slip is told in


def _slips(text: str, lexicon: Lexicon, encoder: Encoder) -> list[tuple[Token, str | None]]:
    """Each word that is none, with the word that was meant, where there is one."""
    parts = tokens(text)
    found: list[tuple[Token, str | None]] = []
    for i, token in enumerate(parts):
        if token.word in _SHORT_FOR or (i and parts[i - 1].word in _DOERS and token.word in _TAKEN_FOR):
            found.append((token, _SHORT_FOR.get(token.word) or _TAKEN_FOR[token.word]))
            continue
        graded = _may_grade(parts, i)
        if (graded or _may_slip(parts, i, text)) and not _is_word(token.word, lexicon, encoder):
            meant = _meant(token.word, lexicon)
            plain = token.raw.islower() or i == 0 or (meant is not None and _moved(token.word, meant))
            if _is_option(meant, lexicon) if graded else plain:
                found.append((token, meant))
    return found


def _may_grade(parts: list[Token], i: int) -> bool:
    """ "In Workng", "are Qualifed": where a stage or status stands, with its capital."""
    token, lone = parts[i], not any(t.capital for t in (*parts[i - 1 : i], *parts[i + 1 : i + 2]))
    return i > 0 and token.raw.istitle() and token.raw.isalpha() and lone and parts[i - 1].word in _GRADED


_GRADED = frozenset("in to as is are still status stage".split())


def _is_option(word: str | None, lexicon: Lexicon) -> bool:
    return word is not None and any(s.kind == "option" for s in lexicon.phrases.get((stem(word),), ()))


def _may_slip(parts: list[Token], i: int, text: str) -> bool:
    """Plain letters in lower case, no part of an address or a name; a capital only where a sentence begins."""
    token = parts[i]
    begins = i == 0 or parts[i - 1].word in (".", "!", "?")
    cased = token.raw.islower() or (begins and token.raw.istitle() and not any(t.capital for t in parts[i + 1 : i + 2]))
    touching = (i > 0 and parts[i - 1].end == token.start) or bool(_ADDRESS.match(text, token.end))
    return token.raw.isalpha() and token.raw.isascii() and cased and not touching and not _of_new_name(parts, i)


def _of_new_name(parts: list[Token], i: int) -> bool:
    """ "add contact jane doe": the words right behind what is new are its name, however they are written."""
    for j in range(i - 1, max(-1, i - 1 - _NAME_WORDS), -1):
        if parts[j].word in FUNCTION_WORDS or not parts[j].word.isalpha():
            return False
        if parts[j].word in _NAMED:
            return parts[j].word in _CALLED or any(t.word in _MADE for t in parts[:j])
    return False


_NAME_WORDS = 3  # behind its noun
_CALLED = frozenset(["called", "named"])
_NAMED = _CALLED | frozenset("lead contact account company customer client prospect".split())
_MADE = frozenset("new add create make enter".split())


def _name_follows(parts: list[Token], token: Token) -> bool:
    """ "Hal Brooks": a capital behind a capital."""
    behind = next((t for t in parts if t.start > token.start), None)
    return behind is not None and behind.capital


def _is_word(word: str, lexicon: Lexicon, encoder: Encoder) -> bool:
    if len(word) < 3 or word in _NEVER or word in OPENERS or word in FUNCTION_WORDS or word in ENGLISH:
        return True
    if word in lexicon.known or stem(word) in lexicon.known:
        return True
    if not isinstance(encoder, Vocabulary):
        return False
    if encoder.word_rank(stem(word)) is not None and len(word) > _SHORT:
        return True  # "it drifts"
    rank = encoder.word_rank(word)
    return (
        rank < _COMMON
        if rank is not None and len(word) <= _SHORT
        else rank is not None or _made_of_words(word, encoder)
    )


def _made_of_words(word: str, vocabulary: Vocabulary) -> bool:
    """ "redlined", "fitters": two words written as one, or a verb with its ending."""
    if (ending := _DOUBLED.match(word)) and vocabulary.word_rank(ending[1] + ending[2]) is not None:
        return True
    if (ending := _INFLECTED.match(word)) and any(vocabulary.word_rank(ending[1] + e) is not None for e in ("", "e")):
        return True
    if (ending := _DOER.match(word)) and any(vocabulary.word_rank(ending[1] + e) is not None for e in ("", "e")):
        return ending[1][-1] != ending[1][-2]  # "dollers" are no dolls' makers
    pairs = ((word[:i], word[i:]) for i in range(3, len(word) - 2))
    return any(_common(a, vocabulary) and _common(b, vocabulary) for a, b in pairs)


def is_common(word: str, encoder: Encoder) -> bool:
    """An English word that people write often: "submit", and no slip of a name."""
    rank = encoder.word_rank(word) if isinstance(encoder, Vocabulary) else None
    return word in ENGLISH or (rank is not None and _FRAGMENTS < rank < _WRITTEN)


def _common(word: str, vocabulary: Vocabulary) -> bool:
    rank = vocabulary.word_rank(word)
    return rank is not None and _FRAGMENTS < rank < _COMMON


def _meant(word: str, lexicon: Lexicon) -> str | None:
    """The known word that is nearest, where one is near enough."""
    many = word.endswith("s") and not word.endswith("ss")
    best: tuple[tuple[int, bool, bool], str] | None = None
    for form, ending in ((word, ""), (word[:-1], "s")) if many else ((word, ""),):
        most = 2 if len(form) >= _LONG else 1
        choices = _targets(lexicon.vocabulary)
        found = process.extract(form, choices, scorer=OSA.distance, score_cutoff=most, limit=6)
        for target, distance, _ in found:
            fits = target[0] == form[0] and (len(word) > _SHORT or _moved(form, target))
            fits = fits and (target not in _SWAPPED or sorted(form) == sorted(target))
            rank = (
                int(distance),
                not _moved(form, target),
                len(target) < len(form),
            )  # letters are left out, hardly added
            if fits and (best is None or rank < best[0]):
                best = rank, target + ending
    return best[1] if best else None


def _moved(word: str, target: str) -> bool:
    """A letter too few or too many, or two swapped: in short words another letter makes another word."""
    return len(word) != len(target) or sorted(word) == sorted(target)


@lru_cache(maxsize=64)
def _targets(vocabulary: tuple[str, ...]) -> tuple[str, ...]:
    small = {w for w in FUNCTION_WORDS | OPENERS | _MORE if len(w) >= 4 and w.isalpha()}
    return tuple(sorted({*vocabulary, *small, *_SHORTEST, *_SWAPPED}))
