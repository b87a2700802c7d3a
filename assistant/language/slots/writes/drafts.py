"""The changes of one message while they are gathered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.plan import ToolCall
from assistant.language.slots.meant import undecided
from assistant.language.slots.turn import Json, Turn
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

    `heard` are records that were spoken of, the last first; `told` is the clause before that ordered nothing, `met` with those before it that tell of the same person; `open` is an order that lacks its value, `question` asks for it.
    """

    changes: list[Json] = field(default_factory=list)
    about: tuple[Candidate, ...] = ()
    unclear: tuple[Candidate, ...] = ()
    stop: ToolCall | None = None
    bulk: Json | None = None
    heard: tuple[Candidate, ...] = ()
    told: Items = ()
    met: Items = ()
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
        same = bool(items) and items[0].word.split("'")[0] in _PERSONAL
        self.met = (*self.met, *items) if same else items
        self.told = items
        spoken = self.heard[:1] if same and self.heard and self.heard[0].object in ("contact", "lead") else ()
        self.near(items)
        self._near(spoken)  # "she runs the numbers for Owen": she is still the one who is spoken of

    def near(self, items: Items) -> None:
        """Records that were spoken of, and may be pointed at."""
        self._near([c for x in self.at_home(items) for c in clear(x)])

    def at_home(self, items: Items) -> Items:
        """ "Visited Desert Star. … send Chuck the report": of the people of one name, those of the companies it is about."""
        homes = self.homes() | {c.id for x in items for c in clear(x) if c.object == "account"}
        return tuple(_at_home(x, homes) for x in items)

    def updates(self) -> str:
        """What is to change so far, to compare."""
        return str([c for c in self.changes if c["op"] == "update"])

    def leave_out(self, said: str) -> None:
        """Takes a sentence out of what is logged, where that leaves anything."""
        for fields in (c["set"] for c in self.changes if c["op"] == "create"):
            if rest := str(fields.get("body", "")).replace(said, "").replace("  ", " ").strip():
                fields["body"] = rest

    def homes(self) -> frozenset[str]:
        """The companies that the message is about so far, themselves or by their people and deals."""
        spoken = ((c, c.account_id or c.id) for c in (*self.about, *self.heard))
        return frozenset(home for c, home in spoken if c.account_id or c.object == "account")

    def _near(self, named: Iterable[Candidate]) -> None:
        found = tuple(named)
        self.heard = (*found, *(c for c in self.heard if c.id not in {n.id for n in found}))

    def mention(self, *found: Candidate) -> None:
        """Records named later count as nearer."""
        self.about = (*reversed(found), *(c for c in self.about if c.id not in {f.id for f in found}))
        self._near(reversed(found))


_PERSONAL = frozenset(["he", "she", "they", "his", "her", "their"])


def _at_home(item: Item, homes: frozenset[str]) -> Item:
    persons = item.of("contact", "lead", "user")
    there = tuple(c for c in persons if c.object == "contact" and c.account_id in homes)
    if len(persons) < _SEVERAL or not there or item.of("account", "deal"):
        return item
    best = persons[0].score
    wholly = best >= _WHOLE and there[0].score < best
    colleague = persons[0].object == "user" and best > there[0].score
    if wholly or colleague:
        return item
    return replace(item, candidates=(replace(there[0], score=max(_SURE, there[0].score)), *there[1:]))


_SEVERAL = 2
_WHOLE = 0.9  # of a name that was said wholly


def change_task(draft: Draft, found: list[Candidate], change: Json) -> None:
    """Drafts a change of the task that was found, or of the one that the person is asked for."""
    draft.unclear = tuple(found[:8]) if len(found) > 1 else ()
    record = UNKNOWN if len(found) > 1 else found[0].id
    draft.changes.append({**change, "object": "activity", "record": {"id": record}})


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


def only_person(turn: Turn) -> Candidate | None:
    """ "$245,000 is the number now. That comes from Ann Cho, we just spoke": the one contact or lead that a message names."""
    found = {c.id: c for x in turn.items for c in clear(x) if c.object in ("contact", "lead")}
    return next(iter(found.values())) if len(found) == 1 else None


def only_deal(turn: Turn) -> tuple[Candidate, ...]:
    """ "112 thousand, signed and sealed! … about the Acme carts": the one deal that a message names, also behind what is said of it."""
    found = {c.id: c for x in turn.items for c in clear(x) if c.object == "deal"}
    return tuple(found.values()) if len(found) == 1 else ()
