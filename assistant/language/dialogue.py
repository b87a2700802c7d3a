"""Answers to what the assistant asked: a choice by label, number or ordinal, a missing value, a correction of a proposal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from assistant.conversation.state import Choice, DialogueState
from assistant.language.acts.asking import asks
from assistant.language.chart import Items
from assistant.language.linking.model import Candidate
from assistant.language.picking import described
from assistant.language.plan import ToolCall
from assistant.language.slots import answers
from assistant.language.slots.turn import Turn, number
from assistant.language.slots.writes.changed_texts import sentence
from assistant.language.slots.writes.creates import called, more_of
from assistant.language.slots.writes.held import day_of
from assistant.language.text import words_of
from assistant.language.values import MoneyValue, NumberValue

_FILLING = frozenset("the one a an please i mean meant no option number choice it s is that want take".split())


def chosen(turn: Turn) -> ToolCall | Choice | None:
    """The offered option that the message picks."""
    choices = turn.state.choices
    if not choices:
        return None
    choice = _by_number(turn, choices) or _by_label(turn, choices) or described(turn, choices)
    if choice is None or isinstance(choice, ToolCall):
        return choice
    return ToolCall(str(choice.call["tool"]), dict(choice.call["args"])) if choice.call else choice


def _by_number(turn: Turn, choices: tuple[Choice, ...]) -> Choice | None:
    said = [x for x in turn.items if not x.is_mark and x.word not in _FILLING]
    if len(said) != 1:
        return None
    item = said[0]
    value = item.value.value if item.value else None
    place: int | None = None
    if item.kind == "ordinal" and isinstance(value, int):
        place = value - 1 if value > 0 else value
    elif isinstance(value, NumberValue) and value.value == int(value.value):
        place = int(value.value) - 1
    elif item.word in ("first", "1st"):
        place = 0
    elif item.word == "last":
        place = -1
    return choices[place] if place is not None and -1 <= place < len(choices) else None


def _by_label(turn: Turn, choices: tuple[Choice, ...]) -> Choice | None:
    """The only option whose label has all the words said."""
    said = {w for w in words_of(turn.text) if w not in _FILLING}
    fitting = [c for c in choices if said and said <= set(words_of(c.label))]
    return fitting[0] if len(fitting) == 1 else None


def only_names(turn: Turn) -> bool:
    """Nothing but a record: what was asked for, and no look-up of its own."""
    said = [x for x in turn.items if not x.is_mark and x.word not in _FILLING and x.word not in ("to", "for", "with")]
    return len(said) == 1 and bool(said[0].candidates)


def asks_for_words(state: DialogueState) -> bool:
    """The answer before asked how something is called."""
    return state.asked is not None and state.asked.missing in ("name", "subject")


def gives_name(turn: Turn) -> bool:
    """ "Ashford shelving carts" where a new record's name was asked for: a few words, which look like a question for a record that is named in them."""
    if not asks_for_words(turn.state) or len(turn.items) > _NAME or asks(turn.items):
        return False
    if turn.items[0].families and not (turn.items[0].candidates or turn.items[0].has("rename")):
        return False  # "open Ashford Books"
    bare = [x for x in turn.items if not x.candidates]
    plain = not any(x.sense("object") or x.sense("metric") or x.sense("dimension") or x.sense("field") for x in bare)
    return (
        plain
        and bool(bare)
        and not any(x.has("show", "count", "what", "who", "me", "search", "recommend") for x in bare)
    )


_NAME = 6  # items of a name
_CALLED_OFF = "All right, I dropped it. Nothing was changed."


def called_off(turn: Turn) -> str:
    """ "Cancel", "never mind" in the place of an answer to what was asked: what is said then."""
    waits = turn.state.asked is not None or turn.state.choices
    said = [x for x in turn.items if not x.is_mark and x.word not in _FILLING]
    return _CALLED_OFF if waits and said and all(x.has("cancel") for x in said) else ""


def completed(turn: Turn) -> ToolCall | None:
    """The call that waited for one value, with the value that the message gives."""
    asked = turn.state.asked
    if asked is None:
        return None
    tool, args = str(asked.call["tool"]), dict(asked.call["args"])
    if tool == "draft_email" and asked.missing == "about":
        return ToolCall(tool, {**args, "about": turn.text.strip()})
    if tool == "draft_email":
        person = _record(turn.items, ("contact", "lead"))
        return ToolCall(tool, {**args, "to": {"object": person.object, "id": person.id}}) if person else None
    if tool != "propose_changes":
        return None
    changes = [dict(c) for c in args["changes"]]
    last = changes[-1]
    if asked.missing == "record":
        found = _record(turn.items, (str(last["object"]),))
        if found is None:
            return None
        changes[-1] = {**last, "record": {"id": found.id}}
        return ToolCall(tool, {**args, "changes": changes})
    spec = turn.catalog.objects[str(last["object"])]
    if last["op"] == "create" and asked.missing == spec.label_field and spec.name in ("contact", "lead"):
        said = called(turn.items, turn, spec.name)
        if spec.label_field in said:
            changes[-1] = {**last, "set": {**said, **last["set"], spec.label_field: said[spec.label_field]}}
            return _next(turn, ToolCall(tool, {**args, "changes": changes}))
    if (
        last["op"] == "create"
        and asked.missing == spec.label_field
        and (more := _named(turn, spec.name, spec.label_field))
    ):
        changes[-1] = {**last, "set": {**more, **last["set"], spec.label_field: more[spec.label_field]}}
        return _next(turn, ToolCall(tool, {**args, "changes": changes}))
    if asked.missing == spec.label_field and turn.items and turn.items[0].word in _BESIDES:
        return None  # "and a deal of 20k": no name, but an order beside it
    value = None if _orders_else(turn, asked.missing) else _value(turn, str(last["object"]), asked.missing)
    if asked.missing == spec.label_field and isinstance(value, str):
        value = sentence(_CALLED.sub("", value))
    if value is None:
        return None
    changes[-1] = {**last, "set": {**last["set"], asked.missing: value}}
    return _next(turn, ToolCall(tool, {**args, "changes": changes}))


_BESIDES = frozenset(["and", "also", "plus"])
# What leads to a name: "call it …", "it's called …", "the name is …".
_CALLED = re.compile(
    r"^(?:please |let'?s |just )*(?:(?:call|name) (?:it|him|her|them) |(?:it'?s|it is|its) (?:called |named )?"
    r"|(?:(?:the|its|his|her|their) )?name(?: is|'s| should be)?:? |(?:called|named) )",
    re.IGNORECASE,
)


def _orders_else(turn: Turn, missing: str) -> bool:
    """ "Last one: close date dec 12" in the place of an answer: a record, and another field with its value."""
    named = any(x.candidates for x in turn.items)
    field = any(s.kind == "field" and s.field != missing for x in turn.items if not x.candidates for s in x.senses)
    return named and field and any(x.value or x.sense("option") for x in turn.items)


def _named(turn: Turn, object_: str, label: str) -> dict[str, Any]:
    """ "Yard carts, 35k, closing in March": the name up to the first comma, and the values behind it."""
    at = next((i for i, x in enumerate(turn.items) if x.word in (",", ";")), None)
    if at is None or not at or object_ not in ("deal", "account", "product", "ticket"):
        return {}
    found = more_of(turn.items[at + 1 :], turn, object_)
    name = sentence(_CALLED.sub("", turn.text[turn.items[0].start : turn.items[at - 1].end].strip()))
    return {**found, label: name} if found else {}


def _next(turn: Turn, call: ToolCall) -> ToolCall:
    """The same call, or the question for what it still lacks."""
    last: Mapping[str, Any] = call.args["changes"][-1]
    if last["op"] != "create":
        return call
    spec = turn.catalog.objects[last["object"]]
    lacking = next((f for f in spec.fields.values() if f.required and f.name not in last["set"]), None)
    return answers.ask_for(f"And the {lacking.label.lower()}?", call, lacking.name) if lacking else call


def _record(items: Items, wanted: tuple[str, ...]) -> Candidate | None:
    found = [c for x in items for c in x.of(*wanted)]
    best = sorted(found, key=lambda c: -c.score)
    return best[0] if best and (len(best) == 1 or best[0].score > best[1].score) else None


def _value(turn: Turn, object_: str, name: str) -> Any:
    field = turn.field(object_, name)
    if field and field.target:
        found = _record(turn.items, (field.target,))
        return found.id if found else None
    for item in turn.items:
        value = item.value.value if item.value else None
        if field and field.kind == "money" and isinstance(value, MoneyValue | NumberValue):
            return number(value.amount if isinstance(value, MoneyValue) else value.value)
        if field and field.kind in ("date", "instant") and (day := day_of(item)):
            return day.isoformat()
        if field and field.kind == "picklist" and (option := item.sense("option", object_)) and option.field == name:
            return option.value
    return sentence(turn.text) if field and field.kind in ("text", "long_text") else None
