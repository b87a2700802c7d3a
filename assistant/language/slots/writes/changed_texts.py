"""Changes of free text: names, titles, next steps; and fields that are emptied."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from assistant.language.acts.doing import is_doing
from assistant.language.acts.told_next import next_step_told
from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.turn import Json, Turn
from crm_store.catalog import Field, Kind

_TEXT_STARTS = frozenset(["to", "is", ":", "as", "=", "should", "be", "into", "now"])


@dataclass
class Changes:
    """`values` are final; `relative` are steps from what is there: ("close_date", shift), ("stage", +1) …"""

    values: Json = field(default_factory=dict)
    relative: dict[str, Any] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.values or self.relative)


RECORD = frozenset("account company customer client record entry address details".split())  # "fix the account"
KINDS = frozenset(["date", "product", "name", "number"])  # what a field is called by what it holds


def free(items: Items, changes: Changes) -> list[tuple[int, Item]]:
    return [(i, x) for i, x in enumerate(items) if i not in changes.used]


def field_of(item: Item, turn: Turn, object_: str) -> Field | None:
    sense = next((s for s in item.senses if s.kind == "field" and s.object == object_), None)
    found = turn.field(object_, sense.field) if sense else None
    return found if found and not found.derived else None


def texts(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """ "next step is: call legal", "rename it to X", "title to VP": a text field takes the rest of the clause."""
    if object_ == "deal" and (told := next_step_told(items)):
        changes.values["next_step"] = sentence(turn.text[items[told[0]].start : items[told[1] - 1].end])
        changes.used.update(range(*told))
    for i, item in free(items, changes):
        known = field_of(item, turn, object_)
        if item.has("rename"):
            known = turn.field(object_, turn.catalog.objects[object_].label_field)
        if known is not None and known.name in changes.values:
            continue
        if item.word == "name" and i and items[i - 1].word in _PART_NAMES:
            continue  # "her last name is Doyle now": half a name
        if known is None or known.kind not in (Kind.TEXT, Kind.LONG_TEXT, Kind.URL) or _is_clear(items, i):
            continue
        paused = known.name == "next_step" and _paused(items, i)
        at = i + 1 if paused else None if _says_it_at_once(items, i) else _text_start(items, i, changes)
        if at and known.name == "next_step" and _begins_part(items, i) and _says_what(items[i + 1 : at]):
            at = None  # "…, next step contract to Linda"
        if at is None and _takes_what_follows(items, i, known.name == turn.catalog.objects[object_].label_field):
            at = i + (items[i + 1].word in ("on", "at"))
        if at is None and (said := _put_as(items, i)):
            changes.values[known.name] = sentence(turn.text[items[said[0]].start : items[said[1] - 1].end])
            changes.used.update(range(said[0], i + 1))
        if at is None:
            continue
        if span := _value(items, at, known, turn, object_):
            changes.values[known.name] = sentence(turn.text[items[span[0]].start : items[span[1] - 1].end])
            changes.used.update(range(i, span[1]))


def _value(items: Items, at: int, known: Field, turn: Turn, object_: str) -> tuple[int, int] | None:
    """Where the text stands that begins behind `at`; None where there is none."""
    while at + 1 < len(items) and items[at].word in _TEXT_STARTS | {"the"} and items[at + 1].word in _TEXT_STARTS:
        at += 1
    end = _text_end(items, at + 1, turn, object_)
    if known.kind is Kind.TEXT and known.name not in ("next_step", turn.catalog.objects[object_].label_field):
        at, end = _beside_records(items, at, end)
        if any(_is_record(items, j) for j in range(at + 1, end)) and end > at + 2:
            return None  # "city change, Summit Cycle, Raleigh": better asked than all of it set
    named = all(x.candidates or x.is_mark for x in items[at + 1 : end])  # "the next step on Alder carts": of which one
    if end <= at + 1 or items[at + 1].word in _NO_VALUE | {"of", "for"} or (named and items[at].word in ("on", "at")):
        return None
    return at + 1, end


def _paused(items: Items, i: int) -> bool:
    """ "Next step, send the contract to Hannah": what follows the pause is all of it."""
    behind = items[i + 1 : i + 3]
    return (
        len(behind) > 1 and behind[0].word in _PAUSES and not (behind[1].candidates or behind[1].word in _TEXT_STARTS)
    )


_PAUSES = frozenset([",", ":", "-", "–", "—"])


def _text_start(items: Items, i: int, changes: Changes) -> int | None:
    return next(
        (j for j in range(i + 1, len(items) - 1) if items[j].word in _TEXT_STARTS and j not in changes.used), None
    )


def _says_what(items: Items) -> bool:
    """Words of the step itself, before any goal: no record that it is of, and no small word alone."""
    return bool(items) and not any(x.candidates or x.is_mark or x.word in FUNCTION_WORDS for x in items)


def _says_it_at_once(items: Items, i: int) -> bool:
    """ "…, next step SEND the catalogue to Becky", "…, next step INTRODUCE Ann to Bo": a verb of what one does, before any small word."""
    known, behind = items[i].sense("field"), items[i + 1] if i + 1 < len(items) else None
    if known is None or known.field != "next_step" or behind is None:
        return False
    plain = behind.word.isalpha() and not (behind.senses or behind.candidates or behind.value or behind.capital)
    verb = plain and behind.word not in FUNCTION_WORDS | _TEXT_STARTS and not behind.word.endswith("s")
    return is_doing(behind) or (verb and _begins_part(items, i))


_PART_NAMES = frozenset("last first family given middle maiden sur".split())


def _takes_what_follows(items: Items, i: int, label: bool) -> bool:
    """ "…, next step get the signature"; of a name only "must have the name X", "has the name X"."""
    if not label:
        return _begins_part(items, i)
    led = [x.word for x in items[max(0, i - 2) : i]]
    return led in (["have", "the"], ["has", "the"], ["get", "the"], ["gets", "the"]) and i + 1 < len(items)


def _put_as(items: Items, i: int) -> tuple[int, int] | None:
    """ "Put call legal as the next step on …": what stands between the verb and "as"."""
    at = next((j for j in range(i - 1, max(-1, i - 3), -1) if items[j].word == "as"), None)
    verb = next((j for j, x in enumerate(items) if x.has("set", "log", "create")), None)
    if at is None or verb is None or (at == verb + 2 and items[verb + 1].word in ("that", "it", "this")):
        return None  # "enter THAT as the next step": what was told before
    return (verb + 1, at) if verb + 1 < at else None


def text_start(items: Items, turn: Turn) -> int:
    """Where the text of a field begins: names in it are no records that change. The end, where there is none."""
    for i, item in enumerate(items):
        if item.has("rename") and (
            to := next((j for j in range(i + 1, len(items)) if items[j].word in ("to", "into", "->")), 0)
        ):
            return to + 1
        known = next((f for s in item.senses if s.kind == "field" and (f := turn.field(s.object, s.field))), None)
        if known is None or (known.kind is not Kind.LONG_TEXT and known.name not in ("next_step", "description")):
            continue
        if known.name == "next_step" and _paused(items, i):
            return i + 2
        at = next((j for j in range(i + 1, len(items)) if items[j].word in _TEXT_STARTS), None)
        if at is not None and not _says_it_at_once(items, i):
            return at + 1
        if _begins_part(items, i):
            return i + 1
    return len(items)


def _beside_records(items: Items, at: int, end: int) -> tuple[int, int]:
    """ "Set the city to Raleigh ON THE SUMMIT CYCLE ACCOUNT", "city: Summit Cycle, Raleigh": of which record it is, is no part of it."""
    placed = (j for j in range(at + 2, end) if items[j].word in _OF_WHICH and _is_record(items, j + 1))
    end = next(placed, end)
    while (
        at + 2 < end
        and (items[at + 1].candidates or items[at + 1].word in (",", "the"))
        and _named_before(items, at, end)
    ):
        at += 1
    return at, end


def _is_record(items: Items, i: int) -> bool:
    i += i < len(items) and items[i].word in ("the", "our", "their")
    return (
        i < len(items)
        and bool(items[i].of("account", "deal", "contact", "lead"))
        and items[i].candidates[0].score > _CLEAR
    )


def _named_before(items: Items, at: int, end: int) -> bool:
    """A record and a comma, with more behind them."""
    comma = next((j for j in range(at + 1, end) if items[j].word == ","), end)
    return comma + 1 < end and all(x.candidates or x.word in ("the", ",") for x in items[at + 1 : comma])


_OF_WHICH = frozenset(["on", "for", "of", "at", "with"])
_CLEAR = 0.9
# What is said of a value, and none itself.
_NO_VALUE = frozenset(
    "wrong incorrect outdated mistaken missing empty fine ok okay correct right not obsolete void moot gone blank emptied cleared removed deleted erased".split()
)


def _begins_part(items: Items, i: int) -> bool:
    """ "…, next step get the signature", "and the next step on site survey": a field that opens its part takes what follows."""
    before = i - 1 - (i > 0 and items[i - 1].word in ("the", "our", "its", "their"))
    opens = before < 0 or items[before].word in _PARTING or bool(items[before].candidates)
    return opens and i + 1 < len(items) and not items[i + 1].is_mark


_PARTING = frozenset([",", "and", "&", ":", ";", "-", "–", "with", "new"])
_NAMING = frozenset(["call", "called", "name", "named", "rename", "renamed", "title", "titled", "retitle"])


def renamed(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """ "call the deal “New name” from now on", "should be called New name": what it is called."""
    label = turn.catalog.objects[object_].label_field
    at = next((i for i, x in enumerate(items) if x.word in _NAMING or x.has("rename")), None)
    if at is None or any(x.kind == "phone" for x in items[at:]):
        return  # "she can be called on 303 555 0102"
    for i, item in free(items, changes):
        if item.kind == "quote" and i > at:
            changes.values[label] = item.text.strip(" '\"“”‘’")
            changes.used.update((at, i))
            return
    if (
        items[at].word in ("called", "named")
        and at + 1 < len(items)
        and at
        and items[at - 1].word in ("be", "is", "now")
    ):
        end = _text_end(items, at + 1, turn, object_)
        whose = (f for x in items[:at] if not x.candidates and (f := field_of(x, turn, object_)))
        label = next((f.name for f in whose if f.kind is Kind.TEXT), label)
        if turn.field(object_, "company") and any(
            x.sense("object", "account") and not x.candidates for x in items[:at]
        ):
            label = "company"  # "his COMPANY is called …"
        changes.values[label] = sentence(turn.text[items[at + 1].start : items[end - 1].end])
        changes.used.update(range(at, end))


def _text_end(items: Items, start: int, turn: Turn, object_: str) -> int:
    """The end of the text: before "and" or a comma that another field follows."""
    for j in range(start, len(items)):
        before = j - 1 - (j > start + 1 and items[j - 1].is_mark)
        if items[j].word in ("not", "instead", "rather") and j > start and items[before].capital:
            return before + 1
        if items[j].word in ("and", ",") and j + 1 < len(items):
            following = items[j + 1 : j + 3]
            if items[j].word == "," and following[0].word in _ANOTHER:
                return j  # "… to Acme insights, keep the rest"
            if items[j].word == "," and following[0].kind in ("number", "money", "phone", "email"):
                return j  # "city Hartford, 2,500 employees"
            if any(field_of(x, turn, object_) or x.has("closing") for x in following):
                return j
    end = len(items)
    while end > start + 1 and (
        items[end - 1].is_mark or items[end - 1].word in _MANNERS or items[end - 1].has("please")
    ):
        end -= 1
    return end


_ANOTHER = frozenset("keep leave but everything nothing the".split())  # what another matter begins with
_MANNERS = frozenset("here on from onwards now thanks thank you thx cheers ok okay".split())  # at the end of an order


def sentence(text: str) -> str:
    said = text.strip(" ,.;:\"'“”")
    return said if _ADDRESS.fullmatch(said) else said[:1].upper() + said[1:]


_ADDRESS = re.compile(r"\S+[.@/]\S*[a-z]")  # "orbitparcel.io" is written as it is


def _is_clear(items: Items, i: int) -> bool:
    taken = any(x.word in ("take", "took", "taken") for x in items[max(0, i - 3) : i])
    off = any(x.word in ("off", "away", "out") for x in items[i + 1 : i + 2])
    return (taken and off) or any(x.has("clear", "delete") for x in items[max(0, i - 3) : i])


def clears(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    for i, item in free(items, changes):
        known = field_of(item, turn, object_)
        emptied = known is not None and not known.required and known.name not in ("status", "stage")
        if known and emptied and _is_clear(items, i):
            changes.values[known.name] = None
            changes.used.add(i)
