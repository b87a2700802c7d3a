"""The changes of one message while they are gathered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.plan import ToolCall
from assistant.language.slots.targets import undecided
from assistant.language.slots.turn import Json
from assistant.language.slots.writes import activities

NEW = "@"  # before the key of a record that the same message creates
UNKNOWN = "?"  # stands in a draft for the record that the person is asked for


_SURE = 0.7  # of a name, to be spoken of


def clear(item: Item) -> tuple[Candidate, ...]:
    """The one record that it names without doubt; empty otherwise."""
    found = undecided(item.candidates) if item.candidates else ()
    sure = len(found) == 1 and found[0].score >= _SURE and found[0].object not in ("user", "product")
    return found if sure else ()


@dataclass
class Draft:
    """What a message changes so far. `unclear` are candidates of the one record that stands as UNKNOWN.

    `heard` are records that were spoken of, the last first; `told` is the clause before that ordered nothing; `open` is an order that lacks its value, `question` asks for it.
    """

    changes: list[Json] = field(default_factory=list)
    about: tuple[Candidate, ...] = ()
    unclear: tuple[Candidate, ...] = ()
    stop: ToolCall | None = None
    bulk: Json | None = None
    heard: tuple[Candidate, ...] = ()
    told: Items = ()
    open: Items = ()
    question: ToolCall | None = None

    def doubt(self, candidates: tuple[Candidate, ...]) -> bool:
        """Whether the person can be asked for one of these: there is but one question, of one kind of record."""
        if self.unclear and {c.object for c in self.unclear} != {c.object for c in candidates}:
            return False
        self.unclear = candidates
        return True

    def hear(self, items: Items) -> None:
        """Records that a clause without an order names."""
        self.told = items
        self.near(items)

    def near(self, items: Items) -> None:
        """Records that were spoken of, and may be pointed at."""
        self._near([c for x in items for c in clear(x)])

    def _near(self, named: Iterable[Candidate]) -> None:
        found = tuple(named)
        self.heard = (*found, *(c for c in self.heard if c.id not in {n.id for n in found}))

    def mention(self, *found: Candidate) -> None:
        """Records named later count as nearer."""
        self.about = (*reversed(found), *(c for c in self.about if c.id not in {f.id for f in found}))
        self._near(reversed(found))


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
