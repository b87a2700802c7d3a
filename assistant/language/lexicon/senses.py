"""What a word can mean: senses, and the index of phrases that carries them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

SenseKind = Literal["object", "field", "option", "metric", "dimension", "family", "title", "place", "text"]


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a phrase.

    object: `object` (for a kind of activity `value` is its type); field: `object`.`field`; option: `value` of
    `object`.`field`; metric and dimension: `value` names it; family: `value` is a family of words.yaml;
    title: `value` is a way to write a job title; place: `value` of `object`.`field`, a city or a country;
    text: `value` stands in `object`.`field` of some record.
    """

    kind: SenseKind
    value: str = ""
    object: str = ""
    field: str = ""
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases (tuples of stems) with their senses; `first` tells the longest phrase that begins with a stem."""

    phrases: Mapping[tuple[str, ...], tuple[Sense, ...]]
    first: Mapping[str, int]
    vocabulary: tuple[str, ...]
    known: frozenset[str]

    def at(self, stems: list[str], start: int) -> tuple[int, tuple[Sense, ...]] | None:
        """The longest phrase at `start`: (length, senses)."""
        for size in range(min(self.first.get(stems[start], 0), len(stems) - start), 0, -1):
            found = self.phrases.get(tuple(stems[start : start + size]))
            if found:
                return size, found
        return None
