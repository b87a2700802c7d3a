"""Several people who are told of one by one, and entered together: "The first one is Ann Cho from …, the second one … Put both in as leads"."""

from __future__ import annotations

from assistant.language.chart import Items
from assistant.language.slots.turn import Turn
from assistant.language.slots.writes.creates import new_record
from assistant.language.slots.writes.drafts import Draft

_ALL = frozenset(["both", "them", "all", "these", "those"])
_COUNTING = frozenset("one first second third fourth other last".split())
_PAIR, _ORDER = 2, 10  # people; words of the order


def enters_both(items: Items) -> bool:
    """ "Put both in as leads please", "add them as contacts"."""
    said = [x for x in items if not x.is_mark and not x.has("please")]
    verb = bool(said) and said[0].has("create", "set") and not said[0].candidates
    whom = any(x.word in _ALL for x in said[1:3])
    words = {w for x in said for w in x.word.split()}
    return verb and whom and len(said) <= _ORDER and (_kind(items) != "" or "in" in words)


def _kind(items: Items) -> str:
    """The people that are spoken of as several."""
    nouns = (s for x in items if not x.candidates and (s := x.sense("object")) is not None and s.plural)
    return next((s.object for s in nouns if s.object in ("lead", "contact")), "")


def add_both(items: Items, turn: Turn, draft: Draft) -> bool:
    """Drafts a record of each; False where not all of them have a name."""
    before = tuple(x for x in turn.items if x.end <= items[0].start)
    kind = (_kind(items) or _kind(before)) if enters_both(items) else ""
    starts = [i for i in range(1, len(before)) if before[i].word == "is" and _counts(before, i - 1)]
    if not kind or len(starts) < _PAIR:
        return False
    ends = [*(i - 1 for i in starts[1:]), len(before)]
    made = [new_record(before[a + 1 : b], turn, kind) for a, b in zip(starts, ends, strict=True)]
    label = turn.catalog.objects[kind].label_field
    if not all(m and label in m[1] for m in made):
        return False
    for one in made:
        if one:
            key = f"c{len(draft.changes) + 1}"
            draft.changes.append({"op": "create", "object": kind, "key": key, "set": one[1]})
    return True


def _counts(items: Items, i: int) -> bool:
    """ "The first ONE is …", "the OTHER is …"."""
    return items[i].word.split()[-1] in _COUNTING
