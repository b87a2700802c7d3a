"""Whether two records are one: field by field, weighed by how telling an agreement is (Fellegi and Sunter, 1969).

Two records agreeing on a field with many values is strong evidence, on one with few hardly any: the weight of an agreement is the
logarithm of how much likelier it is among duplicates than among strangers. Nothing is trained; the tenant's own data give the frequencies.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

# The share of true duplicates that agree on a field: people mistype, move and change jobs.
AGREEING = 0.9
# Evidence of one field is bounded: fields are not as independent as the sum pretends.
MOST = 7.0
# Below this, two values differ; above, they are the same with typing errors.
DIFFERENT, SAME = 0.72, 0.97
# Two people with wholly different names are two people, whatever they share (a switchboard, an address, a mailbox).
NAME_GATE = 0.55
LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class Profile:
    """What is compared of a record. `keys` compare exactly (e-mail, phone, domain); `texts`, by likeness."""

    name: str
    keys: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` is the probability (0 to 1) that two records are one; `reasons`, strongest first."""

    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Population:
    """How many records there are, and how many different values each field has among them."""

    records: int
    distinct: Mapping[str, int]

    def strangers_agree(self, name: str) -> float:
        """The chance that two strangers have the same value."""
        return 1 / max(self.distinct.get(name, 1), 2)


def compare(a: Profile, b: Profile, population: Population) -> Likeness:
    """How likely `a` and `b` are the same."""
    name = name_likeness(a.name, b.name)
    evidence = {"name": _weight(name, population.strangers_agree("name"))}
    for key in a.keys.keys() & b.keys.keys():
        evidence[key] = _weight(float(a.keys[key] == b.keys[key]), population.strangers_agree(key))
    for text in a.texts.keys() & b.texts.keys():
        evidence[text] = _weight(text_likeness(a.texts[text], b.texts[text]), population.strangers_agree(text))
    if name < NAME_GATE and sum(weight > 2 for weight in evidence.values()) < 3:
        return Likeness(0.0, ())
    total = sum(evidence.values()) - math.log(max(population.records, 2))
    return Likeness(1 / (1 + math.exp(-max(min(total, 30), -30))), _reasons(evidence))


def _weight(likeness: float, strangers: float) -> float:
    """Log-likelihood ratio of a likeness from 0 to 1, between disagreement and agreement."""
    agree = min(math.log(AGREEING / strangers), MOST)
    disagree = math.log((1 - AGREEING) / (1 - strangers))
    share = min(max((likeness - DIFFERENT) / (SAME - DIFFERENT), 0.0), 1.0)
    return disagree + share * (agree - disagree)


def _reasons(evidence: Mapping[str, float]) -> tuple[str, ...]:
    strong = sorted(((w, n) for n, w in evidence.items() if w > 1), reverse=True)
    return tuple(f"same {name.replace('_', ' ')}" for _, name in strong[:5])


def name_likeness(a: str, b: str) -> float:
    """0 to 1; words may change places (surname first), be initials, or be mistyped."""
    if a == b:
        return 1.0
    ordered = JaroWinkler.normalized_similarity(a, b)
    sorted_words = fuzz.token_sort_ratio(a, b) / 100
    return max(ordered if sorted_words > 0.6 else 0.0, sorted_words, _initials(a.split(), b.split()))


def _initials(a: list[str], b: list[str]) -> float:
    """`J. Roe` is like `Jane Roe`."""
    short, long = sorted((a, b), key=lambda words: sum(map(len, words)))
    if not short or len(short) != len(long) or short[-1] != long[-1]:
        return 0.0
    firsts = zip(short[:-1], long[:-1], strict=True)
    return 0.9 if all(y.startswith(x.rstrip(".")) for x, y in firsts) else 0.0


def text_likeness(a: str, b: str) -> float:
    """0 to 1 over folded text; digits count as they stand."""
    if a == b:
        return 1.0
    return fuzz.ratio(a, b) / 100
