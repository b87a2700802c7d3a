"""What a record was before and who changed it: "who moved the Acme deal", "what was the amount before", "when did it reach Proposal"."""

from __future__ import annotations

from assistant.language.acts.asking import asks
from assistant.language.chart import Item, Items
from assistant.language.plan import ToolCall
from assistant.language.slots import answers
from assistant.language.slots.reads.doings import last_touch
from assistant.language.slots.targets import find_target
from assistant.language.slots.turn import Json, Turn

_OBJECTS = ("deal", "lead", "account", "contact", "ticket")
_CHANGED = frozenset(
    "changed changes change moved edited updated modified altered pushed raised lowered reassigned renamed touched".split()
)
_BEFORE = frozenset("before previously originally formerly earlier".split())
_FORMER = frozenset("previous former original old initial".split())
_LOGS = frozenset("history changelog audit".split())


def past(items: Items, turn: Turn) -> list[ToolCall]:
    """The history of the record that is named or meant; nothing where no earlier state is asked for."""
    if not _asked(items):
        return []
    target = find_target(items, turn, _OBJECTS)
    if not target.candidates:
        return []
    object_ = target.candidates[0].object
    field = _field(items, object_)
    args: Json = {"field": field} if field else {}
    return [
        answers.each(target, "record", lambda c: ToolCall("record_history", {"object": c.object, "id": c.id, **args}))
    ]


def _asked(items: Items) -> bool:
    words = [w for x in items if not x.candidates for w in x.word.split()]
    many = any((s := x.sense("object")) and s.plural and not x.candidates for x in items)
    if many or not words:
        return False
    first, said = words[0], set(words)
    if last_touch(items):
        return False  # "the last entry in the history": an activity
    if said & _LOGS and (asks(items) or items[0].has("show") or len(words) <= _FEW):
        return not any(x.sense("object", "activity") for x in items)
    if not asks(items):
        return False
    if first in ("who", "who's", "whom") and words[1:2] and words[1] in _CHANGED:
        return True
    if first in ("what", "what's") and said & {"changed", "changes"}:
        return True
    field = any(x.sense("field") or x.has("worth") for x in items)
    was = bool(said & {"was", "were", "used"})
    if field and was and (words[-1] in _BEFORE or said & _FORMER or {"used", "to", "be"} <= said):
        return True
    changed = bool(said & _CHANGED) or bool({"move", "reach", "reached", "enter", "entered", "get", "go"} & said)
    return any(x.has("when") for x in items[:2]) and changed and (field or _stage(items) is not None)


_FEW = 8


def _stage(items: Items) -> Item | None:
    return next((x for x in items if any(s.kind == "option" and s.field == "stage" for s in x.senses)), None)


def _field(items: Items, object_: str) -> str | None:
    if object_ == "deal" and _stage(items) is not None:
        return "stage"
    if object_ == "deal" and any(x.has("worth") for x in items):
        return "amount"
    named = (s.field for x in items if not x.candidates for s in x.senses if s.kind == "field" and s.object == object_)
    return next(named, None)
