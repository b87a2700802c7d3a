"""What a sentence of a dictation makes: the log of the talk itself, a call to be made, a new contact, a ticket."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from assistant.language.chart import Items
from assistant.language.intents import slots
from assistant.language.intents.shapes import Change
from assistant.language.intents.slots import Said

_ORDERED = frozenset("call ring phone visit meet email e-mail mail send write text message".split())
_RECORDS = frozenset(["lead", "account", "deal"])  # "new lead Ann Cho, met her at the fair": how she was found
TALKS = frozenset(["call", "meeting", "email", "note"])  # of these, one is logged
_RINGING = frozenset("call ring phone telephone calling ringing phoning dial buzz".split())
_LOGGED: Mapping[str, str] = MappingProxyType({"call": "a call", "meeting": "a meeting", "email_log": "an e-mail"})
_MADE: Mapping[str, str] = MappingProxyType({
    "call": "call", "meeting": "meeting", "email_log": "email", "contact_new": "contact", "ticket_new": "ticket", "task": "task",
})  # fmt: skip


def made_plainly(intent: str, said: Said) -> str | None:
    """The order in plain words, or None where something of it is missing."""
    whom = slots.record(said, "contact", "lead")
    if intent in _LOGGED:
        if any(x.kind == "date" and _AHEAD.search(x.text) for x in said.items):
            return None  # a talk that is still to come
        return f"log {_LOGGED[intent]} with {whom}: {said.text}" if whom else None
    if intent == "task":
        return _task(said, whom)
    if intent == "contact_new":
        name, title = slots.person(said.items), slots.job_title(said.items)
        return f"add contact {name}, {title}" if name and title else None
    if intent == "ticket_new":
        place, wrong = slots.record(said, "account"), slots.complaint(said.items)
        return f"open a ticket for {place}: {wrong}" if place and wrong else None
    return None


_AHEAD = re.compile(r"\b(?:tomorrow|next|coming)\b", re.IGNORECASE)


def _task(said: Said, whom: str | None) -> str | None:
    day, todo = slots.value(said.items, "date", "period"), slots.todo(said)
    if not day:
        return None
    if whom and any(x.word in _RINGING for x in said.items):
        return f"remind me on {day} to call {whom}"
    return f'create a task "{todo}" due {day}' if todo else None


def made_outright(intent: str, said: Said, items: Items) -> Change | None:
    """A ticket for the company of the person or the deal spoken of, which is not named."""
    wrong, account = slots.complaint(said.items), _company(items)
    if intent != "ticket_new" or not wrong or not account:
        return None
    return {"op": "create", "object": "ticket", "set": {"account": account, "subject": wrong[0].upper() + wrong[1:]}}


def kind_of(change: Change) -> str:
    """What a change makes: the type of an activity, else its object; nothing where it makes none."""
    if change.get("op") != "create":
        return ""
    return str(change.get("set", {}).get("type") or change.get("object"))


def makes(intent: str) -> bool:
    """Whether an intent makes something that a dictation may make."""
    return intent in _MADE


def kind_that(intent: str) -> str:
    """The kind that an intent makes; nothing where it makes none."""
    return _MADE.get(intent, "")


def is_new(intent: str, told: Said, changes: Sequence[Change]) -> bool:
    """Whether a dictation that makes these already may make one more."""
    kind = _MADE.get(intent)
    known = {kind_of(c) for c in changes}
    if intent in _LOGGED:
        to_do = "task" in known and told.items[0].word in _ORDERED  # "two tasks: call Ann, mail Bob"
        return known.isdisjoint(TALKS | _RECORDS) and not to_do
    if kind == "contact":
        people = [c["set"] for c in changes if kind_of(c) == kind]
        return all(one.get("name") == slots.person(told.items) for one in people)
    return kind is not None


def completed(change: Change, told: Said, whole: str, items: Items) -> Change:
    """With the company that the dictation is about, the title as it is said, and of the talk all that was told."""
    values: dict[str, Any] = dict(change.get("set", {}))
    kind = kind_of(change)
    if kind in ("contact", "ticket") and (account := _company(items)):
        values.setdefault("account", account)
    if kind == "contact" and (title := slots.job_title(told.items)):
        values["title"] = title
    if kind in ("call", "meeting", "email"):
        values["body"] = whole
    plain = {part: value for part, value in change.items() if part != "key"}  # nothing else speaks of it
    return {**plain, "set": values}


def _company(items: Items) -> str | None:
    """The one that the person or the deal is of who are named first."""
    named = [c for x in items for c in x.candidates[:1]]
    of = [c.account_id for c in named if c.object in ("contact", "deal") and c.account_id]
    return next(iter([*of, *(c.id for c in named if c.object == "account")]), None)


def linked(changes: Sequence[Change], items: Items) -> list[Change]:
    """With the one person who is named in what is logged and in what is to be done, where they only name her company or its deal."""
    named = {x.candidates[0].id: x.candidates[0] for x in items if x.candidates}
    people = [c for c in named.values() if c.object == "contact"]
    if len(people) != 1 or not people[0].account_id:
        return list(changes)
    (person,) = people
    hers: set[str | None] = {
        None,
        person.account_id,
        *(c.id for c in named.values() if c.object == "deal" and c.account_id == person.account_id),
    }
    return [_with_person(c, person.id, hers) for c in changes]


def _with_person(change: Change, person: str, hers: set[str | None]) -> Change:
    values = dict(change.get("set", {}))
    made = change.get("op") == "create" and change.get("object") == "activity"
    if not made or {"contact", "lead"} & set(values) or not {values.get("deal"), values.get("account")} <= hers:
        return change
    return {**change, "set": {**values, "contact": person}}


def joined_with(new: Change, changes: Sequence[Change]) -> list[Change] | None:
    """The changes where one of them is the new one, told less of: a task without its day, the ticket; None where none is."""
    for i, old in enumerate(changes):
        values, more = old.get("set", {}), new.get("set", {})
        if kind_of(old) != kind_of(new):
            continue
        if kind_of(new) == "task" and (values.get("due_date") or more.get("due_date")) == more.get("due_date"):
            return [*changes[:i], {**old, "set": {**more, **values}}, *changes[i + 1 :]]
        if kind_of(new) == "contact" and values.get("name") == more.get("name"):
            better = {"title": more["title"]} if str(more.get("title"))[:1].isupper() else {}
            return [*changes[:i], {**old, "set": {**values, **better}}, *changes[i + 1 :]]
        if kind_of(new) == "ticket":
            return [*changes[:i], {**old, "set": {**values, "subject": more["subject"]}}, *changes[i + 1 :]]
    return None
