"""Judged questions as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from evals.language.case import Split

FILE = Path(__file__).parent / "questions.yaml"
ANSWERS = 2  # the grade of a text that answers; 1 only helps
_WROTE = re.compile(r"^On .* wrote:$")
_WORD = re.compile(r"[^\W\d_]{3,}|\d+")
# Words that say nothing about what is asked.
_STOP = frozenset(
    "the and for from with that this what which who whom whose when where why how did does was were are has have had not but "
    "must may can could would should will our ours your they them their his her its been being than then there here into out "
    "any all own one two because before after about say said says want wants need needs ask asked customer client".split()
)


@dataclass(frozen=True, slots=True)
class Question:
    """`relevant` maps `mail:ID` or `subject:TITLE` to a grade; empty where there is no answer."""

    id: str
    split: Split
    ask: str
    relevant: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Source:
    """One searchable activity: a mail by its Message-ID before the @, anything else by its subject."""

    id: str
    name: str
    text: str


@cache
def load_questions() -> tuple[Question, ...]:
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(Question(raw["id"], raw["split"], raw["ask"], raw["relevant"]) for raw in content["questions"])


def stems(text: str) -> frozenset[str]:
    """The content words of a text by their first five letters: a stand-in for the stem."""
    return frozenset(word[:5] for word in _WORD.findall(text.casefold()) if word not in _STOP)


def written(text: str) -> str:
    """What the author wrote: without the signature and what is quoted below."""
    lines = text.split("\n-- ", maxsplit=1)[0].splitlines()
    return "\n".join(line for line in lines if not line.startswith(">") and not _WROTE.match(line))


def paraphrased(question: Question, texts: Mapping[str, str], names: frozenset[str]) -> bool:
    """Whether a question shares no content word with any text that answers it; `texts` by name as in `relevant`.

    `names` are the stems of people and companies: to say whom one asks about gives away no word of the answer.
    """
    asked = stems(question.ask) - names
    return not any(asked & stems(written(texts[n])) for n, grade in question.relevant.items() if grade == ANSWERS)
