"""Changes that count from what is there: "push two weeks", "10 % more", "double it"."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from assistant.language.acts.told_steps import DOWNWARD, STEPS_DOWN, STEPS_UP, UPWARD, of_step, on_top
from assistant.language.chart import Items
from assistant.language.slots.turn import Turn
from assistant.language.slots.writes.changed_texts import Changes, field_of, free
from assistant.language.values import MoneyValue, NumberValue, ShiftValue
from assistant.language.values.model import DurationValue
from crm_store.catalog import Kind

DATE_OF = {"deal": "close_date", "lead": "follow_up_date", "activity": "due_date"}
MONEY_OF = {"deal": "amount", "account": "annual_revenue", "product": "list_price"}
_LEAST_STEP = 100  # a bare number that counts money: "by 5,000"
_TIMES = {"double": 100, "triple": 200, "quadruple": 300, "halve": -50}  # percent on top
_EARLIER = frozenset("forward in earlier up sooner".split())
_MOVING = ("push", "move", "raise")


def relative(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """ "push two weeks", "by 10 %", "raise by 5k"."""
    _multiplied(items, object_, changes)
    _shifted(items, turn, object_, changes)
    name = MONEY_OF.get(object_)
    if name is None or (object_ == "account" and not any(field_of(x, turn, object_) for x in items)):
        return
    for i, item in free(items, changes):
        value = item.value.value if item.value else None
        more = _beside(items, i, _MORE) or on_top(items, i) or of_step(items, i, STEPS_UP)
        less = _beside(items, i, _LESS) or of_step(items, i, STEPS_DOWN)
        up = more or any(x.has("raise") or x.word in UPWARD for x in items)
        down = not more and (less or any(x.has("lower") or x.word in DOWNWARD for x in items))
        if not (up or down):
            continue
        if item.kind == "percent" and isinstance(value, Decimal):
            changes.relative[name] = ("percent", -abs(value) if down else value)
            changes.used.add(i)
        elif isinstance(value, MoneyValue | NumberValue) and (more or less or _by(items, i)):
            amount = abs(value.amount if isinstance(value, MoneyValue) else value.value)
            if isinstance(value, MoneyValue) or (value.unit is None and amount >= _LEAST_STEP):
                changes.relative[name] = ("add", -amount if down else amount)
                changes.used.add(i)


def _shifted(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    minus = any(a.word in ("-", "minus") and b.kind == "duration" for a, b in pairwise(items))
    earlier = minus or any(x.word.split()[-1] in _EARLIER for x in items if not x.value and not x.candidates)
    later = any(x.word in ("plus", "+", "later", "back", "out") for x in items)
    moving = later or earlier or any(x.has(*_MOVING) for x in items)
    for i, item in free(items, changes):
        value = item.value.value if item.value else None
        steps = isinstance(value, ShiftValue) or (moving and _steps_by(items, i)) or on_top(items, i)
        if isinstance(value, ShiftValue | DurationValue) and steps and (name := date_field(items, turn, object_)):
            shift = value if isinstance(value, ShiftValue) else ShiftValue(value, -1 if earlier and not later else 1)
            changes.relative[name] = shift
            changes.used.add(i)


def _steps_by(items: Items, i: int) -> bool:
    """A length that something moves by: not "for two months", "within a week"."""
    return i == 0 or items[i - 1].word not in ("for", "within", "in", "after", "over", "every", "of", "about")


def date_field(items: Items, turn: Turn, object_: str) -> str:
    """The day field that is named, else the one that records of this kind are planned by."""
    for item in items:
        known = field_of(item, turn, object_)
        if known and known.kind is Kind.DATE:
            return known.name
    return DATE_OF.get(object_, "")


def _by(items: Items, i: int) -> bool:
    return items[i - 1].word in ("by", "another", "off") or any(x.word in _BY for x in items)


_BY = frozenset(["add", "adds", "added", "adding", "knock off", "take off", "off", "shave", "trim"])
_MORE = frozenset(["more", "plus", "extra", "additional", "another", "on top", "added"])
_LESS = frozenset(["less", "off", "minus", "cheaper", "lower", "discount"])


def _beside(items: Items, i: int, words: frozenset[str]) -> bool:
    """ "5k more", "10 % off", "minus 5k": a word of more or less right beside a value."""
    value = items[i].text.lower()
    goal = i > 0 and items[i - 1].word in ("to", "at", "=")  # "to minus 500" is where it goes, and nowhere to go
    signed = words is _LESS and value.startswith(("minus", "-", "less")) and not goal
    if words is _MORE and i and items[i - 1].word == "+":
        return True
    near = (*items[max(0, i - 1) : i], *items[i + 1 : i + 3])
    return signed or any(x.word in words or x.word.split()[-1] in words for x in near if not x.candidates)


def _multiplied(items: Items, object_: str, changes: Changes) -> None:
    for i, item in free(items, changes):
        if items[i + 1 : i + 2] and items[i + 1].word.startswith("check"):
            continue  # "double check the amount"
        if item.word in _TIMES and object_ in MONEY_OF and not item.candidates:
            changes.relative[MONEY_OF[object_]] = ("percent", Decimal(_TIMES[item.word]))
            changes.used.add(i)
