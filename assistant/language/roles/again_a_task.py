"""What only says again that something is a task, or by when: "Maya has to price it by Friday, can you give her that task"."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.acts.again import counts_things, says_again
from assistant.language.acts.contacts_told import contact_told
from assistant.language.acts.model import Act
from assistant.language.chart import Items

_DAY = frozenset(
    "deadline due date day the is it's by on when until no later than at latest for needed target that should be set done".split()
)


def again_a_task(clauses: list[Items], acts: list[Act]) -> list[Act]:
    """The acts, where a clause behind a thing to do makes no second one of it."""
    found = [_announced(clauses, acts, n) for n in range(len(acts))]
    for n in range(1, len(clauses)):
        if found[n - 1].name != "task" or found[n].name in ("complete", "delete"):
            continue
        if says_again(clauses[n]):
            found[n] = replace(found[n], name="state")
        elif _only_day(clauses[n]):
            found[n] = replace(found[n], name="task", confidence=0.8)
    return found


def _announced(clauses: list[Items], acts: list[Act], n: int) -> Act:
    """ "REMIND ME, the drawing is to be sent Friday", "don't let me forget TWO THINGS after this call with Ann": what only leads to the tasks behind it."""
    follows = n + 1 < len(clauses) and acts[n + 1].name == "task"
    if not follows or acts[n].name != "task":
        return acts[n]
    if counts_things(clauses[n]):
        told = any((s := x.sense("object", "activity")) and s.value in ("call", "meeting") for x in clauses[n])
        told = (told and any(x.of("contact", "lead") for x in clauses[n])) or contact_told(clauses[n]) is not None
        return replace(acts[n], name="log" if told else "state")
    bare = [x.word for x in clauses[n] if not (x.is_mark or x.has("please"))]
    return replace(acts[n], name="state") if bare == ["remind me"] else acts[n]


def _only_day(clause: Items) -> bool:
    """ "Deadline is November 27", "when: tomorrow"."""
    days = [x for x in clause if x.kind in ("date", "period")]
    rest = (x for x in clause if not (x.is_mark or x.kind in ("date", "period") or x.has("due", "when")))
    return len(days) == 1 and all(set(x.word.split()) <= _DAY for x in rest)
