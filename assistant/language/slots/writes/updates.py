"""Updates of records: what a clause sets, on which of them, also together with the clause before it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from assistant.language.acts.titled import title_span
from assistant.language.acts.told_next import next_step_told
from assistant.language.chart import Item, Items
from assistant.language.lexicon import Sense
from assistant.language.slots.targets import find_target
from assistant.language.slots.turn import Turn
from assistant.language.slots.writes import making
from assistant.language.slots.writes.changed_texts import KINDS, RECORD, field_of, sentence
from assistant.language.slots.writes.drafts import Draft
from assistant.language.slots.writes.held import day_of
from assistant.language.slots.writes.kinds import OWNED, object_of
from assistant.language.slots.writes.many import those_said
from assistant.language.slots.writes.record_updates import update_record
from assistant.language.slots.writes.shares import shares


def update(items: Items, turn: Turn, draft: Draft) -> None:
    """Drafts the changes of a clause; where it lacks its value or its record, together with what stood open before."""
    if making.more(items, turn, draft):
        return
    parts = shares(_with_earnings(_but_steps(_but_adjectives(_but_titles(_values_only(items, draft.told))))), turn)
    for part in parts:
        if draft.stop is None:
            _update_part(part, turn, draft)


def _values_only(items: Items, told: Items) -> Items:
    """ "Her phone number has changed, it's +1 …": a number is what is set, also where somebody has it already."""
    items = _but_dead_lines(items)
    named = any(x.candidates and x.kind not in ("email", "phone") for x in items)
    asked = any(s.field in ("email", "phone") for x in told for s in x.senses if s.kind == "field")
    if not (named or asked):
        return items
    return tuple(replace(x, candidates=()) if x.kind in ("email", "phone") else x for x in items)


def _but_dead_lines(items: Items) -> Items:
    """ "The old number is DEAD, use …", "NOTE the new mail of …": no deal that is lost and no notes, where a number or address is given."""
    given = any(x.kind in ("email", "phone") for x in items) and not any(x.of("deal") for x in items)
    verb = next((x for x in items if not x.is_mark and not x.has("please")), None)
    plain = {
        x
        for x in items
        if given and (x.has("won", "lost") or x.sense("object", "activity") or (x is verb and x.word == "note"))
    }
    return tuple(replace(x, senses=()) if x in plain else x for x in items)


def _but_adjectives(items: Items) -> Items:
    """ "NEW date third of December": no status, where a word of what is new stands behind it."""
    new = {a for a, b in pairwise(items) if a.word == "new" and (b.sense("field") or b.word in _NEW_THINGS)}
    return tuple(replace(x, senses=()) if x in new else x for x in items)


_NEW_THINGS = frozenset("date amount day number phone mobile cell line email e-mail mail address".split())


def _but_steps(items: Items) -> Items:
    """ "We settled on A DEMO WITH THE SITE MANAGER as the next step": what is to come is no record that changes."""
    if (span := next_step_told(items)) is None:
        return items
    plain = {*range(*span), *(i for i, x in enumerate(items[:2]) if x.word == "note")}
    return tuple(replace(x, candidates=(), senses=()) if i in plain else x for i, x in enumerate(items))


def _but_titles(items: Items) -> Items:
    """ "She's GENERAL MANAGER now": what somebody becomes is no name of a record."""
    span = title_span(items) or (0, 0)
    return tuple(replace(x, candidates=()) if i in range(*span) else x for i, x in enumerate(items))


def _with_earnings(items: Items) -> Items:
    """ "Acme has 700 staff now and MAKES 130 million": the revenue of a company, and no deal's amount."""
    earned = {a for a, b in pairwise(items) if a.word in ("makes", "earns") and b.kind == "money"}
    return tuple(replace(x, senses=(_REVENUE,)) if x in earned else x for x in items)


_REVENUE = Sense("field", object="account", field="annual_revenue")


def _update_part(items: Items, turn: Turn, draft: Draft) -> None:
    if _of_new_task(items, draft):
        return
    if _completes(items, turn) and those_said(draft.told, items, turn, draft):
        return
    if draft.open and _completes(items, turn) and completed(items, turn, draft):
        return
    waiting = draft.open
    update_record(items, turn, draft)
    if draft.stop and waiting and completed(items, turn, draft):
        draft.stop = None
    if draft.stop and draft.told and _goes_back(items, turn) and not _has_settable(_but_pronouns(items)):
        trial = Draft(changes=list(draft.changes), about=draft.about)
        update_record((*draft.told, *items), turn, trial)  # "… was promoted to CFO, update the title"
        if trial.stop and (whole := _with_goal(draft.told, items)):
            trial = Draft(changes=list(draft.changes), about=draft.about)
            update_record(whole, turn, trial)
        if not trial.stop:
            draft.stop, draft.changes, draft.about = None, trial.changes, trial.about
            draft.unclear, draft.open, draft.question = trial.unclear, (), None
    if draft.stop and draft.open == items and _has_changed(items, turn, draft):
        draft.stop, draft.open = None, ()
    if draft.stop and (_of_doubtful(items, draft) or _gets_address(items, draft)):
        draft.stop, named = None, tuple(x for x in draft.told if x.of("contact", "lead"))
        update_record((*named, *items), turn, draft)


def _with_goal(told: Items, items: Items) -> Items:
    """ "Acme has moved to Burnaby, can you correct the city": the order with what was told as its value; empty where nothing was."""
    end = len(told)
    while end and (told[end - 1].is_mark or told[end - 1].word in ("now", "recently", "already")):
        end -= 1
    at = next((i for i in range(end - 2, 0, -1) if told[i].word in _GOALS), end)
    value = told[at + 1 : end]
    new = bool(value) and all(x.capital and x.word.isalpha() and not (x.candidates or x.value) for x in value)
    named = tuple(x for x in told[:at] if x.candidates)
    moved = any(x.word in ("moved", "relocated", "moving") for x in told) and any(x.word in RECORD for x in items)
    where = (replace(items[-1], senses=(_CITY,)),) if moved else ()  # "… has moved to Burnaby, fix the account"
    return (*named, *items, *where, replace(told[at], text="to", word="to"), *value) if new else ()


_GOALS = frozenset(["to", "in", "called", "named"])
_CITY = Sense("field", object="account", field="city")


def _but_pronouns(items: Items) -> Items:
    """Without whom "her" was found to mean: nothing that a field could take."""
    return tuple(x for x in items if x.word not in ("her", "his", "him", "their", "them"))


def _gets_address(items: Items, draft: Draft) -> bool:
    """ "Sarah's number changed, it's +1 …": of whom there are several."""
    own = any(x.kind in ("email", "phone") and not x.candidates for x in items)
    return own and not any(x.of(*OWNED) for x in items) and any(x.of("contact", "lead") for x in draft.told)


def _has_changed(items: Items, turn: Turn, draft: Draft) -> bool:
    """ "… which makes it 112k. Please change that on the pilot": what was told is proposed already."""
    target = find_target(items, turn, (object_of(items, turn),)).one
    of_it = [c for c in draft.changes if target is not None and c.get("record", {}).get("id") == target.id]
    pointing = any(x.word in ("that", "it", "this", "accordingly") for x in items)
    done = {n for c in of_it for n in (*c["set"], *c.get("relative", {}))}
    named = {f.name for x in items for c in of_it if (f := field_of(x, turn, c["object"]))}
    return bool(of_it) and (pointing or (bool(named) and named <= done)) and not _has_new(items)


def _has_new(items: Items) -> bool:
    return any((x.value or x.sense("option")) and not x.candidates for x in items)


def _goes_back(items: Items, turn: Turn) -> bool:
    """ "… update the title", "please change that on the renewal": its value was told before."""
    return any(
        field_of_any(x, turn) or x.word in KINDS | RECORD or (x.word in ("that", "it", "this") and i)
        for i, x in enumerate(items)
    )


def field_of_any(item: Item, turn: Turn) -> bool:
    """It names a field of some record."""
    return not item.candidates and any(field_of(item, turn, o) for o in OWNED)


def _of_doubtful(items: Items, draft: Draft) -> bool:
    """ "Sarah got promoted, change her title": of whom there are two."""
    pointing = any(x.has("her", "him") and not x.candidates for x in items)
    return pointing and not any(x.of(*OWNED) for x in items) and any(x.of("contact", "lead") for x in draft.told)


def _of_new_task(items: Items, draft: Draft) -> bool:
    """ "… a task to book the crew. Make that December third", "… and make it high priority": the day or the rank of the task just made."""
    last = draft.changes[-1] if draft.changes else {}
    made = last.get("op") == "create" and last["set"].get("type") == "task"
    again = items[0].word.split()[0] in ("make", "set", "mark") and any(x.word in ("that", "it") for x in items[:2])
    if not made or not again or any(x.candidates or x.has("closing") for x in items):
        return False
    day = next((d for x in items if (d := day_of(x))), None)
    ranks = [s for x in items for s in x.senses if s.kind == "option"]
    rank = next((s.value for s in ranks if (s.object, s.field) == ("activity", "priority")), None)
    if (day is None and rank is None) or (ranks and rank is None):
        return False
    last["set"] |= {"due_date": day.isoformat()} if day else {}
    last["set"] |= {"priority": rank} if rank else {}
    return True


def told_on(items: Items, turn: Turn, draft: Draft) -> bool:
    """What is told of the change that was just ordered; False where the clause says anything else."""
    return _signed(items, draft) or _should_say(items, turn, draft)


def _should_say(items: Items, turn: Turn, draft: Draft) -> bool:
    """ "Scrap the next step on the carts, it should say: wait for Susan's mail": what stands in its place."""
    last = draft.changes[-1] if draft.changes else {}
    emptied = [n for n, v in last.get("set", {}).items() if v is None]
    said = [x for x in items if not x.is_mark]
    words = [w for x in said[:3] for w in x.word.split()]
    led = words[:1] == ["it"] and words[1:2] in (["should"], ["must"]) and words[2:3] in (["say"], ["read"], ["be"])
    if not (led and emptied and len(said) > _TRIPLE):
        return False
    last["set"][emptied[-1]] = sentence(turn.text[said[_TRIPLE].start : items[-1].end])
    return True


def _signed(items: Items, draft: Draft) -> bool:
    """ "The carts drop to 81k, and they'll sign next Friday": when the deal that was just changed closes; False where the clause says anything else."""
    last = draft.changes[-1] if draft.changes else {}
    said = [x for x in items if not x.is_mark and x.word not in _WILLING]
    days = [d for x in said if x.kind == "date" and (d := day_of(x))]
    plain = (
        len(said) == _TRIPLE and said[0].word.split("'")[0] in _SIGNERS and said[1].word in ("sign", "signing", "signs")
    )
    if not plain or len(days) != 1 or (last.get("op"), last.get("object")) != ("update", "deal"):
        return False
    last["set"].setdefault("close_date", days[0].isoformat())
    return True


_TRIPLE = 3  # who, signs, when
_SIGNERS = frozenset("they he she it everyone everybody".split())
_WILLING = frozenset(
    "and will want wants to can should plan plans are is on by expect expects going go would like ready".split()
)


def _completes(items: Items, turn: Turn) -> bool:
    """Names no record of its own, so that it speaks of what stood open."""
    return not any(x.of(*OWNED) for x in items)


def completed(items: Items, turn: Turn, draft: Draft) -> bool:
    """ "The source is wrong. It came from a partner": the open order with its value; False where it has none."""
    before, whole = draft.open, items if draft.open == items else (*draft.open, *items)
    trial = Draft(changes=list(draft.changes), about=draft.about, bulk=draft.bulk)
    update_record(whole, turn, trial)
    if trial.stop or not _has_settable(items) or _lacks_named(before, trial, turn):
        return False
    draft.changes, draft.about, draft.unclear, draft.bulk = trial.changes, trial.about, trial.unclear, trial.bulk
    draft.open, draft.question = (), None
    return bool(before)


def _lacks_named(before: Items, trial: Draft, turn: Turn) -> bool:
    """ "Amount one fifteen. Closing December third": the field that stood open got no value by what came behind."""
    last = trial.changes[-1] if trial.changes else {}
    said = {**last.get("set", {}), **last.get("relative", {})}
    named = (f.name for x in before if not x.candidates and (f := field_of(x, turn, last.get("object", "deal"))))
    return any(name not in said for name in named)


def _has_settable(items: Items) -> bool:
    kinds = ("money", "number", "date", "period", "percent", "shift", "duration", "email", "phone", "quote", "url")
    held = any(x.kind in kinds or x.candidates or x.sense("option") or x.sense("title") for x in items)
    return held or any(x.has("won", "lost") for x in items)
