"""Changes of a deal's stage that are not said by its name: steps, outcomes with their reasons, reopening."""

from __future__ import annotations

from assistant.language.chart import Item, Items
from assistant.language.slots.changed_texts import Changes, free
from assistant.language.slots.turn import Turn

# What one signs besides the order: none of these wins a deal.
_OTHER_PAPERS = frozenset("nda loi letter pilot trial intent minutes petition visitor protocol".split())
_TO_TAKE_BACK = frozenset(["not", "yet", "nearly", "almost", "never", "soon", "hopefully"])


def steps(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """ "to the next stage", "back a stage"."""
    if object_ != "deal":
        return
    for i, item in free(items, changes):
        if item.has("next_stage") and not any(x.has("previous_stage", "back") for x in items):
            changes.relative["stage"] = 1
            changes.used.add(i)
        elif item.has("previous_stage") or (item.has("next_stage") and any(x.has("back") for x in items)):
            changes.relative["stage"] = -1
            changes.used.add(i)


def outcomes(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """ "we won it", "lost to a competitor", "because of price"."""
    if object_ != "deal":
        return
    stages = {s.kind: s.name for s in turn.catalog.default_pipeline.stages if s.kind != "open"}
    for i, item in free(items, changes):
        kind = _outcome(item)
        if kind and kind in stages and not _taken_back(items, i):
            changes.values["stage"] = stages[kind]
            changes.used.add(i)
            if kind == "lost":
                reason(items, changes)
            return


def _outcome(item: Item) -> str | None:
    """Won or lost, also as the end of a measure's name: "Oakhurst deal won"."""
    last = item.word.split()[-1] if not item.candidates else ""
    return "won" if item.has("won") or last == "won" else "lost" if item.has("lost") or last == "lost" else None


def _taken_back(items: Items, i: int) -> bool:
    """ "not signed yet", "signed the NDA", "win rate"."""
    around = [w for x in items[max(0, i - 3) : i] for w in x.word.split()]
    behind = [w for x in items[i + 1 : i + 5] for w in x.word.split()]
    signs = items[i].word in ("signed", "countersigned", "inked")
    return bool(set(around) & _TO_TAKE_BACK) or (signs and bool(set(behind) & _OTHER_PAPERS))


def reason(items: Items, changes: Changes) -> None:
    """The reason of a loss, where the clause says one."""
    for i, item in free(items, changes):
        if (option := loss_reason(item)) is not None:
            changes.values["loss_reason"] = option
            changes.used.add(i)
            return


def loss_reason(item: Item) -> str | None:
    return next((s.value for s in item.senses if s.kind == "option" and s.field == "loss_reason"), None)
