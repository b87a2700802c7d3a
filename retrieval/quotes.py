"""The sentence of a text that answers: by shared words, and where none is shared, by meaning."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from retrieval.encoder import Encoder
from retrieval.search import Hit
from retrieval.sentences import sentences
from retrieval.terms import terms

MAX_QUOTE = 320  # characters
# Sentences encoded for one answer at the most: about 30 ms on 2 cores.
MAX_ENCODED = 24


async def quotes(encoder: Encoder, question: str, hits: Sequence[Hit]) -> tuple[str, ...]:
    """One quote per hit, to the letter of its text (shortened at a word where a sentence is very long)."""
    split = [[s.text for s in sentences(hit.body)] or [hit.title] for hit in hits]
    pool = [(n, text) for n, texts in enumerate(split) for text in texts[:8]][:MAX_ENCODED]
    closeness: dict[tuple[int, str], float] = {}
    if pool and question.strip():
        vector = encoder.encode_query(question)
        vectors = await asyncio.to_thread(encoder.encode, [text for _, text in pool])
        closeness = {key: float(v @ vector) for key, v in zip(pool, vectors, strict=True)}
    words = terms(question).words
    return tuple(
        _shorten(max(texts, key=lambda text, n=n: closeness.get((n, text), 0.0) + _shared(words, text)))  # type: ignore[misc]
        for n, texts in enumerate(split)
    )


def _shared(words: Sequence[str], text: str) -> float:
    """The share of the question's words that a sentence holds, by their first letters (a stand-in for the stem)."""
    folded = text.casefold()
    return 0.5 * sum(word[: max(4, len(word) - 2)] in folded for word in words) / max(len(words), 1)


def _shorten(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= MAX_QUOTE else flat[:MAX_QUOTE].rsplit(" ", 1)[0] + " …"
