"""What a question is about in general: a thesaurus of sales, as sentences that a customer would write.

A question names a concept ("did anyone mention a competitor?"), the answer says it ("Brightline put an offer on my desk").
The question's vector is moved towards sentences that say it: one vector, so one walk through the index.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from rapidfuzz.distance import DamerauLevenshtein

from retrieval.encoder import Encoder, Vectors
from retrieval.terms import ASKING, terms

# How far the vector moves. On evals/retrieval/calibration.yaml success@5 was 0.77 without, 0.81 at 0.3, 0.84 at 0.5, 0.82 at 0.8.
SHARE = 0.5
ALONE = 2.0  # where the question says nothing else, its own vector is mostly that of a question; a guess, not measured
_LITTLE = frozenset("a an the any some our my their his her its of to in on at for with by us me this that it".split())
# Words of asking whether anybody said it of some customer: beside a concept they say nothing that an answer would share.
_HEARSAY = frozenset(
    """rumour rumours rumor rumors rumoured rumored gossip gossips whisper whispers whispered grapevine chatter buzz word words street news hint
    hints talk talks talking conversation conversations caught catch wind heard hear hears hearing picked pick up off out report reports reported
    recorded regarding concerning says saying wrote written reps check look through read whether know known let going go goes round around about
    maybe might may could would possibly likely perhaps possible potential pending soon will be been being get gets getting become becoming team
    colleague colleagues body field company companies account accounts buyer one ones another other among from what people if or and i you so uh um
    okay just anything something ever yet according meeting meetings call calls target targets play""".split()
)
_VECTORS: dict[str, Vectors] = {}
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Concept:
    """`named` finds the words that name it in a question; `said` are sentences that say it."""

    named: re.Pattern[str]
    said: tuple[str, ...]


@cache
def concepts() -> tuple[Concept, ...]:
    """The thesaurus beside this module, in its order."""
    text = resources.files("retrieval").joinpath("thesaurus.txt").read_text("utf-8")
    lines = [line.split("|") for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return tuple(Concept(_pattern(named), tuple(s.strip() for s in said.split(";"))) for named, said in lines)


def _pattern(named: str) -> re.Pattern[str]:
    words = [re.escape(word.strip()).replace(r"\*", r"\w*") for word in named.split(",")]
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


def is_concept_alone(question: str) -> bool:
    """Whether all that a question asks for is a concept: it has no word of its own that an answer would share."""
    words = [word for word in terms(question).words if word not in _LITTLE]
    return bool(words) and all(any(c.named.fullmatch(word) for c in concepts()) for word in words)


def plainly(question: str) -> str:
    """ "Has anybody heard of a customer being taken over?": what asks for a concept alone, in the words of those who write of it.

    Whatever says more, or names two concepts, stays as it was put.
    """
    named = [c for c in concepts() if not all(all(map(_frames, m.split())) for m in c.named.findall(question))]
    if (
        len(named) != 1
        or any(map(str.isdigit, question))
        or not (_OF_ALL.search(question) or _GOING_ROUND.search(question))
    ):
        return question
    rest = [word for word in terms(named[0].named.sub(" ", question)).words if not _frames(word)]
    beside = _BESIDE if _GOING_ROUND.search(question) else 0
    return " ".join([named[0].said[0], *rest]) if len(rest) <= beside else question


_GOING_ROUND = re.compile(
    r"\b(?:rumou?r\w*|rumurs?|gossip\w*|whisper\w*|hear|heard|hearing|wind of|picked up|word (?:on|of|is|that)|grapevine|chatter|buzz|talk|reports|reported|mentions?)\b",
    re.IGNORECASE,
)
_OF_ALL = re.compile(
    r"\b(?:customers?|clients?|accounts?|compan(?:y|ies)|any(?:body|one)|some(?:body|one))\b", re.IGNORECASE
)
_BESIDE = 3  # words beside a concept with which what goes round of it is still all that is asked for


def _frames(word: str) -> bool:
    """A word of asking, maybe with a slip."""
    plain = word.casefold().replace("’", "'").split("'", maxsplit=1)[0]
    if plain in _LITTLE or plain in _HEARSAY or plain in ASKING:
        return True
    return len(plain) > _SHORT and any(DamerauLevenshtein.distance(plain, w, score_cutoff=1) <= 1 for w in _HEARSAY)


_SHORT = 4


def moved(encoder: Encoder, question: str, concept: Vectors | None) -> Vectors:
    """Float32 `[dimensions]` of length 1: the question, moved towards the concepts that it names (`concept_vector`). CPU work."""
    vector = encoder.encode_query(question)
    if concept is None:
        return vector
    return _unit(vector + (ALONE if is_concept_alone(question) else SHARE) * concept)


def concept_vector(encoder: Encoder, question: str) -> Vectors | None:
    """Float32 `[dimensions]`: the middle of the concepts that a question names; None where it names none. CPU work."""
    named = [n for n, concept in enumerate(concepts()) if concept.named.search(question)]
    return np.asarray(_vectors(encoder)[named].mean(axis=0), dtype=np.float32) if named else None


def _unit(vector: Vectors) -> Vectors:
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def _vectors(encoder: Encoder) -> Vectors:
    """Float32 `[concepts, dimensions]`, one unit vector each; encoded once for each encoder (0.4 s)."""
    with _LOCK:
        if encoder.name not in _VECTORS:
            said = encoder.encode([sentence for concept in concepts() for sentence in concept.said])
            borders = np.cumsum([len(concept.said) for concept in concepts()])[:-1]
            means = np.stack([part.mean(axis=0) for part in np.split(said, borders)])
            _VECTORS[encoder.name] = means / np.linalg.norm(means, axis=1, keepdims=True)
        return _VECTORS[encoder.name]
