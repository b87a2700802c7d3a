"""Records that go: deleted, alone or several, or merged into another."""

from __future__ import annotations

from assistant.language.chart import Item, Items
from assistant.language.slots import answers
from assistant.language.slots.reads.lists import head_of, parse_list
from assistant.language.slots.targets import find_target
from assistant.language.slots.turn import Turn
from assistant.language.slots.writes.drafts import UNKNOWN, Draft
from assistant.language.slots.writes.many import not_read
from crm_store.query import RecordQuery, parse_conditions
from crm_store.records import find


async def delete(items: Items, turn: Turn, draft: Draft) -> None:
    """Drafts the deletes of a clause: of one record, of each in a row, or of all that fit."""
    if await _all_of(items, turn, draft):
        return
    named = [x for x in items if x.of(*_DELETED) and x.candidates[0].object in _DELETED]
    row = _in_a_row(items[items.index(named[0]) :]) if named else ()
    if len(row) > 1 and len(row) == len(named):
        for one in row:
            _delete((one,), turn, draft)
        return
    _delete(items, turn, draft)


_DELETED = ("deal", "lead", "contact", "account", "ticket", "activity", "product")


async def _all_of(items: Items, turn: Turn, draft: Draft) -> bool:
    """ "Delete all unqualified leads of mine": each of them; False where no kind of record is named in the plural."""
    which = tuple(x for x in items if not x.has("delete", "please"))
    plural = any((s := x.sense("object")) and s.plural and not x.candidates for x in which)
    one = any(x.of(*_DELETED) or x.has("her", "him", "it", "this", "they") for x in which)
    head = head_of(which, turn) if plural and not one else None
    if head is None:
        return False
    scan = parse_list(which, turn, *head)
    where = scan.conditions()
    spec = turn.catalog.objects[head[0]]
    if not_read(which, scan.used) or all(c.get("field") in _EVERYBODYS for c in where):
        draft.stop = answers.ask(f"Which {spec.plural.lower()} do you mean?")
        return True
    page = await find(
        turn.session, RecordQuery(head[0], parse_conditions(where), limit=_MOST), fields={spec.label_field}
    )
    if not page.items or page.total > _MOST:
        said = f"That are more than {_MOST}: narrow it down, please." if page.items else "There is no record like that."
        draft.stop = answers.decline("not_possible", said)
    draft.changes += [{"op": "delete", "object": head[0], "record": {"id": str(r.id)}} for r in page.items]
    return True


_EVERYBODYS = ("type", "owner")  # conditions that narrow nothing: nobody deletes all there is by one sentence
_MOST = 200  # records of one proposal


def _in_a_row(items: Items) -> Items:
    """ "A, B and C, they all went bust": the records up to the first other word."""
    joints = ("and", ",", "&")
    end = next((i for i, x in enumerate(items) if not (x.word in joints or x.of(*_DELETED))), len(items))
    return tuple(x for x in items[:end] if x.candidates)


def _delete(items: Items, turn: Turn, draft: Draft) -> None:
    if draft.unclear:
        draft.stop = answers.ask("Which records do you mean? Say it one by one, please.")
        return
    target = find_target(items, turn, _DELETED)
    if target.missing or not target.candidates:
        draft.stop = (
            answers.not_found(None, target.missing) if target.missing else answers.ask("Which record do you mean?")
        )
        return
    if _out_of_another(items):
        draft.stop = answers.ask("Should that record be deleted, or only be taken out of the other one?")
        return
    record = target.one.id if target.one else UNKNOWN
    draft.unclear = () if target.one else target.candidates
    draft.changes.append({"op": "delete", "object": target.candidates[0].object, "record": {"id": record}})


def _out_of_another(items: Items) -> bool:
    """ "Remove Victor from the renewal": nobody is to be deleted."""
    named = [i for i, x in enumerate(items) if x.candidates]
    return len(named) > 1 and any(
        items[i - 1].word in ("from", "off", "of") or items[i - 2].word in ("from", "off") for i in named[1:]
    )


_PAIR = 2


def _merged_already(named: list[Item], turn: Turn, draft: Draft) -> bool:
    """ "A is a duplicate of B. Merge them and keep A": the two of the clause before, the named one of them to stay."""
    last = draft.changes[-1] if draft.changes else {}
    if last.get("op") != "merge":
        return False
    kept = find_target(tuple(named), turn, (last["object"],), pronouns=False, implied=False).candidates if named else ()
    ids = {c.id for c in kept}
    if last["merge"][0] in ids and last["record"]["id"] not in ids:
        last["merge"], last["record"] = [last["record"]["id"]], {"id": last["merge"][0]}
    return True


def merge(items: Items, turn: Turn, draft: Draft) -> None:
    """ "merge A into B" keeps B; "merge A and B" keeps the first."""
    named = [x for x in items if x.of("account", "contact", "lead")]
    if len(named) < _PAIR and _merged_already(named, turn, draft):
        return
    if len(named) != _PAIR:
        draft.stop = answers.ask("Which two records do you mean?")
        return
    first, second = (find_target((x,), turn, ("account", "contact", "lead")) for x in named)
    if first.one is None or second.one is None or first.one.object != second.one.object:
        draft.stop = answers.ask("Which two records do you mean?")
        return
    keep, gone = (second.one, first.one) if any(x.word in ("into", "of") for x in items) else (first.one, second.one)
    draft.changes.append({"op": "merge", "object": keep.object, "record": {"id": keep.id}, "merge": [gone.id]})
