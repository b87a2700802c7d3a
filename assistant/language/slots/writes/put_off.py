"""A task that is there gets another day by a few words alone: "site survey call w Hector -> tomorrow"."""

from __future__ import annotations

from assistant.language.acts.retimed import retimed, retimes_task
from assistant.language.acts.signs import Seen
from assistant.language.chart import Items
from assistant.language.slots import answers
from assistant.language.slots.turn import Turn
from assistant.language.slots.writes.changes import read_changes
from assistant.language.slots.writes.drafts import Draft, change_task
from assistant.language.slots.writes.known_tasks import all_of_it, matching
from assistant.language.slots.writes.tasks import NONE


async def put_to(items: Items, turn: Turn, draft: Draft) -> bool:
    """Moves the one open task that all of these words name; False where there is none."""
    start = retimed(items)
    if start is None:
        return False
    found = [c for c in await matching(items[:start], turn) if all_of_it(c, items[:start])]
    if not found and retimes_task(Seen(items, shown=False)):
        draft.stop = answers.decline("not_possible", NONE)
        return True
    changes = read_changes(items[start:], turn, "activity", set()) if found else None
    if not changes:
        return False
    change = {"op": "update", "set": changes.values}
    change_task(draft, found, change | ({"relative": changes.relative} if changes.relative else {}))
    return True
