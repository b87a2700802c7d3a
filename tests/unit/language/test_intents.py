"""The second reading's parts that need no model: where a stretch of words ends, and which proposals do what an intent says."""

from __future__ import annotations

import pytest

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
    ],
)
def test_a_proposal_fits_what_was_said(intent: str, changes: list[dict[str, object]], does: bool) -> None:
    assert fits(intent, changes) is does
