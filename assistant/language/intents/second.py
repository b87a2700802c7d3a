"""When the second reading counts: where the first one changes nothing of what is told, or something else, or what is no order at all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from assistant.language.acts.asking import asks
from assistant.language.chart import Items
from assistant.language.intents.model import Intent
from assistant.language.intents.plainly import said_plainly
from assistant.language.intents.sentences import sentence_by_sentence
from assistant.language.intents.shapes import Change, fits
from assistant.language.intents.slots import Said
from assistant.language.plan import Plan
from assistant.language.slots import answers
from assistant.language.slots.turn import Turn

_SURE = 0.6  # enough to take up what the first reading left
_SURER = 0.85  # enough to speak against what it proposes
_ANSWERS = frozenset(["cancel", "choice", "answer", "revise", "undo", "approve"])
_LONGEST = 45  # items; what is longer says several things


async def reconsidered(
    turn: Turn, first: Plan, reading: Callable[[Items], Intent], plan: Callable[[str], Awaitable[Plan]]
) -> Plan:
    """The first plan, what the message says plainly where that is more, or a question where the two readings differ."""
    proposed = _changes(first)
    if not _ANSWERS.isdisjoint(first.acts) or (not proposed and _knows(first)):
        return first
    if plainer := sentence_by_sentence(turn, proposed, reading):
        more = await _more(first, proposed, plainer, plan)
        if more is not first:
            return more
    if len(turn.items) > _LONGEST:
        return first
    intent = reading(turn.items)
    agree = bool(proposed) and intent.name != "nothing" and fits(intent.name, proposed)
    if agree or intent.confidence < _enough(intent, turn, bool(proposed)):
        return first
    if plainly := said_plainly(intent.name, Said(turn.text, turn.items)):
        second = await plan(plainly)
        if (changes := _changes(second)) and fits(intent.name, changes):
            return second
    return _unsure(intent) if proposed else first


async def _more(first: Plan, proposed: Sequence[Change], text: str, plan: Callable[[str], Awaitable[Plan]]) -> Plan:
    """The plan with single sentences said plainly, where it does all that the first one does, and more."""
    second = await plan(text)
    changes = _changes(second)
    kept = all(any(_same(c, p) for c in changes) for p in proposed)
    return (
        second if (kept and len(changes) > len(proposed)) or (_values(changes) > _values(proposed) and kept) else first
    )


def _same(change: Change, other: Change) -> bool:
    """Whether it changes what the other does; the text of a log may be shorter."""
    logs = {"body", "subject"} if change.get("object") == "activity" and change.get("op") == "create" else set()
    mine, others = change.get("set", {}), other.get("set", {})
    of = (change.get("op"), change.get("object"), change.get("record")) == (
        other.get("op"),
        other.get("object"),
        other.get("record"),
    )
    return of and all(mine.get(k) == v for k, v in others.items() if k not in logs)


def _values(changes: Sequence[Change]) -> int:
    return sum(len(c.get("set", ())) for c in changes if c.get("op") == "update")


def _knows(plan: Plan) -> bool:
    """Whether it says which of several is meant, or why it cannot be."""
    return any(call.args.get("options") or call.args.get("reason") == "not_permitted" for call in plan.calls)


def _enough(intent: Intent, turn: Turn, proposed: bool) -> float:
    """What is asked, and what the first reading changes, take more to be something else."""
    return _SURER if intent.name != "nothing" and (proposed or asks(turn.items)) else _SURE


def _changes(plan: Plan) -> list[Change]:
    return [change for call in plan.calls if call.name == "propose_changes" for change in call.args.get("changes", ())]


def _unsure(intent: Intent) -> Plan:
    said = "I changed nothing. Tell me what to log, set or put on your list, and I prepare it."
    if intent.name != "nothing":
        said = "I am not sure what should change. Say it in other words, and I prepare it."
    return Plan((answers.ask(said),), intent.confidence, ("state",))
