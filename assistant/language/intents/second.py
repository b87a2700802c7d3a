"""When the second reading counts: where the first one changes nothing of what is told, or something else, or what is no order at all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from assistant.language.acts.asking import asks
from assistant.language.chart import Items
from assistant.language.intents.asked import asked_again
from assistant.language.intents.certain import contradicts, is_doubted, is_open
from assistant.language.intents.model import Intent, Reading
from assistant.language.intents.piecewise import read_by_piece
from assistant.language.intents.plainly import VALUES, said_plainly
from assistant.language.intents.shapes import Change, changes_of, fields_of, fits
from assistant.language.intents.slots import Said
from assistant.language.plan import Plan
from assistant.language.slots import answers
from assistant.language.slots.turn import Turn

_LIKELY = 0.55  # enough to ask before something is changed that may only be talk
_SURE = 0.7  # enough to take up what the first reading left
_SURER = 0.85  # enough to speak against what it proposes
_SUREST = 0.95  # enough to take an order for a question, or a question for an order
_NEVER = 1.1
_DOUBTED = 0.98  # enough where a word of the message speaks against it: "not", "if", a field of its own
_ANSWERS = frozenset(["cancel", "choice", "answer", "revise", "undo", "approve"])
_NO_CHANGE = frozenset(["nothing", "read"])
_COUNTED = frozenset(["push_back", "pull_forward", "raise_by", "lower_by"])  # alike but for their direction
_LOGS = frozenset(["call", "meeting", "email_log", "note", "task", "several", "other"])
_POLITE = frozenset(["can", "could", "would", "will", "can you", "could you", "would you", "will you", "please"])
_MAILED = frozenset(
    "sent wrote written got received mailed emailed e-mailed answered replied shot dropped forwarded fired came".split()
)  # "email Ann" is none that has been sent
_CANNOT = frozenset(["not_permitted", "not_possible"])
_LONGEST = 45  # items; what is longer says several things


@dataclass(frozen=True, slots=True)
class Readings:
    """What a whole message says, what it asks, and how something plain is planned."""

    said: Reading
    asked: Reading
    plan: Callable[[str], Awaitable[Plan]]


async def reconsidered(turn: Turn, first: Plan, readings: Readings) -> Plan:
    """The first plan, what the message says or asks plainly where that is more, or a question where the two readings differ."""
    proposed = changes_of(first)
    if not _ANSWERS.isdisjoint(first.acts) or _of_many(first) or (not proposed and _knows(first)):
        return first  # an answer, changes in bulk, or which of several is meant
    several = _several(turn.items)
    told = await read_by_piece(turn, first, readings.said, readings.plan) if several else first
    if told is not first:
        return told
    (intent,) = readings.said([turn.items])
    question = not proposed and asks(turn.items)
    if not several and not question:
        told = await _told_in_one(turn, first, intent, readings)
    if told is not first or len(turn.items) > _LONGEST:
        return told
    orders = intent.name not in _NO_CHANGE | _LOGS and intent.confidence >= _SUREST and turn.items[0].word in _POLITE
    if question and not orders:
        return await asked_again(turn, first, readings.asked, readings.plan)
    if intent.name == "read" and intent.confidence >= (_SURER if proposed else _LIKELY):
        again = await asked_again(turn, first, readings.asked, readings.plan)
        if again is not first:
            return again
    return await _said_again(turn, first, intent, readings.plan)


async def _told_in_one(turn: Turn, first: Plan, intent: Intent, readings: Readings) -> Plan:
    """What one sentence tells: the one thing that it surely says, else what its pieces do."""
    proposed = changes_of(first)
    if intent.confidence >= _SUREST and intent.name not in _LOGS | _NO_CHANGE:
        said = await _said_again(turn, first, intent, readings.plan)
        if said is not first and changes_of(said):
            return said
    if intent.name not in _LOGS and intent.confidence >= _DOUBTED and proposed and fits(intent.name, proposed):
        return first
    return await read_by_piece(turn, first, readings.said, readings.plan)


async def _said_again(turn: Turn, first: Plan, intent: Intent, plan: Callable[[str], Awaitable[Plan]]) -> Plan:
    proposed = changes_of(first)
    agree = bool(proposed) and intent.name not in _NO_CHANGE and fits(intent.name, proposed)
    other = _names_other(intent.name, turn.items)
    if not proposed and _ends(intent.name) and _names_stage(turn.items):
        return first  # "move it to the stage Signed": a stage that there is not
    if agree and intent.name not in _COUNTED:
        return first
    if intent.confidence < _enough(intent, turn, first) or contradicts(intent.name, turn.text):
        return first
    more = other or _several(
        turn.items
    )  # is said than the one thing: this reading may add to the first, and replaces nothing
    if plainly := said_plainly(intent.name, Said(turn.text, turn.items)):
        second = await plan(plainly) if _takes_all(first, plainly) else first
        changes = changes_of(second)
        if changes and fits(intent.name, changes) and (not more or _adds_to(proposed, changes)):
            return second
    idle = intent.name == "nothing" and intent.confidence >= _SURER
    return _unsure(intent) if proposed and not agree and (idle or not more) else first


def _takes_all(first: Plan, plainly: str) -> bool:
    """Whether what the first reading could not place is in what is said plainly: half of an order is none."""
    left = (part for call in first.calls if (part := answers.not_taken(call)))
    return all(part in plainly for part in left)


def _adds_to(proposed: list[Change], changes: list[Change]) -> bool:
    """Whether nothing is lost of what the first reading proposes: "Acme? Lost. They had no money" only gets its reason."""
    return all(any(_same(one, other) for other in changes) for one in proposed)


def _same(one: Change, other: Change) -> bool:
    alike = all(one.get(part) == other.get(part) for part in ("op", "object", "record"))
    return alike and dict(one.get("set", {})).items() <= dict(other.get("set", {})).items()


def _several(items: Items) -> bool:
    """Several sentences, which say several things."""
    return any(x.is_mark and x.word in ".!?;" for x in items[:-1])


def _ends(intent: str) -> bool:
    return intent == "won" or intent.startswith("lost")


def _names_stage(items: Items) -> bool:
    return any(s.kind == "field" and s.field == "stage" for x in items for s in x.senses[:1])


def _names_other(intent: str, items: Items) -> bool:
    """Whether a field is named that the intent does not set: perhaps one that only this tenant has."""
    own = fields_of(intent)
    return intent != "clear" and any(s.kind == "field" and s.field not in own for x in items for s in x.senses[:1])


def _enough(intent: Intent, turn: Turn, first: Plan) -> float:
    """How sure it has to be: what proposes something else, or is sure of what was asked, speaks for the first reading."""
    if intent.name in _NO_CHANGE:
        return {"nothing": _LIKELY, "read": _SUREST}[intent.name] if changes_of(first) else _SURE
    if is_open(turn.text, turn.text):
        return _NEVER
    if is_doubted(intent.name, turn.text):
        return _DOUBTED
    if changes_of(first):
        return _SURER
    answers_it = any(call.name not in ("ask_user", "decline") for call in first.calls)
    logs = intent.name == "email_log" or (intent.name in _LOGS and answers_it)  # "Ann's mail": sought, or told of
    sought = any(call.name == "search_messages" for call in first.calls)
    if intent.name == "email_log" and (sought or _MAILED.isdisjoint(x.word for x in turn.items)):
        return _NEVER
    if logs or (intent.name in VALUES and _names_other(intent.name, turn.items)):
        return _DOUBTED
    return min(max(_SURER, first.confidence), _SUREST) if answers_it else _SURE


def _of_many(plan: Plan) -> bool:
    """Changes of what is proposed already, or of all records of a kind: nothing that is said of one."""
    return any(call.name == "revise_proposal" or call.args.get("bulk") for call in plan.calls)


def _knows(plan: Plan) -> bool:
    """Whether it says which of several is meant, or why it cannot be."""
    return any(call.args.get("options") or call.args.get("reason") in _CANNOT for call in plan.calls)


def _unsure(intent: Intent) -> Plan:
    unsure = answers.ask("I am not sure what should change. Say it in other words, and I prepare it.")
    said = answers.nothing_ordered() if intent.name in _NO_CHANGE else unsure
    return Plan((said,), intent.confidence, ("state",))
