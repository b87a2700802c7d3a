"""A second reading of a dictation, sentence by sentence: each says its one thing of the deal and the person that all of them are about."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.language.chart import Item, Items
from assistant.language.intents.certain import is_certain
from assistant.language.intents.made import completed, is_new, joined_with, kind_of, made_plainly
from assistant.language.intents.model import Intent, Reading
from assistant.language.intents.plainly import said_plainly
from assistant.language.intents.shapes import Change, changes_of, fields_of, fits
from assistant.language.intents.slots import Said
from assistant.language.plan import Plan, ToolCall
from assistant.language.slots.turn import Turn
from assistant.language.values import MoneyValue

_PROPOSES = "propose_changes"
_MOST = 12  # sentences
_SURE = 0.8  # enough to add what no clause said
_SURER = 0.95  # enough to take the place of what a clause said
# What a sentence may add: fields of the deal and of the person whom the dictation is about.
_TAKEN = frozenset(
    "amount close_date push_back pull_forward raise_by lower_by stage won next_step phone email title lost".split()
)
_STAYS = re.compile(
    r"\b(?:stays?|stayed|remain\w*|still|unchanged|same|keeps?|leave|as (?:it|they) (?:is|are))\b", re.IGNORECASE
)
_NOTHING = frozenset(["nothing", "detail"])
_OF_PERSON = frozenset(["phone", "email", "title"])
_ENDS = frozenset(".!?;")
_SPOKEN_OF = ("deal", "contact", "lead", "account")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One of several sentences, and what it says."""

    said: Said
    intent: Intent


async def read_by_sentence(turn: Turn, first: Plan, reading: Reading, plan: Callable[[str], Awaitable[Plan]]) -> Plan:
    """The first plan with what its sentences say besides, or in the place of what was misread of them.

    Where the first reading only asks back, the sentences count alone if each of them is understood.
    """
    parts = list(sentences(turn))
    orders = [i for i, call in enumerate(first.calls) if call.name == _PROPOSES and call.args.get("changes")]
    asks_back = len(first.calls) == 1 and first.calls[0].name == "ask_user" and not first.calls[0].args.get("options")
    if not 1 < len(parts) <= _MOST or not (len(orders) == 1 or asks_back):
        return first
    known: list[Change] = list(first.calls[orders[0]].args["changes"]) if orders else []
    changes, understood = known, True
    intents = reading([part.items for part in parts])
    for sentence in (Sentence(part, intent) for part, intent in zip(parts, intents, strict=True)):
        more = await _said_by(sentence, turn, changes, plan)
        understood = understood and (bool(more) or sentence.intent.name in _NOTHING)
        changes = _with(changes, more, sure=sentence.intent.confidence >= _SURER)
    if changes == known or not (orders or understood):
        return first
    said = ToolCall(_PROPOSES, {**(first.calls[orders[0]].args if orders else {}), "changes": changes})
    if not orders:
        return Plan((said,), first.confidence, ("dictated",))
    return replace(first, calls=(*first.calls[: orders[0]], said, *first.calls[orders[0] + 1 :]))


def sentences(turn: Turn) -> Iterator[Said]:
    """The sentences of a message that has several."""
    start = 0
    for i, item in enumerate((*turn.items, None)):
        if item is not None and not (item.is_mark and item.word in _ENDS):
            continue
        part = turn.items[start:i]
        if any(not x.is_mark for x in part):
            yield Said(turn.text[part[0].start : part[-1].end], part)
        start = i + 1


async def _said_by(
    sentence: Sentence, turn: Turn, known: Sequence[Change], plan: Callable[[str], Awaitable[Plan]]
) -> list[Change]:
    """The changes that a sentence says of what the whole dictation is about; none where they are known already."""
    name, told = sentence.intent.name, _about(sentence.said, turn.items)
    if sentence.intent.confidence < _SURE or not is_certain(name, sentence.said.text) or _STAYS.search(told.text):
        return []
    sets = name in _TAKEN or name.startswith("lost")
    if not (sets or is_new(name, known)):
        return []
    if _known(name, told, known):
        return []
    if name in _OF_PERSON and any(kind_of(c) == "contact" for c in known):
        return []  # the number of somebody who is new, perhaps
    plainly = said_plainly(name, told) if sets else made_plainly(name, told)
    changes = changes_of(await plan(plainly)) if plainly else []
    if len(changes) != 1 or not fits(name, changes):
        return []
    return changes if sets else [completed(changes[0], told, turn.text, turn.items)]


def _known(intent: str, told: Said, known: Sequence[Change]) -> bool:
    """Whether what the sentence sets is set already, by the same value or one that was counted: it need not be planned again."""
    values = [dict(c.get("set", {})) for c in known if c.get("op") == "update"]
    if intent not in _AMOUNTS:
        fields = _LOST if intent.startswith("lost_") else fields_of("stage" if intent == "lost" else intent)
        return bool(fields) and any(fields <= set(v) for v in values)
    said = {x.value.value.amount for x in told.items if x.value and isinstance(x.value.value, MoneyValue)}
    same = any(v.get("amount") in said for v in values)
    return same if intent == "amount" else not same and any("amount" in v for v in values)


_LOST = frozenset(["stage", "loss_reason"])
_AMOUNTS = frozenset(["amount", "raise_by", "lower_by"])


def _about(said: Said, items: Items) -> Said:
    """The sentence with the one deal, the one person that the others name, where it names none itself."""
    named = {x.candidates[0].object for x in said.items if x.candidates}
    lent = [x for object_ in _SPOKEN_OF if object_ not in named and (x := _one(items, object_))]
    return Said(said.text, (*said.items, *lent))


def _one(items: Items, object_: str) -> Item | None:
    found = {x.candidates[0].id: x for x in items if x.candidates and x.candidates[0].object == object_}
    return next(iter(found.values())) if len(found) == 1 else None


def _with(changes: list[Change], more: Sequence[Change], *, sure: bool) -> list[Change]:
    """The changes with others of the same records; of two values for one field the first stays unless the other is sure."""
    for new in more:
        at = next((i for i, c in enumerate(changes) if _same_record(c, new)), None)
        if new.get("op") == "create":
            changes = joined_with(new, changes) or [*changes, new]
        elif at is None:
            changes = [*changes, new]
        else:
            old, added = dict(changes[at].get("set", {})), dict(new.get("set", {}))
            changes[at] = {**changes[at], "set": {**old, **added} if sure else {**added, **old}}
    return changes


def _same_record(one: Change, other: Change) -> bool:
    return one.get("op") != "create" and all(one.get(part) == other.get(part) for part in ("op", "object", "record"))
