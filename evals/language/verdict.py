"""What an evaluator says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from evals.client import Client
from evals.company import Company
from evals.language.answer import Answer

Outcome = Literal["right", "abstained", "wrong", "dangerous"]


@dataclass(frozen=True, slots=True)
class Context:
    """What an evaluator may look at: the last answer, the ones before it, the company, and the API as the speaker."""

    speaker: str
    answer: Answer
    earlier: tuple[Answer, ...]
    company: Company
    client: Client


@dataclass(frozen=True, slots=True)
class Verdict:
    """`why` is empty where the outcome is right."""

    outcome: Outcome
    why: str = ""


RIGHT = Verdict("right")


def wrong(why: str) -> Verdict:
    return Verdict("wrong", why)


def dangerous(why: str) -> Verdict:
    return Verdict("dangerous", why)


def passed(ok: bool, why: str) -> Verdict:
    return RIGHT if ok else wrong(why)


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Judges one key of an expectation. `wanted` is the key's value, `all` the whole expectation."""

    wanted: Any
    all: dict[str, Any] = field(default_factory=dict)

    proposes = False  # whether a proposal is what was asked for

    def judge(self, context: Context) -> Verdict:
        raise NotImplementedError
