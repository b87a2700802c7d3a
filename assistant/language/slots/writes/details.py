"""Details of the new record that waits for approval: "worth 30k, closing in March", "phone 555 0133", "high priority, due Friday"."""

from __future__ import annotations

import re
from uuid import UUID

from assistant.language.acts.asking import asks
from assistant.language.chart import Item, Items
from assistant.language.plan import ToolCall
from assistant.language.slots.meant import undecided
from assistant.language.slots.turn import Json, Turn
from assistant.language.slots.writes.additions import of_another
from assistant.language.slots.writes.changed_texts import sentence
from assistant.language.slots.writes.creates import more_of
from assistant.language.slots.writes.held import told_day
from assistant.language.slots.writes.revise import waiting
from crm_store.errors import NotFound
from crm_store.proposals.read import get

_SMALL = frozenset(
    """it its it's is was he she they he's she's they're his her their the a an and also with on by for in at of to about should be
    worth amount value valued closing closes close due next plus make that set put as came through via add from priority number
    which will would who oh btw so yes currently around roughly """.split()
)
_LINKS = ("contact", "lead", "deal", "account", "user")


async def detailed(turn: Turn) -> ToolCall | None:
    """The waiting proposal with what the message tells of the record that it makes; None where it tells anything else."""
    name = _CALLED.match(turn.text.strip())
    if (
        turn.state.proposal_id is None
        or not turn.items
        or asks(turn.items)
        or not (name or all(map(_tells, turn.items)))
    ):
        return None
    try:
        changes = waiting(await get(turn.session, UUID(turn.state.proposal_id)))
    except NotFound:
        return None
    if not changes or changes[-1]["op"] != "create":
        return None
    last = changes[-1]
    if name:
        return _with_name(turn, changes, turn.text.strip()[name.end() :])
    if of_another(turn.items, last["object"]) and last["object"] != "activity":
        return None
    if not _led(turn.items, ("account", "user", "product") if last["object"] != "activity" else _LINKS):
        return None
    found = _of_activity(turn, last["set"]) if last["object"] == "activity" else _of_record(turn, last)
    if not found or found.items() <= last["set"].items():
        return None
    last["set"] |= found
    return ToolCall("revise_proposal", {"changes": changes})


# What leads to a name: "call it …", "it's called …", "the name is …".
_CALLED = re.compile(
    r"^(?:(?:please|let'?s|just|and|ok|yes),? )*(?:(?:call|name|title) it |(?:it'?s|it is) (?:called|named) |(?:(?:the|its) )?name(?: is| should be|:) )",
    re.IGNORECASE,
)


def _with_name(turn: Turn, changes: list[Json], name: str) -> ToolCall | None:
    """ "Call it Dock sensor kit": what the new record is called."""
    last = changes[-1]
    if last["object"] not in ("deal", "account", "product", "ticket") or not sentence(name):
        return None
    last["set"][turn.catalog.objects[last["object"]].label_field] = sentence(name)
    return ToolCall("revise_proposal", {"changes": changes})


def _led(items: Items, of: tuple[str, ...]) -> bool:
    """Every record is one that a new one may hold, behind a small word: "for Acme"; "Acme renewal 52k" is an order of its own."""
    for before, item in zip((None, *items), items, strict=False):
        led = before is not None and not before.candidates and before.word.split()[-1] in _SMALL
        if item.candidates and not (led and item.candidates[0].object in of):
            return False
    return not any(x.kind == "money" for x in items) or of != _LINKS


def _tells(item: Item) -> bool:
    """A value, a record, a field's or an option's name, or a small word: nothing that orders or asks."""
    known = item.sense("field") or item.sense("option") or item.sense("title") or item.sense("object", "activity")
    return bool(item.is_mark or item.value or item.candidates or known) or all(w in _SMALL for w in item.word.split())


def _of_record(turn: Turn, last: Json) -> Json:
    label = turn.catalog.objects[last["object"]].label_field
    return {k: v for k, v in more_of(turn.items, turn, last["object"]).items() if k != label}


def _of_activity(turn: Turn, last: Json) -> Json:
    """A day, a priority and records for a task; records alone for what happened."""
    found: Json = {}
    if turn.items[0].word in ("and", "also") and any(c.object in last for x in turn.items for c in x.candidates[:1]):
        return found  # "… and Owen": somebody more, and nobody instead
    for item in turn.items:
        one = undecided(item.candidates) if item.candidates else ()
        if len(one) == 1:
            found.setdefault("owner" if one[0].object == "user" else one[0].object, one[0].id)
        if (day := told_day(item)) and not item.candidates and last.get("type") == "task":
            found.setdefault("due_date", day.isoformat())
        if last.get("type") == "task" and (priority := _priority(item, turn.items)) is not None:
            found["priority"] = priority
    return found


def _priority(item: Item, items: Items) -> str | None:
    named = any("priority" in x.word.split() for x in items) or item.word == "urgent"
    option = next(
        (s for s in item.senses if s.kind == "option" and (s.object, s.field) == ("activity", "priority")), None
    )
    return option.value if option and named else None
