"""Passages: what is quoted of a text, and compared with a question one by one. Mostly a sentence."""

from __future__ import annotations

import re

from retrieval.sentences import Sentence, sentences

SHORT = 25  # characters: less is no statement of its own ("Received.") and stands with its neighbour
MAX_PASSAGES = 40  # of one chunk; 1,000 characters seldom hold more than fifteen sentences
_COURTESY = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|bonjour|hallo|guten (?:tag|morgen)|salut|hola)\b[^.!?]{0,60}[,!]?"
    r"|(?:best|kind|warm|many)?\s*(?:regards|wishes|thanks|thank you|cheers|sincerely|yours|best)[^.!?]{0,40}[,.!]?",
    re.IGNORECASE,
)


def passages(text: str) -> tuple[str, ...]:
    """At least one of a text with words; greetings and closings are left out where anything else is said."""
    said = [s for s in sentences(text) if not _COURTESY.fullmatch(s.text)] or list(sentences(text))
    return tuple(_flat(text, start, end) for start, end in _joined(said))[:MAX_PASSAGES]


def _joined(said: list[Sentence]) -> list[tuple[int, int]]:
    """Spans, a short sentence with the one before it, or where there is none with the one after."""
    spans: list[tuple[int, int]] = []
    for sentence in said:
        short = len(sentence.text) < SHORT
        before_is_short = bool(spans) and spans[-1][1] - spans[-1][0] < SHORT
        if spans and (short or before_is_short):
            spans[-1] = (spans[-1][0], sentence.end)
        else:
            spans.append((sentence.start, sentence.end))
    return spans


def _flat(text: str, start: int, end: int) -> str:
    return " ".join(text[start:end].split())
