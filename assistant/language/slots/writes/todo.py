"""Tasks to make: what is to be done, by when, by whom, on what."""

from __future__ import annotations

import re
from datetime import date

from assistant.language.acts.handed_tasks import handed
from assistant.language.acts.own_duty import own_duty
from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.slots.meant import Target
from assistant.language.slots.turn import Json, Turn
from assistant.language.slots.writes.activities import links
from assistant.language.slots.writes.assignees import cue, duty, for_colleague, for_user
from assistant.language.slots.writes.changed_texts import sentence
from assistant.language.slots.writes.held import day_of
from assistant.language.values import DateValue, PeriodValue

_LEADING = frozenset("to that for on by at , : - a an the due and new me also then i we so should have".split())
_DATED = frozenset("on by due for at before until this next from say in".split())


def task(items: Items, turn: Turn, about: tuple[Candidate, ...]) -> tuple[Json, Target | None, list[Candidate]]:
    """The fields of a task: what, by when, for whom, on what."""
    items = for_colleague(items)
    refs, unclear, found = links(items, turn, about, implied=True)
    fields: Json = {"type": "task", "subject": _with_rows(_with_name(task_subject(items, turn), found), items), **refs}
    ordered = list(enumerate(items))[: _told_from(items)]
    due = next((d for i, x in reversed(ordered) if (d := _due(items, i, turn))), None)
    if due:
        fields["due_date"] = due.isoformat()
    priority = next(
        (
            s.value
            for x in items
            for s in x.senses
            if s.kind == "option" and s.object == "activity" and s.field == "priority"
        ),
        None,
    )
    if priority and any(w in turn.text.lower() for w in ("priority", "urgent")):
        fields["priority"] = priority
    owner = for_user(items)
    if owner:
        fields["owner"] = owner
    return fields, unclear, found


def _due(items: Items, i: int, turn: Turn) -> date | None:
    """A day; of a period its first day to come, its last behind "by"."""
    item = items[i]
    value = item.value.value if item.value else None
    if not isinstance(value, PeriodValue):
        return day_of(item) if item.kind == "date" else None
    by = i > 0 and items[i - 1].word in ("by", "before", "until")
    start = value.on("future").start
    return start if start and start > turn.context.today and not by else value.last_day("future")


def _told_from(items: Items) -> int:
    """ "Tell Lucia tomorrow THAT the audit is in May": behind it stands what is to be told, with days of its own."""
    at = next((i for i, x in enumerate(items) if i and x.word == "that" and not x.candidates), len(items))
    tells = any(x.word.split()[0] in _TELLING for x in items[:at] if not x.candidates)
    return at if tells and any(x.kind in ("date", "period") for x in items[:at]) else len(items)


_TELLING = frozenset("tell let inform write mention explain say confirm warn".split())


def _with_name(subject: str, found: list[Candidate]) -> str:
    """ "Call him" with the name of whom was meant."""
    person = next((c.label for c in found if c.object in ("contact", "lead") and c.label), None)
    if person is None:
        return subject
    return re.sub(
        r"\b(?:him|(?<!for )them|her(?=$| (?:the|a|an|about|on|to|back|with|if)\b))(?=$|\W)", person, subject, count=1
    )


def _with_rows(subject: str, items: Items) -> str:
    """ "Call the first one" with the name of the row that it is."""
    for item in items:
        if item.candidates and item.text.split()[-1].lower() == "one" and item.text in subject:
            return re.sub(
                rf"(?:the )?{re.escape(item.text)}", item.candidates[0].label, subject, count=1, flags=re.IGNORECASE
            )
    return subject


def task_subject(items: Items, turn: Turn) -> str:
    """The clause without its cue, its date and its addressee."""
    told = _told_from(items)
    dated = {i for i, x in enumerate(items[:told]) if x.kind in ("date", "period", "time")}
    dated |= {i - 1 for i in dated if i and items[i - 1].word in _DATED}
    behind = duty(items) or own_duty(items) or 0
    kept = [x for i, x in enumerate(items) if i not in dated and i >= behind]
    given = own_duty(items) is not None or handed(items) is not None
    start = 0 if given else _behind_cue(kept)
    kept = _without_leads(kept[start:])
    kept = _without_rank(kept)
    while kept and (kept[-1].is_mark or kept[-1].word in _DATED | {"to", "and", "the"}):
        kept = kept[:-1]
    text = _text(kept, turn) if says_what(tuple(kept)) else ""
    if start and items and _promised(items, kept):
        text = f"Give {text}"  # "I promised her a payback sheet"
    text = text or _before_cue(items, turn, dated, behind)
    return sentence(text) if text else "Follow up"


def _promised(items: Items, kept: list[Item]) -> bool:
    """ "I promised HER A payback sheet": to whom, then what."""
    cued = any(x.word == "i promised" for x in items)
    whom = bool(kept) and (kept[0].has("her", "him", "they") or bool(kept[0].of("contact", "lead")))
    return cued and whom and len(kept) > 1 and kept[1].word not in ("to", "that")


def _without_rank(items: list[Item]) -> list[Item]:
    """Without the "high priority" that a task ends or begins with: it is a field of its own."""
    end = len(items)
    while end and (_ranks(items[end - 1]) or items[end - 1].is_mark or items[end - 1].word in ("with", "as", "and")):
        end -= 1
    ranks = sum(map(_ranks, items[end:]))
    if ranks > 1 or (ranks and items[end].is_mark):
        items = items[:end]
    start = next((i for i, x in enumerate(items) if not _ranks(x)), 0)
    return items[start + 1 :] if start and items[start].is_mark else items


def _ranks(item: Item) -> bool:
    return any(s.kind in ("option", "field") and (s.object, s.field) == ("activity", "priority") for s in item.senses)


_LONG, _RECENT = 300, 60  # days


def has_been(items: Items, turn: Turn) -> bool:
    """ "Visit report, 16 November": a day without a year that has just been, and comes again only in a year."""
    today = turn.context.today
    values = [x.value.value for x in items if x.value and isinstance(x.value.value, DateValue)]
    noun = any((s := x.sense("object", "activity")) and s.value in ("meeting", "call", "email") for x in items[:3])
    return noun and any((v.future - today).days > _LONG and 0 <= (today - v.past).days < _RECENT for v in values)


_BARE = frozenset(
    """it that this in for on a the me put add give him her them make please as list my to there so about of with regarding pop stick drop
    down one get jot another schedule deadline is when latest later than needed target date by no""".split()
)


def says_what(items: Items) -> bool:
    """Something to do is said, and not only that there is something: "remind me", "put a task in for it"."""
    dated = {i for i, x in enumerate(items) if x.kind in ("date", "period", "time", "shift", "duration")}
    rest = [x for i, x in enumerate(items) if i not in dated and not x.is_mark and x.word not in _DATED]
    return any(not (set(x.word.split()) <= _BARE or cue(x) or x.of("user") or x.has("please")) for x in rest)


def _before_cue(items: Items, turn: Turn, dated: set[int], start: int) -> str:
    """ "Thank Uwe, that's a task for tomorrow", "Ben has to send it, so a task for him": the thing to do stands before the cue."""
    cue = next((i for i, x in enumerate(items) if (s := x.sense("object", "activity")) and s.value == "task"), 0)
    kept = [x for i, x in enumerate(items[:cue]) if i not in dated and i >= start]
    while kept and (kept[-1].is_mark or set(kept[-1].word.split()) <= _POINTING or kept[-1].has("please")):
        kept = kept[:-1]
    return _text(_without_leads(kept), turn)


def _without_leads(items: list[Item]) -> list[Item]:
    while items and (items[0].is_mark or items[0].word in _LEADING or items[0].word in _DUTY or items[0].has("please")):
        items = items[1:]
    return items


_DUTY = frozenset(["have to", "need to", "got to", "gotta", "must", "i have to", "i must", "i'll", "i should", "still"])


_POINTING = frozenset("that's that is as a it's so and make it one please put the".split())


def _behind_cue(items: list[Item]) -> int:
    """Where the thing to do begins: behind "remind me to", "task:", "I need to"."""
    colon = next((i for i, x in enumerate(items) if x.word == ":"), None)
    if colon is not None and colon >= _HEAD and not all(map(_of_head, items[:colon])):
        colon = None
    whom = any(x.candidates and x.candidates[0].object != "user" for x in items[: colon or 0])
    if colon is not None and not whom and any(cue(x) for x in items[:colon]):
        return colon + 1  # "Two tasks: …"
    for i, item in enumerate(items):
        if item.word == "ping" and items[i + 1 : i + 2] and items[i + 1].word == "me":
            return _past_addressee(items, i + 1)
        if item.word == "another" and items[i + 1 : i + 2] and items[i + 1].word == "one":
            return _past_addressee(items, i + 2)  # "… and another one to order the badges"
        if item.word in ("follow up", "followup", "check in", "touch base", "circle back", "chase", "ping"):
            return i if not any(x.word == "to" for x in items[i + 1 : i + 2]) else i + 2
        sense = item.sense("object", "activity")
        if item.word == "schedule" and i and items[i - 1].word not in ("to", "please", "and", ","):
            continue  # "the delivery schedule"
        if item.has("remind") or (sense and sense.value == "task"):
            return _past_addressee(items, i + 1)
    return 0


_HEAD = 6  # words before a colon, whatever they are


def _of_head(item: Item) -> bool:
    """ "Create a task for Tom, high priority": that there is one, for whom and how urgent."""
    return (
        cue(item)
        or item.is_mark
        or _ranks(item)
        or bool(item.of("user"))
        or item.has("please")
        or item.word in _HEADING
    )


_HEADING = frozenset("a an for to with and the me him her my on in by of due please kindly put make give".split())


def _past_addressee(items: list[Item], start: int) -> int:
    """Behind "me to", "for Anna to", ":": whom the task is for is no part of it."""
    for j in range(start, min(start + 5, len(items))):
        if items[j].word in ("to", ":", "that") and not any(x.of("user") for x in items[j + 1 : j + 2]):
            return j + 1
        if items[j].word == "," and j > start and items[j - 1].of("user"):
            return j + 1  # "task to Jonas, call Bill"
        if not (
            items[j].word in ("me", "for", "to", "the", "a", "on", "my", "list", "his", "her", "on my list", "over")
            or items[j].has("please")
            or items[j].of("user")
        ):
            return j if any(map(_is_user, items[start:j])) else start  # "a task over to Anna for THE DRAWING"
    return start


def _is_user(item: Item) -> bool:
    return bool(item.candidates) and item.candidates[0].object == "user"


def _text(kept: list[Item], turn: Turn) -> str:
    """The words of the items as written, with the spaces between neighbours."""
    out = ""
    for n, item in enumerate(kept):
        raw = turn.text[item.start : item.end]
        gap = " " if n and not (item.is_mark and item.word not in "&-(") else ""
        out += gap + raw
    return out.strip()
