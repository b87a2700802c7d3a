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


def paraphrased(question: Question, texts: Mapping[str, str]) -> bool:
    """Whether the question shares no content word with any text that answers it (by name, as in `relevant`)."""
    return not any(stems(question.ask) & stems(texts[n]) for n, grade in question.relevant.items() if grade == ANSWERS)
