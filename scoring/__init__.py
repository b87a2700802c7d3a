"""Scores with their reasons, and what to do next."""

from scoring.ranking import ranked
from scoring.recommend import Actions, next_actions, recommend
from scoring.registry import Score, ScoreModel, models, scores, train_all
from scoring.scorers import Finding

__all__ = [
    "Actions",
    "Finding",
    "Score",
    "ScoreModel",
    "models",
    "next_actions",
    "ranked",
    "recommend",
    "scores",
    "train_all",
]
