"""A briefing's lines: promises by side, questions left open, tone and next step, each with the number of what it quotes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from assistant.conversation.tools.brief import Cited, briefing
from assistant.conversation.tools.open import Around
from crm_store.records import Record

AT = datetime(2026, 11, 10, 9, tzinfo=UTC)


def activity(subject: str, body: str, direction: str | None, kind: str = "email", **values: Any) -> Record:
    fields = {
        "type": kind,
        "body": body,
        "direction": direction,
        "occurred_at": AT.isoformat(),
        "participants": [],
        **values,
    }
    return record("activity", subject, fields)


def lines(happened: list[Record], tasks: tuple[Record, ...] = ()) -> list[str]:
    around = Around(record("account", "Globex", {}), tuple(happened), tasks, ())
    return list(briefing(around, tuple(happened), Cited("UTC")))


def record(object_: str, label: str, values: dict[str, Any]) -> Record:
    return Record(object_, uuid4(), "T-1", 1, label, values, None, AT, AT)


def test_promises_stand_by_side_and_cite_their_text() -> None:
    said = lines([
        activity("Dates", "I will send you the signed plan by Friday.", "in"),
        activity("Re: Dates", "You will have our answer about the penalty tomorrow.", "out"),
    ])  # fmt: skip
    assert said[:4] == [
        "**We promised:**",
        "- “You will have our answer about the penalty tomorrow.” (somebody, Nov 10, 2026) [1]",
        "**They promised:**",
        "- “I will send you the signed plan by Friday.” (somebody, Nov 10, 2026) [2]",
    ]


def test_only_the_last_mail_of_a_subject_leaves_a_question_open() -> None:
    answered = lines([
        activity("Re: Dates", "The fourteenth of December is fine for everybody here.", "out"),
        activity("Dates", "When can you deliver the forty carts to us?", "in"),
    ])  # fmt: skip
    assert not any("Open questions" in line for line in answered)
    left = lines([activity("Dates", "When can you deliver the forty carts to us?", "in")])
    assert left[0] == "**Open questions:**"
    assert left[-1].startswith("**Next step:** answer “When can you deliver")


def test_tone_is_theirs_alone() -> None:
    ours = activity("Carts", "We are so happy with how this went for you.", "out")
    theirs = activity("Carts", "This is the third outage and we are unhappy about it.", "in")
    said = "\n".join(lines([ours, theirs]))
    assert "**Tone:** critical: “This is the third outage" in said
    assert "Tone" not in "\n".join(lines([ours]))


def test_the_next_task_is_the_next_step() -> None:
    task = record("activity", "Send the quote", {"type": "task", "due_date": "2026-11-20"})
    said = lines([activity("Hello", "It was good to see you at the fair.", "in")], (task,))
    assert said[-1] == "**Next step:** Send the quote, due Nov 20, 2026."
    assert (
        lines([activity("Hello", "See you at the fair in Hamburg.", "in")])[-1]
        == "**Next step:** none is agreed; propose one."
    )
