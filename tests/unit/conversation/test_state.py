"""The dialogue's state survives the database, and keeps what was mentioned last in front."""

from __future__ import annotations

import json

from assistant.conversation.state import MAX_FOCUS, Asked, Choice, DialogueState, Mention, Shown


def test_it_survives_json() -> None:
    state = DialogueState(
        focus=(Mention("deal", "1", "Renewal"),),
        shown=Shown("deal", ("1", "2"), {"object": "deal", "where": []}),
        report={"metrics": ["pipeline"]},
        proposal_id="p",
        choices=(Choice("c", "One", "say one", {"tool": "open_record", "args": {"id": "1"}}),),
        asked=Asked({"tool": "propose_changes", "args": {}}, "amount"),
    )
    assert DialogueState.from_json(json.loads(json.dumps(state.to_json()))) == state
    assert DialogueState.from_json({}) == DialogueState()


def test_the_last_mention_is_foremost_and_stands_once() -> None:
    state = DialogueState()
    for n in range(MAX_FOCUS + 3):
        state = state.focused([Mention("deal", str(n), f"Deal {n}")])
    state = state.focused([Mention("deal", "10", "Deal 10"), Mention("account", "1", "Globex")])
    assert [m.id for m in state.focus[:3]] == ["10", "1", str(MAX_FOCUS + 2)]
    assert len(state.focus) == MAX_FOCUS
