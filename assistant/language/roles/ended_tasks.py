"""What was done, and beside it that a task is over: "Ordered the unit for Redfern, so that task is off my plate"."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.acts.activities_said import over
from assistant.language.acts.contacts_told import contact_told
from assistant.language.acts.model import Act
from assistant.language.acts.tasks_told import ends_task
from assistant.language.chart import Items
from assistant.language.slots.writes.spoken import begins_task

_OPENERS = frozenset(
    "i we i've we've i'm just today so ok okay well um uh now that since as sorry for the but have had has finally already".split()
)
_KEPT = ("update", "create", "delete", "convert", "merge", "complete")


def ended_tasks(clauses: list[Items], acts: list[Act]) -> list[Act]:
    """The acts, where what was done is only told beside that its task is over."""
    found = list(acts)
    for n, clause in enumerate(clauses):
        if len(clauses) == 1 or not (ends_task(clause) or (acts[n].name == "complete" and over(clause))):
            continue
        found[n] = replace(acts[n], name="complete", confidence=max(acts[n].confidence, 0.9))
        told = n - 1 if n else n + 1
        if acts[told].name not in _KEPT and not _stands_alone(clauses[told]):
            found[told] = replace(acts[told], name="state")
    return found


def _stands_alone(clause: Items) -> bool:
    """ "Called Ann Cho", "remind me to …": to be logged or done, whatever becomes of a task."""
    first = next((x for x in clause if not x.is_mark and x.word not in _OPENERS), None)
    if first is None or begins_task(clause):
        return first is not None
    noun = first.sense("object", "activity") is not None and not first.candidates
    return (
        noun
        or contact_told(clause) is not None
        or first.has("spoke", "log", "create")
        or any(x.has("remind") for x in clause[:3])
    )
