"""Sentences picked out of what was written: what was promised and by whom, what was asked, how it sounds. Nothing is made up.

By the grammar of English; texts in other languages give few or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from retrieval.passages import passages

Side = Literal["us", "them"]
Tone = Literal["friendly", "critical", "mixed", "neutral"]

_DO = r"send|bring|check|call|get|give|come|ask|prepare|make|talk|look|put|write|draft|let|confirm|visit|ship|deliver|follow|share"
# "I will send it", "you have our answer tomorrow", "I send the sheet".
_FIRST = re.compile(
    rf"\b(?:I|we)(?: will|['’]ll| shall| can have| am going to| are going to| promise)\b|\b(?:I|we) (?:{_DO})\b"
    r"|\byou (?:will have|have our|will get|get)\b",
    re.IGNORECASE,
)
# "Tessa sends shift times", "they agreed to repaint", "Our engineer gives them a ring".
_THIRD = re.compile(
    rf"\b(?:[A-Z]\w+|he|she|they) (?:will|promised|agreed to|(?:{_DO})e?s)\b|\bthey (?:{_DO})\b",
)
_OURS = re.compile(rf"\bour \w+ (?:will|(?:{_DO})e?s)\b", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:will not|won['’]t|not going to|nothing|never|would not|cannot|can['’]t)\b|\bI will be (?:blunt|honest|frank)\b|^if\b",
    re.IGNORECASE,
)
_FRIENDLY = re.compile(
    r"\b(?:thank(?:s| you)|great|love[sd]?|happy|glad|pleased?|perfect|excellent|good (?:idea|news|work)|welcome|congratulations|impressed"
    r"|appreciate|helpful|wonderful|works well|made my|looking forward|deal|delighted|recommend)\b",
    re.IGNORECASE,
)
_CRITICAL = re.compile(
    r"\b(?:angry|unhappy|late|disappoint\w*|complain\w*|unacceptable|not (?:acceptable|happy|good enough|impressed)|problem|outages?|broken?"
    r"|leaks?|fail(?:s|ed|ure)?|worried|concern(?:ed|s)?|still (?:waiting|not|no)|did not|does not work|deadlocks?|third time|wrong|refuse[sd]?"
    r"|cannot accept|too (?:expensive|high|late|slow)|blunt|enough of|stop talking|delay(?:ed|s)?|hurts?|never again|mistake)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Promise:
    """A sentence to the letter and whose promise it is."""

    text: str
    by: Side


def promises(body: str, *, wrote: Side, mail: bool) -> Iterator[Promise]:
    """The promises in a text that one side wrote. In notes of calls and visits, which we write, others are spoken of by name."""
    for text in passages(body):
        if text.endswith("?") or _NOT.search(text):
            continue
        if _FIRST.search(text) or (wrote == "us" and _OURS.search(text)):
            yield Promise(text, wrote)
        elif not mail and _THIRD.search(text):
            yield Promise(text, "them")


def asked(body: str) -> tuple[str, ...]:
    """The questions of a text."""
    return tuple(text for text in passages(body) if text.endswith("?"))


def tone(bodies: list[str]) -> tuple[Tone, int, str]:
    """How texts sound together, and of which one (index, sentence) that shows most; `neutral` shows nothing in particular."""
    counts = {"friendly": 0, "critical": 0}
    shown: dict[str, tuple[int, str]] = {}
    for n, body in enumerate(bodies):
        for text in passages(body):
            for name, words in (("friendly", _FRIENDLY), ("critical", _CRITICAL)):
                if words.search(text):
                    counts[name] += 1
                    shown.setdefault(name, (n, text))
    if not shown:
        return "neutral", 0, ""
    friendly, critical = counts["friendly"], counts["critical"]
    sounds: Tone = (
        "mixed"
        if min(friendly, critical) * 2 >= max(friendly, critical)
        else "friendly"
        if friendly > critical
        else "critical"
    )
    return sounds, *shown["critical" if sounds == "mixed" else sounds]
