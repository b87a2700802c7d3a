"""What belongs together around a joint, and what is parted there: orders to note, things to do, and that a task is over."""

from __future__ import annotations

from assistant.language.acts.doing import is_doing
from assistant.language.acts.handed_tasks import handed, heads_task
from assistant.language.acts.notes_told import note_opens, notes_again
from assistant.language.acts.own_duty import own_duty
from assistant.language.acts.tasks_told import ends_task
from assistant.language.chart import Items
from assistant.language.linking.spans import FUNCTION_WORDS

SENTENCE_ENDS = frozenset(".!?;\n")
_FAR = 30  # items that are looked at around a joint: speech without stops costs no seconds


def opens_task(items: Items, start: int, i: int) -> bool:
    """ "A task for Maya. Price the batteries": the full stop is but a colon."""
    behind = items[i + 1] if i + 2 < len(items) else None
    if behind is None or not heads_task(_near(items, start, i)):
        return False
    plain = not (behind.candidates or behind.value or behind.is_mark or behind.word in FUNCTION_WORDS)
    return is_doing(behind) or (plain and not behind.has("create", "set", "remind", "log", "assign"))


def held_together(items: Items, start: int, i: int) -> bool:
    """ "As a remark for Acme, please enter that …", "hand this to Aisha, she can send it"."""
    if any(x.candidates for x in items[start:i][:_FAR]) and start + (note_opens(_sentence(items, start)) or 0) > i:
        return True
    given = handed(items[start : start + _FAR])
    return given is not None and start + given[0] < i < start + given[1]


def parted(items: Items, start: int, i: int) -> bool:
    """ "…, please note", "…, so that task is done", "I'm to send it by Friday, can you keep me honest"."""
    before, behind = _near(items, start, i), _sentence(items, i + 1)
    if notes_again(behind) or ends_task(before) or ends_task(behind):
        return True
    polite = bool(behind) and behind[0].has("please") and items[i].word == ","
    return polite and (own_duty(before) or handed(before)) is not None


def _sentence(items: Items, i: int) -> Items:
    """The items from here up to the end of the sentence."""
    behind = range(i, min(i + _FAR, len(items)))
    return items[i : next((j for j in behind if items[j].word in SENTENCE_ENDS), behind.stop)]


def _near(items: Items, start: int, i: int) -> Items:
    """The clause up to a joint; nothing where it is too long to be looked at as a whole."""
    return items[start:i] if i - start <= _FAR else ()


def rejoined(parts: list[Items]) -> list[Items]:
    """ "… and for the next step | set a demo": the field with what it is to be."""
    kept: list[Items] = []
    for part in parts:
        if kept and any(s.kind == "field" and s.field == "next_step" for s in kept[-1][-1].senses):
            kept[-1] = (*kept[-1], *part)
        else:
            kept.append(part)
    return kept
