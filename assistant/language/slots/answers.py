"""Questions back and refusals, in one manner of speaking."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from assistant.language.linking.model import Candidate
from assistant.language.plan import ToolCall
from assistant.language.slots.meant import Target
from assistant.language.slots.naming import label_of

Json = dict[str, Any]
CAN_DO = (
    "I can look up accounts, contacts, leads, deals, tasks and tickets, search mails and notes, run sales reports, "
    "say what to do next, and prepare changes for you to approve."
)
HELP = (
    CAN_DO + " For example: “show my open deals closing this month”, “what's the latest with Globex?”, "
    "“move the renewal to negotiation, amount 52k, and remind me Friday to send the contract”, “win rate by source last four quarters”."
)


_ASK_ME = "Ask me about your customers, or tell me what changed."
WELCOME = f"You are welcome. {_ASK_ME}"
HELLO = f"Hello! {_ASK_ME}"
GOODBYE = "Goodbye. Everything is as we left it."


_HELLO = frozenset("hi hello hey morning afternoon evening".split())
_BYE = frozenset("bye goodbye".split())


def greeting(words: set[str]) -> str:
    """A greeting back, a goodbye, or the answer to thanks."""
    return GOODBYE if words & _BYE else HELLO if words & _HELLO and "thanks" not in words else WELCOME


def decline(reason: str, message: str) -> ToolCall:
    return ToolCall("decline", {"reason": reason, "message": message})


def not_found(object_: str | None, name: str) -> ToolCall:
    """The same words whether there is none or the caller may not see it."""
    return decline("not_possible", f"I find no {object_ or 'record'} called “{name}”.")


def out_of_scope() -> ToolCall:
    return decline("out_of_scope", "That is nothing I can help with. " + CAN_DO)


def nothing_ordered() -> ToolCall:
    """What is told, and orders nothing."""
    return ask("I changed nothing. Tell me what to log, set or put on your list, and I prepare it.")


def not_understood() -> ToolCall:
    return decline("not_understood", "I did not understand that. " + CAN_DO)


def ask(prompt: str, options: Iterable[Json] = ()) -> ToolCall:
    return ToolCall("ask_user", {"prompt": prompt, "options": list(options)})


def ask_meaning(whose: str, said: str, where: str = "") -> ToolCall:
    """A question for what a part of the message means that nothing took: "What do you mean by “December 15” on Acme?"."""
    return ask(f"{whose} do you mean by “{said}”{where}?")


def not_taken(call: ToolCall) -> str | None:
    """The part of the message that the question is about which `ask_meaning` made."""
    found = _MEANING.search(str(call.args.get("prompt", "")))
    return found[1] if found else None


_MEANING = re.compile(r"do you mean by “(.+?)”")


def ask_for(prompt: str, call: ToolCall, missing: str) -> ToolCall:
    """A question whose answer completes `call`."""
    args = {
        "prompt": prompt,
        "options": [],
        "asked": {"call": {"tool": call.name, "args": dict(call.args)}, "missing": missing},
    }
    return ToolCall("ask_user", args)


def which(candidates: Iterable[Candidate], calls: Iterable[ToolCall], said: str) -> ToolCall:
    """One option per candidate, each with its call ready."""
    options = [
        {"label": label_of(c), "say": f"{c.label}", "call": {"tool": call.name, "args": dict(call.args)}}
        for c, call in zip(candidates, calls, strict=True)
    ]
    return ask(f"Which {said} do you mean?", options)


def each(target: Target, said: str, call: Callable[[Candidate], ToolCall]) -> ToolCall:
    """The call for the one record, or a question with a call for each."""
    calls = [call(c) for c in target.candidates]
    return calls[0] if len(calls) == 1 else which(target.candidates, calls, said)
