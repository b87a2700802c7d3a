"""How good a ranking is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from evals.retrieval.questions import ANSWERS


def success(ranking: Sequence[str], relevant: Mapping[str, int], depth: int = 5) -> float:
    """1 where a text that answers is among the first `depth`."""
    return float(any(relevant.get(name, 0) >= ANSWERS for name in ranking[:depth]))


def ndcg(ranking: Sequence[str], relevant: Mapping[str, int], depth: int = 10) -> float:
    """Normalised discounted cumulative gain with gains 2^grade - 1 (Järvelin and Kekäläinen, 2002)."""
    ideal = _dcg(sorted(relevant.values(), reverse=True)[:depth])
    return _dcg([relevant.get(name, 0) for name in ranking[:depth]]) / ideal if ideal else 0.0


def _dcg(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))
