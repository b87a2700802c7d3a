"""Records that come and go: created, deleted, merged."""

from __future__ import annotations

from assistant.language.chart import Items
from assistant.language.linking.model import Candidate
from assistant.language.plan import ToolCall
from assistant.language.slots import answers
from assistant.language.slots.creates import more_of, new_record
from assistant.language.slots.drafts import NEW, UNKNOWN, Draft
from assistant.language.slots.targets import find_target
from assistant.language.slots.turn import Turn

_ASKS = {"name": "What is the name?", "account": "For which account?", "subject": "What is it about?"}


def create(items: Items, turn: Turn, draft: Draft) -> None:
    made = new_record(items, turn)
    if made is None:
        draft.stop = answers.not_understood()
        return
    object_, fields, company = made
    spec = turn.catalog.objects[object_]
    if company and "account" not in fields and object_ in ("deal", "ticket"):
        draft.stop = answers.not_found("account", company)
        return
    if "account" not in fields and object_ in ("deal", "ticket", "contact"):
        about = next(
            (
                c.id if c.object == "account" else c.account_id
                for c in draft.about
                if c.object == "account" or c.account_id
            ),
            None,
        )
        if about:
            fields["account"] = about
    key = f"c{len(draft.changes) + 1}"
    draft.changes.append({"op": "create", "object": object_, "key": key, "set": fields})
    label = str(fields.get(spec.label_field, ""))
    if object_ in ("contact", "lead", "deal", "account"):
        draft.mention(Candidate(object_, f"{NEW}{key}", label, 1.0, fields.get("account")))
    missing = next((f.name for f in spec.fields.values() if f.required and f.name not in fields), None)
    if missing:
        call = ToolCall("propose_changes", {"changes": draft.changes})
        draft.stop = answers.ask_for(_ASKS.get(missing, f"What is the {missing}?"), call, missing)


_OF_PEOPLE = ("she", "he", "they", "her", "his", "it", "its")


def more(items: Items, turn: Turn, draft: Draft) -> bool:
    """ "New lead Ursula Beck. She is head of logistics at …": more of the record made just before."""
    last = draft.changes[-1] if draft.changes else {}
    if last.get("op") != "create" or last["object"] == "activity" or items[0].word.split("'")[0] not in _OF_PEOPLE:
        return False
    found = more_of(items, turn, last["object"])
    for name, value in found.items():
        last["set"].setdefault(name, value)
    return bool(found)


def delete(items: Items, turn: Turn, draft: Draft) -> None:
    target = find_target(items, turn, ("deal", "lead", "contact", "account", "ticket", "activity", "product"))
    if target.missing or not target.candidates:
        draft.stop = (
            answers.not_found(None, target.missing) if target.missing else answers.ask("Which record do you mean?")
        )
        return
    record = target.one.id if target.one else UNKNOWN
    draft.unclear = () if target.one else target.candidates
    draft.changes.append({"op": "delete", "object": target.candidates[0].object, "record": {"id": record}})


def merge(items: Items, turn: Turn, draft: Draft) -> None:
    """ "merge A into B" keeps B; "merge A and B" keeps the first."""
    named = [x for x in items if x.of("account", "contact", "lead")]
    if len(named) != 2:
        draft.stop = answers.ask("Which two records do you mean?")
        return
    first, second = (find_target((x,), turn, ("account", "contact", "lead")) for x in named)
    if first.one is None or second.one is None or first.one.object != second.one.object:
        draft.stop = answers.ask("Which two records do you mean?")
        return
    keep, gone = (second.one, first.one) if any(x.word in ("into", "of") for x in items) else (first.one, second.one)
    draft.changes.append({"op": "merge", "object": keep.object, "record": {"id": keep.id}, "merge": [gone.id]})
