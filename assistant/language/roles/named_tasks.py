"""A task that is named in one clause, and what becomes of it in another: "Didn't get round to “Call Ann”, make it Friday"."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.acts.model import Act
from assistant.language.acts.tasks_told import dated, ends_named, moves_named, named_task
from assistant.language.chart import Items

_AGAIN = frozenset(
    """please kindly so and then just it that this there task due date day deadline the my to for accordingly change move shift adapt amend
    update reschedule push put set adjust correct mark check tick cross strike off as done complete close finished from list""".split()
)
_SHORT = 6  # items of "let's make it Friday"


def named_tasks(clauses: list[Items], acts: list[Act]) -> list[Act]:
    """The acts, where a task is named: what orders the same again is only told, and a day behind it is its day."""
    found = list(acts)
    for n, clause in enumerate(clauses):
        if named_task(clause) is None:
            continue
        behind = clauses[n + 1] if n + 1 < len(clauses) else ()
        moved, ended = moves_named(clause), ends_named(clause)
        if moved or ended:
            found[n] = replace(acts[n], name="complete" if ended else "update", confidence=0.9)
            for m in (n - 1, n + 1):
                if 0 <= m < len(clauses) and _says_again(clauses[m]):
                    found[m] = replace(found[m], name="state")
        elif behind and dated(behind) and len(behind) <= _SHORT and not any(x.candidates for x in behind):
            found[n] = replace(found[n], name="state")
            found[n + 1] = replace(found[n + 1], name="update", confidence=0.8)
    return found


def _says_again(clause: Items) -> bool:
    """ "…, please change the due date", "so move it": the order without anything new."""
    return all(x.is_mark or x.has("please") or set(x.word.split()) <= _AGAIN for x in clause)
