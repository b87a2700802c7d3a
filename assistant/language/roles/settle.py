"""The acts as the whole message makes them: what each reading of a clause says beside the others, one after another."""

from __future__ import annotations

from assistant.language.acts.addresses import outdated
from assistant.language.acts.gates import WRITES, sure
from assistant.language.acts.model import Act
from assistant.language.chart import Items
from assistant.language.roles.again_a_task import again_a_task
from assistant.language.roles.beside import announced, beside, named_before, over_behind, which_ones
from assistant.language.roles.called_off import called_off
from assistant.language.roles.ended_tasks import ended_tasks
from assistant.language.roles.named_tasks import named_tasks
from assistant.language.roles.ordered import mended, ordered_it
from assistant.language.roles.substance import substance
from assistant.language.roles.told import headed, told_or_done, visited
from assistant.language.roles.unreal import unreal_order
from assistant.language.slots.writes.spoken import joined_tasks


def settled(text: str, clauses: list[Items], acts: list[Act]) -> list[Act]:
    """The acts as the whole message makes them."""
    acts = [ordered_it(c, told_or_done(c, a)) for c, a in zip(clauses, joined_tasks(clauses, acts), strict=True)]
    acts = mended(clauses, acts)
    acts = substance(clauses, visited(clauses, [headed(clauses, acts, n) for n in range(len(acts))]))
    acts = [announced(clauses, acts, n) for n in range(len(acts))]
    acts = [over_behind(clauses, acts, n) for n in range(len(acts))]
    acts = ended_tasks(clauses, acts)
    acts = [named_before(text, clauses, acts, n) for n in range(len(acts))]
    acts = [which_ones(text, clauses, acts, n) for n in range(len(acts))]
    acts = [unreal_order(text, clauses, acts, n) for n in range(len(acts))]
    acts = outdated(clauses, called_off(clauses, acts))
    acts = again_a_task(clauses, named_tasks(clauses, acts))
    if not any(a.name in WRITES and sure(a) for a in acts):
        return acts
    among = [beside(c, a, acts) for c, a in zip(clauses, acts, strict=True)]
    return substance(clauses, among) if any(a.name in WRITES for a in among) else acts
