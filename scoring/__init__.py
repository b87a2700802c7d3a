"""Scores with their reasons, and what to do next."""

from scoring.ranking import ranked
from scoring.recommend import recommend
from scoring.registry import Score, ScoreModel, models, scores, train_all
from scoring.scorers import Finding

__all__ = ["Finding", "Score", "ScoreModel", "models", "ranked", "recommend", "scores", "train_all"]
