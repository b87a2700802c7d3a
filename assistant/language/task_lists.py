"""Several things to do behind one colon: "Two tasks for December 1: call Claire, and send Aaron the case study"."""

from __future__ import annotations

from assistant.language.acts.activities_said import tasks_head
from assistant.language.acts.doing import is_doing
from assistant.language.chart import Items

_JOINTS = frozenset([",", ";", "and", "then", "also", "plus", "-", "\n"])


def tasks_listed(items: Items) -> list[Items]:
    """A clause for each thing to do, each behind the head, so that its day is that of all; the clause itself where it lists none."""
    colon = tasks_head(items)
    if colon is None:
        return [items]
    head, rest = items[: colon + 1], items[colon + 1 :]
    cuts = [
        i
        for i in range(1, len(rest))
        if rest[i - 1].word in _JOINTS and rest[i].word not in _JOINTS and _begins(rest, i)
    ]
    if not cuts:
        return [items]
    parts = [rest[a:b] for a, b in zip([0, *cuts], [*cuts, len(rest)], strict=True)]
    return [(*head, *_without_joints(p)) for p in parts]


def _begins(items: Items, i: int) -> bool:
    """A verb of what is to be done, its day may stand before it."""
    while i < len(items) and (items[i].kind in ("date", "period", "time") or items[i].word in ("on", ",", "and")):
        i += 1
    return i < len(items) and is_doing(items[i])


def _without_joints(items: Items) -> Items:
    while items and items[-1].word in _JOINTS:
        items = items[:-1]
    return items
