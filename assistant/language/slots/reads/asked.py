"""Which field a question asks for, by other words than its name: "when's that supposed to close", "who looks after them"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from rapidfuzz.distance import DamerauLevenshtein

from assistant.language.chart import Items
from assistant.language.lexicon import table_of
from assistant.language.slots.turn import Turn
from assistant.language.text import stem

_GAP = 4  # words between two of a phrase
_NEAR = 3  # items over which a phrase is said in one go
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of an object, and the places of the words that ask for it."""

    field: str
    places: frozenset[int]
    size: int

    @property
    def spread(self) -> int:
        """Items from its first word to its last."""
        return max(self.places) - min(self.places)


@lru_cache(maxsize=1)
def _phrases() -> dict[str, tuple[Phrase, ...]]:
    """Field, or object.field → its phrases as stems."""
    table = cast(dict[str, list[str]], table_of("asking.yaml"))
    return {name: tuple(tuple(map(root, p.split())) for p in phrases) for name, phrases in table.items()}


def root(word: str) -> str:
    """The word without the endings that questions change: "looks", "based", "who's"."""
    word = stem(word.split("'", maxsplit=1)[0]) if not word.startswith("'") else word
    if word.endswith("ed") and len(word) > 4:
        word = word[:-1] if word[-3] in "aeiouscgzv" else word[:-2]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def asked_fields(items: Items, turn: Turn, object_: str) -> list[Asked]:
    """The fields of `object_` that the words ask for, the most plainly asked first."""
    words = _words(items)
    fields = turn.catalog.objects[object_].fields
    found: list[tuple[Asked, bool]] = []
    for name, phrases in _phrases().items():
        of, _, field = name.rpartition(".")
        if field in fields and of in ("", object_):
            places = [p for phrase in phrases if (p := _standing(phrase, words))]
            if places:
                every = frozenset(at for p in places for at in p)
                found.append((Asked(field, every, max(map(len, places))), bool(of)))
    ranked = sorted(found, key=lambda f: (-f[0].size, f[0].spread > _NEAR, not f[1], min(f[0].places)))
    return [asked for asked, _ in ranked]


def _words(items: Items) -> list[tuple[int, str]]:
    """(item, root) of every word that is no name and no value."""
    found: list[tuple[int, str]] = []
    for i, item in enumerate(items):
        if item.is_mark or (item.value and item.kind not in ("ordinal", "limit", "time", "comparator")):
            continue
        named = (
            item.candidates and not item.of("ticket", "activity") and (item.capital or item.candidates[0].score >= 0.8)
        )
        if not named:
            found.extend((i, root(w)) for w in item.word.split())
    return found


def _standing(phrase: Phrase, words: list[tuple[int, str]]) -> list[int]:
    """Places of the phrase's words in order, with small gaps; empty where they do not stand so."""
    for start in range(len(words)):
        places = _from(phrase, words, start)
        if places:
            return places
    return []


def _from(phrase: Phrase, words: list[tuple[int, str]], start: int) -> list[int]:
    if not _same(phrase[0], words[start][1]):
        return []
    places, at = [words[start][0]], start
    for wanted in phrase[1:]:
        near = range(at + 1, min(at + 2 + _GAP, len(words)))
        at = next((j for j in near if _same(wanted, words[j][1])), -1)
        if at < 0:
            return []
        places.append(words[at][0])
    return places


def _same(wanted: str, said: str) -> bool:
    if wanted == said:
        return True
    alike = len(wanted) >= 5 and said[:1] == wanted[0] and len(said) >= 4
    return alike and DamerauLevenshtein.distance(wanted, said, score_cutoff=1) <= 1
