"""Orders that hang on a condition, and what is only wondered about."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.acts.asking import asks
from assistant.language.acts.model import Act
from assistant.language.acts.told_next import next_step_told
from assistant.language.chart import Items
from assistant.language.slots.writes.scope import almost, conditional, ordered_before, reported, unreal


def unreal_order(text: str, clauses: list[Items], acts: list[Act], n: int) -> Act:
    """An order that hangs on a condition, or is none, changes nothing."""
    act, clause = acts[n], clauses[n]
    cued = any(x.word.startswith(("remind", "log", "note")) for x in ordered_before(clause))
    if act.name == "task" and (conditional(clause) or _wonders(clause) or _undone(clause)) and not cued:
        return replace(act, name="state")
    before = clauses[n - 1] if n and not parted(text, clauses[n - 1], clause) else ()
    if act.name in ("log", "task") and (almost(clause) or almost(before)) and not cued:
        return replace(act, name="state")  # "I was about to mark it lost, but Reggie talked me out of it"
    if act.name not in _CHANGING or asks(clause):
        return act
    hangs = n > 0 and conditional(clauses[n - 1]) and not parted(text, clauses[n - 1], clause)
    said = act.name != "create" and reported(clause) and next_step_told(clause) is None
    return replace(act, name="state") if hangs or unreal(clause) or said else act


_CHANGING = frozenset(["update", "create", "delete", "merge", "convert", "complete"])


def _undone(clause: Items) -> bool:
    """ "That'll have to wait", "the call with Ann can wait", "I still haven't added him": what one leaves for now is no order to note it."""
    words = {w for x in clause for w in x.word.split()}
    waits = "wait" in words and clause[0].word.split("'")[0] in ("that", "it", "this", "they", "he", "she")
    last = [w for x in clause if not x.is_mark for w in x.word.split()][-2:]
    return (
        waits
        or last in (["can", "wait"], ["to", "wait"])
        or (words & {"still", "yet"} != set() and words & {"haven't", "hasn't", "didn't"} != set())
    )


def _wonders(clause: Items) -> bool:
    """ "Not sure about it, do you think I should …": nothing is decided."""
    said = " ".join(x.word for x in clause)
    return any(w in said for w in ("not sure", "do you think", "what if", "no idea"))


def parted(text: str, one: Items, other: Items) -> bool:
    """A sentence ends between two clauses."""
    return any(c in _SENTENCE_ENDS for c in text[one[-1].end : other[0].start])


_SENTENCE_ENDS = frozenset(".!?;\n")
