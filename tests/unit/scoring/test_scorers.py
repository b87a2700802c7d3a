"""Each scorer speaks when it should, and keeps silent when it should."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from scoring.scorers import SCORERS, Finding, Look

TODAY = date(2026, 11, 18)


def ago(days: int) -> datetime:
    return datetime(2026, 11, 18, 12, tzinfo=UTC) - timedelta(days=days)


def found(object_: str, **known: Any) -> dict[str, Finding]:
    look = Look(object_, UUID(int=1), "X-1", "Globex renewal", TODAY, **known)
    return {f.kind: f for scorer in SCORERS if (f := scorer(look))}


@pytest.mark.parametrize(
    ("object_", "known", "kinds"),
    [
        ("activity", {"due_date": TODAY}, {"task_due"}),
        ("activity", {"due_date": TODAY + timedelta(days=1)}, set()),
        ("lead", {"due_date": TODAY - timedelta(days=3)}, {"follow_up_due"}),
        ("lead", {"due_date": TODAY + timedelta(days=3)}, set()),
        ("lead", {"created": ago(5)}, {"untouched_lead"}),
        ("lead", {"created": ago(5), "last_touch": ago(1)}, set()),
        ("deal", {"close_date": TODAY - timedelta(days=1), "last_touch": ago(1)}, {"overdue_close"}),
        ("deal", {"close_date": TODAY + timedelta(days=5), "last_touch": ago(1)}, {"closing_soon"}),
        ("deal", {"close_date": TODAY + timedelta(days=60), "last_touch": ago(20)}, set()),
        ("deal", {"close_date": TODAY + timedelta(days=60), "last_touch": ago(21)}, {"quiet_deal"}),
        ("deal", {"close_date": TODAY + timedelta(days=60), "created": ago(40)}, {"quiet_deal"}),
        ("deal", {"last_touch": ago(4), "last_inbound": ago(4)}, {"unanswered_mail"}),
        ("deal", {"last_touch": ago(1), "last_inbound": ago(1)}, set()),
    ],
)
def test_when_scorers_speak(object_: str, known: dict[str, Any], kinds: set[str]) -> None:
    assert set(found(object_, **known)) == kinds


def test_more_at_stake_matters_more() -> None:
    small = found("deal", last_touch=ago(30), amount=1_000.0, largest=100_000.0)["quiet_deal"]
    large = found("deal", last_touch=ago(30), amount=100_000.0, largest=100_000.0)["quiet_deal"]
    assert large.score > small.score
    assert 1 <= small.score <= large.score <= 100


def test_every_finding_says_why_and_what_to_do() -> None:
    for finding in found(
        "deal", last_touch=ago(40), close_date=TODAY, last_inbound=ago(5), amount=5.0, largest=5.0
    ).values():
        assert finding.reasons and all(r.text for r in finding.reasons)
        assert finding.action_label and finding.action_say
