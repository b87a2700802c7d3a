"""What goes on from the proposal before it: one more order beside it, the same change of another record."""

from __future__ import annotations

import re
from uuid import UUID

from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.plan import ToolCall
from assistant.language.slots.meant import undecided
from assistant.language.slots.turn import Json, Turn
from assistant.language.slots.writes.revise import as_ordered
from crm_store.errors import NotFound
from crm_store.proposals.model import Change, Proposal
from crm_store.proposals.read import get

_BESIDE = frozenset(["and", "also", "plus", "oh"])
_SMALL = frozenset(
    "and also plus same for with too as well the one do it ditto that likewise lead contact deal account".split()
)
_REPEATING = frozenset(["same", "ditto", "likewise", "too", "also", "and"])
_MOST = 20  # changes of a proposal to which one more is added
_PERSONS = ("contact", "lead")


async def together(turn: Turn, calls: list[ToolCall]) -> list[ToolCall]:
    """ "And add a task to send it": with what waits as one proposal, so that one approval is of both."""
    first = next((x for x in turn.items if not x.is_mark), None)
    orders = len(calls) == 1 and calls[0].name == "propose_changes" and not calls[0].args.get("bulk")
    if first is None or first.word not in _BESIDE or not orders:
        return calls
    waiting = await _last(turn)
    if waiting is None or waiting.status != "pending" or len(waiting.changes) > _MOST:
        return calls
    before, more = [as_ordered(c) for c in waiting.changes], list(calls[0].args["changes"])
    if {_record(c) for c in before} & {_record(c) for c in more} - {None}:
        return calls  # the same record again: the new order says what it is to be
    more = [_one_like_it(c, before[-1], turn) for c in more]
    return [ToolCall("revise_proposal", {"changes": [*before, *more]})]


def _one_like_it(task: Json, before: Json, turn: Turn) -> Json:
    """ "And one for Lorna on Monday": a task of the kind before it, with her."""
    fields, last = task["set"], before["set"]
    like = str(fields.get("subject", "")).lower().startswith("one ") and last.get("type") == "task"
    whom = next((c for x in turn.items for c in x.of(*_PERSONS) if c.id == fields.get(c.object)), None)
    if not like or whom is None:
        return task
    words = str(last["subject"]).split()
    return {**task, "set": {**fields, "subject": f"{words[0]} {whom.label}"}}


async def repeated(turn: Turn) -> ToolCall | None:
    """ "And the second one too", "same for Globex": the same change of another record; None where more or less is said."""
    named = [x for x in turn.items if x.candidates]
    if not _repeats(turn.items) or not named or (last := await _last(turn)) is None:
        return None
    changes = [as_ordered(c) for c in last.changes]
    found = [_one(x, changes) for x in named]
    if last.status not in ("pending", "applied") or not changes or not all(found):
        return None
    again = [one for c in found if c and (one := _again(changes, c, last))]
    if len(again) < len(named):
        return None
    if last.status == "applied":
        return ToolCall("propose_changes", {"changes": again})
    return ToolCall("revise_proposal", {"changes": [*changes, *again]})


def _repeats(items: Items) -> bool:
    """Nothing but names behind "and", "same for", and no question."""
    said = [x for x in items if not x.is_mark]
    opens = bool(said) and bool({w for x in said for w in x.word.split()} & _REPEATING)
    return opens and items[-1].word != "?" and all(x.candidates or set(x.word.split()) <= _SMALL for x in said)


def _one(item: Item, changes: list[Json]) -> Candidate | None:
    """The record that is meant, of the kind that the proposal changes; of a task, whom it is with."""
    last = changes[-1]
    of = _PERSONS if last["set"].get("type") == "task" else (last["object"],)
    found = undecided(item.of(*of)) if item.of(*of) else ()
    return found[0] if len(found) == 1 else None


def _again(changes: list[Json], other: Candidate, last: Proposal) -> Json | None:
    """The change that all of them are, of another record."""
    first = changes[0]
    alike = all((c["op"], c["object"], c["set"]) == (first["op"], first["object"], first["set"]) for c in changes)
    if first["op"] == "update" and alike and all(_record(c) != other.id for c in changes):
        return {"op": "update", "object": first["object"], "record": {"id": other.id}, "set": dict(first["set"])}
    if all(c["op"] == "create" and c["set"].get("type") == "task" for c in changes):
        known = any(other.id in c["set"].values() for c in changes)
        return None if known else _task_with(changes[-1], other, last.changes[-1])
    return None


def _task_with(task: Json, other: Candidate, told: Change) -> Json | None:
    """ "Call Owen tomorrow — and Lorna": a task of its own, called after whom it is with."""
    link = next((k for k in _PERSONS if k in task["set"]), None)
    old = told.set[link].after if link else None
    subject = str(task["set"]["subject"])
    label = getattr(old, "label", "")
    said = next((m for m in re.finditer(r"\w+(?: \w+)?", label) if m.group().lower() in subject.lower()), None)
    name = said.group() if said else next((w for w in label.split() if w.lower() in subject.lower().split()), "")
    if not link or not name:
        return None
    kept = {k: v for k, v in task["set"].items() if k not in (*_PERSONS, "account", "deal")}
    subject = re.sub(re.escape(name), other.label, subject, flags=re.IGNORECASE)
    return {
        "op": "create",
        "object": "activity",
        "key": f"with {other.id}",
        "set": {**kept, "subject": subject, other.object: other.id},
    }


def _record(change: Json) -> str | None:
    found = change.get("record")
    return str(found["id"]) if found else None


async def _last(turn: Turn) -> Proposal | None:
    if turn.state.proposal_id is None:
        return None
    try:
        return await get(turn.session, UUID(turn.state.proposal_id))
    except NotFound:
        return None
