"""What a proposal looks like that does what an intent says: where the two readings differ, one of them is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from assistant.language.plan import Plan

Change = Mapping[str, Any]

_LOGS = frozenset(["call", "meeting", "email", "note"])
# (operation, object, fields of which one is set); of activities made, the type.
_SHAPES: Mapping[str, tuple[str, str, frozenset[str]]] = MappingProxyType({
    "won": ("update", "deal", frozenset(["stage"])),
    "amount": ("update", "deal", frozenset(["amount"])),
    "close_date": ("update", "deal", frozenset(["close_date"])),
    "stage": ("update", "deal", frozenset(["stage"])),
    "next_step": ("update", "deal", frozenset(["next_step"])),
    "owner": ("update", "", frozenset(["owner"])),
    "title": ("update", "contact", frozenset(["title"])),
    "phone": ("update", "", frozenset(["phone"])),
    "email": ("update", "", frozenset(["email"])),
    "push_back": ("update", "deal", frozenset(["close_date"])),
    "raise_by": ("update", "deal", frozenset(["amount"])),
    "pull_forward": ("update", "deal", frozenset(["close_date"])),
    "lower_by": ("update", "deal", frozenset(["amount"])),
    "lead_source": ("update", "lead", frozenset(["source"])),
    "lead_working": ("update", "lead", frozenset(["status"])),
    "industry": ("update", "account", frozenset(["industry"])),
    "employees": ("update", "account", frozenset(["employees"])),
    "deal_contact": ("update", "deal", frozenset(["contact"])),
    "rename": ("update", "", frozenset(["name"])),
    "task_priority": ("update", "activity", frozenset(["priority"])),
    "amount_and_day": ("update", "deal", frozenset(["amount", "close_date"])),
    "clear": ("update", "", frozenset()),
    "stage_all": ("update", "deal", frozenset(["stage"])),
    "city": ("update", "account", frozenset(["city"])),
    "ticket_priority": ("update", "ticket", frozenset(["priority"])),
    "follow_up": ("update", "lead", frozenset(["follow_up_date"])),
    "lead_qualified": ("update", "lead", frozenset(["status"])),
    "lead_unqualified": ("update", "lead", frozenset(["status"])),
    "task_done": ("update", "activity", frozenset(["status"])),
    "task_move": ("update", "activity", frozenset(["due_date"])),
    "ticket_close": ("update", "ticket", frozenset(["status"])),
    "call": ("create", "activity", frozenset(["call"])),
    "meeting": ("create", "activity", frozenset(["meeting"])),
    "email_log": ("create", "activity", frozenset(["email"])),
    "note": ("create", "activity", frozenset(["note"])),
    "task": ("create", "activity", frozenset(["task"])),
    "task_for": ("create", "activity", frozenset(["task"])),
    "contact_new": ("create", "contact", frozenset(["name"])),
    "lead_new": ("create", "lead", frozenset(["name"])),
    "deal_new": ("create", "deal", frozenset(["account"])),
    "ticket_new": ("create", "ticket", frozenset()),
})  # fmt: skip
# A follow-up is a day of a lead, or something to do.
_ALIKE: Mapping[str, tuple[str, ...]] = MappingProxyType({"task": ("follow_up",), "follow_up": ("task",)})
_TOLD = frozenset(
    "won amount close_date stage title lead_qualified lead_unqualified contact_new push_back raise_by amount_and_day deal_contact".split()
)


def changes_of(plan: Plan) -> list[Change]:
    """What is proposed; a change in bulk is one of its object."""
    calls = [call.args for call in plan.calls if call.name == "propose_changes"]
    return [
        c
        for args in calls
        for c in (*args.get("changes", ()), *([{"op": "update", **args["bulk"]}] if args.get("bulk") else ()))
    ]


def fits(intent: str, changes: Sequence[Change]) -> bool:
    """Whether the changes do what the intent says and nothing else; what is told may be logged beside it."""
    if intent.startswith("lost"):
        wanted = {"stage"} if intent == "lost" else {"stage", "loss_reason"}
        rest = [c for c in changes if not _log(c)]
        return len(rest) == 1 and wanted <= set(rest[0].get("set", ()))
    if intent == "convert":
        return any(c.get("set", {}).get("status") == "Converted" for c in changes)
    if intent not in _SHAPES:
        return True
    rest = [c for c in changes if not (intent in _TOLD and _log(c))]
    if intent == "clear":
        return len(rest) == 1 and set(rest[0].get("set", {"": 0}).values()) == {None}
    return any(rest and all(_of(_SHAPES[name], c) for c in rest) for name in (intent, *_ALIKE.get(intent, ())))


def fields_of(intent: str) -> frozenset[str]:
    """The fields that a proposal sets which does what the intent says."""
    return _SHAPES[intent][2] if intent in _SHAPES else frozenset()


def _of(shape: tuple[str, str, frozenset[str]], change: Change) -> bool:
    op, object_, fields = shape
    if change.get("op") != op or (object_ and change.get("object") != object_):
        return False
    values = change.get("set") or {}
    if object_ == "activity" and op == "create":
        return values.get("type") in fields
    return not fields or (fields <= set(values) if len(fields) > 1 else not fields.isdisjoint(values))


def _log(change: Change) -> bool:
    return (
        change.get("op") == "create"
        and change.get("object") == "activity"
        and change.get("set", {}).get("type") in _LOGS
    )
