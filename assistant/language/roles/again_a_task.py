"""What only says again that something is a task, or by when: "Maya has to price it by Friday, can you give her that task"."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.acts.handed_tasks import item_task
from assistant.language.acts.model import Act
from assistant.language.chart import Items

_SMALL = frozenset(
    """that this it the a as one to for her his their my me him them up in on into of also please kindly so and then can could you would will i give put
    set add create make log note enter get turn list plate task tasks to-do to-dos todo todos reminder need want down be is that's honest keep
    remind open file record honest accountable posted hold diary calendar""".split()
)
_DAY = frozenset(
    "deadline due date day the is it's by on when until no later than at latest for needed target that should be set done".split()
)


def again_a_task(clauses: list[Items], acts: list[Act]) -> list[Act]:
    """The acts, where a clause behind a thing to do makes no second one of it."""
    found = list(acts)
    for n in range(1, len(clauses)):
        if found[n - 1].name != "task" or found[n].name in ("complete", "delete"):
            continue
        if _says_again(clauses[n]):
            found[n] = replace(found[n], name="state")
        elif _only_day(clauses[n]):
            found[n] = replace(found[n], name="task", confidence=0.8)
    return found


def _says_again(clause: Items) -> bool:
    """ "Please set that up as a task", "add it to her tasks", "please remind me"."""
    pointing = any(x.word in ("that", "this", "it") for x in clause)
    task = any(
        item_task(clause, i) or x.plural or x.has("remind") or x.word in ("list", "plate") for i, x in enumerate(clause)
    )
    words = {w for x in clause if not (x.is_mark or x.has("please")) for w in x.word.split()}
    made = pointing or any(x.word in ("the", "a") for x in clause) or len(words) <= _FEW
    asked = any(x.has("please") for x in clause)
    return (task or asked) and made and words <= _SMALL and not any(x.candidates or x.value for x in clause)


_FEW = 4  # words of "please keep me honest"


def _only_day(clause: Items) -> bool:
    """ "Deadline is November 27", "when: tomorrow"."""
    days = [x for x in clause if x.kind in ("date", "period")]
    rest = (x for x in clause if not (x.is_mark or x.kind in ("date", "period") or x.has("due", "when")))
    return len(days) == 1 and all(set(x.word.split()) <= _DAY for x in rest)
