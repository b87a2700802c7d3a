"""A task that is there, named in a few words with its new day: "floor plan task for Bill: move to Thursday", "call Norman -> Dec 11"."""

from __future__ import annotations

from assistant.language.acts.signs import Seen
from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS

_LATER = frozenset("to until till due is now instead by on make it for goes rather please moved becomes +".split())
_GOALS = frozenset(["to", "until", "till", "+"])
_BEHIND = frozenset(["instead", "now", "please", "rather"])
_LEAST = 2  # items that name what is to be done


def retimed(items: Items) -> int | None:
    """Where the new day begins, behind what names the task; None where the clause says anything else."""
    said = [i for i, x in enumerate(items) if not x.is_mark]
    while said and items[said[-1]].word in _BEHIND:
        said.pop()
    if not said or items[-1].word == "?" or not _is_goal(items, said[-1]):
        return None
    start = said[-1]
    while start and (items[start - 1].is_mark or _leads(items[start - 1])):
        start -= 1
    behind = items[start : said[-1]]
    moved = any(x.word in _GOALS or x.has("push", "move", "due") for x in behind) or items[-1].word == "instead"
    moved = moved or items[said[-1]].kind != "date"
    ordered = any(x.has("create", "push", "move", "set") for x in items[:start]) or items[0].word == "remind me"
    named = [x for x in items[:start] if not x.is_mark]
    return start if moved and not ordered and len(named) >= _LEAST else None


def _is_goal(items: Items, i: int) -> bool:
    """A day, or by how much it moves: "+ 2 days"."""
    stepped = items[i].kind == "duration" and i > 0 and items[i - 1].word == "+"
    return items[i].kind in ("date", "shift") or stepped


def _leads(item: Item) -> bool:
    return item.word in _LATER or item.has("push", "move", "due")


def retimes_task(seen: Seen) -> bool:
    """ "Ethan's training dates TASK is due Friday instead": spoken of as a task that is there."""
    start = retimed(seen.items)
    noun = next((i for i, x in enumerate(seen.items[:start]) if _is_task(x)), 0)
    if start is None or noun == 0:
        return False
    before, behind = seen.items[:noun], seen.items[noun + 1 : start]
    new = any(x.word.split()[-1] in ("a", "an", "one", "new", "another") for x in before)
    about = all(x.candidates or x.is_mark or x.word in ("for", "with", "about", "at", "from") for x in behind)
    return about and not new and any(x.word not in FUNCTION_WORDS and not x.is_mark for x in before)


def _is_task(item: Item) -> bool:
    sense = item.sense("object", "activity")
    return sense is not None and sense.value == "task" and not sense.plural and not item.candidates
