"""The second reading's parts that need no model: where a stretch of words ends, and which proposals do what an intent says."""

from __future__ import annotations

import pytest

from assistant.language.intents.certain import contradicts, is_doubted, is_open
from assistant.language.intents.shapes import fits

_LOST = {"op": "update", "object": "deal", "set": {"stage": "Lost", "loss_reason": "Price"}}
_CALL = {"op": "create", "object": "activity", "set": {"type": "call"}}
_TITLE = {"op": "update", "object": "contact", "set": {"title": "Buyer"}}


@pytest.mark.parametrize(
    ("intent", "changes", "does"),
    [
        ("lost_price", [_LOST], True),
        ("lost_price", [_CALL, _LOST], True),
        ("lost_price", [{**_LOST, "set": {"stage": "Lost"}}], False),
        ("lost", [{**_LOST, "set": {"stage": "Lost"}}], True),
        ("call", [_CALL], True),
        ("note", [_CALL], False),
        ("title", [_TITLE, _CALL], True),
        ("title", [_CALL], False),
        ("title", [_TITLE, {"op": "create", "object": "account", "set": {"name": "Card"}}], False),
        ("task_done", [{"op": "create", "object": "activity", "set": {"type": "task"}}], False),
        ("several", [_TITLE, _LOST], True),
        ("clear", [{"op": "update", "object": "deal", "set": {"next_step": None}}], True),
        ("clear", [{"op": "update", "object": "deal", "set": {"next_step": "Any more"}}], False),
        ("amount_and_day", [{"op": "update", "object": "deal", "set": {"amount": 5}}], False),
        ("convert", [{"op": "update", "object": "lead", "set": {"status": "Converted"}}], True),
    ],
)
def test_a_proposal_fits_what_was_said(intent: str, changes: list[dict[str, object]], does: bool) -> None:
    assert fits(intent, changes) is does


@pytest.mark.parametrize(
    ("intent", "text", "certain"),
    [
        ("lost", "the renewal is not lost", False),
        ("won", "the renewal isn't won yet", False),
        ("won", "once the order is here, the renewal is ours", False),
        ("amount", "the amount is not 50k", False),
        ("amount", "the customer wants it at 45k", False),
        ("amount", "please hoist it by 2,200 dollars", False),
        ("stage", "don't move it to proposal", False),
        ("close_date", "the renewal should close on Friday", False),
        ("call", "I haven't called Kim", False),
        ("lost_price", "they won't pay our price, it's lost", True),
        ("lost_price", "it isn't lost, whatever they say of the price", False),
        ("close_date", "it won't be signed until Friday", True),
        ("title", "her title should read Head of Packing", True),
        ("won", "they put pen to paper", True),
        ("raise_by", "the carts minus 4 percent", False),
        ("raise_by", "the carts at 85%", False),
        ("raise_by", "put 8% on top of it", True),
        ("push_back", "pull it in by a week", False),
        ("close_date", "it slipped two weeks ago", False),
        ("clear", "I want the next step gone", True),
    ],
)
def test_what_is_not_or_may_be_is_no_fact(intent: str, text: str, certain: bool) -> None:
    assert (contradicts(intent, text) or is_doubted(intent, text) or is_open(text, text)) is not certain
