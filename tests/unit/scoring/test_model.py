"""Linear scores: they find a pattern that is there, and say so when there is none."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from uuid import UUID

import pytest

from scoring.features import Snapshot, seniority
from scoring.model import LinearModel, fit
from scoring.reasons import reasons

AT = datetime(2026, 1, 1, tzinfo=UTC)


def snapshots(count: int, lift: float) -> list[Snapshot]:
    """Outcomes whose odds rise with referrals by `lift` (0: no pattern at all)."""
    chance = random.Random(5)
    made = []
    for n in range(count):
        source = chance.choice(["Referral", "Web", "Cold Call"])
        touches = float(chance.randint(0, 6))
        good = chance.random() < 0.3 + (lift if source == "Referral" else 0.0) + lift * (touches - 3) / 12
        made.append(Snapshot(UUID(int=n), AT, {"source": source, "touches_30": touches}, good, UUID(int=n)))
    return made


def test_a_pattern_is_found_and_explained() -> None:
    trained = fit(snapshots(400, 0.5), "won")
    assert trained.signal
    assert trained.auc is not None and trained.auc > 0.7
    assert trained.model is not None
    best = {"source": "Referral", "touches_30": 6.0}
    worst = {"source": "Cold Call", "touches_30": 0.0}
    assert trained.model.probability(best) > 0.7 > 0.4 > trained.model.probability(worst)
    said = reasons(best, trained.model.contributions(best))
    assert said[0].weight > 0
    assert any("Referral" in r.text for r in said)


def test_noise_is_called_noise() -> None:
    trained = fit(snapshots(400, 0.0), "won")
    assert not trained.signal
    assert "no pattern" in trained.warnings[0]


def test_too_little_past_trains_nothing() -> None:
    trained = fit(snapshots(20, 0.5), "won")
    assert trained.model is None
    assert "at least" in trained.warnings[0]


def test_a_model_survives_being_saved() -> None:
    model = fit(snapshots(200, 0.5), "won").model
    assert model is not None
    again = LinearModel.from_json(model.to_json())
    features = {"source": "Web", "touches_30": 2.0}
    assert again.probability(features) == pytest.approx(model.probability(features))


def test_contributions_add_up_to_the_score() -> None:
    model = LinearModel(0.2, {"a": 0.5, "b=x": 1.0, "b=": -0.2}, {"a": (2.0, 1.0)}, 0.5)
    parts = model.contributions({"a": 4.0, "b": "x"})
    assert parts == {"a": 1.0, "b": 1.0}
    assert model.probability({"a": 4.0, "b": "x"}) == pytest.approx(1 / (1 + 2.718281828 ** -(0.2 + 2.0)))
    assert model.contributions({"a": 2.0, "b": "never seen"})["b"] == -0.2


@pytest.mark.parametrize(
    ("title", "level"),
    [("CFO", "executive"), ("VP Operations", "executive"), ("Head of Logistics", "director"), ("Purchasing Manager", "manager"),
     ("Buyer", "specialist"), (None, "unknown"), ("", "unknown")],
)  # fmt: skip
def test_titles_tell_of_levels(title: str | None, level: str) -> None:
    assert seniority(title) == level
