"""Several orders in one message: each is of its own record, and none is left out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.language.conftest import Demo

CARTS, PILOT = "Bluepeak peak-season carts", "Castellan lift upgrade"


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (f"{CARTS} -> negotiation 52k and {PILOT} minus 10k", {CARTS: {"stage", "amount"}, PILOT: {"amount"}}),
        (f"{CARTS} is 58k now, then {PILOT} closes in March", {CARTS: {"amount"}, PILOT: {"close_date"}}),
        (f"{CARTS} slips to Jan 15 and we lost {PILOT}", {CARTS: {"close_date"}, PILOT: {"stage"}}),
        (f"move {CARTS} and {PILOT} to negotiation", {CARTS: {"stage"}, PILOT: {"stage"}}),
    ],
)
async def test_each_half_is_of_its_own_record(demo: Demo, said: str, wanted: dict[str, Any]) -> None:
    assert {c["record"]["id"]: set(c["set"]) for c in (await demo.say("maya", said)).changes} == wanted


async def test_a_change_of_many_stands_beside_one_of_one(demo: Demo) -> None:
    said = await demo.say("maya", f"move all my deals in proposal to negotiation and {CARTS} is 58k now")
    assert [c["set"] for c in said.changes] == [{"amount": 58000}]
    assert said.args["bulk"]["set"] == {"stage": "Negotiation"}
    said = await demo.say("maya", f"push all my deals closing this month by two weeks, then {CARTS} is 58k now")
    assert {"amount": 58000} in [c["set"] for c in said.changes] and len(said.changes) > 1


async def test_two_people_of_one_call_are_not_two_orders(demo: Demo) -> None:
    said = await demo.say("maya", "spoke with Owen Marsh and Lorna Bates today, section nine is solved")
    assert {c["op"] for c in said.changes} == {"create"}
