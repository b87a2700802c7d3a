"""The changes of one message while they are gathered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assistant.language.linking.model import Candidate
from assistant.language.plan import ToolCall
from assistant.language.slots import activities
from assistant.language.slots.turn import Json

NEW = "@"  # before the key of a record that the same message creates
UNKNOWN = "?"  # stands in a draft for the record that the person is asked for


@dataclass
class Draft:
    """What a message changes so far. `unclear` are candidates of the one record that stands as UNKNOWN."""

    changes: list[Json] = field(default_factory=list)
    about: tuple[Candidate, ...] = ()
    unclear: tuple[Candidate, ...] = ()
    stop: ToolCall | None = None
    bulk: Json | None = None

    def mention(self, *found: Candidate) -> None:
        """Records named later count as nearer."""
        self.about = (*reversed(found), *(c for c in self.about if c.id not in {f.id for f in found}))


def resolved(draft: Draft, choice: Candidate) -> list[Json]:
    """The changes with one candidate in the place of the unknown record."""

    return [_named(replaced(c, UNKNOWN, choice.id), choice) for c in draft.changes]


def _named(change: Json, choice: Candidate) -> Json:
    """The subject of a call, with the name that was not sure."""
    subject = change.get("set", {}).get("subject")
    if not isinstance(subject, str) or activities.NAMELESS not in subject:
        return change
    return {**change, "set": {**change["set"], "subject": subject.replace(activities.NAMELESS, choice.label)}}


def replaced(value: Any, old: str, new: Any) -> Any:
    """`value` with `new` in every place of `old`."""
    if isinstance(value, dict):
        return {k: replaced(v, old, new) for k, v in value.items()}
    return new if value == old else value
