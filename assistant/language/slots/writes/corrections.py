"""Values of a correction, each put where one of its kind stands in the proposal: "actually make it 60", "Friday instead"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from assistant.language.chart import Item, Items
from assistant.language.slots.turn import Json, Turn, number
from assistant.language.slots.writes.current import shifted
from assistant.language.slots.writes.happened import occurred
from assistant.language.slots.writes.held import day_of, told_day, value_for
from assistant.language.values import DurationValue, MoneyValue, NumberValue, ShiftValue
from crm_store.catalog import Kind


def corrected(turn: Turn, changes: list[Json], before: Sequence[Json]) -> bool:
    """Puts each value of the message where one of its kind stands; False where one has no place.

    `before` are the values on record, for each change those of the fields that it sets.
    """
    done = False
    values = list(zip(changes, before, strict=True))
    changes = [c for c in changes if c["op"] in ("create", "update")]  # what goes sets nothing
    if _another_owner(turn, changes) or _other_day(turn, changes):
        return True
    for item in meant(turn.items):
        done |= (
            _amount(turn, item, changes)
            or _shift(turn, item, values)
            or _day(turn, item, changes)
            or _option(turn, item, changes)
        )
    return done


def meant(items: Items) -> Items:
    """Without what is said not to be: "not Friday, Monday", "it was yesterday not today"; all, where nothing else is said."""
    denied = {i for i, x in enumerate(items) if i and items[i - 1].word in _DENYING and (x.value or x.candidates)}
    left = tuple(x for i, x in enumerate(items) if i not in denied)
    return left if any(x.value or x.candidates or x.sense("option") for x in left) else items


_DENYING = frozenset(["not", "instead of", "rather than", "isn't", "wasn't"])


def _another_owner(turn: Turn, changes: list[Json]) -> bool:
    """ "I meant Aisha, Jonas is swamped": the first colleague who is not the one that was taken."""
    for change in changes:
        users = [c.id for x in meant(turn.items) for c in x.of("user")[:1]]
        other = next((u for u in users if u != change["set"].get("owner")), None)
        if "owner" in change["set"] and other and not any(x.value for x in turn.items):
            change["set"]["owner"] = other
            return True
    return False


def _other_day(turn: Turn, changes: list[Json]) -> bool:
    """ "Uh it was yesterday, not today": when the call or meeting was that is logged, and nothing else."""
    last = changes[-1]["set"] if changes else {}
    items = meant(turn.items)
    day = next((day_of(x) for x in items if x.kind == "date"), None) or turn.context.today
    logged = last.get("type") in ("call", "meeting", "email", "note")
    if not logged or not says_when(items) or day > turn.context.today:
        return False
    last["occurred_at"] = occurred(items, turn)
    return True


def says_when(items: Items) -> bool:
    """ "That was yesterday, by the way": one day, and nothing else."""
    words = {w for x in items if x.kind not in ("date", "time") and not x.is_mark for w in x.word.split()}
    return sum(x.kind == "date" for x in items) == 1 and words <= _OF_WHEN


_OF_WHEN = frozenset(
    """no wait sorry actually that it this the was happened on call meeting visit lunch dinner demo mail not but already i we met
    spoke mean meant earlier sorry make rather uh oh by way btw and""".split()
)


def _shift(turn: Turn, item: Item, values: Sequence[tuple[Json, Json]]) -> bool:
    """ "A day earlier", "two days later": from the day that is proposed. "Three weeks": instead of so many, from the day on record."""
    value = item.value.value if item.value else None
    words = {w for x in turn.items for w in x.word.split()}
    for change, before in values:
        for name, new in change["set"].items():
            field = turn.field(change["object"], name)
            if not (field and field.kind is Kind.DATE and isinstance(new, str)):
                continue
            proposed, old = date.fromisoformat(new), before.get(name) and date.fromisoformat(before[name])
            if isinstance(value, DurationValue) and words & _STEPPING:
                value = ShiftValue(value, -1 if words & _EARLIER else 1)
            if isinstance(value, ShiftValue):
                change["set"][name] = shifted(proposed, value).isoformat()
                return True
            if isinstance(value, DurationValue) and old and old != proposed:
                change["set"][name] = shifted(old, ShiftValue(value, -1 if proposed < old else 1)).isoformat()
                return True
    return False


_EARLIER = frozenset("earlier sooner before forward".split())
_STEPPING = _EARLIER | frozenset("later after back out more".split())


def _amount(turn: Turn, item: Item, changes: list[Json]) -> bool:
    value = item.value.value if item.value else None
    if not isinstance(value, MoneyValue | NumberValue):
        return False
    amount = number(value.amount if isinstance(value, MoneyValue) else value.value)
    for change in changes:
        for name, old in change["set"].items():
            field = turn.field(change["object"], name)
            counts = isinstance(value, NumberValue) and value.unit is not None
            if field and counts and field.kind is Kind.MONEY:
                continue  # "fifty nine four, it's forty four carts"
            if field and field.kind in (Kind.MONEY, Kind.INTEGER, Kind.NUMBER) and old is not None:
                change["set"][name] = _in_scale(amount, old) if isinstance(value, NumberValue) else amount
                return True
    return _into_update(changes, "deal", "amount", amount) if isinstance(value, MoneyValue) else False


def _in_scale(amount: float, old: Any) -> float:
    """ "make it 60" of 52,000 is 60,000: said as the old one was."""
    near = isinstance(old, int | float) and old >= 10_000 and amount < 1000 and old / 4 <= amount * 1000 <= old * 4
    return amount * 1000 if near else amount


def _day(turn: Turn, item: Item, changes: list[Json]) -> bool:
    day = told_day(item) if item.kind in ("date", "period") else None
    if day is None:
        return False
    dated = [(c, n) for c in changes for n in c["set"] if (f := turn.field(c["object"], n)) and f.kind is Kind.DATE]
    closing = any(x.has("closing") for x in turn.items)
    fitting = [(c, n) for c, n in dated if (n == "close_date") == closing] or dated
    if fitting and not (closing and fitting[0][1] != "close_date"):
        fitting[0][0]["set"][fitting[0][1]] = day.isoformat()
        return True
    return closing and _into_update(changes, "deal", "close_date", day.isoformat())


def _option(turn: Turn, item: Item, changes: list[Json]) -> bool:
    for change in changes:
        for sense in item.senses:
            field = (
                turn.field(change["object"], sense.field)
                if sense.kind == "option" and sense.object == change["object"]
                else None
            )
            if field and (value := value_for(field, item, turn)) is not None:
                change["set"][field.name] = value
                return True
        if item.of("user") and "owner" in change["set"]:
            change["set"]["owner"] = item.of("user")[0].id
            return True
    return False


def _into_update(changes: list[Json], object_: str, name: str, value: Any) -> bool:
    for change in changes:
        if change["op"] == "update" and change["object"] == object_:
            change["set"][name] = value
            return True
    return False
