"""What a sentence of a dictation makes: the log of the talk itself, a call to be made, a new contact, a ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from assistant.language.chart import Items
from assistant.language.intents import slots
from assistant.language.intents.shapes import Change
from assistant.language.intents.slots import Said

# A record's kinds of which a dictation makes one at most.
_ONCE = frozenset(["call", "meeting", "contact"])
_RINGING = frozenset("call ring phone telephone calling ringing phoning dial buzz".split())
_MADE: Mapping[str, str] = MappingProxyType({
    "call": "call", "meeting": "meeting", "contact_new": "contact", "ticket_new": "ticket", "task": "task",
})  # fmt: skip


def made_plainly(intent: str, said: Said) -> str | None:
    """The order in plain words, or None where something of it is missing."""
    whom = slots.record(said, "contact", "lead")
    if intent in ("call", "meeting") and whom:
        return f"log a {intent} with {whom}: {said.text}"
    if intent == "task" and whom and any(x.word in _RINGING for x in said.items):
        day = slots.value(said.items, "date")
        return f"remind me on {day} to call {whom}" if day else None
    if intent == "contact_new":
        name, title = slots.person(said.items), slots.job_title(said.items)
        return f"add contact {name}, {title}" if name and title else None
    if intent == "ticket_new":
        place, wrong = slots.record(said, "account", "contact"), slots.complaint(said.items)
        return f"open a ticket for {place}: {wrong}" if place and wrong else None
    return None


def kind_of(change: Change) -> str:
    """What a change makes: the type of an activity, else its object; nothing where it makes none."""
    if change.get("op") != "create":
        return ""
    return str(change.get("set", {}).get("type") or change.get("object"))


def is_new(intent: str, changes: Sequence[Change]) -> bool:
    """Whether a dictation that makes these already may make one more."""
    kind = _MADE.get(intent)
    known = {kind_of(c) for c in changes}
    if kind in ("call", "meeting"):
        return known.isdisjoint(("call", "meeting", "email", "note"))
    return kind is not None and (kind not in _ONCE or kind not in known)


def completed(change: Change, told: Said, whole: str, items: Items) -> Change:
    """With the company that the dictation is about, the title as it is said, and of the talk all that was told."""
    values: dict[str, Any] = dict(change.get("set", {}))
    kind = kind_of(change)
    if kind in ("contact", "ticket") and (account := _company(items)):
        values.setdefault("account", account)
    if kind == "contact" and (title := slots.job_title(told.items)):
        values["title"] = title
    if kind in ("call", "meeting"):
        values["body"] = whole
    plain = {part: value for part, value in change.items() if part != "key"}  # nothing else speaks of it
    return {**plain, "set": values}


def _company(items: Items) -> str | None:
    """The one that the person or the deal is of who are named first."""
    named = [c for x in items for c in x.candidates[:1]]
    of = [c.account_id for c in named if c.object in ("contact", "deal") and c.account_id]
    return next(iter([*of, *(c.id for c in named if c.object == "account")]), None)


def joined_with(new: Change, changes: Sequence[Change]) -> list[Change] | None:
    """The changes where one of them is the new one, told less of: a task without its day, the ticket; None where none is."""
    for i, old in enumerate(changes):
        values, more = old.get("set", {}), new.get("set", {})
        if kind_of(old) != kind_of(new):
            continue
        if kind_of(new) == "task" and (values.get("due_date") or more.get("due_date")) == more.get("due_date"):
            return [*changes[:i], {**old, "set": {**more, **values}}, *changes[i + 1 :]]
        if kind_of(new) == "ticket":
            return [*changes[:i], {**old, "set": {**values, "subject": more["subject"]}}, *changes[i + 1 :]]
    return None
