"""Periods told by the one that was shown."""

from __future__ import annotations

import pytest

from assistant.language.chart import Item, Items
from assistant.language.slots.reports.around import distance, stepped


def said(text: str) -> Items:
    return tuple(Item(0, 0, n, n + 1, w, w) for n, w in enumerate(text.split()))


def period(start: str, end: str) -> dict[str, str]:
    return {"field": "closed_at", "from": start, "to": end}


Q3 = period("2026-07-01", "2026-09-30")


@pytest.mark.parametrize(
    ("text", "shown", "meant"),
    [
        ("the quarter before", Q3, ("2026-04-01", "2026-06-30")),
        ("the year before that", period("2026-01-01", "2026-12-31"), ("2025-01-01", "2025-12-31")),
        ("the previous month", period("2026-03-01", "2026-03-31"), ("2026-02-01", "2026-02-28")),
        ("the month after", period("2026-01-01", "2026-01-31"), ("2026-02-01", "2026-02-28")),
        ("the week before", period("2026-11-16", "2026-11-22"), ("2026-11-09", "2026-11-15")),
        ("the year before", Q3, ("2025-07-01", "2025-09-30")),
    ],
)
def test_steps_keep_whole_months_whole(text: str, shown: dict[str, str], meant: tuple[str, str]) -> None:
    assert stepped(said(text), shown) == {**shown, "from": meant[0], "to": meant[1]}


@pytest.mark.parametrize("shown", [None, "this_quarter", period("", "2026-09-30")])
def test_there_is_nothing_to_step_from(shown: object) -> None:
    assert stepped(said("the quarter before"), shown) is None


def test_no_unit_makes_no_step() -> None:
    assert stepped(said("before that"), Q3) is None


@pytest.mark.parametrize(
    ("other", "how"),
    [
        (period("2026-04-01", "2026-06-30"), "previous_period"),
        (period("2025-07-01", "2025-09-30"), "previous_year"),
        (period("2024-01-01", "2024-03-31"), None),
    ],
)
def test_what_a_period_is_set_against(other: dict[str, str], how: str | None) -> None:
    assert distance(Q3, other) == how
