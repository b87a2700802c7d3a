"""When the second reading of a question counts: where the first one found no answer, left something out, or proposes a change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from assistant.language.intents.asked.plainly import asked_plainly
from assistant.language.intents.model import Reading
from assistant.language.lexicon import lexicon_of
from assistant.language.plan import Plan, ToolCall
from assistant.language.slots.turn import Turn

_ELSE = "else"  # no question of those that are asked most
_SURE = 0.7  # enough where the first reading found nothing
_SURER = 0.9  # enough where it looks for words in mail, which may be what was asked for
_NO_ANSWER = frozenset(["ask_user", "decline", "propose_changes"])
_LOOKS = "search_messages"  # what a question comes to that nothing else answers


async def asked_again(turn: Turn, first: Plan, reading: Reading, plan: Callable[[str], Awaitable[Plan]]) -> Plan:
    """The first plan, or what the message asks plainly."""
    if not is_weak(first) or _goes_on(turn):
        return first
    (question,) = reading([turn.items])
    looks = any(call.name == _LOOKS for call in first.calls)
    if question.name == _ELSE or question.confidence < (_SURER if looks else _SURE):
        return first
    plainly = asked_plainly(question.name, turn.items, lexicon_of(turn.catalog), turn.context)
    if plainly is None:
        return first
    second = await plan(plainly)
    return second if len(second.calls) == 1 and not _answers_nothing(second.calls[0]) else first


def is_weak(plan: Plan) -> bool:
    """Whether something of a plan answers nothing, only looks for words in mail, leaves something out, or proposes a change."""
    return any(call.name == _LOOKS or _answers_nothing(call) for call in plan.calls)


def _answers_nothing(call: ToolCall) -> bool:
    return call.name in _NO_ANSWER or bool(call.args.get("left_out"))


def _goes_on(turn: Turn) -> bool:
    """ "Which ones are at risk", "the first one": of what was shown or offered just now."""
    state = turn.state
    known = state.shown or state.report or state.choices or state.asked
    return bool(known) and not any(x.candidates for x in turn.items)
