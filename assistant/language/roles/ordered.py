"""Orders by their form: a verb, what is meant, and what it shall be."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.acts.asking import asks
from assistant.language.acts.gates import WRITES, sure
from assistant.language.acts.going_on import goes_on, lists_values
from assistant.language.acts.looked_for import restricts
from assistant.language.acts.model import Act
from assistant.language.acts.signs import Seen
from assistant.language.acts.told_steps import signs_on
from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.writes.both_told import enters_both
from assistant.language.slots.writes.changed_texts import KINDS, RECORD
from assistant.language.slots.writes.scope import unreal
from assistant.language.slots.writes.shares import settles
from assistant.language.slots.writes.spoken import orders


def ordered_it(clause: Items, act: Act) -> Act:
    """ "… and stick it in Negotiation": a verb, what is meant, and something to set it to."""
    said = [x for x in clause if not x.is_mark and not x.has("please") and x.word not in ("and", "then", "also", "so")]
    if act.name not in WRITES and enters_both(clause) and not asks(clause):
        return replace(act, name="create", confidence=0.7)
    if kind := _put_as(said):
        return replace(act, name="task" if kind == "activity" else "create", confidence=max(act.confidence, 0.7))
    open_ = act.name in ("find", "lookup", "search", "state") or (act.name == "update" and not sure(act))
    if open_ and lists_values(clause):
        return replace(act, name="update", confidence=0.6)
    if act.name in ("task", "log") and len(said) > _FIELD and said[0].has("set") and _is_field(said[1]):
        return replace(act, name="update", confidence=max(act.confidence, 0.6))  # "set next step to call Bob on Friday"
    if act.name == "update" and not sure(act) and _says_all(clause):
        return replace(act, confidence=0.6)
    if act.name in ("lookup", "state") and _which_means(said):
        return replace(act, name="update", confidence=0.7)
    if act.name in WRITES or len(said) < 3 or asks(clause) or (act.name == "refine" and restricts(said)):
        return act
    if act.name in ("state", "out_of_scope") and orders(clause) and any(x.sense("field") for x in said[1:]):
        return replace(act, name="update", confidence=0.6)  # "update their revenue"
    plainly = said[0].word.isalpha() and not (said[0].candidates or said[0].value)
    verb = plainly and (said[1].word in ("it", "that", "this") or (said[0].word == "give" and said[1].has("they")))
    held = any(x.kind in ("money", "percent", "shift") or x.sense("option") for x in said[2:])
    plain = said[0].word not in FUNCTION_WORDS and not said[0].word.endswith(("s", "ed", "ing"))
    return replace(act, name="update", confidence=0.6) if verb and held and plain else act


def _which_means(said: list[Item]) -> bool:
    """ "…, WHICH MEANS negotiation for the pilot": what follows for a deal from what was told."""
    led = len(said) > _FIELD and said[0].word in ("which", "that") and said[1].word in ("means", "makes", "puts")
    stage = any(s.kind == "option" and s.field == "stage" for x in said[2:] for s in x.senses if not x.candidates)
    return led and stage and any(x.of("deal") for x in said[2:]) and not unreal(tuple(said))


def _put_as(said: list[Item]) -> str:
    """ "Put that in as A TASK", "make her A CONTACT there": the kind of record that something told becomes; empty where none does."""
    if len(said) < _PUT or not said[0].has("set", "log", "create") or said[0].candidates:
        return ""
    pointing = said[1].word in ("it", "that", "this") or said[1].has("her", "him", "they")
    at = next((i for i in range(2, min(len(said), _PUT + 2)) if said[i].word in ("a", "an")), None)
    noun = said[at + 1].sense("object") if pointing and at is not None and at + 1 < len(said) else None
    if noun is None or noun.plural or any(x.candidates for x in said[: at or 0]):
        return ""
    task = noun.object == "activity" and noun.value == "task"
    return noun.object if task or noun.object in ("contact", "lead") else ""


_PUT = 4  # items of "make her a contact"


def mended(clauses: list[Items], acts: list[Act]) -> list[Act]:
    """ "It won't sign before the end of February, fix the date please": the order, and what it is to be told before it."""
    found = list(acts)
    for n in range(1, len(clauses)):
        told = clauses[n - 1]
        given = any(x.value or x.candidates or x.sense("option") or x.sense("title") for x in told)
        if given and _mends(clauses[n]) and not orders(told) and not asks(told):
            says_it = found[n - 1].name == "update" and signs_on(Seen(told, shown=False))
            found[n - 1 : n + 1] = [
                found[n - 1] if says_it else replace(found[n - 1], name="state"),
                replace(found[n], name="update", confidence=0.7),
            ]
    return found


def _mends(clause: Items) -> bool:
    """A verb of setting and the field, or what its kind is called, with no value."""
    said = [x for x in clause if not x.is_mark and not x.has("please") and x.word not in ("and", "so", "then")]
    verb = len(said) > 1 and said[0].has("set") and said[0].word.split()[0] in _MENDING and not said[0].candidates
    named = any((_is_field(x) or x.word in KINDS) and not x.candidates for x in said[1:_MENDED])
    named = named or (len(said) == _ITSELF and said[1].word in ("the", "that") and said[2].word in RECORD)
    return verb and named and not any(x.value or x.candidates or x.word == "to" for x in said)


_ITSELF = 3  # items of "fix the account"
_MENDED = 4  # items of "fix the close date"
_MENDING = frozenset("fix change update adjust correct amend edit".split())


_FIELD = 3  # a verb, a field, "to", and what it shall say


def _is_field(item: Item) -> bool:
    return item.sense("field") is not None and not item.candidates


def _says_all(clause: Items) -> bool:
    """ "Please put the tugger pilot to end of January", "Cascadia deal now 300k": a record, what it gets, and no doubt."""
    ordered = orders(clause) and any(x.candidates for x in clause) and any(map(settles, clause)) and not unreal(clause)
    graded = (
        len(clause) > 1 and bool(clause[0].sense("option", "lead")) and clause[1].has("her", "him")
    )  # "unqualify her"
    return ordered or graded or goes_on(clause)
