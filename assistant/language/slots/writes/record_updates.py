"""What one clause changes on the records that it names: the values it sets, and the question where one of both is not clear."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from assistant.language.chart import Item, Items
from assistant.language.plan import ToolCall
from assistant.language.slots import answers
from assistant.language.slots.deals_named import rest_of_name
from assistant.language.slots.meant import NOTHING, Target
from assistant.language.slots.targets import find_target
from assistant.language.slots.turn import Turn
from assistant.language.slots.writes.bound import pointer
from assistant.language.slots.writes.changed_texts import Changes, field_of, text_start
from assistant.language.slots.writes.changes import read_changes
from assistant.language.slots.writes.drafts import UNKNOWN, Draft
from assistant.language.slots.writes.handing import hand_over
from assistant.language.slots.writes.kinds import OWNED, object_of
from assistant.language.slots.writes.many import change_many
from assistant.language.slots.writes.residue import unread
from assistant.language.slots.writes.shares import in_a_row, mixed
from assistant.language.slots.writes.steps import MONEY_OF


def update_record(items: Items, turn: Turn, draft: Draft) -> None:
    """Drafts what one clause changes; `draft.stop` is the question where it does not say what, or on which record."""
    if hand_over(items, turn, draft) or change_many(items, turn, draft):
        return
    head = items[: text_start(items, turn)]
    object_ = object_of(head, turn)
    named = several(head, turn, object_)
    if said := _unclear(items, head, named, object_):
        draft.stop = answers.ask(said)
        return
    target = named[0] if named else _target(head, turn, object_)
    changes = read_changes(items, turn, object_, {i for t in named for i in t.items} | set(target.items))
    target = _but_values(target, items, turn, object_, changes)
    if not target.candidates and not target.missing:
        other = _other_object(items, turn, object_, len(changes.used - set(target.items)))
        if other:
            object_, target, changes = other
    longer = _more_of_a_name(items, target, object_)
    if object_ == "account" and (longer or not changes) and (deal := _its_deal(items, turn)):
        object_, target, changes = deal
    elif longer is not None:
        draft.stop = answers.not_found("deal", longer)
        return
    if not changes and target.items and object_ == "account" and (rest := rest_of_name(items, target.items[0])):
        draft.stop = answers.not_found("deal", f"{items[target.items[0]].text} {' '.join(sorted(rest))}")
        return
    if not changes and not target.items and _ordered(items) and (fitting := _whom_it_fits(items, turn, object_)):
        object_, target, changes = fitting
    if not changes:
        draft.stop, draft.open = _to_what(items, turn, object_, target), items
        return
    if not target.candidates:
        draft.stop = _no_target(target, object_, changes)
        return
    ids = frozenset(c.id for t in named or [target] for c in t.candidates)
    if said := unread(items, turn, object_, changes, ids):
        draft.stop = answers.ask_meaning("What", said, _on(target))
        return
    for one in named or [target]:
        _add(draft, object_, one, changes)


def _unclear(items: Items, head: Items, named: list[Target], object_: str) -> str | None:
    """The question where several records are meant, and not clearly which or what each of them gets."""
    if items[0].has("all") and not any(x.candidates for x in head):
        return "Which records should change, and to what? Name their kind, as in “all my open deals”."
    if named and mixed(items, [i for t in named for i in t.items]):
        return "Which of them should get what? Say it one by one, please."
    if not named and any(x.word == "both" for x in head) and any(x.of(object_) for x in head):
        return "Which two do you mean? Say it one by one, please."
    if not named and object_ in ("deal", "account") and in_a_row(head, "deal", "account"):
        return "Which of their deals do you mean? Say it one by one, please."
    return None


def _but_values(target: Target, items: Items, turn: Turn, object_: str, changes: Changes) -> Target:
    """ "… and the city to Manchester": what a field gets is nobody's name."""
    if target.missing is None or not any(target.missing in str(v) for v in changes.values.values()):
        return target
    return find_target(tuple(x for i, x in enumerate(items) if i not in changes.used), turn, (object_,))


def _target(head: Items, turn: Turn, object_: str) -> Target:
    """The record that changes; whom it is to point at is no name of it: "… and contact to Noel"."""
    if object_ == "deal" and any(pointer(x, turn, object_) for x in head):
        rest = tuple(replace(x, candidates=(), capital=False) if _is_person(x) else x for x in head)
        if (found := find_target(rest, turn, (object_,))).candidates:
            return found
    return find_target(head, turn, (object_,))


def _is_person(item: Item) -> bool:
    return bool(item.candidates) and item.candidates[0].object == "contact"


def _its_deal(items: Items, turn: Turn) -> tuple[str, Target, Changes] | None:
    """ "Push Ridgeway by a month": what only a deal has, of the account's deal."""
    target = find_target(items, turn, ("deal",), implied=False)
    changes = read_changes(items, turn, "deal", set(target.items)) if target.candidates else Changes()
    return ("deal", target, changes) if changes else None


def _more_of_a_name(items: Items, target: Target, object_: str) -> str | None:
    """ "rename Northwind dock pilot": an account was found, but more than an account was named."""
    if object_ != "account" or not target.items or not target.candidates or target.candidates[0].score >= 0.95:
        return None
    rest = rest_of_name(items, target.items[0])
    return f"{items[target.items[0]].text} {' '.join(sorted(rest))}" if rest else None


def several(items: Items, turn: Turn, object_: str) -> list[Target]:
    """Two or more records of one kind in one sentence, each named without doubt."""
    found = []
    for i, item in enumerate(items):
        target = find_target((item,), turn, (object_,), pronouns=False, implied=False) if item.of(object_) else None
        if target and target.one and item.candidates[0].object == object_:
            found.append(Target(target.candidates, (i,)))
    if object_ == "deal" and len(row := in_a_row(items, "deal", "account")) > len(found):
        each = [(i, find_target((items[i],), turn, ("deal",), pronouns=False, implied=False)) for i in row]
        found = [Target(t.candidates, (i,)) for i, t in each if t.one]
        if len(found) < len(row):
            return []
    if _parted_by_value(items, [t.items[0] for t in found]):
        return []  # "A moves to December B stays": what stands between them is of the first alone
    distinct = {t.candidates[0].id for t in found}
    return found if len(distinct) > 1 and len(distinct) == len(found) else []


def _parted_by_value(items: Items, places: list[int]) -> bool:
    between = (x for a, b in pairwise(sorted(places)) for x in items[a + 1 : b])
    return any(x.kind in ("money", "date", "period", "percent") for x in between if not x.candidates)


def _to_what(items: Items, turn: Turn, object_: str, target: Target) -> ToolCall:
    """The question for the value of the field that was named; the next message answers it."""
    if not target.candidates:
        return answers.not_understood()
    if object_ == "deal" and target.one and any(x.word == "close" for x in items[:_VERB]):
        return answers.ask(f"Is {target.one.label or 'it'} won or lost?")
    known = next((f for x in items if (f := field_of(x, turn, object_))), None)
    if known is None and any(x.has("worth") for x in items) and object_ in MONEY_OF:
        known = turn.field(object_, MONEY_OF[object_])  # "the amount of …"
    if known is None or target.one is None:
        return answers.ask(f"What should change{_on(target)}?")
    change = {"op": "update", "object": object_, "record": {"id": target.one.id}, "set": {}}
    call = ToolCall("propose_changes", {"changes": [change]})
    return answers.ask_for(
        f"What should the {known.label.lower()}{_on(target).replace(' on ', ' of ')} be?", call, known.name
    )


_VERB = 3  # items among which an order has its verb


def _on(target: Target) -> str:
    return f" on {target.one.label}" if target.one and target.one.label else ""


def _no_target(target: Target, object_: str, changes: Changes) -> ToolCall:
    if target.missing:
        return answers.not_found(object_, target.missing)
    if changes.relative:
        return answers.ask(f"Which {object_} do you mean?")
    call = ToolCall("propose_changes", {"changes": [{"op": "update", "object": object_, "set": changes.values}]})
    return answers.ask_for(f"Which {object_} do you mean?", call, "record")


def _add(draft: Draft, object_: str, target: Target, changes: Changes) -> None:
    record = target.one.id if target.one else UNKNOWN
    if target.one:
        draft.mention(target.one)
    else:
        draft.unclear = target.candidates
    known = next(
        (c for c in draft.changes if c.get("op") == "update" and c.get("record", {}).get("id") == record), None
    )
    if known is None:
        known = {"op": "update", "object": object_, "record": {"id": record}, "set": {}}
        draft.changes.append(known)
    known["set"].update(changes.values)
    if changes.relative:
        known.setdefault("relative", {}).update(changes.relative)


def _ordered(items: Items) -> bool:
    """It begins with a verb of change: "put it to Friday", and not "the new date is Friday"."""
    return any(x.has("set", "move", "push", "raise", "lower") and not x.candidates for x in items[:_VERB])


def _whom_it_fits(items: Items, turn: Turn, tried: str) -> tuple[str, Target, Changes] | None:
    """ "… Robert asked for a week. Set it to the 27th": no person has a day that is set, but the deal that is spoken of."""
    for object_ in OWNED:
        target = find_target(items, turn, (object_,)) if object_ != tried else NOTHING
        changes = read_changes(items, turn, object_, set(target.items)) if target.one else Changes()
        ids = frozenset(c.id for c in target.candidates)
        if changes and not unread(items, turn, object_, changes, ids):
            return object_, target, changes
    return None


def _other_object(items: Items, turn: Turn, tried: str, needed: int) -> tuple[str, Target, Changes] | None:
    for object_ in OWNED:
        if object_ != tried:
            target = find_target(items, turn, (object_,), implied=False)
            changes = read_changes(items, turn, object_, set(target.items)) if target.candidates else Changes()
            if target.candidates and changes and len(changes.used - set(target.items)) >= needed:
                return object_, target, changes
    return None
