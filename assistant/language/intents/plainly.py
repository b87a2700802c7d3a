"""What a message says, said so plainly that nobody can take it otherwise; only where all that it needs is there, once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from assistant.language.intents import slots
from assistant.language.intents.slots import Said

Order = Callable[[Said], str | None]
# How many values each has that sets one.
VALUES: Mapping[str, int] = MappingProxyType({
    "amount": 1, "close_date": 1, "phone": 1, "email": 1, "follow_up": 1, "push_back": 1, "raise_by": 1, "lower_by": 1, "pull_forward": 1,
    "amount_and_day": 2, "employees": 1,
})  # fmt: skip
_LOGS = frozenset(["call", "meeting", "email_log", "note", "next_step"])
_DEAL = ("deal", "account", "contact", "lead")
_PERSON = ("lead", "contact")
_OWN = frozenset(["my", "mine", "i", "i've", "i have"])


def said_plainly(intent: str, said: Said) -> str | None:
    """The order in plain words, or None where something of it is missing or there twice."""
    if intent not in _LOGS and slots.values(said.items) != VALUES.get(intent, 0) and not _at_a_sum(intent, said):
        return None  # a number that nothing says the meaning of is left to be asked about
    if intent.startswith("lost"):
        return _lost(intent, said)
    plainly = _PLAINLY.get(intent)
    return plainly(said) if plainly else None


def _lost(intent: str, said: Said) -> str | None:
    reason = intent.removeprefix("lost").strip("_").replace("_", " ")
    deal = slots.record(said, *_DEAL)
    return deal and f"mark {deal} as lost{f', reason {reason}' if reason else ''}"


def _at_a_sum(intent: str, said: Said) -> bool:
    """ "Signed at 50k", "in negotiation at 50k": the one value is the deal's amount."""
    return intent in ("won", "stage") and slots.values(said.items) == 1 and bool(slots.value(said.items, "money"))


def _won(said: Said) -> str | None:
    deal, money = slots.record(said, *_DEAL), slots.value(said.items, "money")
    return deal and f"mark {deal} as won{f' and set its amount to {money}' if money else ''}"


def _amount(said: Said) -> str | None:
    deal, money = slots.record(said, *_DEAL), slots.value(said.items, "money", "number")
    return f"set the amount of {deal} to {money}" if deal and money else None


def _close_date(said: Said) -> str | None:
    deal, day = slots.record(said, *_DEAL), slots.value(said.items, "date")
    return f"set the close date of {deal} to {day}" if deal and day else None


def _stage(said: Said) -> str | None:
    deal, stage, money = slots.record(said, *_DEAL), slots.stage(said.items), slots.value(said.items, "money")
    return f"move {deal} to {stage}{f' and set its amount to {money}' if money else ''}" if deal and stage else None


def _next_step(said: Said) -> str | None:
    deal, step = slots.record(said, "deal", "account"), slots.step(said.text, said.items)
    return f"next step of {deal} is: {step}" if deal and step else None


def _owner(said: Said) -> str | None:
    record, user = slots.record(said, *_DEAL), slots.record(said, "user") or slots.receiver(said.items)
    return f"reassign {record} to {user}" if record and user else None


def _title(said: Said) -> str | None:
    contact, title = slots.record(said, "contact"), slots.job_title(said.items)
    return f"set the title of {contact} to {title}" if contact and title else None


def _phone(said: Said) -> str | None:
    contact, phone = slots.record(said, *_PERSON, "account"), slots.value(said.items, "phone")
    return f"set the phone of {contact} to {phone}" if contact and phone else None


def _email(said: Said) -> str | None:
    contact, email = slots.record(said, *_PERSON), slots.value(said.items, "email")
    return f"set the e-mail of {contact} to {email}" if contact and email else None


def _follow_up(said: Said) -> str | None:
    lead, day = slots.record(said, "lead"), slots.value(said.items, "date")
    return f"set the follow-up date of {lead} to {day}" if lead and day else None


def _shifted(order: str) -> Order:
    def plain(said: Said) -> str | None:
        deal, length = slots.record(said, *_DEAL), slots.length(said.items)
        return order.format(deal, length) if deal and length else None

    return plain


def _by_share(verb: str) -> Order:
    def plain(said: Said) -> str | None:
        deal, share = slots.record(said, *_DEAL), slots.value(said.items, "percent", "money", "number")
        return (
            f"{verb} the amount of {deal} by {share}"
            if deal and share and not slots.is_goal(said.items, share)
            else None
        )

    return plain


def _graded(object_: str, field: str) -> Order:
    """An option of a field, as in "set the source of lead Ann Cho to Web"."""

    def plain(said: Said) -> str | None:
        record, option = slots.record(said, object_), slots.option(said.items, object_, field)
        noun = f"{object_} " if object_ == "lead" else ""
        return f"set the {field} of {noun}{record} to {option}" if record and option else None

    return plain


def _task_priority(said: Said) -> str | None:
    task, priority = slots.record(said, "activity"), slots.option(said.items, "activity", "priority")
    return f"set the priority of the task {task} to {priority}" if task and priority else None


def _employees(said: Said) -> str | None:
    account, number = slots.record(said, "account"), slots.value(said.items, "number")
    return f"set the number of employees of {account} to {number}" if account and number else None


def _deal_contact(said: Said) -> str | None:
    deal, contact = slots.record(said, "deal"), slots.record(said, "contact")
    return f"set the contact of {deal} to {contact}" if deal and contact else None


def _rename(said: Said) -> str | None:
    deal, name = slots.record(said, "deal"), slots.value(said.items, "quote")
    return f"rename {deal} to {name}" if deal and name else None


def _amount_and_day(said: Said) -> str | None:
    deal, money = slots.record(said, *_DEAL), slots.value(said.items, "money", "number")
    day = slots.value(said.items, "date")
    return f"set the amount of {deal} to {money} and the close date to {day}" if deal and money and day else None


def _clear(said: Said) -> str | None:
    record, field = slots.record(said, *_DEAL), slots.field(said.items)
    return f"clear the {field} of {record}" if record and field else None


def _stage_all(said: Said) -> str | None:
    own, stages = any(x.word in _OWN for x in said.items), slots.moved(said.items)
    return f"move all my deals in {stages[0]} to {stages[1]}" if own and stages else None


def _city(said: Said) -> str | None:
    account, place = slots.record(said, "account"), slots.place(said.items)
    return f"set the city of {account} to {place}" if account and place else None


def _ticket_priority(said: Said) -> str | None:
    account, priority = slots.record(said, "account"), slots.option(said.items, "ticket", "priority")
    about = slots.matter(said.items) if any(x.sense("object", "ticket") for x in said.items) else ""
    return (
        f"set the priority of the ticket of {account} about {about} to {priority}"
        if account and priority and about
        else None
    )


def _convert(said: Said) -> str | None:
    lead = slots.record(said, "lead")
    return lead and f"convert lead {lead}"


def _status(status: str) -> Order:
    def order(said: Said) -> str | None:
        lead = slots.record(said, "lead")
        return lead and f"set the status of {lead} to {status}"

    return order


def _logged(kind: str) -> Order:
    def order(said: Said) -> str | None:
        whom = slots.record(said, "contact", "lead", "account")
        return whom and f"log {kind} with {whom}: {said.text}"

    return order


_PLAINLY: Mapping[str, Order] = MappingProxyType({
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
    "push_back": _shifted("push the close date of {} by {}"),
    "pull_forward": _shifted("pull the close date of {} forward by {}"),
    "raise_by": _by_share("raise"),
    "lower_by": _by_share("lower"),
    "lead_source": _graded("lead", "source"),
    "industry": _graded("account", "industry"),
    "employees": _employees,
    "deal_contact": _deal_contact,
    "rename": _rename,
    "task_priority": _task_priority,
    "lead_working": _status("working"),
    "amount_and_day": _amount_and_day,
    "clear": _clear,
    "stage_all": _stage_all,
    "city": _city,
    "ticket_priority": _ticket_priority,
    "convert": _convert,
    "lead_qualified": _status("qualified"),
    "lead_unqualified": _status("unqualified"),
    "call": _logged("a call"),
    "meeting": _logged("a meeting"),
    "email_log": _logged("an e-mail"),
    "note": _logged("a note"),
})  # fmt: skip
