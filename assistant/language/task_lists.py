"""Where a thing to do begins, and several of them behind one colon: "Two tasks for December 1: call Claire, and send Aaron the case study"."""

from __future__ import annotations

from assistant.language.acts.activities_said import tasks_head
from assistant.language.acts.doing import is_doing
from assistant.language.chart import Item, Items

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


def behind_day(items: Items, i: int) -> int | None:
    """Where the thing to do begins in "ON FRIDAY to send …", "NEXT FRIDAY send …"; None where no day opens it, or nothing to do follows."""
    at = i + (items[i].word in ("on", "for") and i + 1 < len(items))
    if items[at].kind not in ("date", "period"):
        return None
    at += 1
    while at < len(items) and items[at].word in (",", "to"):
        at += 1
    return at if at < len(items) and is_doing(items[at]) else None


def _without_joints(items: Items) -> Items:
    while items and items[-1].word in _JOINTS:
        items = items[:-1]
    return items


def task_noun(items: Items, i: int) -> bool:
    """ "task for me to …", "task fri: …"."""
    sense = items[i].sense("object", "activity") if i + 1 < len(items) else None
    if sense is None or sense.value != "task" or sense.plural:
        return False
    behind = items[i + 2] if items[i + 1].word in ("in", "on", "by") and i + 2 < len(items) else items[i + 1]
    return behind.word in ("for", "to", ":") or behind.kind in ("date", "period")


def task_dated(items: Items, i: int) -> bool:
    """ "… before the PO goes out TASK FOR TOMORROW send it to her": with nothing that leads to the noun."""
    dated = task_noun(items, i) and items[i + 1].word == "for" and any(x.kind == "date" for x in items[i + 2 : i + 3])
    return dated and not _leads(items[i - 1])


def _leads(before: Item) -> bool:
    """A verb or a small word leads to the noun: "make a task for …"."""
    graded = before.sense("option") is not None or before.sense("field") is not None  # "high priority task for …"
    return graded or before.word in _LEADING or before.has("create", "set", "remind", "log")


_LEADING = frozenset("a an the my our another one as to of no new in with this that his her their first next".split())


def makes_task(items: Items, i: int) -> bool:
    """ "… and pop in a task for Monday": whatever the verb is called."""
    noun = next((j for j in range(i + 1, min(i + 4, len(items) - 1)) if task_noun(items, j)), None)
    said = items[i].word in ("that's", "that", "this", "it's", "so", "he", "she")  # "thank Uwe, that's a task for …"
    return noun is not None and items[noun - 1].word in ("a", "another", "one") and not (said or items[i].candidates)
