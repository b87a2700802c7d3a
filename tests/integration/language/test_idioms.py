"""What is said in idioms, which have none of the words of a change: the second reading of the whole message."""

from __future__ import annotations

import pytest

from tests.integration.language.conftest import Demo

CARTS = "Bluepeak peak-season carts"


@pytest.mark.parametrize(
    ("said", "values"),
    [
        (f"yesss {CARTS} is in the bag, they put pen to paper", {"stage": "Won"}),
        (f"{CARTS} went to one of our rivals in the end", {"stage": "Lost", "loss_reason": "Competitor"}),
        (f"no dice on {CARTS}, we were simply too expensive for them", {"stage": "Lost", "loss_reason": "Price"}),
        (f"they've whittled {CARTS} down to 97k", {"amount": 97000}),
        (f"slap another 10 percent on top of {CARTS}", {"amount": 119790}),
        (f"there's no next step on {CARTS} any longer, blank that out", {"next_step": None}),
        (
            f"both figures moved on {CARTS}, 97k and the signature comes December 4",
            {"amount": 97000, "close_date": "2026-12-04"},
        ),
        ("Bluepeak Outfitters packed up and now sits in Concord, city needs fixing", {"city": "Concord"}),
    ],
)
async def test_an_idiom_changes_what_it_says(demo: Demo, said: str, values: dict[str, object]) -> None:
    assert [c["set"] for c in (await demo.say("maya", said)).changes] == [values]


@pytest.mark.parametrize(
    "said",
    [
        f"{CARTS} might go to 97k if they take the lease, but who knows",
        "that Owen Marsh, what a character",
        f"I'm afraid {CARTS} could slip into January",
        f"{CARTS} is not lost, whatever they say",
        f"raise the win probability of {CARTS} by 10%",
        f"{CARTS} slipped two weeks ago",
        f"{CARTS}: 50% of it upfront",
        "urgent: ring Bluepeak about the belt",
        f"{CARTS} minus 4 percent and close on Mother's day",
        f"the next step on {CARTS} could be cleared",
    ],
)
async def test_what_is_not_sure_changes_nothing(demo: Demo, said: str) -> None:
    assert (await demo.say("maya", said)).tool != "propose_changes"
