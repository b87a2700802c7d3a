"""A second reading of what tells several things, piece by piece: each says its one thing of the deal and the person that all are about."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from assistant.language.chart import Item, Items
from assistant.language.intents.certain import contradicts, is_doubted, is_open
from assistant.language.intents.made import (
    TALKS,
    completed,
    is_new,
    kind_of,
    kind_that,
    linked,
    made_outright,
    made_plainly,
    makes,
)
from assistant.language.intents.merged import is_known, only_told, with_more
from assistant.language.intents.model import Reading
from assistant.language.intents.pieces import Piece, pieces
from assistant.language.intents.plainly import said_plainly
from assistant.language.intents.shapes import Change, changes_of, fits
from assistant.language.intents.slots import Said
from assistant.language.plan import Plan, ToolCall
from assistant.language.slots.turn import Turn

_PROPOSES = "propose_changes"
_SURE = 0.8  # enough to add what no clause said
_SURER = 0.95  # enough to take the place of what a clause said
_DOUBTED = 0.98  # enough where a word speaks against it
# What a piece may add: fields of the deal and of the person whom the message is about.
_TAKEN = frozenset(
    "amount close_date push_back pull_forward raise_by lower_by stage won next_step phone email title lost".split()
)
_STAYS = re.compile(
    r"\b(?:stays?|stayed|remain\w*|still|unchanged|same|keeps?|leave|as (?:it|they) (?:is|are))\b", re.IGNORECASE
)
_TAKEN_BACK = re.compile(
    r"\b(?:wait|scratch|leave|not yet|hold on|never ?mind|forget (?:it|the|that))\b", re.IGNORECASE
)
_NOTHING = frozenset(["nothing", "detail"])
_OF_PERSON = frozenset(["phone", "email", "title"])
_SPOKEN_OF = ("deal", "contact", "lead", "account")
_TELLS = frozenset(["log", "state", "search"])  # what only orders logs no talk
_TWO = 2  # changes, from which on a message is one that tells several things


async def read_by_piece(turn: Turn, first: Plan, reading: Reading, plan: Callable[[str], Awaitable[Plan]]) -> Plan:
    """The first plan with what its pieces say besides, or in the place of what was misread of them.

    Where each piece is understood, nothing counts that none of them says.
    """
    orders = [i for i, call in enumerate(first.calls) if call.name == _PROPOSES and call.args.get("changes")]
    told = pieces(Said(turn.text, turn.items), reading)
    if not told or len(orders) > 1 or any(call.args.get("options") for call in first.calls):
        return first
    known: list[Change] = list(first.calls[orders[0]].args["changes"]) if orders else []
    changes, understood = known, True
    tells = not _TELLS.isdisjoint(first.acts)
    for piece in told:
        unsaid = not tells and kind_that(piece.intent.name) in TALKS
        more = None if unsaid else await _said_by(piece, turn, changes, plan)
        understood = understood and more is not None
        changes = with_more(changes, more or (), sure=piece.intent.confidence >= _SURER and not _again(piece, turn))
    understood = understood and len(changes) >= _TWO
    changes = linked(only_told(changes, [p.intent.name for p in told]) if understood else changes, turn.items)
    if changes == known or not (orders or understood):
        return first
    said = ToolCall(_PROPOSES, {**(first.calls[orders[0]].args if orders else {}), "changes": changes})
    if understood:
        return Plan((said,), first.confidence, ("dictated",))
    return replace(first, calls=(*first.calls[: orders[0]], said, *first.calls[orders[0] + 1 :]))


async def _said_by(
    piece: Piece, turn: Turn, known: Sequence[Change], plan: Callable[[str], Awaitable[Plan]]
) -> list[Change] | None:
    """What a piece changes besides what is known, of what the whole message is about; None where that is not understood."""
    name, told = piece.intent.name, _about(piece.said, turn.items)
    if name in _NOTHING or (makes(name) and not is_new(name, told, known)) or is_known(name, told, known):
        return []
    if all(x.kind or x.is_mark for x in piece.said.items) or (_ends(name) and _goes_on(turn, known)):
        return None
    if (name == "stage" or makes(name)) and _TAKEN_BACK.search(turn.text):
        return None
    if is_open(told.text, _sentence(piece, turn)):
        return None
    enough = _DOUBTED if is_doubted(name, told.text) else _SURER if _weighs(name) else _SURE
    if piece.intent.confidence < enough or _STAYS.search(told.text):
        return None
    if contradicts(name, told.text, sure=piece.intent.confidence >= _SURER):
        return None
    sets = name in _TAKEN or name.startswith("lost")
    if name in _OF_PERSON and any(kind_of(c) == "contact" for c in known):
        return None  # the number of somebody who is new, perhaps
    plainly = said_plainly(name, told) if sets else made_plainly(name, told)
    outright = None if sets or plainly else made_outright(name, told, turn.items)
    changes = changes_of(await plan(plainly)) if plainly else [outright] if outright else []
    if len(changes) != 1 or not fits(name, changes) or (name == "task" and not changes[0]["set"].get("due_date")):
        return None
    return changes if sets else [completed(changes[0], told, turn.text, turn.items)]


def _goes_on(turn: Turn, known: Sequence[Change]) -> bool:
    """Whether something is taken back, or the deal is to close on another day: then it does not end here."""
    return bool(_TAKEN_BACK.search(turn.text)) or any("close_date" in c.get("set", {}) for c in known)


def _sentence(piece: Piece, turn: Turn) -> str:
    """The sentence that a piece is of: "once the order is here, mark it as won" hangs on its other piece."""
    start = piece.said.items[0].start
    ends = [x.end for x in turn.items if x.is_mark and x.word in ".!?;"]
    first = max((end for end in ends if end <= start), default=0)
    return turn.text[first : min((end for end in ends if end > start), default=len(turn.text))]


def _weighs(intent: str) -> bool:
    """Whether it moves a deal by a span, ends it or makes something: what a remark easily sounds like."""
    return _ends(intent) or intent in ("push_back", "pull_forward", "stage") or makes(intent)


def _again(piece: Piece, turn: Turn) -> bool:
    """Whether a value of its kind is said more than once in the message: "39 thousand, or rather 41k" is read by its clauses."""
    kinds = {x.kind for x in piece.said.items if x.kind in ("money", "date", "number")}
    return any(sum(x.kind == kind for x in turn.items) > 1 for kind in kinds)


def _ends(intent: str) -> bool:
    return intent == "won" or intent.startswith("lost")


def _about(said: Said, items: Items) -> Said:
    """The piece with the one deal, the one person that the others name, where it names none itself."""
    named = {x.candidates[0].object for x in said.items if x.candidates}
    lent = [x for object_ in _SPOKEN_OF if object_ not in named and (x := _one(items, object_))]
    return Said(said.text, (*said.items, *lent))


def _one(items: Items, object_: str) -> Item | None:
    """The one record of an object that is named, by the longest of its names."""
    found = [x for x in items if x.candidates and x.candidates[0].object == object_]
    return max(found, key=lambda x: len(x.text)) if len({x.candidates[0].id for x in found}) == 1 else None
