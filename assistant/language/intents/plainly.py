"""What a message says, said so plainly that nobody can take it otherwise; only where all that it needs is there, once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from assistant.language.intents import slots
from assistant.language.slots.turn import Turn

_DEAL = ("deal", "account", "contact", "lead")
_PERSON = ("lead", "contact")


def said_plainly(intent: str, turn: Turn) -> str | None:
    """The order in plain words, or None where something of it is missing or there twice."""
    if intent.startswith("lost"):
        return _lost(intent, turn)
    plainly = _PLAINLY.get(intent)
    return plainly(turn) if plainly else None


def _lost(intent: str, turn: Turn) -> str | None:
    reason = intent.removeprefix("lost").strip("_").replace("_", " ")
    deal = slots.record(turn.items, *_DEAL)
    return deal and f"mark {deal} as lost{f', reason {reason}' if reason else ''}"


def _won(turn: Turn) -> str | None:
    deal = slots.record(turn.items, *_DEAL)
    return deal and f"mark {deal} as won"


def _amount(turn: Turn) -> str | None:
    deal, money = slots.record(turn.items, *_DEAL), slots.value(turn.items, "money", "number")
    return f"set the amount of {deal} to {money}" if deal and money else None


def _close_date(turn: Turn) -> str | None:
    deal, day = slots.record(turn.items, *_DEAL), slots.value(turn.items, "date")
    return f"set the close date of {deal} to {day}" if deal and day else None


def _stage(turn: Turn) -> str | None:
    deal, stage = slots.record(turn.items, *_DEAL), slots.stage(turn.items)
    return f"move {deal} to {stage}" if deal and stage else None


def _next_step(turn: Turn) -> str | None:
    deal, step = slots.record(turn.items, "deal", "account"), slots.step(turn.text, turn.items)
    return f"next step of {deal} is: {step}" if deal and step else None


def _owner(turn: Turn) -> str | None:
    record, user = slots.record(turn.items, *_DEAL), slots.record(turn.items, "user")
    return f"reassign {record} to {user}" if record and user else None


def _title(turn: Turn) -> str | None:
    contact, title = slots.record(turn.items, "contact"), slots.job_title(turn.items)
    return f"set the title of {contact} to {title}" if contact and title else None


def _phone(turn: Turn) -> str | None:
    contact, phone = slots.record(turn.items, *_PERSON), slots.value(turn.items, "phone")
    return f"set the phone of {contact} to {phone}" if contact and phone else None


def _email(turn: Turn) -> str | None:
    contact, email = slots.record(turn.items, *_PERSON), slots.value(turn.items, "email")
    return f"set the e-mail of {contact} to {email}" if contact and email else None


def _follow_up(turn: Turn) -> str | None:
    lead, day = slots.record(turn.items, "lead"), slots.value(turn.items, "date")
    return f"set the follow-up date of {lead} to {day}" if lead and day else None


def _task_done(turn: Turn) -> str | None:
    task = slots.task(turn.text, turn.items)
    return task and f"mark the task {task} as done"


def _task_move(turn: Turn) -> str | None:
    task, day = slots.task(turn.text, turn.items), slots.value(turn.items, "date")
    return f"move the task {task} to {day}" if task and day else None


def _ticket_new(turn: Turn) -> str | None:
    account, problem = slots.record(turn.items, "account", "contact"), slots.problem(turn.text, turn.items)
    return f"open a ticket for {account}: {problem}" if account and problem else None


def _deal_new(turn: Turn) -> str | None:
    account, money = slots.record(turn.items, "account"), slots.value(turn.items, "money", "number")
    if not account or not money or any(x.kind == "quote" for x in turn.items):
        return None
    day = slots.value(turn.items, "date")
    return f"create a deal for {account}, {money}{f', closing {day}' if day else ''}"


def _status(status: str) -> Callable[[Turn], str | None]:
    def said(turn: Turn) -> str | None:
        lead = slots.record(turn.items, "lead")
        return lead and f"set the status of {lead} to {status}"

    return said


def _logged(kind: str) -> Callable[[Turn], str | None]:
    def said(turn: Turn) -> str | None:
        whom = slots.record(turn.items, "contact", "lead", "account")
        return whom and f"log {kind} with {whom}: {turn.text}"

    return said


_PLAINLY: Mapping[str, Callable[[Turn], str | None]] = MappingProxyType({
    "won": _won,
    "amount": _amount,
    "close_date": _close_date,
    "stage": _stage,
    "next_step": _next_step,
    "owner": _owner,
    "title": _title,
    "phone": _phone,
    "email": _email,
    "follow_up": _follow_up,
    "lead_qualified": _status("qualified"),
    "lead_unqualified": _status("unqualified"),
    "task_done": _task_done,
    "task_move": _task_move,
    "ticket_new": _ticket_new,
    "deal_new": _deal_new,
    "call": _logged("a call"),
    "meeting": _logged("a meeting"),
    "email_log": _logged("an e-mail"),
    "note": _logged("a note"),
})  # fmt: skip
