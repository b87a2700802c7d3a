"""What a search found as an answer: what is relevant, quoted, and whether several sources speak of it. Or nothing, and saying so."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crm_store.database import Session
from retrieval.encoder import Encoder, Vectors
from retrieval.quotes import quotes
from retrieval.ranking import RUNNER_UP, ranking
from retrieval.search import Found, Hit, SearchQuery, search
from retrieval.terms import terms

ALL_WORDS = 0.999  # a text that holds every word of the question is shown, however sure it is that it answers
COMPARED = 3  # sources whose agreement is looked at: as many as a chat quotes in its text, 2 ms each
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
    hits = near_best(relevant(query, await search(session, encoder, query)))
    said = quotes(query.text, hits)
    sources = tuple(Source(n, hit, quote) for n, (hit, quote) in enumerate(zip(hits, said, strict=True), 1))
    if len({source.hit.author for source in sources[:COMPARED]}) < 2:  # one voice neither agrees nor disagrees
        return Answer(sources)
    return Answer(sources, agreements(sources[:COMPARED], await asyncio.to_thread(encoder.encode, said[:COMPARED])))


def relevant(query: SearchQuery, found: Found) -> tuple[Hit, ...]:
    """What was found; where it is too unsure that it answers (`retrieval.ranking`, measured), only what holds each word of the
    question, with its thread, or what was quoted in it. That is nothing where no text does."""
    if not found.hits or ranking().confidence(surety(found)) >= ranking().least:
        return found.hits
    return holding_all(query, found)


def holding_all(query: SearchQuery, found: Found) -> tuple[Hit, ...]:
    """The hits that hold what was quoted, or each word of the question, and the others of their threads."""
    if terms(query.text).phrases:
        return found.hits
    threads = {hit.thread for hit in found.hits if hit.words >= ALL_WORDS}
    return tuple(hit for hit in found.hits if hit.thread in threads)


def near_best(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Without those that stand so far below the best one that they say something else; what answers it, or what it answers, stays."""
    return tuple(h for h in hits if h.thread == hits[0].thread or h.score >= hits[0].score - ranking().margin)


def surety(found: Found) -> dict[str, float]:
    """What the confidence is worked out from: `retrieval.ranking.SURE`."""
    hits = found.hits + found.beyond
    return {
        "score": hits[0].score,
        "stands_out": hits[0].score - hits[min(RUNNER_UP, len(hits) - 1)].score,
        "similarity": max(hit.similarity for hit in hits),
        "concept": max(hit.concept for hit in hits),
        "words": max(hit.words for hit in hits),
        "rest": max((hit.words - hit.names * found.names) / max(1 - found.names, 1e-9) for hit in hits),
        "named": float(found.named),
    }


def agreements(sources: Sequence[Source], vectors: Vectors) -> tuple[Agreement, ...]:
    """Pairs of different authors' sources that say much the same; `vectors` are the quotes' `[n, dimensions]`, unit length."""
    close = np.triu(vectors @ vectors.T, k=1)
    pairs = [(sources[int(i)], sources[int(j)]) for i, j in np.argwhere(close >= AGREE)]
    return tuple(
        Agreement(a.n, b.n, _denies(a.quote) != _denies(b.quote)) for a, b in pairs if a.hit.author != b.hit.author
    )


def _denies(quote: str) -> bool:
    return not _NOT.isdisjoint(quote.casefold().replace("’", "'").split())
