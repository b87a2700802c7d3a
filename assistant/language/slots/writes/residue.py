"""What a clause says of a record that no field took: better asked than left out of a proposal."""

from __future__ import annotations

from assistant.language.chart import Item, Items
from assistant.language.slots.turn import Turn
from assistant.language.slots.writes.changed_texts import Changes, field_of
from assistant.language.slots.writes.scope import old_values
from assistant.language.values import DateValue, NumberValue, PeriodValue
from crm_store.catalog import Kind

_VALUES = frozenset(["money", "percent", "email", "phone", "shift", "range"])
_REASONS = frozenset(["because", "since", "as", "after", "before", "while", "due", "who", "which", "when", "so"])


def unread(items: Items, turn: Turn, object_: str, changes: Changes, meant: frozenset[str] = frozenset()) -> str | None:
    """The first thing said that could be a value of the record, or another record than those `meant`, and is none in the changes."""
    label = turn.catalog.objects[object_].label_field
    named = [x for i, x in enumerate(items) if i in changes.used and meant and label in changes.values]
    if swallowed := next((x for x in named if x.candidates and _another_record(x, meant)), None):
        return swallowed.text  # "rename it to Acme insight and HOLLIS CARTS 98k"
    if any(n in _TEXTS for n in _kinds(turn, object_, changes)):
        return None  # a text takes whatever follows it
    if changes.values.get("stage") in {s.name for s in turn.catalog.default_pipeline.stages if s.kind == "lost"}:
        return None  # what follows tells why
    end = next((i for i, x in enumerate(items) if x.word in _REASONS), len(items))
    old = old_values(items)
    for i, item in enumerate(items[:end]):
        if i in changes.used or i in old:
            continue
        if item.candidates:
            if meant and _another_record(item, meant):
                return item.text
            continue
        if item.kind in _VALUES or _coming(item, turn) or _field(items, i, turn, object_, changes):
            return item.text
        if item.word in ("close", "closes") and object_ == "deal" and not {"stage", "close_date"} & _changed(changes):
            return item.text  # "… and close on Valentine's Day"
        if _bare_number(items, i) or _of_another(items, i, object_):
            return item.text
        option = item.sense("option", object_)
        if option and not item.families and changes.values.get(option.field) not in (None, option.value):
            return item.text
    return None


def _another_record(item: Item, meant: frozenset[str]) -> bool:
    """ "… to Friday, the WEXFORD DEAL has slipped": whatever is said of another deal, lead or ticket, is not of this one."""
    first = item.candidates[0]
    sure = first.object in ("deal", "lead", "ticket") and first.score >= _SURE
    return sure and not any(c.id in meant or c.account_id in meant for c in item.candidates)


_SURE = 0.9  # of a name
_TEXTS = (Kind.TEXT, Kind.LONG_TEXT)


def _kinds(turn: Turn, object_: str, changes: Changes) -> list[Kind]:
    label = turn.catalog.objects[object_].label_field
    return [f.kind for n in changes.values if n not in (label, "title") and (f := turn.field(object_, n))]


def _coming(item: Item, turn: Turn) -> bool:
    """A day to come; what was yesterday only tells when."""
    value = item.value.value if item.value else None
    today = turn.context.today
    if isinstance(value, PeriodValue):
        edge = value.on("future").end or value.on("future").start
        return edge is not None and edge > today
    return isinstance(value, DateValue) and value.on("future") > today


def _changed(changes: Changes) -> set[str]:
    return {*changes.values, *changes.relative}


def _bare_number(items: Items, i: int) -> bool:
    """ "bluepeak 105, negotiation": a number alone between a name and other values, that counts nothing."""
    mention = items[i].value
    said = mention.value if mention else None
    if not isinstance(said, NumberValue) or said.unit is not None:
        return False
    around = (*items[max(0, i - 1) : i], *items[i + 1 : i + 2])
    return i > 0 and all(
        x.is_mark or x.word in ("instead", "rather") or x.candidates or x.value or x.sense("option") for x in around
    )


_SETS = frozenset(["of", "for", "to", ":", "is", "="])
_HEAD = 4  # items among which a clause has what it changes


def _of_another(items: Items, i: int, object_: str) -> bool:
    """ "DUE DATE of the Acme quote: tomorrow": a field that only records of another kind have."""
    item = items[i]
    homes = {s.object for s in item.senses if s.kind == "field"}
    alone = homes and object_ not in homes and not any(s.kind == "option" and s.object == object_ for s in item.senses)
    return bool(alone) and i < _HEAD and i + 1 < len(items) and items[i + 1].word in _SETS


def _field(items: Items, i: int, turn: Turn, object_: str, changes: Changes) -> bool:
    """A field by its name that did not change, and is not said of another field."""
    item, behind = items[i], items[i + 1] if i + 1 < len(items) else None
    known = field_of(item, turn, object_)
    if known is None or known.name in changes.values or known.name in changes.relative:
        return False
    others = {s.field for s in item.senses if s.kind == "field"}
    if behind is not None and behind.word in ("stays", "stay", "remains", "unchanged", "same"):
        return False
    return not others & (set(changes.values) | set(changes.relative)) and not item.families
