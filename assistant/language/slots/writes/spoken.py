"""How people order by voice: what they take back, say twice, or leave as it is."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from assistant.language.acts.doing import is_doing, is_doing_now
from assistant.language.acts.model import Act
from assistant.language.chart import Item, Items
from assistant.language.joints import VERBS
from assistant.language.slots.turn import Json, Turn
from assistant.language.slots.writes.changed_texts import field_of
from assistant.language.slots.writes.drafts import Draft
from assistant.language.task_lists import behind_day
from assistant.language.values import NumberValue

_STAYING = frozenset(["leave", "leaves", "keep", "keeps", "stays", "stay", "remains", "unchanged"])
_NO_MORE_THAN_IT = frozenset(
    """the that this it please pls for me too as well and so then call meeting note email visit a just only put on record file following down of coffee lunch dinner
    breakfast conversation chat talk discussion before i forget quickly quick crm system""".split()
)


_FORBIDDING = re.compile(
    r"\b(?:don'?t|do not|no need to|please don'?t) (?:change|touch|update|edit|alter|move) (?:anything|a thing|nothing|any of)\b(?! else)",
    re.IGNORECASE,
)


def forbids(turn: Turn) -> bool:
    """ "Don't change anything, I'll sleep on it": whatever else is said, nothing is."""
    return bool(_FORBIDDING.search(turn.text))


def left_alone(items: Items, turn: Turn, draft: Draft) -> bool:
    """ "actually no, leave the stage": what the message set there before is taken out again. True where it says so."""
    if not any(map(_stays, items)):
        return False
    if _stands(items) or _untouched(items):
        return True
    named = {f.name for x in items if (f := field_of(x, turn, "deal"))}
    if not named and _as_it_is(items):
        updates = [c for c in draft.changes if c["op"] == "update"]
        dropped = updates if any(x.has("all") or x.word == "everything" for x in items) else updates[-1:]
        draft.changes[:] = [c for c in draft.changes if not any(c is d for d in dropped)]
        return True
    if not named or any(x.value or x.candidates for x in items):
        return False
    for change in [c for c in draft.changes if c["op"] == "update"]:
        _without(change, named)
    draft.changes[:] = [c for c in draft.changes if c["op"] != "update" or c["set"] or c.get("relative")]
    return True


def _stays(item: Item) -> bool:
    return item.word in _STAYING or (item.word.split()[0] in _STAYING and item.has("cancel"))


def _untouched(items: Items) -> bool:
    """ "… so leave the peak-season carts where they are", "leave the pilot alone"."""
    said = [x.word for x in items if not x.is_mark]
    named = any(x.candidates for x in items)
    return named and said[0] in ("leave", "keep") and (said[-1] == "alone" or bool({"where", "as"} & set(said[-3:])))


def _stands(items: Items) -> bool:
    """ "The carts stay in Prospecting", "leave the carts in Prospecting": a record and the stage where it is already."""
    at = next((i for i, x in enumerate(items) if x.word in _REMAINING or (x.word in _STAYING and not i)), None)
    if at is None or any(x.has("set", "move", "push") for x in items):
        return False
    named = any(x.candidates or x.sense("object") or x.word in ("it", "that") for x in items)
    return named and any(x.sense("option") for x in items[at + 1 :]) and not any(x.value for x in items)


_REMAINING = frozenset(["stays", "stay", "remains", "remain"])


def _as_it_is(items: Items) -> bool:
    """ "… but leave it for now", "keep it as it is"."""
    at = next(i for i, x in enumerate(items) if _stays(x))
    behind = items[at : at + 1] if " " in items[at].word else items[at + 1 : at + 2]
    until = next((i for i, x in enumerate(items) if i > at and x.word in ("until", "till", "unless")), len(items))
    held = any((x.value and x.kind not in ("date",)) or x.sense("option") or x.candidates for x in items[:until])
    return not held and any(x.has("it", "they", "those", "this", "cancel") or x.word == "everything" for x in behind)


def _without(change: Json, names: set[str]) -> None:
    for values in (change["set"], change.get("relative", {})):
        for name in names & set(values):
            del values[name]
    if not change.get("relative"):
        change.pop("relative", None)


_TELLERS = frozenset("we she he they it there".split())
_SETTABLE = ("money", "date", "period", "percent", "shift", "phone", "email")


def tells(items: Items, act: Act, acts: list[Act]) -> bool:
    """ "We are down to two bidders" beside a call that is logged: a report, with nothing to set."""
    if act.name != "update" or not any(a.name == "log" for a in acts):
        return False
    values = {x.kind for x in items if x.value and not x.candidates}
    bare = not any(x.candidates or _of_amount(x) or x.sense("field") for x in items)
    if values == {"number"} and not orders(items) and bare:
        return True  # "Site 4 next"
    if items[0].word not in _TELLERS:
        return False
    held = any(x.kind in _SETTABLE or x.sense("option") or x.sense("field") for x in items)
    return not held and not any(x.has("won", "lost", "next_stage", "previous_stage", "assign", "clear") for x in items)


_LARGE = 1000


def _of_amount(item: Item) -> bool:
    """ "Amount goes to 115", "that makes it 34,500": a field, or a number as large as money."""
    value = item.value.value if item.value else None
    large = isinstance(value, NumberValue) and value.unit is None and value.value >= _LARGE
    return large or any(s.kind == "field" and s.field == "amount" for s in item.senses)


def orders(items: Items) -> bool:
    """It begins with a verb of change: an order, whatever else the clause is."""
    said = [x for x in items if not x.is_mark and not x.has("please") and x.word not in _LEADS]
    return bool(said) and said[0].has(*_ORDERING) and not said[0].candidates


_LEADS = frozenset("and so then also to now ok okay well".split())
_ORDERING = ("set", "move", "push", "raise", "lower", "clear", "rename", "assign", "delete", "merge", "convert")


_DATED = ("closing", "push", "due", "follow")


def lacks_nothing(items: Items) -> bool:
    """A value that a field could take was said: what it is for must not be left out."""
    held = any(x.kind in ("money", "percent", "shift", "email", "phone") or x.sense("option") for x in items)
    held = held or (any(map(_of_amount, items)) and any(x.kind == "number" for x in items))
    held = held or (any(x.sense("field") for x in items) and any(x.kind == "number" for x in items))
    held = held or any(x.sense("field") and not x.candidates and y.word == "to" for x, y in pairwise(items))
    dated = any(x.kind in ("date", "period") for x in items)
    moved = any(x.has(*_DATED) or x.sense("field") or x.word == "date" for x in items) or _goes_to_day(items)
    return held or (dated and moved)


def _goes_to_day(items: Items) -> bool:
    """ "The Wexford deal goes to next year", "tuggers to January": a deal, and the day that it gets."""
    at = next((i for i, x in enumerate(items) if x.of("deal") or x.sense("object", "deal")), len(items))
    return any(a.word.split()[-1] == "to" and b.kind in ("date", "period") for a, b in pairwise(items[at:]))


def only_told(draft: Draft) -> bool:
    """ "He's after two dollars forty" beside a call that is logged: what somebody says, and no order without its record."""
    logged = any(c["object"] == "activity" for c in draft.changes)
    teller = draft.open[0].word.split("'")[0] in _TELLERS
    return logged and teller and not any(x.candidates or x.sense("field") for x in draft.open)


def only_tells(items: Items, clauses: list[Items]) -> bool:
    """ "Felix called, he cancelled Monday's visit"; "phase one is 220k" before "so change it to 220k": nothing to set that no other clause says."""
    first = next((x for x in items if not x.is_mark and x.word not in _LEADS), items[0])
    subject = first.word.split("'")[0] in _TELLERS or any(c.object in ("contact", "lead") for c in first.candidates[:1])
    held = [x for x in items if not x.candidates and (x.kind in _SETTABLE or x.sense("option"))]
    beside = {str(x.value.value) for c in clauses if c is not items and orders(c) for x in c if x.value}
    again = all(x.value and str(x.value.value) in beside for x in held)
    return not orders(items) and again and (bool(held) or (subject and not items[0].sense("field")))


def only_changes(items: Items) -> bool:
    """ "Acme carts goes up to 112k", "amount to 43": nobody says or does anything in it."""
    first = next((x for x in items if not x.is_mark and x.word not in _LEADS), items[0])
    tells = first.word.split("'")[0] in _TELLERS - {"it"} or bool(first.of("contact"))
    return not tells and not any(x.word in _TELLING or x.has("spoke", "mention") for x in items if not x.candidates)


_TELLING = VERBS - frozenset("is are was were has have had will would should must went goes like".split()) | frozenset(
    "because since as if unless until".split()
)


def only_logs(items: Items) -> bool:
    """ "Log it.", "OK log this": says that something is to be logged, and nothing of it."""
    return all(x.is_mark or x.has("log", "please", "approve") or x.word in _NO_MORE_THAN_IT | _LEADS for x in items)


def said_before(items: Items, draft: Draft) -> bool:
    """ "… and log the call please", after the call was told: the one that is already there."""
    logged = any(c["object"] == "activity" and c["set"].get("type") != "task" for c in draft.changes)
    return logged and all(x.is_mark or x.has("log", "please") or x.word in _NO_MORE_THAN_IT for x in items)


def joined_tasks(clauses: list[Items], acts: list[Act]) -> list[Act]:
    """ "remind me to call A on Friday and e-mail B on Monday": the second is a task too."""
    found = list(acts)
    for n in range(1, len(clauses)):
        if (
            found[n - 1].name == "complete"
            and found[n].name in ("task", "state", "lookup", "find")
            and _says_tasks(clauses[n - 1])
        ):
            found[n] = replace(
                found[n], name="complete", confidence=found[n - 1].confidence
            )  # "tick off two tasks: A and B"
        if found[n - 1].name == "task" and found[n].name not in _KEPT and _next_task(clauses[n]):
            found[n] = replace(found[n], name="task", confidence=found[n - 1].confidence)
    return found


def _next_task(items: Items) -> bool:
    """ "… and e-mail B on Monday", "…, CALLING B back on Friday too"."""
    return begins_task(items) or (is_doing_now(items[0]) and any(x.kind in ("date", "period") for x in items))


def _says_tasks(items: Items) -> bool:
    """ "Tasks", "two tasks"."""
    plural = any((s := x.sense("object", "activity")) and s.plural and s.value == "task" for x in items)
    values = (x.value.value for x in items if x.value)
    return plural or any(isinstance(v, NumberValue) and v.unit == "task" for v in values)


_KEPT = frozenset(["task", "complete", "delete", "merge", "convert", "create"])


def begins_task(items: Items) -> bool:
    """A thing to do with its day: "email Curtis Hale on Monday", "on Friday to send it"."""
    if not items:
        return False
    dated = is_doing(items[0]) and any(x.kind in ("date", "period") for x in items)
    return dated or behind_day(items, 0) is not None
