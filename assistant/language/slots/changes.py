"""What a clause sets on a record: field by field, from the values and words it holds."""

from __future__ import annotations

from calendar import month_abbr, month_name
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from assistant.language.chart import Item, Items
from assistant.language.slots.changed_texts import Changes, clears, field_of, free, texts, title
from assistant.language.slots.turn import Turn, number
from assistant.language.values import DateValue, MoneyValue, NumberValue, PeriodValue, RefValue, ShiftValue
from assistant.language.values.model import DurationValue
from crm_store.catalog import Field, Kind

_MONTHS = frozenset(m.lower() for m in (*month_name[1:], *month_abbr[1:]))
_DATE_OF = {"deal": "close_date", "lead": "follow_up_date", "activity": "due_date"}
_MONEY_OF = {"deal": "amount", "account": "annual_revenue", "product": "list_price"}


def read_changes(items: Items, turn: Turn, object_: str, skip: set[int]) -> Changes:
    """Every change of `object_` that the clause says. `skip` are items that named the record."""
    changes = Changes(used=set(skip))
    for step in (
        title,
        texts,
        clears,
        _stages,
        _outcomes,
        _owner,
        _relative,
        _named_values,
        _counts,
        _options,
        _money,
        _dates,
        _keyed,
    ):
        step(items, turn, object_, changes)
    return changes


def _stages(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
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


def _outcomes(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """ "we won it", "lost to a competitor", "because of price"."""
    if object_ != "deal":
        return
    stages = {s.kind: s.name for s in turn.catalog.default_pipeline.stages if s.kind != "open"}
    for i, item in free(items, changes):
        kind = "won" if item.has("won") else "lost" if item.has("lost") else None
        if kind and kind in stages:
            changes.values["stage"] = stages[kind]
            changes.used.add(i)
            if kind == "lost":
                _reason(items, turn, changes)
            return


def _reason(items: Items, turn: Turn, changes: Changes) -> None:
    for i, item in free(items, changes):
        option = next((s for s in item.senses if s.kind == "option" and s.field == "loss_reason"), None)
        if option:
            changes.values["loss_reason"] = option.value
            changes.used.add(i)
            return


def _owner(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """ "to Anna", "reassign to me"."""
    if object_ not in ("deal", "lead", "account", "contact", "activity", "ticket"):
        return
    handing = any(x.has("assign") or x.word == "owner" for x in items)
    for i, item in free(items, changes):
        if (
            item.of("user")
            and not (items[i - 1].word == "from" and i and _another_user(items, i))
            and ((handing and item.candidates[0].object == "user") or (items[i - 1].word in ("to",) and handing))
        ):
            users = item.of("user")
            if len([u for u in users if u.score == users[0].score]) == 1:
                changes.values["owner"] = users[0].id
                changes.used.add(i)
                return
        if handing and item.word == "me" and i and items[i - 1].word == "to":
            changes.values["owner"] = turn.me
            changes.used.add(i)


def _another_user(items: Items, at: int) -> bool:
    """ "from Lucia to Ben": somebody else takes over."""
    return any(x.of("user") or x.word == "me" for i, x in enumerate(items) if i != at and items[i - 1].word == "to")


def _relative(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """ "push two weeks", "by 10 %", "raise by 5k"."""
    up = any(x.has("raise") for x in items)
    down = any(x.has("lower") for x in items) or _taken_off(items)
    _multiplied(items, object_, changes)
    for i, item in free(items, changes):
        value = item.value.value if item.value else None
        if isinstance(value, ShiftValue | DurationValue) and any(x.has("push", "move", "raise", "set") for x in items):
            earlier = any(
                x.word in ("forward", "in", "earlier", "up", "pull in", "bring forward", "pull forward")
                for x in items
                if not x.value
            )
            shift = value if isinstance(value, ShiftValue) else ShiftValue(value, -1 if earlier else 1)
            changes.relative[_date_field(items, turn, object_, i)] = shift
            changes.used.add(i)
        elif item.kind == "percent" and (up or down) and isinstance(value, Decimal) and object_ in _MONEY_OF:
            changes.relative[_MONEY_OF[object_]] = ("percent", -value if down else value)
            changes.used.add(i)
        elif isinstance(value, MoneyValue | NumberValue) and (up or down) and object_ in _MONEY_OF and _by(items, i):
            amount = value.amount if isinstance(value, MoneyValue) else value.value
            if isinstance(value, MoneyValue) or (value.unit is None and amount >= _LEAST_STEP):
                changes.relative[_MONEY_OF[object_]] = ("add", -amount if down else amount)
                changes.used.add(i)


_LEAST_STEP = 100  # a bare number that counts money: "by 5,000"
_TIMES = {"double": 100, "triple": 200, "quadruple": 300, "halve": -50}  # percent on top


def _by(items: Items, i: int) -> bool:
    return items[i - 1].word in ("by", "another", "add", "off") or any(
        x.word in ("add", "knock off", "take off", "off") for x in items
    )


def _taken_off(items: Items) -> bool:
    """ "knock 15 grand off the deal", "10 % off": less by what stands before."""
    return any(
        x.word in ("off", "less") and items[i - 1].kind in ("money", "percent", "number")
        for i, x in enumerate(items)
        if i
    )


def _multiplied(items: Items, object_: str, changes: Changes) -> None:
    for i, item in free(items, changes):
        if item.word in _TIMES and object_ in _MONEY_OF and not item.candidates:
            changes.relative[_MONEY_OF[object_]] = ("percent", Decimal(_TIMES[item.word]))
            changes.used.add(i)


def _named_values(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """A field named before its value: "amount 52k", "employees to 500", "close date Friday"."""
    for i, item in free(items, changes):
        known = field_of(item, turn, object_) or _pointer(items, i, turn, object_)
        if known is None:
            continue
        behind = range(i + 1, min(i + 7 if known.kind is Kind.REFERENCE else i + 5, len(items)))
        before = (i - 1,) if i and _counted(items[i - 1]) and known.kind in (Kind.INTEGER, Kind.NUMBER) else ()
        for j in (*before, *behind):
            if j not in changes.used and (value := value_for(known, items[j], turn)) is not None:
                changes.values[known.name] = value
                changes.used.update((i, j))
                break


def _counts(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """ "350 employees": a number with the unit that a field counts."""
    for i, item in free(items, changes):
        value = item.value.value if item.value else None
        unit = value.unit if isinstance(value, NumberValue) else None
        for known in turn.catalog.objects[object_].fields.values() if unit else ():
            words = {w for s in (known.name, known.label, *known.synonyms) for w in s.lower().replace("_", " ").split()}
            if known.kind in (Kind.INTEGER, Kind.NUMBER) and not known.derived and words & {unit, f"{unit}s"}:
                changes.values.setdefault(known.name, _amount(value))
                changes.used.add(i)


def _pointer(items: Items, i: int, turn: Turn, object_: str) -> Field | None:
    """ "change the contact … to Gina Rossi": an object's word, where `object_` points at one and one is given."""
    sense = items[i].sense("object")
    known = turn.field(object_, sense.object) if sense and not sense.plural and not items[i].candidates else None
    if known is None or known.kind is not Kind.REFERENCE or known.derived or not known.target:
        return None
    given = any(items[j - 1].word == "to" and x.of(known.target) for j, x in enumerate(items) if j > i)
    return known if given else None


def points_from(items: Items, turn: Turn) -> str | None:
    """The object of the record that is to point at another one: the deal in "change the contact on DEAL to GINA"."""
    for x in items:
        for object_ in {c.object for c in x.candidates[:2]} & {"deal", "contact", "ticket"}:
            if any(_pointer(items, i, turn, object_) for i in range(len(items))):
                return object_
    return None


def _counted(item: Item) -> bool:
    """ "350 employees": a number before what it counts."""
    return item.kind == "number"


def value_for(known: Field, item: Item, turn: Turn) -> Any:
    """The JSON value of a field that an item holds, or None."""
    value = item.value.value if item.value else None
    if known.kind is Kind.PICKLIST:
        return next((s.value for s in item.senses if s.kind == "option" and s.field == known.name), None)
    if known.kind is Kind.REFERENCE:
        found = item.of(known.target or "")
        return found[0].id if found and (len(found) == 1 or found[0].score > found[1].score) else None
    if known.kind in (Kind.MONEY, Kind.INTEGER, Kind.NUMBER, Kind.PERCENT):
        return _amount(value)
    if known.kind in (Kind.DATE, Kind.INSTANT):
        day = day_of(item)
        return day.isoformat() if day else None
    if known.kind in (Kind.EMAIL, Kind.PHONE, Kind.URL) and item.kind in ("email", "phone", "url"):
        return str(value)
    return None


def _amount(value: Any) -> int | float | None:
    amount = value.amount if isinstance(value, MoneyValue) else value.value if isinstance(value, NumberValue) else value
    return number(amount) if isinstance(amount, Decimal | int) else None


def impossible_day(items: Items) -> str | None:
    """ "February 30": a month with a number behind it that is no day of it, or None."""
    for month, day in pairwise(items):
        value = day.value.value if day.value else None
        if month.kind == "period" and month.word in _MONTHS and isinstance(value, NumberValue) and value.unit is None:
            return f"{month.text} {day.text}"
    return None


def day_of(item: Item) -> date | None:
    """The day of a date; the last day of a period."""
    value = item.value.value if item.value else None
    if isinstance(value, DateValue):
        return value.on("future")
    return value.last_day("future") if isinstance(value, PeriodValue) else None


def _options(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    for i, item in free(items, changes):
        if item.candidates:
            continue
        option = item.sense("option", object_)
        if option and option.field not in changes.values and not _is_origin(items, i):
            changes.values[option.field] = option.value
            changes.used.add(i)


def _is_origin(items: Items, i: int) -> bool:
    """ "from proposal to negotiation": the first is where it comes from."""
    return i > 0 and items[i - 1].word == "from"


def _money(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    name = _MONEY_OF.get(object_)
    for i, item in free(items, changes):
        if name and item.kind == "money" and name not in changes.values and name not in changes.relative:
            changes.values[name] = _amount(item.value.value if item.value else None)
            changes.used.add(i)


def _date_field(items: Items, turn: Turn, object_: str, at: int) -> str:
    for item in items:
        known = field_of(item, turn, object_)
        if known and known.kind is Kind.DATE:
            return known.name
    return _DATE_OF.get(object_, "")


def _dates(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    for i, item in free(items, changes):
        day = day_of(item)
        name = _date_field(items, turn, object_, i)
        told = any(x.has("push", "closing", "due", "follow") for x in items) or _aimed(items, i, changes)
        if day and name and told and name not in changes.values and name not in changes.relative:
            changes.values[name] = day.isoformat()
            changes.used.add(i)


def _aimed(items: Items, i: int, changes: Changes) -> bool:
    """ "move it to Friday", "set it for March": a date that nothing else was meant by."""
    led = i > 0 and items[i - 1].word in ("to", "until", "for", "till")
    return led and any(x.has("move", "set", "raise") for x in items)


def _keyed(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """A phone or e-mail that stands alone is the record's own."""
    for i, item in free(items, changes):
        if item.kind in ("email", "phone") and not item.candidates and turn.field(object_, item.kind):
            value = item.value.value if item.value else None
            if not isinstance(value, RefValue) and item.kind not in changes.values:
                changes.values[item.kind] = str(value)
                changes.used.add(i)
