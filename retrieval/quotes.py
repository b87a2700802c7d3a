"""The passage of a text that answers: by shared words, and where none is shared, by meaning."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from retrieval.concepts import question_vector
from retrieval.encoder import Encoder
from retrieval.passages import passages
from retrieval.search import Hit
from retrieval.terms import MAX_QUESTION, terms

MAX_QUOTE = 320  # characters
# Passages encoded for one answer at the most: about 30 ms on 2 cores. A hit's first ones say what it is about.
MAX_ENCODED, OF_ONE = 24, 8
SHARED = 0.4  # what all of the question's words in a passage are worth against its cosine
ASKS = 0.1  # a question seldom answers one


async def quotes(encoder: Encoder, question: str, hits: Sequence[Hit]) -> tuple[str, ...]:
    """One quote per hit, to the letter of its text (shortened at a word where a passage is very long)."""
    split = [passages(hit.body) or (hit.title,) for hit in hits]
    pool = [(n, text) for n, texts in enumerate(split) if len(texts) > 1 for text in texts[:OF_ONE]][:MAX_ENCODED]
    closeness = await asyncio.to_thread(_closeness, encoder, question[:MAX_QUESTION], pool)
    words = terms(question).words

    def rate(n: int, text: str) -> float:
        return closeness.get((n, text), 0.0) + SHARED * _shared(words, text) - ASKS * text.endswith("?")

    return tuple(_shorten(max(texts, key=lambda text, n=n: rate(n, text))) for n, texts in enumerate(split))  # type: ignore[misc]


def _closeness(encoder: Encoder, question: str, pool: Sequence[tuple[int, str]]) -> dict[tuple[int, str], float]:
    if not pool or not question.strip():
        return {}
    vector = question_vector(encoder, question)
    return {key: float(v @ vector) for key, v in zip(pool, encoder.encode([text for _, text in pool]), strict=True)}


def _shared(words: Sequence[str], text: str) -> float:
    """The share of the question's words that a passage holds, by their first letters (a stand-in for the stem)."""
    folded = text.casefold()
    return sum(word[: max(4, len(word) - 2)] in folded for word in words) / max(len(words), 1)


def _shorten(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= MAX_QUOTE else flat[:MAX_QUOTE].rsplit(" ", 1)[0] + " …"
