"""Sentences of a mail or note, with their places, so that an answer can quote them to the letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

SHORT_LINE = 50  # a line shorter than this was ended by its author, not wrapped by a mail program
_BORDER = re.compile(
    r"(?P<end>[.!?…]+[\"'”’»)\]]*)\s+"  # the end of a sentence, if what follows starts one
    r"|(?P<wide>[。！？]+[」』”]?)\s*"
    r"|(?P<blank>[ \t]*\n[ \t]*\n\s*)"
    r"|(?P<item>[ \t]*\n[ \t]*(?=([-*•–·]|\d{1,2}[.)])\s))"
    r"|(?P<line>[ \t]*\n[ \t]*)"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'])(mr|mrs|ms|dr|prof|sr|jr|st|inc|ltd|co|corp|no|nr|vs|etc|approx|dept|est|fig|e\.g|i\.e|z\.b|u\.s|u\.k"
    r"|a\.m|p\.m|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|tel|ext|attn|bzw|ca|[a-z])\.$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Sentence:
    """`text` is `source[start:end]` with its white space collapsed; `paragraph` counts from 0."""

    text: str
    start: int
    end: int
    paragraph: int


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of clean text in order: every word is in exactly one of them. Linear in its length."""
    found: list[Sentence] = []
    paragraph = start = 0
    for end, following, new_paragraph in (*_borders(text), (len(text), len(text), False)):
        if words := " ".join(text[start:end].split()):
            begin = start + len(text[start:end]) - len(text[start:end].lstrip())
            found.append(Sentence(words, begin, begin + len(text[begin:end].rstrip()), paragraph))
        start = following
        paragraph += new_paragraph and bool(found)
    return tuple(found)


def _borders(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where a sentence ends, where the next starts, and whether a paragraph ends with it."""
    last = 0
    for match in _BORDER.finditer(text):
        if _divides(text, match, last):
            end = match.end("end") if match["end"] else match.start() if not match["wide"] else match.end("wide")
            last = match.end()
            yield end, last, "\n\n" in re.sub(r"[ \t]", "", match[0])


def _divides(text: str, match: re.Match[str], last: int) -> bool:
    following = text[match.end() : match.end() + 1]
    if match["end"]:
        before = text[max(last, match.end("end") - 12) : match.end("end")]
        return "\n\n" in match[0] or not (following.islower() or _ABBREVIATION.search(before))
    if match["line"] is not None:
        line = match.start() - (text.rfind("\n", 0, match.start()) + 1)
        return line < SHORT_LINE and not following.islower()
    return True
