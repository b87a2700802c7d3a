"""Scores as logistic regression: trained by scikit-learn, kept as plain numbers, explained exactly.

A linear model's score is a sum, so that the reasons shown are the score itself and not a story about it. What is saved
is JSON (coefficients, means, categories): nothing in it can run, and serving needs no scikit-learn.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from scoring.features import Snapshot

# Fewer past outcomes than this of either kind teach nothing that would hold.
MIN_OUTCOMES = 12
# A category seen less often shares the coefficient of all rare ones.
MIN_CATEGORY = 4
# The lower end of the AUC's 90 % interval must beat chance, or the scores are noise.
CHANCE = 0.5
FOLDS = 5
STRENGTH = 0.3  # inverse of the penalty: small tenants have a hundred outcomes and thirty columns


@dataclass(frozen=True, slots=True)
class LinearModel:
    """`terms` maps 'name' (numeric, standardised by mean and scale) or 'name=category' to a coefficient."""

    intercept: float
    terms: Mapping[str, float]
    numeric: Mapping[str, tuple[float, float]]  # name -> (mean, scale)
    base_rate: float

    def contributions(self, features: Mapping[str, float | str]) -> dict[str, float]:
        """What each feature adds to the log-odds, against an average record."""
        parts: dict[str, float] = {}
        for name, value in features.items():
            if isinstance(value, str):
                parts[name] = self.terms.get(f"{name}={value}", self.terms.get(f"{name}=", 0.0))
            elif name in self.numeric:
                mean, scale = self.numeric[name]
                parts[name] = self.terms[name] * (squash(name, value) - mean) / scale
        return parts

    def probability(self, features: Mapping[str, float | str]) -> float:
        return 1 / (1 + math.exp(-(self.intercept + sum(self.contributions(features).values()))))

    def to_json(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> LinearModel:
        value: dict[str, Any] = json.loads(text)
        value["numeric"] = {name: (mean, scale) for name, (mean, scale) in value["numeric"].items()}
        return cls(**value)


@dataclass(frozen=True, slots=True)
class Trained:
    """A model with how it did on folds that it had not seen. `model` is None where there was too little to learn."""

    model: LinearModel | None
    rows: int
    positives: int
    auc: float | None
    brier: float | None
    signal: bool
    warnings: tuple[str, ...]


LONG_TAILED = frozenset({"amount", "employees", "age_days", "days_quiet"})


def squash(name: str, value: float) -> float:
    """Long tails on a log scale; -1 stands for unknown and stays apart."""
    return math.log1p(max(value, 0.0)) if name in LONG_TAILED else value


def fit(snapshots: Sequence[Snapshot], outcome: str) -> Trained:
    """Train on the past. CPU work: call it in a thread. `outcome` names the good end, for warnings ('won', 'converted')."""
    groups = {s.grouped: s.good for s in snapshots}
    positives = sum(groups.values())
    if min(positives, len(groups) - positives) < MIN_OUTCOMES:
        warning = (
            f"Only {positives} {outcome} and {len(groups) - positives} not: at least {MIN_OUTCOMES} of each are needed."
        )
        return Trained(None, len(groups), positives, None, None, False, (warning,))
    auc, brier = _cross_validate(snapshots)
    error = _auc_error(auc, positives, len(groups) - positives)
    signal = auc - 1.645 * error > CHANCE
    warnings = [] if signal else [f"The past shows no pattern that tells {outcome} from not {outcome} (AUC {auc:.2f})."]
    if len(groups) < 100:
        warnings.append(f"Trained on {len(groups)} outcomes only: take the scores as hints.")
    return Trained(_fit(snapshots), len(groups), positives, auc, brier, signal, tuple(warnings))


def _fit(snapshots: Sequence[Snapshot]) -> LinearModel:
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    numeric = _numeric(snapshots)
    names = [*numeric, *_categories(snapshots)]
    matrix = np.array([_row(s.features, names, numeric) for s in snapshots])
    good = np.array([s.good for s in snapshots])
    # A deal with five snapshots weighs as much as one with two.
    weights = np.array(_weights(snapshots))
    fitted = LogisticRegression(C=STRENGTH, max_iter=2000).fit(matrix, good, sample_weight=weights)
    terms = {name: float(c) for name, c in zip(names, fitted.coef_[0], strict=True)}
    return LinearModel(float(fitted.intercept_[0]), terms, numeric, float(np.average(good, weights=weights)))


def _cross_validate(snapshots: Sequence[Snapshot]) -> tuple[float, float]:
    """AUC and Brier score over folds that keep all snapshots of one record together; one prediction per record counts."""
    import numpy as np
    from sklearn.metrics import brier_score_loss, roc_auc_score
    from sklearn.model_selection import StratifiedGroupKFold

    good = np.array([s.good for s in snapshots])
    groups = np.array([str(s.grouped) for s in snapshots])
    predicted = np.zeros(len(snapshots))
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=7)
    for train, test in folds.split(good, good, groups):
        model = _fit([snapshots[i] for i in train])
        predicted[test] = [model.probability(snapshots[i].features) for i in test]
    weights = np.array(_weights(snapshots))
    return (
        float(roc_auc_score(good, predicted, sample_weight=weights)),
        float(brier_score_loss(good, predicted, sample_weight=weights)),
    )


def _auc_error(auc: float, positives: int, negatives: int) -> float:
    """The standard error of an AUC (Hanley and McNeil, 1982)."""
    q1, q2 = auc / (2 - auc), 2 * auc * auc / (1 + auc)
    spread = auc * (1 - auc) + (positives - 1) * (q1 - auc**2) + (negatives - 1) * (q2 - auc**2)
    return math.sqrt(spread / (positives * negatives))


def _weights(snapshots: Sequence[Snapshot]) -> list[float]:
    count: dict[object, int] = {}
    for s in snapshots:
        count[s.grouped] = count.get(s.grouped, 0) + 1
    return [1 / count[s.grouped] for s in snapshots]


def _numeric(snapshots: Sequence[Snapshot]) -> dict[str, tuple[float, float]]:
    import numpy as np

    found: dict[str, tuple[float, float]] = {}
    for name, value in snapshots[0].features.items():
        if any(isinstance(s.features[name], str) for s in snapshots) or isinstance(value, str):
            continue
        column = np.array([squash(name, float(s.features[name])) for s in snapshots])
        if column.std() > 0:
            found[name] = (float(column.mean()), float(column.std()))
    return found


def _categories(snapshots: Sequence[Snapshot]) -> list[str]:
    """'name=category' of what is seen often enough, and 'name=' for the rest."""
    count: dict[tuple[str, str], int] = {}
    for s in snapshots:
        for name, value in s.features.items():
            if isinstance(value, str):
                count[name, value] = count.get((name, value), 0) + 1
    often = [f"{name}={value}" for (name, value), n in count.items() if n >= MIN_CATEGORY]
    return sorted({*often, *(f"{name}=" for name, _ in count)})


def _row(
    features: Mapping[str, float | str], names: Sequence[str], numeric: Mapping[str, tuple[float, float]]
) -> list[float]:
    row = []
    known = set(names)
    for name in names:
        base, _, category = name.partition("=")
        value = features[base]
        if name in numeric:
            mean, scale = numeric[name]
            row.append((squash(name, float(value)) - mean) / scale if not isinstance(value, str) else 0.0)
        else:
            row.append(float(value == category or (not category and f"{base}={value}" not in known)))
    return row
