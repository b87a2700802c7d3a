"""Scores with their reasons, and what to do next."""

from scoring.recommend import recommend
from scoring.registry import Score, ScoreModel, models, scores, train_all

__all__ = ["Score", "ScoreModel", "models", "recommend", "scores", "train_all"]
