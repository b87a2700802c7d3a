"""Open tasks of the caller that a message names by their subject, as the records that they are: “Draft the agenda” -> Friday."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.slots.writes.known_tasks import open_tasks
from assistant.language.text import words_of
from crm_store.database import Session

_SHORTEST = 3  # words of a subject that is taken for one without quotes: "Call Ann" may be anything
_TOUCHING = ("push", "move", "set", "complete", "due", "cancel", "delete", "assign", "raise", "lower")
_LEADS = frozenset("the and so ok okay can could you would now just then also um uh well".split())
# What stands behind a name that is no new thing to do: "… – done", "… to Friday".
_BEHIND = frozenset("- – — : to is was has can could won't isn't needs should i'm i'll done".split())
_NEW = ("remind", "create", "log", "draft", "spoke", "search")


async def with_tasks(items: Items, session: Session, me: str) -> Items:
    """The items with each open task that is named word by word as one of them."""
    if not any(x.kind == "quote" or x.word in _BEHIND or _touches(x) for x in items):
        return items
    for row in await open_tasks(session, me):
        said = words_of(row["subject"])
        if (span := _span(items, said)) is not None:
            task = Candidate("activity", row["id"], row["subject"], 1.0, note=_due(row["due_date"]))
            items = _joined(items, *span, task)
    return items


def _due(day: object) -> str | None:
    return f"due {day}" if day else None


def _touches(item: Item) -> bool:
    return item.has(*_TOUCHING) and not item.candidates


def _span(items: Items, said: tuple[str, ...]) -> tuple[int, int] | None:
    """Where a subject stands: in quotes, or bare where something is done to it."""
    for i, item in enumerate(items):
        if item.kind == "quote" and words_of(item.text) == said and not _is_new(items[:i]):
            return i, i + 1
        end = _end(items, i, said) if len(said) >= _SHORTEST else None
        if end is not None and _is_known(items, i, end):
            return i, end
    return None


def _is_new(before: Items) -> bool:
    """ "Add “Order the unit”", "new task “Order the unit”": one of that name is to be made; "new date for …" makes none."""
    if before and any(map(_touches, before[-_NEAR:])):
        return False  # "I must change the day for “Call Ann”"
    made = (x for i, x in enumerate(before) if x.has("create", "remind") and not _is_noun(x) and not _of_day(before, i))
    return any(made)


_NEAR = 4  # items before the name


def _of_day(before: Items, i: int) -> bool:
    return before[i].word == "new" and any(x.has("due") or x.word in _DAYS for x in before[i + 1 : i + 3])


_DAYS = frozenset("date day deadline time".split())


def _end(items: Items, start: int, said: tuple[str, ...]) -> int | None:
    """Behind the items that say these words, one after another."""
    left, at = said, start
    while left and at < len(items):
        words = words_of(items[at].text)
        if not words or left[: len(words)] != words:
            return None
        left, at = left[len(words) :], at + 1
    return None if left else at


def _is_known(items: Items, start: int, end: int) -> bool:
    """The task as it is called, with what becomes of it before or behind, and no order to do it."""
    opening = next((i + 1 for i in range(start - 1, -1, -1) if items[i].word in (".", "!", "?", ";", "\n")), 0)
    before = [x for x in items[opening:start] if not (x.is_mark or x.has("please", "greet") or x.word in _LEADS)]
    behind = items[end : end + 1]
    if any(x.word in _INSTEAD for x in items[end : end + _NEAR]):
        return True  # "I'll order the unit on Friday instead"
    if any(x.has(*_NEW) and not _is_noun(x) for x in before):
        return False
    told = bool(behind) and (behind[0].has("complete", "due") or behind[0].word in _BEHIND)
    return bool(before) or told


_INSTEAD = frozenset(["instead", "rather", "after all"])


def _is_noun(item: Item) -> bool:
    sense = item.sense("object", "activity")
    return sense is not None and sense.value == "task" and not item.candidates


def _joined(items: Items, first: int, end: int, task: Candidate) -> Items:
    last = items[end - 1]
    text = " ".join(x.text for x in items[first:end])
    word = " ".join(words_of(text))
    whole = replace(
        items[first], end=last.end, last=last.last, text=text, word=word, value=None, senses=(), candidates=(task,)
    )
    return (*items[:first], whole, *items[end:])
