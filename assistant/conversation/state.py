"""What a dialogue is about: written by the tools, read by the language engine, stored with the conversation.

Everything here is JSON in `crm.conversation.state`. It names records by id; what they hold is read again, under
the caller's rights, whenever it is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self
from uuid import uuid4

# Twelve mentions are what people refer back to with a pronoun; more only makes "it" ambiguous.
MAX_FOCUS = 12

# One sentence for "does not exist", "not visible" and "not yours to change": telling them apart would tell of the row.
NOT_YOURS = "I can't do that: there is no such record that you may change."


@dataclass(frozen=True)
class Mention:
    """One record that the dialogue is about. `object` is singular (`deal`, `contact`, `user`)."""

    object: str
    id: str
    label: str


@dataclass(frozen=True)
class Shown:
    """The last list: ids in the order shown, and the arguments of the `find_records` that made it."""

    object: str
    ids: tuple[str, ...]
    query: Mapping[str, Any]


@dataclass(frozen=True)
class Choice:
    """One offered option: answered by `say` (the sentence it stands for) or by `call` ({tool, args})."""

    choice_id: str
    label: str
    say: str
    call: Mapping[str, Any] | None = None

    @classmethod
    def offer(cls, label: str, say: str, call: Mapping[str, Any] | None = None) -> Self:
        """A new option with an id that nobody can guess from another conversation."""
        return cls(uuid4().hex[:12], label, say, call)


@dataclass(frozen=True)
class Asked:
    """A question back: the tool call that waits, and the field (or slot) that it lacks."""

    call: Mapping[str, Any]
    missing: str


@dataclass(frozen=True)
class DialogueState:
    """`focus` newest first; `report` is the last ReportSpec, `groups` whom its rows are about where they are records;
    `proposal_id` the one that waits in this dialogue.

    `drafted` are the arguments of the last e-mail that was drafted, `field` is the one (`object.name`) that the last answer told.
    """

    focus: tuple[Mention, ...] = ()
    shown: Shown | None = None
    report: Mapping[str, Any] | None = None
    groups: tuple[Mention, ...] = ()
    proposal_id: str | None = None
    choices: tuple[Choice, ...] = ()
    asked: Asked | None = None
    drafted: Mapping[str, Any] | None = None
    field: str | None = None

    def focused(self, mentions: Iterable[Mention]) -> DialogueState:
        """The same state with these records in front, the first one foremost."""
        new = list({(m.object, m.id): m for m in mentions}.values())
        seen = {(m.object, m.id) for m in new}
        old = [m for m in self.focus if (m.object, m.id) not in seen]
        return replace(self, focus=tuple([*new, *old][:MAX_FOCUS]))

    def listing(self, shown: Shown) -> DialogueState:
        """The same state with this list as what goes on, and no report any more."""
        return replace(self, shown=shown, report=None, groups=())

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> DialogueState:
        """Read what `to_json` wrote; {} and None are a fresh dialogue."""
        data = data or {}
        shown, asked = data.get("shown"), data.get("asked")
        return cls(
            focus=tuple(Mention(**m) for m in data.get("focus", ())),
            shown=Shown(shown["object"], tuple(shown["ids"]), shown["query"]) if shown else None,
            report=data.get("report"),
            groups=tuple(Mention(**m) for m in data.get("groups", ())),
            proposal_id=data.get("proposal_id"),
            choices=tuple(Choice(**c) for c in data.get("choices", ())),
            asked=Asked(asked["call"], asked["missing"]) if asked else None,
            drafted=data.get("drafted"),
            field=data.get("field"),
        )
