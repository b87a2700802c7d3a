"""Slips of the keyboard are put right; what people at work write short is no slip."""

from __future__ import annotations

import pytest

from tests.integration.language.conftest import Demo


@pytest.mark.parametrize("what", ["the docs and the specs", "the MSA recap", "two pdfs for the rfp", "our apps"])
async def test_short_forms_stay_in_what_is_written(demo: Demo, what: str) -> None:
    said = await demo.say("maya", f"remind me tomorrow to send {what}")
    assert said.changes[0]["set"]["subject"] == f"Send {what}"


async def test_slips_in_words_of_the_trade_are_put_right(demo: Demo) -> None:
    said = await demo.say("maya", "shwo my opne deals")
    assert said.tool == "find_records"
    assert {"field": "is_open", "op": "eq", "value": True} in said.args["where"]
