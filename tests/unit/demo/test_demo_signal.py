"""What a model could learn from the past is there, and is not so strong that it would be believed by nobody."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from assistant.demo.cast import is_senior
from assistant.demo.days import Days
from assistant.demo.deals import INDUSTRY_PULL, SOURCE_PULL, Deal, build_deals
from assistant.demo.leads import Lead, build_leads

Row = list[float]


@pytest.fixture(scope="module")
def deals() -> list[Deal]:
    return build_deals(Days(date(2026, 6, 15)))


def learned(rows: Sequence[Row], won: Sequence[bool]) -> float:
    """AUC on held-out fifths of a plain logistic regression."""
    x: NDArray[np.float64] = np.array(rows)
    model = LogisticRegression(C=0.5, max_iter=500)
    chances = cross_val_predict(model, x, np.array(won), cv=5, method="predict_proba")
    return float(roc_auc_score(won, chances[:, 1]))


def deal_row(deal: Deal) -> Row:
    sources = [float(deal.source == source) for source in SOURCE_PULL]
    return [*sources, INDUSTRY_PULL.get(deal.account.industry, 0.0), float(is_senior(deal.contact.title))]


def lead_row(lead: Lead) -> Row:
    sources = [float(lead.source == source) for source in SOURCE_PULL]
    return [
        *sources,
        float(is_senior(lead.title)),
        float(lead.has_phone),
        float(bool(lead.interest)),
        float(lead.touches),
    ]


def test_wins_can_be_told_from_losses_but_not_surely(deals: list[Deal]) -> None:
    closed = [deal for deal in deals if deal.closed_at]
    assert 0.7 < learned([deal_row(deal) for deal in closed], [deal.stage == "Won" for deal in closed]) < 0.9


def test_conversion_can_be_learned_but_not_surely(deals: list[Deal]) -> None:
    done = [lead for lead in build_leads(Days(date(2026, 6, 15)), deals) if lead.status in {"Converted", "Unqualified"}]
    assert 0.68 < learned([lead_row(lead) for lead in done], [lead.status == "Converted" for lead in done]) < 0.9


def test_the_same_company_with_shuffled_outcomes_teaches_nothing(deals: list[Deal]) -> None:
    closed = [deal for deal in deals if deal.closed_at]
    outcomes = [deal.stage == "Won" for deal in closed]
    shuffled = np.random.default_rng(7).permutation(outcomes).tolist()
    assert learned([deal_row(deal) for deal in closed], shuffled) < 0.65
