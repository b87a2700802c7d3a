"""More of what a waiting proposal makes: "his email is …" of the new lead, "due Tuesday, for Dale" of the new task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from assistant.language.acts.asking import asks
from assistant.language.chart import Items
from assistant.language.joints import VERBS
from assistant.language.plan import ToolCall
from assistant.language.slots import answers
from assistant.language.slots.meant import undecided
from assistant.language.slots.turn import Json, Turn
from assistant.language.slots.writes.changed_texts import sentence
from assistant.language.slots.writes.changes import read_changes
from assistant.language.slots.writes.creates import more_of
from assistant.language.slots.writes.current import shifted, stepped
from assistant.language.slots.writes.held import told_day
from assistant.language.slots.writes.residue import unread
from assistant.language.values import ShiftValue

_OF_IT = frozenset(
    "his her their its it she he they she's he's it's they're also and we met got from put with source".split()
)
_LEADS = frozenset("due by on for with about at until next and also a the please pls it make as in".split())
_URGENCY = frozenset("high low normal urgent priority prio important".split())
_LINKS = ("contact", "lead", "deal", "account")


_HELD = ("email", "phone", "url", "number", "money", "date")


def adds(turn: Turn) -> bool:
    """ "His email is pete@…": of whom was just spoken, with a value; no question."""
    held = any(x.kind in _HELD or x.sense("option") or x.sense("title") for x in turn.items)
    return held and _opens(turn.items, _OF_IT) and not asks(turn.items) and not any(x.candidates for x in turn.items)


_GOING_ON = frozenset("yes yeah yep ok okay and also with plus sure but".split())


def adds_deal(turn: Turn) -> bool:
    """ "Yeah, and with a deal for 38k, call it …": more of a conversion that waits."""
    first = next((x for x in turn.items if not x.is_mark), None)
    noun = any((s := x.sense("object")) and s.object == "deal" and not x.plural for x in turn.items[:6])
    other = any(x.has("convert", "create", "log", "remind", "find") for x in turn.items[:3])
    return first is not None and first.word in _GOING_ON and noun and not other and not asks(turn.items)


def with_deal(turn: Turn, changes: list[Json]) -> bool:
    """Puts the deal that the message tells of into the conversion of a lead; False where none is converted."""
    lead = next((c for c in changes if c["object"] == "lead" and c["set"].get("status") == "Converted"), None)
    contact = next((c for c in changes if c["object"] == "contact" and c["op"] == "create"), None)
    account = contact["set"].get("account") if contact else None
    if lead is None or contact is None or account is None or any(c["object"] == "deal" for c in changes):
        return False
    items = tuple(replace(x, candidates=x.of("user", "product")) for x in turn.items)
    fields = more_of(items, turn, "deal")
    if not fields:
        return False
    name = {"name": f"{contact['set'].get('name', 'New')} deal"}
    links = {"account": account, "contact": {"change": contact["key"]}}
    deal = {"op": "create", "object": "deal", "key": "c9", "set": name | fields | links}
    changes.insert(changes.index(lead), deal)
    return True


def added(turn: Turn, changes: list[Json]) -> bool:
    """Puts what the message adds into the last new record of a proposal; False where it adds nothing to it."""
    last = next((c for c in reversed(changes) if c["op"] == "create"), None)
    if last is None or last is not changes[-1] or not turn.items or of_another(turn.items, last["object"]):
        return False
    if last["object"] == "activity":
        told = _more_words(turn, last["set"])
        return told or (last["set"].get("type") == "task" and _to_task(turn.items, turn, last["set"]))
    return _opens(turn.items, _OF_IT) and _to_record(turn, last)


def of_another(items: Items, object_: str) -> bool:
    """ "And a deal for 20k" behind a new account: a record of its own."""
    nouns = (x.sense("object") for x in items if not x.candidates)
    return any(s and not s.plural and s.object not in (object_, "activity") for s in nouns)


def _more_words(turn: Turn, fields: Json) -> bool:
    """ "About the delivery plan" of a task: more of what it is; "she wants 45 units" of a call: more of what was said."""
    items = _behind_openers(turn.items)
    if not goes_on(turn) or (fields.get("type") == "task") != (items[0].word in _ON_WHAT):
        return False
    told = turn.text[items[0].start :].strip(" .!")
    if fields.get("type") == "task":
        fields["subject"] = f"{fields['subject']} {told}"
        return True
    fields["body"] = " ".join(t for t in (fields.get("body"), f"{sentence(told)}.") if t)
    return True


def _behind_openers(items: Items) -> Items:
    """ "Oh and he asked for …": without the words that only lead to it; they stay before an order, "and push it …"."""
    first = next((i for i, x in enumerate(items) if not (x.is_mark or x.word in _OPENERS)), 0)
    return items[first:] if items[first : first + 1] and items[first].word in _SAYING | _ON_WHAT else items


_OPENERS = frozenset("oh and also plus btw ah so then but yeah".split())


def goes_on(turn: Turn) -> bool:
    """What can only be more of what waits: what it is about, or what somebody said."""
    items = _behind_openers(turn.items)
    if asks(items) or any(x.candidates for x in items) or len([x for x in items if not x.is_mark]) < _FEW:
        return False
    matter = items[0].word in _ON_WHAT and not any(x.value for x in items)
    if items[0].word in ("and", "also", "plus") and any(x.has(*_ORDERING) for x in items[1:3]):
        return any(x.sense("field") or x.sense("option") or x.value for x in items)  # "and bump the amount by 10 %"
    return matter or (items[0].word in _SAYING and items[1].word in VERBS)


_FEW = 3
_ORDERING = ("set", "move", "push", "raise", "lower")
_ON_WHAT = frozenset(["about", "regarding", "re", "concerning"])
_SAYING = frozenset("she he they".split())


def set_too(turn: Turn, changes: list[Json]) -> bool:
    """ "And push it to the 4th": a further field of the one record that the proposal changes; False where it is none."""
    pointing = (
        any(x.has("it", "her", "him") and not x.candidates for x in turn.items) or _field_first(turn) or goes_on(turn)
    )
    if len(changes) != 1 or changes[0]["op"] != "update" or not pointing or asks(turn.items):
        return False
    if any(x.candidates and x.candidates[0].object != "user" for x in turn.items):
        return False
    found = read_changes(turn.items, turn, changes[0]["object"], set())
    if not found.values or found.relative or set(found.values) & set(changes[0]["set"]):
        return False
    if unread(turn.items, turn, changes[0]["object"], found):
        return False
    changes[0]["set"] |= found.values
    return True


async def stepped_too(turn: Turn, changes: list[Json]) -> ToolCall | None:
    """ "And add 5k": a step of the one record that the proposal changes, from what it is; None where no step is said."""
    if len(changes) != 1 or changes[0]["op"] != "update" or asks(turn.items):
        return None
    if any(x.candidates and x.candidates[0].object != "user" for x in turn.items):
        return None
    change = changes[0]
    found = read_changes(turn.items, turn, change["object"], set())
    if not found.relative or unread(turn.items, turn, change["object"], found):
        return None
    if set(found.relative) & set(change["set"]):
        if not (further := _further(turn.items, found.relative, change["set"])):
            return answers.ask("From what should I count? Tell me the new value.")
        change["set"] |= further
        return ToolCall("revise_proposal", {"changes": changes})
    values = await stepped(turn, change["object"], change["record"]["id"], found.relative)
    if values is None:
        return None
    change["set"] |= {**found.values, **values}
    return ToolCall("revise_proposal", {"changes": changes})


def _further(items: Items, steps: Mapping[str, Any], proposed: Json) -> Json:
    """ "Another week": from the day that is proposed; nothing where it is not said to go on from there."""
    on = any({"another", "more", "further"} & set(x.word.split()) for x in items)
    days = {n: s for n, s in steps.items() if isinstance(s, ShiftValue) and isinstance(proposed.get(n), str)}
    return {n: shifted(date.fromisoformat(proposed[n]), s).isoformat() for n, s in days.items()} if on else {}


def _field_first(turn: Turn) -> bool:
    """ "… and next step send the final quote": a field of its own opens."""
    first = next((x for x in turn.items if not x.is_mark and x.word not in _GOING_ON | _ARTICLES), None)
    return first is not None and first.sense("field") is not None and not first.candidates


_ARTICLES = frozenset("the a an its his her their".split())


def _opens(items: Items, words: frozenset[str]) -> bool:
    first = next((x for x in items if not x.is_mark), None)
    return first is not None and (first.word in words or first.has("her", "him", "they", "it"))


def _to_record(turn: Turn, last: Json) -> bool:
    found = more_of(turn.items, turn, last["object"])
    label = turn.catalog.objects[last["object"]].label_field
    found = {k: v for k, v in found.items() if k != label}
    last["set"] |= found
    return bool(found)


def _answer(items: Items) -> Items:
    """ "By when? Say Tuesday": what is said behind a question of one's own."""
    at = next((i for i, x in enumerate(items[:_FEW]) if x.word == "?"), None)
    own = at is not None and any(x.word in ("when", "by when", "due when") or x.has("when") for x in items[:at])
    behind = items[at + 1 :] if own and at is not None else items
    return tuple(x for x in behind if x.word not in ("say", "let's say")) if behind is not items else items


def answers_itself(items: Items) -> bool:
    """ "When? Thursday."."""
    return bool(_answer(items)) and _answer(items) is not items and _answer(items) != items


def _to_task(items: Items, turn: Turn, fields: Json) -> bool:
    """A day, a record or a user, behind the small words that lead to them, and nothing else."""
    items = _answer(items)
    dated = len(items) == 1 and items[0].kind == "date"
    if not (dated or _opens(items, _LEADS | _URGENCY)):
        return False
    priority = next((s.value for x in items if (s := x.sense("option", "activity")) and s.field == "priority"), None)
    known = _LEADS | _URGENCY if priority else _LEADS
    plain = (
        x for x in items if not (x.is_mark or x.value or x.candidates or x.word in known or x.has("due", "please"))
    )
    if any(not (priority and x.sense("option", "activity")) for x in plain):
        return False
    day = next((d for x in items if (d := told_day(x))), None)
    if any(c.object in fields for x in items for c in x.candidates[:1]) and items[0].word in ("and", "also"):
        return False  # "… and Owen": somebody more, and nobody instead
    found: Json = {"due_date": day.isoformat()} if day else {}
    found |= {"priority": priority} if priority else {}
    for item in items:
        one = undecided(item.candidates) if item.candidates else ()
        if len(one) == 1 and one[0].object == "user":
            found["owner"] = one[0].id
        elif len(one) == 1 and one[0].object in _LINKS:
            found[one[0].object] = one[0].id
    fields |= found
    return bool(found)
