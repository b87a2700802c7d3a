"""Less of what a proposal makes: "skip the task", "leave the date", "without Emma", "only the first two"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.language.chart import Item, Items
from assistant.language.slots.turn import Json, Turn
from assistant.language.slots.writes.changed_texts import field_of
from assistant.language.text import words_of
from assistant.language.values import LimitValue
from crm_store.catalog import Kind

_DROPPING = frozenset("without skip drop remove forget leave minus".split())
_KEEPING = frozenset(["only", "just"])
# Fields that are said by their kind where a change sets one of it alone: "leave the date", "not the price".
_OF_KIND = {
    "date": (Kind.DATE, Kind.INSTANT), "day": (Kind.DATE, Kind.INSTANT), "deadline": (Kind.DATE,),
    "amount": (Kind.MONEY,), "price": (Kind.MONEY,), "value": (Kind.MONEY,),
}  # fmt: skip


def fewer(turn: Turn, changes: list[Json], labels: Sequence[str]) -> list[Json] | None:
    """The changes that are left; None where no part is said to go, or to be all that stays.

    `labels` are the names of the records that they change, in order.
    """
    if drops(turn.items) or any(x.has("clear", "delete") for x in turn.items):
        if without := _without_fields(turn, changes):
            return without
        kinds = {s.value for x in turn.items if (s := x.sense("object", "activity")) and s.value}
        kinds |= {"task"} if any(x.has("remind") for x in turn.items) else set()
        kept = [c for c in changes if c["set"].get("type") not in kinds]
        return kept if len(kept) < len(changes) else _without_records(turn.items, changes, labels)
    return _only_some(turn.items, changes, labels)


def drops(items: Items) -> bool:
    """ "Without Emma", "all but the second one", "not Ann"; "not Ann, Sarah" names whom is meant instead."""
    denied = [a.word == "not" for a, b in pairwise(items) if b.candidates]
    return (bool(denied) and all(denied)) or any(
        x.word in _DROPPING or x.has("except") or x.word in ("all but", "everything but") for x in items
    )


def _without_fields(turn: Turn, changes: list[Json]) -> list[Json] | None:
    """ "Skip the amount, only the stage": everything but that field, where something is left of the change."""
    at = next(
        (i for i, x in enumerate(turn.items) if x.word in _DROPPING or x.has("clear", "delete", "except")),
        len(turn.items),
    )
    named = turn.items[at + 1 : at + 3]
    kept = []
    for change in changes:
        gone = {n for x in named for n in _fields(x, turn, change)} if change["op"] == "update" else set()
        left = {k: v for k, v in change["set"].items() if k not in gone}
        kept.append({**change, "set": left} if left or not gone else change)
    return kept if kept != changes else None


def _fields(item: Item, turn: Turn, change: Json) -> list[str]:
    if field := field_of(item, turn, change["object"]):
        return [field.name]
    kinds = _OF_KIND.get(item.word, ())
    return [n for n in change["set"] if (f := turn.field(change["object"], n)) and f.kind in kinds]


def _without_records(items: Items, changes: list[Json], labels: Sequence[str]) -> list[Json] | None:
    """ "Without Emma", "leave out the second one", "all but the one with Susan": the changes that are of other records."""
    kept = [c for c, label in zip(changes, labels, strict=True) if not _named(items, c, label)]
    return kept if kept and len(kept) < len(changes) else None


def _only_some(items: Items, changes: list[Json], labels: Sequence[str]) -> list[Json] | None:
    """ "No, only the first two", "just Nora and Valerie"."""
    if not {w for x in items[:_EARLY] for w in x.word.split()} & _KEEPING or len(changes) < _SEVERAL:
        return None
    for item in items:
        value = item.value.value if item.value else None
        if isinstance(value, LimitValue) and value.count and item.word.split()[0] in ("first", "last"):
            kept = changes[-value.count :] if item.word.startswith("last") else changes[: value.count]
            return kept if len(kept) < len(changes) else None
    kept = [c for c, label in zip(changes, labels, strict=True) if _named(items, c, label)]
    return kept if kept and len(kept) < len(changes) else None


_EARLY = 3  # items among which "only" opens what is said
_SEVERAL = 2


def _named(items: Items, change: Json, label: str) -> bool:
    """A record of the change is named, or whom its subject names."""
    record = change.get("record", {}).get("id")
    ids = {str(record)} if record else {str(v) for v in change["set"].values() if isinstance(v, str)}
    words = set(words_of(label or str(change["set"].get("subject", ""))))
    return any(
        bool(ids & {c.id for c in x.candidates}) or set(words_of(x.text)) <= words for x in items if x.candidates
    )
