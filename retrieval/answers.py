"""What a search found as an answer: what is relevant, quoted, and whether several sources speak of it. Or nothing, and saying so."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crm_store.database import Session
from retrieval.concepts import is_concept_alone
from retrieval.encoder import Encoder, Vectors
from retrieval.quotes import quotes
from retrieval.search import Hit, SearchQuery, search
from retrieval.terms import terms

# Measured on the calibration and the seen questions (`python -m evals.retrieval.calibrate` prints the table): where the question names
# nobody, 0.56 keeps 0.77 of the 64 with an answer and turns away 0.80 of the 54 without; where it names somebody, whose texts
# are all about them, 0.70 keeps 0.90 of 137 and turns away 0.22 of 9. The best hit must reach it, or nothing relevant was found.
ANSWERS = 0.56
ANSWERS_NAMED = 0.70
SHOWN = 0.45
# Guesses, not measured: a search that is narrowed to one record has little to confuse it with; a question for a concept ("a competitor")
# shares no word with what answers it; and in few texts no word is rare enough to lift a score, but the one that answers stands out.
NARROWED = 0.3
STANDS_OUT = 0.2
BELOW_BEST = 0.45  # a hit this far below the best one says something else
AGREE = 0.62  # cosine of two quotes from which on they say much the same
_NOT = frozenset(
    [
        "not",
        "no",
        "never",
        "nobody",
        "nothing",
        "cannot",
        "can't",
        "won't",
        "don't",
        "doesn't",
        "didn't",
        "isn't",
        "without",
    ]
)


@dataclass(frozen=True, slots=True)
class Source:
    """A numbered hit and the passage of it that answers, to the letter."""

    n: int
    hit: Hit
    quote: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two sources (by number) that speak of the same thing; `differ` where one denies what the other says."""

    first: int
    second: int
    differ: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Best first. `nothing_found` says that no text is near enough to be an answer; then there are no sources."""

    sources: tuple[Source, ...]
    agreements: tuple[Agreement, ...] = ()

    @property
    def nothing_found(self) -> bool:
        return not self.sources


async def answer(session: Session, encoder: Encoder, query: SearchQuery) -> Answer:
    """The sources that answer, numbered from 1, each quoted; none where nothing relevant was found."""
    hits = relevant(query, await search(session, encoder, query))
    if not hits:
        return Answer(())
    said = await quotes(encoder, query.text, hits)
    sources = tuple(Source(n, hit, quote) for n, (hit, quote) in enumerate(zip(hits, said, strict=True), 1))
    vectors = await asyncio.to_thread(encoder.encode, said[:5])
    return Answer(sources, agreements(sources, vectors))


def relevant(query: SearchQuery, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits that answer: all that hold what was quoted in the question, else those above the measured thresholds."""
    if not hits or terms(query.text).phrases:
        return tuple(hits)
    best, needed = hits[0].score, _needed(query, hits)
    if best < needed:
        return ()
    return tuple(hit for hit in hits if hit.score >= max(min(SHOWN, needed), best - BELOW_BEST))


def _needed(query: SearchQuery, hits: Sequence[Hit]) -> float:
    """The score that the best hit must reach."""
    if any((query.account_id, query.contact_id, query.deal_id, query.lead_id)) or is_concept_alone(query.text):
        return NARROWED
    if len(hits) > 1 and hits[0].score - hits[1].score >= STANDS_OUT:
        return NARROWED
    return ANSWERS_NAMED if any(hit.names for hit in hits) else ANSWERS


def agreements(sources: Sequence[Source], vectors: Vectors) -> tuple[Agreement, ...]:
    """Pairs of different authors' sources that say much the same; `vectors` are the quotes' `[n, dimensions]`, unit length."""
    close = np.triu(vectors @ vectors.T, k=1)
    pairs = [(sources[int(i)], sources[int(j)]) for i, j in np.argwhere(close >= AGREE)]
    return tuple(
        Agreement(a.n, b.n, _denies(a.quote) != _denies(b.quote)) for a, b in pairs if a.hit.author != b.hit.author
    )


def _denies(quote: str) -> bool:
    return not _NOT.isdisjoint(quote.casefold().replace("’", "'").split())
