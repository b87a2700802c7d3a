"""The learned weights: how candidates are ordered, and how sure it is that the best of them answer.

`ranking.json` beside this file is written by `python -m evals.retrieval.train`, from questions that are judged and none of the
unseen ones. Both models are linear, so that a score can be read.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

# Of a candidate (`retrieval.statement`): the share of the question's words that it holds, whether it is about or by whom the question
# names; how recent; the cosine of the question with the whole and with its nearest passage, without its names, of the concepts that
# it names; how often its passages are written elsewhere; how long it is; whether the right side said it; whether it asks; whether it
# holds what such a question expects (a number, a time, a person, a reason); how near the message before it in its thread is, which
# it may answer, and the nearest one of the thread.
FEATURES = (
    "words", "names", "author", "recent", "whole", "passage", "matter", "concept", "often", "long",
    "theirs", "unasked_ours", "unasked_theirs", "asks", "expected", "answers", "around",
)  # fmt: skip
# Of a search: the best score, how far it stands above the one at `RUNNER_UP`, the highest of each (`rest`: of the words that
# name nobody), and whether somebody is named.
SURE = ("score", "stands_out", "similarity", "concept", "words", "rest", "named")
RUNNER_UP = 5


@dataclass(frozen=True, slots=True)
class Ranking:
    """`order` are weights by feature, `sure` of the logit that a search is answered; below `least` nothing relevant was found.

    A hit more than `margin` below the best one says something else.
    """

    order: Mapping[str, float]
    sure: Mapping[str, float]
    bias: float
    least: float
    margin: float

    def confidence(self, values: Mapping[str, float]) -> float:
        """The probability (balanced between answered and not) that what was found answers; `values` by `SURE`."""
        logit = self.bias + sum(weight * values[name] for name, weight in self.sure.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@cache
def ranking() -> Ranking:
    """The weights beside this file."""
    content = json.loads(resources.files("retrieval").joinpath("ranking.json").read_text("utf-8"))
    return Ranking(**{name: content[name] for name in ("order", "sure", "bias", "least", "margin")})
