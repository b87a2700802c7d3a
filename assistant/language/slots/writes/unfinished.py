"""New records that lack something, and what was told before them."""

from __future__ import annotations

from assistant.language.chart import Items
from assistant.language.slots.turn import Json, Turn
from assistant.language.slots.writes.activities import short
from assistant.language.slots.writes.creates import more_of
from assistant.language.slots.writes.drafts import Draft
from assistant.language.slots.writes.faults import fault_told
from assistant.language.slots.writes.matter import told_from


def unfinished(draft: Draft, turn: Turn) -> bool:
    """A new record still lacks what every one of its kind has."""
    made = (c for c in draft.changes if c["op"] == "create")
    return any(
        f.required and f.name not in c["set"] for c in made for f in turn.catalog.objects[c["object"]].fields.values()
    )


def at_home(draft: Draft) -> None:
    """ "Open a ticket, subject …. I heard it from Ann Cho of Acme": a ticket without an account is of the one company of the message."""
    homes = draft.homes()
    for change in draft.changes:
        new = change["op"] == "create" and change["object"] == "ticket"
        if new and "account" not in change["set"] and len(homes) == 1:
            change["set"]["account"] = next(iter(homes))


def values_told(told: Items, turn: Turn) -> Json:
    """ "They want a quote, 18,500 in total. New deal": what it is worth and when it closes, told before the order."""
    found = more_of(told, turn, "deal")
    return {name: found[name] for name in ("amount", "close_date") if name in found}


def told_beside(object_: str, items: Items, fields: Json, turn: Turn, draft: Draft) -> None:
    """What the sentences before tell of a new deal or ticket."""
    if object_ == "deal" and draft.told and not any(x.kind == "money" for x in items):
        for name, value in values_told(draft.told, turn).items():
            fields.setdefault(name, value)
    if object_ == "ticket" and "subject" not in fields and (said := fault_told(turn) or _told_last(items, turn)):
        fields["subject"] = short(said)


def _told_last(items: Items, turn: Turn) -> str:
    """ "Kevin called, two carts show error 14. Open a ticket about it": what was said last before, without whom it came from."""
    before = [x for x in turn.items if x.end <= items[0].start]
    while before and (before[-1].is_mark or before[-1].word in ("and", "so", "please")):
        before.pop()
    cut = (i + 1 for i in range(len(before) - 1, -1, -1) if before[i].word in _CUTS)
    before = before[next(cut, 0) :]
    before = before[told_from(tuple(before)) :]
    return turn.text[before[0].start : before[-1].end] if before else ""


_CUTS = frozenset([".", "!", "?", ";", ":", "\n", ","])
