"""Calls, meetings and notes to log, tasks to make."""

from __future__ import annotations

import re
from datetime import date

from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.slots.changed_texts import sentence
from assistant.language.slots.held import day_of
from assistant.language.slots.targets import Target, find_target
from assistant.language.slots.turn import Json, Turn
from assistant.language.values import DateValue, PeriodValue

NAMELESS = "\u2026?"  # stands in a subject for the name of a record that the person is asked for
_MET = frozenset("mtg met meeting lunch coffee visited visit demoed demo appointment".split())
_WROTE = frozenset(["emailed", "wrote to", "email", "mail"])
_CUES = ("remind", "please", "create", "log", "set", "me")
_LEADING = frozenset("to that for on by at , : - a an the due and new me also then i we".split())
_DATED = frozenset("on by due for at before until this next from".split())


def activity_type(items: Items) -> str:
    """What happened, by the noun or the verb that says it."""
    for item in items:
        sense = item.sense("object", "activity")
        if sense and sense.value and sense.value != "task" and not item.candidates:
            return sense.value
    said = {w for x in items if x.has("spoke", "log", "draft") for w in (x.word, *x.word.split())}
    if said & _MET:
        return "meeting"
    if said & _WROTE:
        return "email"
    return "call" if any(x.has("spoke") for x in items) else "note"


def links(
    items: Items, turn: Turn, about: tuple[Candidate, ...], *, implied: bool
) -> tuple[Json, Target | None, list[Candidate]]:
    """The references of an activity: (fields, an ambiguous target, the records). `about` is what the message is about."""
    refs: Json = {}
    found: list[Candidate] = []
    for wanted in (("contact", "lead"), ("deal",), ("account",)):
        target = find_target(_without_users(items), turn, wanted, pronouns=True, implied=False)
        if wanted == ("deal",) and target.candidates and not _says_deal(items, target):
            continue
        if len(target.candidates) > 1 and not (wanted == ("account",) and found):
            return refs, target, found
        if target.one and target.one.object not in refs and not _same_item(target, found, items):
            refs[target.one.object] = target.one.id
            found.append(target.one)
    homes = {c.account_id for c in found if c.account_id}
    for one in about:
        if one.object == "account" and one.id in homes:
            refs.setdefault("account", one.id)
        if one.object in ("deal", "contact", "lead", "account") and (implied or not refs) and one.object not in refs:
            refs.setdefault(one.object, one.id)
    return refs, None, found


def _without_users(items: Items) -> Items:
    return tuple(x for x in items if not (x.candidates and x.candidates[0].object == "user"))


def _says_deal(items: Items, target: Target) -> bool:
    """A deal by its own name or by the word for one; an account alone is no deal."""
    named = any(items[i].of("deal") for i in target.items if i < len(items))
    pointing = any(x.has("it", "this") and not (i and items[i - 1].has("log")) for i, x in enumerate(items))
    return named or pointing or any(x.has("deal_noun") or x.sense("object", "deal") for x in items)


def _same_item(target: Target, found: list[Candidate], items: Items) -> bool:
    """One word names one record: the last name of a contact is not an account too."""
    return bool(found) and any(
        items[i].of(found[0].object) and items[i].candidates[0].object == found[0].object
        for i in target.items
        if i < len(items)
    )


def logged(
    items: Items, turn: Turn, body: list[str], about: tuple[Candidate, ...]
) -> tuple[Json, Target | None, list[Candidate]]:
    """The fields of an activity that happened, with whom, and its substance."""
    kind = activity_type(items)
    refs, unclear, found = links(items, turn, about, implied=False)
    said = [x for x in [substance(items, turn), *body] if x]
    fields: Json = {"type": kind, "subject": _subject(kind, items, turn, found, unclear), **refs}
    if said:
        fields["body"] = ". ".join(s.rstrip(".") for s in said) + "."
    fields["occurred_at"] = _occurred(items, turn)
    return fields, unclear, found


def _occurred(items: Items, turn: Turn) -> str:
    for item in items:
        if item.kind == "date" and item.value and isinstance(item.value.value, DateValue):
            value = item.value.value
            if value.past <= turn.context.today and not _in_substance(items, item):
                return (
                    value.instant(turn.context.timezone, "past").isoformat() if value.time else value.past.isoformat()
                )
    return turn.session.now.isoformat()


def _in_substance(items: Items, item: Item) -> bool:
    colon = next((x.start for x in items if x.word == ":"), None)
    return colon is not None and item.start > colon


def _subject(kind: str, items: Items, turn: Turn, found: list[Candidate], unclear: Target | None) -> str:
    names = [c.label for c in found if c.object in ("contact", "lead")] or [c.label for c in found]
    names = [NAMELESS] if unclear else names
    topic = _topic(items, turn)
    if kind == "note":
        said = topic or substance(items, turn)
        return _short(said) if said else (f"Note on {names[0]}" if names else "Note")
    verb = {"call": "Call", "meeting": "Meeting", "email": "E-mail"}[kind]
    base = f"{verb} {'to' if kind == 'email' else 'with'} {names[0]}" if names and names[0] else verb
    return f"{base}: {topic}" if topic and ":" not in turn.text[items[0].start : items[-1].end] else base


def _topic(items: Items, turn: Turn) -> str:
    """What stands behind "about", up to the next comma."""
    for i, item in enumerate(items):
        if item.has("about") and i + 1 < len(items):
            end = next((j for j in range(i + 1, len(items)) if items[j].word in (",", ".", ":")), len(items))
            return turn.text[items[i + 1].start : items[end - 1].end] if end > i + 1 else ""
    return ""


def _short(text: str) -> str:
    """A line of at most sixty characters, cut between words."""
    text = sentence(text)
    return text if len(text) <= 60 else text[:60].rsplit(" ", 1)[0] + " …"


def substance(items: Items, turn: Turn) -> str:
    """What was said or learnt: behind the colon, else behind the names."""
    colon = next((i for i, x in enumerate(items) if x.word == ":"), None)
    if colon is not None and colon + 1 < len(items):
        return sentence(turn.text[items[colon + 1].start : items[-1].end])
    last = _header_end(items)
    rest = [x for x in items[last + 1 :] if x.kind not in ("date", "time")]
    while rest and (rest[0].is_mark or rest[0].word in ("and", "that", "this", "morning", "who", "saying", "where")):
        rest = rest[1:]
    if len([x for x in rest if not x.is_mark]) < 2:
        return ""
    return sentence(turn.text[rest[0].start : rest[-1].end])


_HEADER = frozenset(
    """a an the quick brief short great good nice long just had have got left with to for on of at from in by and & my our me us we i
    his her him them that it as okay ok so um uh now self today""".split()
)
_TELLING = frozenset(
    "is was are were has had wants want needs need will would said says thinks can likes asked asks".split()
)


def _header_end(items: Items) -> int:
    """The last item of "quick note on Delmar, Bill Hartley …": what happened, with whom and when. A name with a verb
    behind it tells already."""
    last = -1
    for i, item in enumerate(items):
        named = bool(item.candidates) or item.kind in ("date", "time", "ref", "email", "phone")
        if not (named or item.is_mark or item.word in _HEADER or _says_log(item)):
            break
        last = i
    telling = last + 1 < len(items) and items[last + 1].word in _TELLING
    return last - 1 if telling and last > 0 and items[last].candidates else last


def _says_log(item: Item) -> bool:
    return item.has("log", "spoke", "her", "him") or item.sense("object", "activity") is not None


def task(items: Items, turn: Turn, about: tuple[Candidate, ...]) -> tuple[Json, Target | None, list[Candidate]]:
    """The fields of a task: what, by when, for whom, on what."""
    refs, unclear, found = links(items, turn, about, implied=True)
    fields: Json = {"type": "task", "subject": _with_name(task_subject(items, turn), found), **refs}
    due = next((d for i, x in reversed(list(enumerate(items))) if (d := _due(items, i, turn))), None)
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
    owner = _for_user(items)
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


def _with_name(subject: str, found: list[Candidate]) -> str:
    """ "Call him" with the name of whom was meant."""
    person = next((c.label for c in found if c.object in ("contact", "lead") and c.label), None)
    if person is None:
        return subject
    return re.sub(r"\b(?:him|them|her(?=$| (?:the|a|an|about|on|to|back|with|if)\b))(?=$|\W)", person, subject, count=1)


def _for_user(items: Items) -> str | None:
    for i, item in enumerate(items):
        users = item.of("user")
        if (
            users
            and item.candidates[0].object == "user"
            and (i and (items[i - 1].word in ("for", "to") or items[i - 1].has("remind", "assign")))
        ):
            return users[0].id
    return None


def task_subject(items: Items, turn: Turn) -> str:
    """The clause without its cue, its date and its addressee."""
    dated = {i for i, x in enumerate(items) if x.kind in ("date", "period", "time")}
    dated |= {i - 1 for i in dated if i and items[i - 1].word in _DATED}
    kept = [x for i, x in enumerate(items) if i not in dated]
    start = _behind_cue(kept)
    kept = kept[start:]
    while kept and (kept[0].is_mark or kept[0].word in _LEADING or kept[0].has("please")):
        kept = kept[1:]
    while kept and (kept[-1].is_mark or kept[-1].word in _DATED | {"to", "and", "the"}):
        kept = kept[:-1]
    text = _text(kept, turn) or _before_cue(items, turn, dated)
    return sentence(text) if text else "Follow up"


def _before_cue(items: Items, turn: Turn, dated: set[int]) -> str:
    """ "Thank Uwe, that's a task for tomorrow": the thing to do stands before the cue."""
    cue = next((i for i, x in enumerate(items) if (s := x.sense("object", "activity")) and s.value == "task"), 0)
    kept = [x for i, x in enumerate(items[:cue]) if i not in dated]
    while kept and (kept[-1].is_mark or kept[-1].word in ("that's", "that is", "as", "a", "is", "that", "it's")):
        kept = kept[:-1]
    return _text(kept, turn)


def _behind_cue(items: list[Item]) -> int:
    """Where the thing to do begins: behind "remind me to", "task:", "I need to"."""
    for i, item in enumerate(items):
        if item.word in ("follow up", "followup", "check in", "touch base", "circle back", "chase", "ping"):
            return i if not any(x.word == "to" for x in items[i + 1 : i + 2]) else i + 2
        sense = item.sense("object", "activity")
        if item.has("remind") or (sense and sense.value == "task"):
            return _past_addressee(items, i + 1)
    return 0


def _past_addressee(items: list[Item], start: int) -> int:
    """Behind "me to", "for Anna to", ":": whom the task is for is no part of it."""
    for j in range(start, min(start + 5, len(items))):
        if items[j].word in ("to", ":", "that") and not any(x.of("user") for x in items[j + 1 : j + 2]):
            return j + 1
        if not (items[j].word in ("me", "for", "to", "the", "a") or items[j].has("please") or items[j].of("user")):
            break
    return start


def _text(kept: list[Item], turn: Turn) -> str:
    """The words of the items as written, with the spaces between neighbours."""
    out = ""
    for n, item in enumerate(kept):
        raw = turn.text[item.start : item.end]
        gap = " " if n and not (item.is_mark and item.word not in "&-(") else ""
        out += gap + raw
    return out.strip()
