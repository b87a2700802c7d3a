"""Clean text to chunks: the pieces that are embedded, indexed and found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.sentences import sentences

CHUNK_CHARACTERS = 1_000  # about 200 tokens: below the 256 that the encoder reads, with room for the context
MAX_CONTEXT = 160  # characters of a subject or title that are embedded with each chunk
SMALL = 0.15  # a last piece below this share of a chunk joins the one before
MAX_CHUNKS = 2_000  # of one text: two million characters

Span = tuple[int, int]


@dataclass(frozen=True)
class Chunk:
    """`text` is `source[start:end]` to the letter; `context` (subject, title) is embedded with it."""

    ordinal: int
    text: str
    start: int
    end: int
    context: str = ""

    @property
    def embedded(self) -> str:
        """What the encoder reads."""
        return f"{self.context}\n{self.text}" if self.context else self.text

    @property
    def digest(self) -> bytes:
        """SHA-256 of what is embedded: equal digests need no new vector."""
        return hashlib.sha256(self.embedded.encode("utf-8", "surrogatepass")).digest()


def chunk_text(text: str, context: str = "", size: int = CHUNK_CHARACTERS) -> tuple[Chunk, ...]:
    """Chunks of about `size` characters (at most 1.15 ×), cut between paragraphs, else sentences, else words.

    They do not overlap and leave out white space only. Text without words gives none.
    """
    title = " ".join(context.split())[:MAX_CONTEXT]
    spans = _join_small_end(list(_pack(text, size)), size)[:MAX_CHUNKS]
    return tuple(Chunk(n, text[start:end], start, end, title) for n, (start, end) in enumerate(spans))


def _pack(text: str, size: int) -> Iterator[Span]:
    start = end = -1
    for unit_start, unit_end, block_end in _units(text, size):
        full = unit_end - start > size
        # A paragraph that fits whole into the next chunk is not torn, once this chunk is worth having.
        torn = block_end - start > size >= block_end - unit_start and end - start > size // 2
        if start >= 0 and (full or torn):
            yield start, end
            start = -1
        start = unit_start if start < 0 else start
        end = unit_end
    if start >= 0:
        yield start, end


def _units(text: str, size: int) -> Iterator[tuple[int, int, int]]:
    """Start and end of each sentence (in pieces if too long), and the end of the paragraph that it opens."""
    found = sentences(text)
    ends = {sentence.paragraph: sentence.end for sentence in found}
    previous = -1
    for sentence in found:
        first = sentence.paragraph != previous
        previous = sentence.paragraph
        pieces = list(_pieces(text, sentence.start, sentence.end, size))
        for start, end in pieces:
            yield start, end, ends[sentence.paragraph] if first and start == sentence.start else end


def _pieces(text: str, start: int, end: int, size: int) -> Iterator[Span]:
    """A stretch cut at white space where there is some in reach, else anywhere."""
    while end - start > size:
        blank = max(
            text.rfind(" ", start + size // 2, start + size),
            text.rfind("\n", start + size // 2, start + size),
        )
        cut = blank if blank > 0 else start + size
        yield start, start + len(text[start:cut].rstrip())
        start = next((i for i in range(cut, end) if not text[i].isspace()), end)
    if start < end:
        yield start, end


def _join_small_end(spans: list[Span], size: int) -> list[Span]:
    if len(spans) > 1 and spans[-1][1] - spans[-2][0] <= size * (1 + SMALL):
        return [*spans[:-2], (spans[-2][0], spans[-1][1])]
    return spans
