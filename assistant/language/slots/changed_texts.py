"""Changes of free text: names, titles, next steps; and fields that are emptied."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assistant.language.chart import Item, Items
from assistant.language.slots.turn import Json, Turn
from crm_store.catalog import Field, Kind

_TEXT_STARTS = frozenset(["to", "is", ":", "as", "=", "should", "be", "into", "now"])


@dataclass
class Changes:
    """`values` are final; `relative` are steps from what is there: ("close_date", shift), ("stage", +1) …"""

    values: Json = field(default_factory=dict)
    relative: dict[str, Any] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.values or self.relative)


def free(items: Items, changes: Changes) -> list[tuple[int, Item]]:
    return [(i, x) for i, x in enumerate(items) if i not in changes.used]


def field_of(item: Item, turn: Turn, object_: str) -> Field | None:
    sense = next((s for s in item.senses if s.kind == "field" and s.object == object_), None)
    found = turn.field(object_, sense.field) if sense else None
    return found if found and not found.derived else None


def texts(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """ "next step is: call legal", "rename it to X", "title to VP": a text field takes the rest of the clause."""
    for i, item in free(items, changes):
        known = field_of(item, turn, object_)
        if item.has("rename"):
            known = turn.field(object_, turn.catalog.objects[object_].label_field)
        if known is None or known.kind not in (Kind.TEXT, Kind.LONG_TEXT, Kind.URL) or _is_clear(items, i):
            continue
        at = next(
            (j for j in range(i + 1, len(items)) if items[j].word in _TEXT_STARTS and j not in changes.used), None
        )
        if at is None and known.name != turn.catalog.objects[object_].label_field and _begins_part(items, i):
            at = i
        if at is None:
            continue
        while at + 1 < len(items) and items[at].word in _TEXT_STARTS | {"the"} and items[at + 1].word in _TEXT_STARTS:
            at += 1
        end = _text_end(items, at + 1, turn, object_)
        if end > at + 1:
            changes.values[known.name] = sentence(turn.text[items[at + 1].start : items[end - 1].end])
            changes.used.update(range(i, end))


def _begins_part(items: Items, i: int) -> bool:
    """ "…, next step get the signature": a field that opens its part of the sentence takes what follows."""
    opens = i == 0 or items[i - 1].word in (",", "and")
    return opens and i + 1 < len(items) and not items[i + 1].is_mark


def title(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """ "is now VP of sales", "got promoted to director": a job title, with what follows it."""
    if "title" not in turn.catalog.objects[object_].fields:
        return
    for i, item in free(items, changes):
        led = any(
            x.word in ("is", "now", "became", "as", "promoted", "title", "to", "new", "the")
            for x in items[max(0, i - 2) : i]
        )
        if item.sense("title") and led and not item.candidates:
            end = next((j for j in range(i, len(items)) if items[j].word in (",", "and", ".")), len(items))
            changes.values["title"] = sentence(turn.text[item.start : items[end - 1].end])
            changes.used.update(range(i, end))
            return


def _text_end(items: Items, start: int, turn: Turn, object_: str) -> int:
    """The end of the text: before "and" or a comma that another field follows."""
    for j in range(start, len(items)):
        if items[j].word in ("and", ",") and j + 1 < len(items):
            following = items[j + 1 : j + 3]
            if any(field_of(x, turn, object_) for x in following):
                return j
    end = len(items)
    while end > start and items[end - 1].is_mark:
        end -= 1
    return end


def sentence(text: str) -> str:
    said = text.strip(" ,.;:\"'“”")
    return said[:1].upper() + said[1:]


def _is_clear(items: Items, i: int) -> bool:
    return any(x.has("clear") and x.word not in ("delete",) for x in items[max(0, i - 3) : i])


def clears(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    for i, item in free(items, changes):
        known = field_of(item, turn, object_)
        if known and _is_clear(items, i) and not known.required:
            changes.values[known.name] = None
            changes.used.add(i)
