"""Which intent a case is of, by what must come of it: the labels that the second reading is learned by."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from evals.language.case import Case

_ELSE = frozenset(["ordinal", "undone", "draft"])
_UNCLEAR = frozenset(["asks", "choices", "declined"])  # what is asked back says nothing of what was meant
_FIELDS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "OPP": {"amount": "amount", "close_date": "close_date", "next_step": "next_step", "owner": "owner",
            "contact": "deal_contact", "name": "rename"},
    "CON": {"title": "title", "phone": "phone", "email": "email"},
    "LEA": {"follow_up_date": "follow_up", "owner": "owner", "source": "lead_source"},
    "ACT": {"due_date": "task_move", "priority": "task_priority"},
    "ACC": {"owner": "owner", "city": "city", "phone": "phone", "industry": "industry", "employees": "employees"},
    "TIC": {"priority": "ticket_priority"},
})  # fmt: skip
_MADE: Mapping[str, str] = MappingProxyType({
    "call": "call", "meeting": "meeting", "email": "email_log", "note": "note", "contact": "contact_new", "lead": "lead_new",
    "deal": "deal_new", "ticket": "ticket_new",
})  # fmt: skip
_PHRASES: Mapping[str, str] = MappingProxyType({
    "lost_nobudget": "lost_no_budget", "lost_nodecision": "lost_no_decision", "lost_feature": "lost_missing_feature",
    "stage_qualified": "stage", "amount_told": "amount", "amount_ordered": "amount", "close_told": "close_date",
    "close_ordered": "close_date", "stage_negotiation": "stage", "stage_proposal": "stage", "email": "email_log", "task_me": "task",
    "contact_title": "title", "contact_phone": "phone", "contact_email": "email", "lead_followup": "follow_up", "talk": "nothing",
    "maybe": "nothing", "push_back": "push_back", "raise_by": "raise_by", "lower_by": "lower_by",
    "pull_forward": "pull_forward",
})  # fmt: skip
# Headings of the phrasebook that are intents themselves.
_HEADINGS = frozenset(
    """won lost lost_price lost_competitor lost_timing next_step call meeting note task_for contact_new task_done task_move
    lead_qualified lead_unqualified lead_new deal_new ticket_new ticket_close owner detail""".split()
)


# What a kind of sentence says.
OF_SENTENCES: Mapping[str, str] = MappingProxyType({
    "o_call_deal": "call", "o_call": "call", "o_called_by": "call", "o_visit_deal": "meeting", "o_visit": "meeting",
    "s_amount": "amount", "s_raise": "raise_by", "s_lower": "lower_by", "s_close": "close_date", "s_push": "push_back",
    "s_negotiation": "stage", "s_won": "won", "s_lost_price": "lost_price", "s_lost_rival": "lost_competitor",
    "s_step": "next_step", "s_send": "task", "s_callback": "task", "s_ticket": "ticket_new", "s_phone": "phone",
    "s_email": "email", "s_title": "title", "s_newcomer": "contact_new", "s_unchanged": "nothing", "s_talk": "nothing",
    "s_proposal": "stage", "s_follow": "task", "s_check": "task", "s_price_talk": "nothing", "t_call": "call", "t_meeting": "meeting",
    "t_email": "email_log", "t_not_yet": "nothing",
})  # fmt: skip


def of_phrase(case: Case) -> str | None:
    """The intent of a phrase of the phrasebook: its heading, the one that several headings say, or what must come of it."""
    named = case.category if case.category in _HEADINGS else _PHRASES.get(case.category)
    return named or of_case(case)


def of_case(case: Case) -> str | None:
    """The intent of a case; `several` changes, `other` ones, `read` and `nothing` are intents too. None where it is asked back."""
    wanted = case.expect[0]
    if "nochange" in wanted:
        return "nothing"
    if "convert" in wanted:
        return "convert"
    if "changes" not in wanted:
        return None if _UNCLEAR & set(wanted) else "other" if _ELSE & set(wanted) else "read"
    if len(wanted["changes"]) != 1:
        return "several"
    change = wanted["changes"][0]
    if "create" in change:
        if change["create"] == "task":
            return "task_for" if "owner" in change.get("set", {}) else "task"
        return _MADE.get(change["create"], "other")
    if "delete" in change:
        return "delete"
    if "update_all" in change:
        return "stage_all" if list(change["set"]) == ["stage"] else "other"
    return _of_update(str(change["update"])[:3], dict(change.get("set", {}))) if "update" in change else "other"


def _of_update(object_: str, values: dict[str, Any]) -> str:
    if len(values) == 1 and None in values.values():
        return "clear"
    if object_ == "OPP" and set(values) == {"amount", "close_date"}:
        return "amount_and_day"
    if object_ == "OPP" and "stage" in values:
        return _of_stage(values)
    if len(values) > 1:
        return "several"
    field, value = next(iter(values.items()), ("", ""))
    if field == "status":
        known = {
            "Qualified": "lead_qualified",
            "Unqualified": "lead_unqualified",
            "Working": "lead_working",
            "done": "task_done",
        }
        return (
            "ticket_close"
            if object_ == "TIC" and {*str(value).split("|")} <= {"Closed", "Resolved"}
            else known.get(str(value), "other")
        )
    return _FIELDS.get(object_, {}).get(field, "other")


def _of_stage(values: dict[str, Any]) -> str:
    stage, reason = values.pop("stage"), values.pop("loss_reason", None)
    if values:
        return "several"
    if stage == "Lost":
        return f"lost_{reason.lower().replace(' ', '_')}" if reason else "lost"
    return "won" if stage == "Won" else "stage"
