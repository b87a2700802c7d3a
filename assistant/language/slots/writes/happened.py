"""When it was: the day of a call, a meeting or a mail that is logged."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from assistant.language.acts.contacts_told import contact_told
from assistant.language.chart import Item, Items
from assistant.language.slots.turn import Turn
from assistant.language.values import DateValue
from assistant.language.values.model import Tense


def occurred(items: Items, turn: Turn) -> str:
    """When it was: the day that is said, else now. A day to come counts where the order itself names it: a meeting that is planned."""
    if (ahead := planned(items, turn)) is not None:
        return (ahead.instant(turn.context.timezone, "future") if ahead.time else ahead.future).isoformat()
    for i, item in enumerate(items):
        value = item.value.value if item.kind == "date" and item.value else None
        if (
            not isinstance(value, DateValue)
            or _habitual(item)
            or _in_substance(items, item)
            or (i and items[i - 1].word in _UNTIL)
        ):
            continue
        if value.past != value.future and (
            _told_behind(items, i) or (turn.context.today - value.past).days > _LONG_AGO
        ):
            continue  # "he wants to sign on December 2nd": of what is to come
        tense: Tense | None = (
            "past"
            if value.past <= turn.context.today and not _appointed(items, i)
            else "future"
            if _planned(items, i) or _appointed(items, i)
            else None
        )
        if tense:
            return (value.instant(turn.context.timezone, tense) if value.time else value.on(tense)).isoformat()
    return day.isoformat() if (day := _day_before(items, turn)) else turn.session.now.isoformat()


def _habitual(item: Item) -> bool:
    """ "On Fridays": every one of them, and no day on which something was."""
    return item.word.split()[-1] in _EVERY


_EVERY = frozenset("mondays tuesdays wednesdays thursdays fridays saturdays sundays weekends".split())


def _told_behind(items: Items, i: int) -> bool:
    """ "Liz phoned, the contract comes back Monday": a weekday of what was said, behind a comma and words of its own."""
    mark = next((j for j in range(i - 1, -1, -1) if items[j].is_mark), None)
    behind = items[mark + 1 : i] if mark is not None else ()
    return (
        len(behind) > 1
        and any(x.has("spoke") or x.sense("object", "activity") for x in items[:mark])
        and behind[0].word != "on"
        and not any(x.has("spoke") or x.sense("object", "activity") for x in behind)
    )


def planned(items: Items, turn: Turn) -> DateValue | None:
    """The day of "put a call with Owen in for tomorrow", "meeting with Dana on December 2nd": it opens with what is planned, and nothing is told of it."""
    noun = next((s for x in items[:_OPENING] if (s := x.sense("object", "activity"))), None)
    opens = noun is not None and noun.value in ("call", "meeting") and not noun.plural
    told = any((x.has("spoke") and not x.sense("object", "activity")) or x.word == ":" for x in items)
    days = [x.value.value for x in items if x.value and isinstance(x.value.value, DateValue)]
    if not opens or told or len(days) != 1 or len(items) > _PLANNED or any(x.word in _UNTIL for x in items):
        return None
    today, day = turn.context.today, days[0]
    soon = (day.future - today).days < _SOON and (today - day.past).days > _LONG_AGO
    led = any(a.word == "for" and b.value and b.value.value is day for a, b in pairwise(items))  # "for Friday"
    return day if day.past > today or soon or (led and day.future > today != day.past) else None


_OPENING, _PLANNED = 4, 16  # words up to the noun; words that only say what is planned
_SOON = 60  # days


def _day_before(items: Items, turn: Turn) -> date | None:
    """ "I joined Grace at Golden Fern yesterday, we met Sam": a day that can only be past, said before in the same sentence."""
    before = [x for x in turn.items if x.end <= items[0].start]
    end = next((i + 1 for i in range(len(before) - 1, -1, -1) if before[i].word in (".", "!", "?", ";", "\n")), 0)
    values = [x.value.value for x in before[end:] if x.kind == "date" and x.value]
    days = [v.future for v in values if isinstance(v, DateValue) and v.future < turn.context.today]
    return days[-1] if days else None


_LONG_AGO = 200  # days; what is logged is younger, unless its year is said
_UNTIL = frozenset(["by", "before", "until", "till"])  # a day by which something is wanted


def _planned(items: Items, i: int) -> bool:
    """ "Log a meeting with Ann tomorrow at 3", not "log a call with Ann, she needs it by tomorrow"."""
    before = items[:i]
    led = bool(before) and bool(
        before[-1].candidates or before[-1].sense("object", "activity") or before[-1].word in ("for", "on")
    )
    told = any(x.is_mark or x.has("spoke") or x.word in _TELLERS for x in before)
    return led and items[0].has("log", "create", "please") and not told


_TELLERS = frozenset("he she they he's she's they're he'll she'll they'll who".split())


def _appointed(items: Items, i: int) -> bool:
    """ "Meeting with Robert Thursday 3pm to go over section nine": a weekday with its hour, and nothing that was said there."""
    mention = items[i].value
    value = mention.value if mention else None
    timed = isinstance(value, DateValue) and value.time is not None and value.past != value.future
    been = contact_told(items) is not None or any(x.has("spoke") or x.word == ":" for x in items)
    return timed and not been


def _in_substance(items: Items, item: Item) -> bool:
    colon = next((x.start for x in items if x.word == ":"), None)
    return colon is not None and item.start > colon
