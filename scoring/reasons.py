"""A model's contributions as reasons that a salesperson would give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# Smaller contributions to the log-odds would not move the score by one point.
MIN_WEIGHT = 0.05
MAX_REASONS = 5


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; a positive weight (log-odds) raises the score."""

    text: str
    weight: float


def reasons(features: Mapping[str, float | str], contributions: Mapping[str, float]) -> tuple[Reason, ...]:
    """The strongest reasons, strongest first, signed."""
    ranked = sorted(contributions.items(), key=lambda item: -abs(item[1]))
    found = (
        Reason(_say(name, features[name]), round(weight, 3)) for name, weight in ranked if abs(weight) >= MIN_WEIGHT
    )
    return tuple(found)[:MAX_REASONS]


def _say(name: str, value: float | str) -> str:
    if isinstance(value, str):
        return _WORDS.get(name, name.replace("_", " ").capitalize() + ": {}").format(value)
    if value < 0:
        return f"{_LABELS.get(name, name.replace('_', ' ')).capitalize()} not known"
    if name.startswith("has_"):
        return f"{_LABELS[name].capitalize()} is {'there' if value else 'missing'}"
    count = round(value) + (name == "stage_position")  # the first stage is called one
    template = _NUMBERS.get(name, "{}: " + name.replace("_", " "))
    return template.format(f"{count:,}", "" if count == 1 else "s")


_WORDS = {
    "source": "Came from {}",
    "stage": "In stage {}",
    "industry": "Industry: {}",
    "family": "Product family: {}",
    "seniority": "Contact's level: {}",
    "product_interest": "Interested in {}",
}
_LABELS = {
    "has_email": "an e-mail address",
    "has_phone": "a phone number",
    "has_company": "a company name",
    "amount": "the amount",
    "employees": "the company's size",
    "stage_position": "the stage",
}
_NUMBERS = {
    "amount": "Amount of {}",
    "employees": "{} employees",
    "age_days": "{} day{} since it was created",
    "touches_30": "{} recorded contact{} in the last 30 days",
    "mails_in_30": "{} mail{} from the customer in the last 30 days",
    "days_quiet": "{} day{} since the last activity",
    "calls": "{} call{} in the first two weeks",
    "meetings": "{} meeting{} in the first two weeks",
    "mails_in": "{} mail{} from them in the first two weeks",
    "touches": "{} recorded contact{} in the first two weeks",
    "stage_position": "Stage {} of the pipeline",
}
