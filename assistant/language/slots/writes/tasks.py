"""What happens to tasks that are there already: done, put off, deleted."""

from __future__ import annotations

from datetime import date

from assistant.language.acts.activities_said import gets_day, led_by
from assistant.language.acts.tasks_told import ends_task, named_task
from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.slots import answers
from assistant.language.slots.reads.lists import parse_list
from assistant.language.slots.targets import find_target
from assistant.language.slots.turn import Json, Turn
from assistant.language.slots.writes.changes import read_changes
from assistant.language.slots.writes.drafts import Draft, change_task
from assistant.language.slots.writes.known_tasks import (
    all_of_it,
    matching,
    root,
    said_of,
    well_named,
    wholly_named,
)
from assistant.language.slots.writes.many import points_at_all
from assistant.language.slots.writes.tickets import ENOUGH, PAIR, only_points, within
from assistant.language.text import words_of
from assistant.language.values import DateValue, PeriodValue

NONE = "I find no open task like that."
_CHANGING = ("set", "move", "push", "raise", "lower", "assign", "rename")


async def complete(items: Items, turn: Turn, draft: Draft) -> None:
    plural = any((s := x.sense("object", "activity")) and s.plural for x in items)
    if plural:
        draft.bulk = _all_done(items, turn)
        return
    if not draft.told and points_at_all(items) and (shown := turn.state.shown) and shown.object == "activity":
        _each_done(shown.ids, items, draft)
        return
    placed = find_target(items, turn, ("activity",), pronouns=False, implied=False)
    before = draft.told or tuple(x for x in turn.items if x.end <= items[0].start)
    pointing = only_points(items) or ends_task(items)
    whole = (*before, *items) if pointing else items
    if placed.one:
        found = [placed.one]
    elif pointing and len(turn.items) > len(items) + 1:
        whole, found = await _pointed_at(items, before, turn)
        if not found and said_of(whole).words:
            draft.stop = answers.ask("Which task do you mean?")
            return
    else:
        found = await matching(whole, turn, _of_whom(items, turn))
    if not placed.one and not _ordered(items):
        found = [
            c for c in found if wholly_named(c, whole) or all_of_it(c, whole)
        ]  # "she told me the review is done" is no order
    if not found and not said_of(whole).words:
        meant = find_target(items, turn, ("activity",), implied=True)
        found = list(meant.candidates)
        if not found:
            draft.stop = answers.ask("Which task do you mean?")
            return
    if not found:
        draft.stop = answers.decline("not_possible", NONE)
        return
    change_task(draft, found, {"op": "update", "set": {"status": "done"}})


async def _pointed_at(items: Items, before: Items, turn: Turn) -> tuple[Items, list[Candidate]]:
    """ "I've sent it to Acme, that task is done", "that task is over, I've sent it": what was told, and the tasks that fit it well."""
    others = tuple(x for x in turn.items if x not in items)
    for told in (before, others):
        whole = (*told, *items)
        found = await matching(whole, turn, _of_whom(items, turn)) if told else []
        if fitting := [c for c in found if well_named(c, whole)]:
            return whole, fitting
    return (*others, *items), []


def _each_done(ids: tuple[str, ...], items: Items, draft: Draft) -> None:
    """ "Mark both as done", "tick them off": every task that was shown, where as many were meant."""
    if any(x.word == "both" for x in items) and len(ids) != PAIR:
        draft.stop = answers.ask("Which two of them do you mean?")
        return
    for record in ids:
        draft.changes.append(
            {"op": "update", "object": "activity", "record": {"id": record}, "set": {"status": "done"}}
        )


def _ordered(items: Items) -> bool:
    """It speaks of a task, or begins with what is to become of it: "tick off …", "done with …"."""
    first = next((x for x in items if not x.is_mark and not x.has("please")), items[0])
    return first.has("complete", "set") or any(_says_task(x) or x.has("it") or "list" in x.word.split() for x in items)


def _all_done(items: Items, turn: Turn) -> Json:
    conditions = parse_list(items, turn, "activity", "task").conditions()
    where = [c for c in conditions if c != {"field": "status", "op": "eq", "value": "done"}]
    open_ = {"field": "status", "op": "eq", "value": "open"}
    return {"object": "activity", "where": [*where, open_], "set": {"status": "done"}}


def _of_whom(items: Items, turn: Turn) -> str | None:
    """Whose task it is, where that is said: "Maya's task"."""
    return next((x.of("user")[0].id for x in items if x.possessive and x.of("user")), None)


def _told_of_whom(items: Items, draft: Draft) -> str | None:
    """ "… that task of his": the colleague of the clause before."""
    pointing = any(x.has("him", "her", "they") and not x.candidates for x in items)
    users = [x.of("user")[0].id for x in draft.told if x.candidates and x.candidates[0].object == "user"]
    return users[0] if pointing and users else None


def known_task(items: Items) -> int | None:
    """The item that leads a task that is there already: "THE task …", "MY Acme task", or None."""
    places = (i for i, x in enumerate(items) if _says_task(x))
    return next((start for i in places if (start := led_by(items, i)) is not None), None)


def put_off(items: Items) -> int | None:
    """The item that names what is put off: "reschedule MY CALL with …"; None where a deal or a field is meant."""
    verb = next((i for i, x in enumerate(items) if x.has("push", "move", "assign")), None)
    if verb is None:
        return None
    for i in range(verb + 1, min(verb + 4, len(items))):
        said = items[i]
        noun = said.sense("object", "activity") or (said.has("remind") and not said.has("due"))
        if noun and not said.candidates and not said.plural and (start := led_by(items, i)) is not None:
            return start + 1
    return None


async def changed(items: Items, turn: Turn, draft: Draft) -> bool:
    """ "postpone the task “Draft the agenda” to tomorrow": a change of one of the caller's open tasks."""
    if _named_changed(items, turn, draft):
        return True
    at = known_task(items)
    named = at is not None and any(x.has(*_CHANGING) for x in (items if at == 0 else items[:at]))
    named = named or (at is not None and gets_day(items, at))
    named = named or (at == 0 and any(x.value or x.sense("option") for x in items))  # "my task …, make it tomorrow"
    off = None if named else put_off(items)
    if not named and off is None and not _vague(items, turn):
        return False
    start = at + 1 if named and at is not None else (off if off is not None else 1)
    found = [
        c
        for c in await matching(items[start:], turn, _of_whom(items, turn))
        if well_named(c, items) or (named and (c.score >= ENOUGH or _described(c, items[start:])))
    ]
    if not found:
        if named or off is not None:
            draft.stop = answers.decline("not_possible", NONE)
        return named or off is not None
    words = {root(w) for w in words_of(found[0].label)}
    part = {i for i, x in enumerate(items) if i >= start and (x.kind == "quote" or within(x, words))}
    changes = read_changes(items, turn, "activity", part | ({at} if at is not None else set()))
    if not changes:
        draft.stop = answers.ask(f"What should change on “{found[0].label}”?")
        return True
    change: Json = {"op": "update", "set": changes.values}
    change_task(draft, found, change | ({"relative": changes.relative} if changes.relative else {}))
    return True


def _named_changed(items: Items, turn: Turn, draft: Draft) -> bool:
    """“Draft the agenda” to Friday", "… won't happen before Friday": a task that is called by its subject."""
    which = named_task(items)
    if which is None:
        return False
    changes = read_changes(items, turn, "activity", {which})
    if day := _not_before(items):
        changes.values["due_date"] = day.isoformat()
    if not changes:
        return False
    rest: Json = {"relative": changes.relative} if changes.relative else {}
    change_task(draft, [items[which].candidates[0]], {"op": "update", "set": changes.values, **rest})
    return True


def _not_before(items: Items) -> date | None:
    """ "Not before Friday", "won't happen until Friday": that day."""
    value = next((x.value.value for x in items if x.value and isinstance(x.value.value, PeriodValue)), None)
    denied = any(w.endswith(("n't", "not", "nothing")) for x in items for w in x.word.split())
    anchor = value.anchor if value and denied and value.relation in ("before", "until") else None
    if isinstance(anchor, DateValue):
        return anchor.future
    return anchor.on("future").start if anchor else None


async def told_of(items: Items, turn: Turn, draft: Draft) -> bool:
    """ "The quote update for Atlas is more urgent than I thought - make it high priority": the one open task that was told of before."""
    pointing = any(x.has("it") or x.word in ("that", "this") for x in items[:_POINTING])
    of_task = any(_says_task(x) or x.has("due") or x.sense("option", "activity") for x in items)
    of_task = of_task or any(map(_says_task, draft.told))
    if not (draft.told and pointing and of_task) or any(x.candidates for x in items) or draft.changes:
        return False
    found = [c for c in await matching(draft.told, turn) if wholly_named(c, draft.told)]
    changes = read_changes(items, turn, "activity", {i for i, x in enumerate(items) if _says_task(x)})
    if len(found) != 1 or not changes:
        return False
    change_task(draft, found, {"op": "update", "set": changes.values})
    return True


_POINTING = 3  # items among which "make that task …" points


def _described(task: Candidate, items: Items) -> bool:
    """ "The photos task": all that was said of it before its noun stands in its subject."""
    noun = next((i for i, x in enumerate(items) if _says_task(x)), 0)
    said = {root(w) for x in items[:noun] for w in words_of(x.text)}
    return bool(said) and said <= {root(w) for w in words_of(task.label)}


async def retold(items: Items, turn: Turn, draft: Draft) -> bool:
    """ "task call Ann Cho: high priority, due 12/2": one that is there already, with nothing but what it gets behind it."""
    colon = next((i for i, x in enumerate(items) if x.word == ":"), 0)
    behind = [x for x in items[colon + 1 :] if not x.is_mark]
    plain = all(x.value or x.sense("option") or x.sense("field") or x.has("due") or x.word in _SMALL for x in behind)
    if colon < _NAMED or not behind or not plain or not _says_task(items[0]):
        return False
    found = [c for c in await matching(items[1:colon], turn) if well_named(c, items)]
    changes = read_changes(items[colon + 1 :], turn, "activity", set())
    if not found or not changes:
        return False
    change_task(draft, found, {"op": "update", "set": changes.values})
    return True


_NAMED = 2  # items before the colon, the noun and something of what is to do
_SMALL = frozenset("and by on for to set now is the".split())


def _vague(items: Items, turn: Turn) -> bool:
    """ "snooze the quarterly review with Reggie": put off, yet no deal is named and no field."""
    putting = any(x.has("push") for x in items[:3]) and any(
        x.kind in ("date", "period", "shift", "duration") for x in items
    )
    others = any(x.of("deal", "account", "ticket") or x.sense("field") or x.has("deal_noun", "it") for x in items)
    people = any(x.of("contact", "lead") for x in items)
    if any(x.kind == "quote" for x in items) and any(x.kind in ("date", "period", "shift") for x in items):
        return not others  # "shunt “Ask for the plan” to Friday"
    return putting and people and not others


async def deleted(items: Items, turn: Turn, draft: Draft) -> bool:
    """ "delete the task Call Kirsten": a task, never whom it is about; False where no task is spoken of."""
    at = next((i for i, x in enumerate(items) if _says_task(x)), None)
    if at is None:
        if any((s := x.sense("object", "activity")) and s.value and not x.candidates for x in items):
            draft.stop = answers.decline(
                "not_possible", "I delete tasks; a call, meeting or note is deleted on its record."
            )
        return draft.stop is not None
    placed = find_target(items, turn, ("activity",), pronouns=False, implied=False)
    which = items
    if not said_of(which).words and not any(x.candidates for x in which):
        which = (*draft.told, *which)  # "Tom thanked Victor already, delete that task of his"
    found = (
        [placed.one]
        if placed.one
        else await matching(which, turn, _of_whom(items, turn) or _told_of_whom(items, draft))
    )
    if not found:
        draft.stop = answers.decline("not_possible", NONE)
        return True
    change_task(draft, found, {"op": "delete"})
    return True


def _says_task(item: Item) -> bool:
    sense = item.sense("object", "activity")
    return sense is not None and not sense.plural and sense.value == "task" and not item.candidates
