"""The changes of one message while they are gathered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.plan import ToolCall
from assistant.language.slots import activities
from assistant.language.slots.turn import Json

NEW = "@"  # before the key of a record that the same message creates
UNKNOWN = "?"  # stands in a draft for the record that the person is asked for


_SURE = 0.7  # of a name, to be spoken of


def _clear(item: Item) -> bool:
    best = [c for c in item.candidates if c.score == item.candidates[0].score]
    alone = len({c.object for c in best}) == len(best)
    return bool(best) and alone and best[0].score >= _SURE and best[0].object not in ("user", "product")


@dataclass
class Draft:
    """What a message changes so far. `unclear` are candidates of the one record that stands as UNKNOWN.

    `heard` are records that were only spoken of; `open` is an order that lacks its value, `question` asks for it.
    """

    changes: list[Json] = field(default_factory=list)
    about: tuple[Candidate, ...] = ()
    unclear: tuple[Candidate, ...] = ()
    stop: ToolCall | None = None
    bulk: Json | None = None
    heard: tuple[Candidate, ...] = ()
    open: Items = ()
    question: ToolCall | None = None

    @property
    def meant(self) -> tuple[Candidate, ...]:
        """What a pronoun may mean, the nearest first."""
        known = {c.id for c in self.about}
        return (*self.about, *(c for c in self.heard if c.id not in known))

    def hear(self, items: Items) -> None:
        """Records that a clause without an order names."""
        named = [x.candidates[0] for x in items if _clear(x)]
        self.heard = (*named, *(c for c in self.heard if c.id not in {n.id for n in named}))

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
