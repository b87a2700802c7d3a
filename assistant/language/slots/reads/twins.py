"""Duplicates that are asked for: "any duplicate contacts at Globex", "is Sarah Chen in there twice"."""

from __future__ import annotations

from assistant.language.acts.asking import asks
from assistant.language.chart import Items
from assistant.language.plan import ToolCall
from assistant.language.slots.reads.lists import head_of, parse_list
from assistant.language.slots.turn import Turn, op

_TWINS = ("account", "contact", "lead")


def twins(items: Items, turn: Turn) -> ToolCall | None:
    """The pairs that may be one; None where nothing asks for them, as an order to merge does not."""
    cue = next((i for i, x in enumerate(items) if x.has("merge") and _doubled(x.word)), None)
    said = [x for x in items if not x.is_mark and not x.has("please")]
    listed = bool(said) and (said[0].has("show", "search", "count") or _doubled(said[0].word))
    if cue is None or not (asks(items) or listed) or any(x.has("merge") and not _doubled(x.word) for x in items):
        return None
    rest = (*items[:cue], *items[cue + 1 :])
    named = next((x.of(*_TWINS) for x in rest if x.of(*_TWINS)), ())
    head = head_of(rest, turn)
    object_ = head[0] if head and head[0] in _TWINS else named[0].object if named else "contact"
    own = [c.id for c in named if c.object == object_]
    where = [op("id", "in", own)] if own else parse_list(rest, turn, object_).conditions()
    return ToolCall("find_duplicates", {"object": object_, "where": where})


def _doubled(word: str) -> bool:
    """ "Duplicate", "dupes", "in there twice"; to merge them is another thing."""
    return any(w.startswith(("dup", "doubl", "twice")) for w in word.split())
