"""A lead has its day of following up: "follow up on December eighth" of a lead is no task."""

from __future__ import annotations

from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.slots.targets import find_target
from assistant.language.slots.turn import Turn
from assistant.language.slots.writes.drafts import Draft
from assistant.language.slots.writes.held import day_of
from assistant.language.slots.writes.scope import old_values

# What only says that the day is set, and nothing that one would follow up with.
_SMALL = frozenset(
    """and then also so on at with by for again the a an my our their your next i we i'll we'll i'd let's let should would will want to be is are it that
    this as of from now up in down date day due set scheduled planned put make made do have has goes go comes come dated agreed fixed pencil
    pencilled book booked note noted enter entered lead lead's follow-up there please kindly like happens happen takes place falls""".split()
)
_OBJECTS = ("lead", "contact", "deal", "account")


def followed_up(items: Items, turn: Turn, draft: Draft) -> bool:
    """Sets the follow-up date of the lead that is meant; False where it is nobody's, or there is more to do than to follow up."""
    old = old_values(items)
    items = tuple(x for i, x in enumerate(items) if i not in old and x.word != "not")  # "on the 2nd, not the 9th"
    days = [d for x in items if (d := day_of(x))]
    if len(days) != 1 or not any(map(_follows, items)) or not all(_only(x) for x in items):
        return False
    lead = _meant(items, turn, draft)
    if lead is None or lead.object != "lead":
        return False
    last = draft.changes[-1] if draft.changes else {}
    if (last.get("op"), last.get("object"), last.get("record")) != ("update", "lead", {"id": lead.id}):
        last = {"op": "update", "object": "lead", "record": {"id": lead.id}, "set": {}}
        draft.changes.append(last)
    last["set"]["follow_up_date"] = days[0].isoformat()
    draft.mention(lead)
    return True


def _follows(item: Item) -> bool:
    return item.has("follow") and item.word.split()[0].startswith("follow")


def _only(item: Item) -> bool:
    """Nothing that one would follow up with or about."""
    small = (
        item.is_mark
        or set(item.word.split()) <= _SMALL
        or item.has("please", "her", "him", "they", "set", "move", "push")
    )
    return small or _follows(item) or item.kind == "date" or bool(item.of("lead"))


def _meant(items: Items, turn: Turn, draft: Draft) -> Candidate | None:
    if not any(x.candidates for x in items) and draft.about:
        return next((c for c in draft.about if c.object in _OBJECTS), None)
    return find_target(items, turn, _OBJECTS).one
