"""When the second reading counts: where the first one changes nothing of what is told, or something else, or what is no order at all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from assistant.language.acts.asking import asks
from assistant.language.intents.model import Intent
from assistant.language.intents.plainly import said_plainly
from assistant.language.intents.shapes import fits
from assistant.language.plan import Plan
from assistant.language.slots import answers
from assistant.language.slots.turn import Turn

_SURE = 0.6  # enough to take up what the first reading left
_SURER = 0.85  # enough to speak against what it proposes
_ANSWERS = frozenset(["cancel", "choice", "answer", "revise", "draft", "undo", "approve"])
_TEXTS = frozenset(["title", "next_step"])  # whose words the plain order bounds better
_LONGEST = 45  # items; what is longer says several things


async def reconsidered(
    turn: Turn, first: Plan, reading: Callable[[], Intent], plan: Callable[[str], Awaitable[Plan]]
) -> Plan:
    """The first plan, what the message says plainly where that is more, or a question where the two readings differ."""
    if len(turn.items) > _LONGEST or not _ANSWERS.isdisjoint(first.acts):
        return first
    proposed = _changes(first)
    if not proposed and asks(turn.items):
        return first
    intent = reading()
    agree = bool(proposed) and intent.name != "nothing" and fits(intent.name, proposed)
    if (agree and intent.name not in _TEXTS) or intent.confidence < (_SURER if proposed else _SURE):
        return first
    if plainly := said_plainly(intent.name, turn):
        second = await plan(plainly)
        if (changes := _changes(second)) and fits(intent.name, changes):
            return second
    return first if agree or not proposed else _unsure(intent)


def _changes(plan: Plan) -> list[Mapping[str, Any]]:
    return [change for call in plan.calls if call.name == "propose_changes" for change in call.args.get("changes", ())]


def _unsure(intent: Intent) -> Plan:
    said = "I changed nothing. Tell me what to log, set or put on your list, and I prepare it."
    if intent.name != "nothing":
        said = "I am not sure what should change. Say it in other words, and I prepare it."
    return Plan((answers.ask(said),), intent.confidence, ("state",))
