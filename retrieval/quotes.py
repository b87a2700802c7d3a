"""The passage of a text that answers: by shared words and by meaning, with the vectors that are stored."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.passages import passages
from retrieval.search import Hit
from retrieval.terms import terms

MAX_QUOTE = 320  # characters
ENOUGH = 200  # up to here a quote takes in what stands around it: an answer is seldom one sentence
SHARED = 0.4  # what all of the question's words in a passage are worth against its cosine
ASKS = 0.1  # a question seldom answers one


def quotes(question: str, hits: Sequence[Hit]) -> tuple[str, ...]:
    """One quote per hit, to the letter of its text (shortened at a word where a passage is very long)."""
    words = terms(question).words
    return tuple(_quote(words, hit) for hit in hits)


def _quote(words: Sequence[str], hit: Hit) -> str:
    said = passages(hit.body) or (hit.title,)
    # Text that waits to be embedded, or that another encoder read, is quoted by its words alone.
    near = hit.closeness if len(hit.closeness) == len(said) else [0.0] * len(said)
    rated = [c + SHARED * _shared(words, text) - ASKS * text.endswith("?") for c, text in zip(near, said, strict=True)]
    return _shorten(_around(said, rated, " ".join(hit.body.split())))


def _around(said: Sequence[str], rated: Sequence[float], body: str) -> str:
    """The best passage with its neighbours, the better one first, as long as it stays short and stands so in the text."""
    first = last = max(range(len(said)), key=rated.__getitem__)
    while True:
        wider = [(max(first - 1, 0), last), (first, min(last + 1, len(said) - 1))]
        wider.sort(key=lambda span: sum(rated[span[0] : span[1] + 1]), reverse=True)
        fits = [s for s in wider if s != (first, last) and _fits(" ".join(said[s[0] : s[1] + 1]), body)]
        if not fits:
            return " ".join(said[first : last + 1])
        first, last = fits[0]


def _fits(text: str, body: str) -> bool:
    return len(text) <= ENOUGH and text in body


def _shared(words: Sequence[str], text: str) -> float:
    """The share of the question's words that a passage holds, by their first letters (a stand-in for the stem)."""
    folded = text.casefold()
    return sum(word[: max(4, len(word) - 2)] in folded for word in words) / max(len(words), 1)


def _shorten(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= MAX_QUOTE else flat[:MAX_QUOTE].rsplit(" ", 1)[0] + " …"
