"""What a clause sets on a record: field by field, from the values and words it holds."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from assistant.language.chart import Item, Items
from assistant.language.lexicon import Sense
from assistant.language.slots.turn import Turn
from assistant.language.slots.writes import bound, stages, steps
from assistant.language.slots.writes.changed_texts import Changes, clears, field_of, free, renamed, texts
from assistant.language.slots.writes.held import NUMERIC, amount_of, day_of, garbled
from assistant.language.slots.writes.scope import old_values
from assistant.language.slots.writes.titles import title
from assistant.language.values import DateValue, NumberValue, PeriodValue, RefValue
from crm_store.catalog import Kind

_LEAST_MONEY = 1000  # a bare number that is an amount: "goes to 52,500"
_GOALS = frozenset(
    [
        "namely",
        "to",
        "at",
        "for",
        "is",
        "it's",
        "that's",
        "now",
        "be",
        "=",
        ":",
        "of",
        "read",
        "reads",
        "show",
        "shows",
        "say",
        "becomes",
    ]
)


def read_changes(items: Items, turn: Turn, object_: str, skip: set[int]) -> Changes:
    """Every change of `object_` that the clause says. `skip` are items that named the record."""
    changes = Changes(used=set(skip) | old_values(items))
    for step in (
        renamed,
        title,
        texts,
        clears,
        stages.steps,
        stages.outcomes,
        stages.ended,
        bound.owner,
        steps.relative,
        bound.named_values,
        bound.references,
        bound.products,
        counts,
        _options,
        _money,
        _dates,
        _keyed,
    ):
        step(items, turn, object_, changes)
    return changes


def counts(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """ "350 employees": a number with the unit that a field counts."""
    for i, item in free(items, changes):
        value = item.value.value if item.value else None
        unit = value.unit if isinstance(value, NumberValue) else None
        for known in turn.catalog.objects[object_].fields.values() if unit else ():
            words = {w for s in (known.name, known.label, *known.synonyms) for w in s.lower().replace("_", " ").split()}
            staff = known.name == "employees" and unit in ("person", "people")  # "has 85 people now"
            if (
                known.kind in (Kind.INTEGER, Kind.NUMBER)
                and not known.derived
                and (staff or words & {unit, f"{unit}s"})
            ):
                changes.values.setdefault(known.name, amount_of(value))
                changes.used.add(i)


def _options(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    for i, item in free(items, changes):
        if item.candidates and item.candidates[0].score > _WHOLE_NAME:
            continue
        option = item.sense("option", object_)
        if option and item.word == "new" and i and items[i - 1].word in _ARTICLES:
            continue  # "he has a new number"
        if option and option.field == "stage" and _is_paper(items, i):
            continue
        if option and option.field == "loss_reason" and not _tells_why(items):
            continue  # "drop the price by 5 %": what changes, and no reason of a loss
        if option and option.field not in changes.values:
            changes.values[option.field] = _denied(items, i, turn, option) or option.value
            changes.used.add(i)


def _denied(items: Items, i: int, turn: Turn, option: Sense) -> Any:
    """ "Not qualified": the option that is its contrary, where there is one."""
    known = turn.field(option.object, option.field)
    contrary = f"un{option.value}".lower()
    said = i > 0 and items[i - 1].word in ("not", "isn't", "non", "never")
    return next((o.value for o in known.options if o.value.lower() == contrary), None) if said and known else None


def _is_paper(items: Items, i: int) -> bool:
    """ "The analytics proposal needs rework", "the quality of OUR PROPOSAL": what was written, and no stage."""
    needs = i + 1 < len(items) and items[i + 1].word in _OF_A_PAPER
    return needs or (i > 0 and items[i - 1].word in _WHOSE_PAPER)


_WHOSE_PAPER = frozenset("our my their his her your".split())
_OF_A_PAPER = frozenset("needs need was has looks contains must should covers".split())
_ARTICLES = frozenset("a the his her their its my our some".split())


def _tells_why(items: Items) -> bool:
    """A loss or its reason is spoken of."""
    said = any(x.has("lost") or {"reason", "because", "due"} & set(x.word.split()) for x in items)
    return said or any(s.kind == "field" and s.field == "loss_reason" for x in items for s in x.senses)


_WHOLE_NAME = 0.9  # a word that is but a part of a record's name may mean the option all the same


def _money(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    name = steps.MONEY_OF.get(object_)
    elsewhere = object_ == "account" and not any((f := field_of(x, turn, object_)) and f.name == name for x in items)
    if name is None or elsewhere or name in changes.values or name in changes.relative:
        return
    if "loss_reason" in changes.values:
        return  # "lost on price, 135k was too much"
    for i, item in free(items, changes):
        if i + 1 < len(items) and items[i + 1].word in ("per", "each", "apiece"):
            continue  # the price of one
        if _of_a_step(items, i) or (i and items[i - 1].word == "by" and item.kind == "money"):
            return  # "raise it 5k": by that much or to that much
        if item.kind == "money" or (_bare_amount(items, i) and not _counts_else(items, turn, object_)):
            amount = amount_of(item.value.value if item.value else None)
            if amount is not None and amount >= 0 and not garbled(item, amount):
                changes.values[name] = amount
                changes.used.add(i)
            return


def _of_a_step(items: Items, i: int) -> bool:
    """An amount behind a verb of more or less, and nothing that says it is the goal."""
    if items[i].kind not in ("money", "number"):
        return False
    stepping = any(x.has("raise", "lower") and x.word not in _LOOSE_STEPS for x in items[:i])
    return stepping and items[i - 1].word not in (*_GOALS, "down to", "up to")


_LOOSE_STEPS = frozenset(["take", "add", "up", "drop", "put", "adds"])


def _bare_amount(items: Items, i: int) -> bool:
    """ "goes to 52,500": a number as large as money, where a new value is said."""
    said = items[i].value
    value = said.value if said else None
    named = any(x.has("worth") for x in items[:i])  # "the amount of … to 57"
    ends = i + 1 == len(items) or items[i + 1].is_mark or items[i + 1].word in ("instead", "not", "rather")
    behind = i > 0 and ends and bool(items[i - 1].of("deal"))  # "Acme renewal 139500"
    changed = any(x.of("deal") or (x.of("account") and items[i - 2].word in ("up", "down")) for x in items[:i])
    goal = behind or (i > 1 and items[i - 1].word in _UP_TO and changed)
    least = 0 if named else _NO_DAY if goal else _LEAST_MONEY
    large = isinstance(value, NumberValue) and value.unit is None and value.value >= least
    listed = i > 1 and ends and items[i - 1].is_mark and bool(items[i - 2].sense("option", "deal"))  # "…, 43,200"
    makes = i > 1 and items[i - 1].word == "it" and items[i - 2].word in ("makes", "brings", "make")
    return large and (
        i == 0 or makes or items[i - 1].word in _GOALS or items[i - 1].has("worth", "set") or goal or listed
    )


_NO_DAY = 32  # "put the pilot to 54" is an amount in thousands; "to 15" may be a day
_UP_TO = frozenset(["to", "at", "up to", "down to"])


def _counts_else(items: Items, turn: Turn, object_: str) -> bool:
    """Another number field is named."""
    money = steps.MONEY_OF.get(object_)
    return any((f := field_of(x, turn, object_)) and f.kind in NUMERIC and f.name != money for x in items)


def _dates(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    name = steps.date_field(items, turn, object_)
    if changes.values.get("stage") in {s.name for p in turn.catalog.pipelines for s in p.stages if s.kind != "open"}:
        return  # winning and losing leave the planned day: "as lost, no budget until 2028"
    for i, item in free(items, changes):
        day = day_of(item) if item.word not in _IDLE and not _open_ended(item) else _earliest(items, i)
        told = (
            object_ == "activity"
            or any(x.has("push", "closing", "due", "follow") or x.word == "date" for x in items)
            or _aimed(items, i)
            or _bare(items, object_)
            or _listed(items, i)
        )
        slipped = day is not None and day < turn.context.today and any(x.has("push") for x in items)
        if slipped:
            continue  # "it slipped two weeks ago": when that was
        if day and name and told and name not in changes.values and name not in changes.relative:
            j, meant = _said_closer(items, i, day)
            changes.values[name] = meant.isoformat()
            changes.used.update((i, j))


def _said_closer(items: Items, i: int, day: date) -> tuple[int, date]:
    """ "Mid January, the 15th": the item that says closer which day is meant, and the day."""
    j = i + 1
    while j < len(items) and (items[j].is_mark or items[j].word in ("say", "so", "probably", "on")):
        j += 1
    value = mention.value if i + 1 < j < len(items) and (mention := items[j].value) else None
    if not isinstance(value, DateValue):
        return i, day
    other = value.on("future")
    if value.cycle == "month" and other.day <= monthrange(day.year, day.month)[1]:
        return j, day.replace(day=other.day)
    return (j, other) if (day.year, day.month) == (other.year, other.month) else (i, day)


_IDLE = frozenset(
    ["now", "right now", "today's", "currently", "at the moment"]
)  # says when it is said, not when it is due


def _open_ended(item: Item) -> bool:
    """ "before January", "after the holidays": no day that a field could hold."""
    value = item.value.value if item.value else None
    return isinstance(value, PeriodValue) and value.relation in ("before", "after", "since")


def _earliest(items: Items, i: int) -> date | None:
    """ "won't close BEFORE DEC 4", "not before Dec 4": the first day that it may be."""
    value = mention.value if (mention := items[i].value) else None
    denied = any(x.word in _DENYING for x in items[max(0, i - 3) : i])
    if not denied or not isinstance(value, PeriodValue) or value.relation not in ("before", "until"):
        return None
    return value.anchor.on("future") if isinstance(value.anchor, DateValue) else None


_DENYING = frozenset(["won't", "not", "cannot", "can't", "never"])


def _bare(items: Items, object_: str) -> bool:
    """ "Acme renewal, negotiation, 58k, Dec 12": a record with its values, and no other word."""
    plain = {"to", "at", "and", "by", "on", "the", "for", "now"}
    return all(x.candidates or x.value or x.is_mark or x.sense("option", object_) or x.word in plain for x in items)


def _listed(items: Items, i: int) -> bool:
    """ "Ridgeway carts: 455k, 12/4, next step …": one of the values between commas."""
    around = (*items[max(0, i - 1) : i], *items[i + 1 : i + 2])
    others = any(x.kind in ("money", "percent") or x.sense("option") for x in items[:i])
    return others and all(x.word in (",", ":", ";") for x in around) and items[i - 1].is_mark


def _aimed(items: Items, i: int) -> bool:
    """ "move it to Friday", "set it for March", "put it at the 15th": a date that nothing else was meant by."""
    led = i > 0 and (
        items[i - 1].word.split()[-1] in ("to", "until", "for", "till", "at", "on") or items[i].word.startswith("until")
    )
    if i > 1 and items[i - 1].has("they", "it", "those") and items[i - 2].has("set"):
        return True  # "make them December 4th"
    given = any(x.word == "give" for x in items[:i]) and items[i].word.split()[0] in ("until", "till")
    if given:
        return True  # "give it until the 15th"
    goal = i > 0 and items[i - 1].word.split()[-1] in ("to", "until", "till") and any(x.of("deal") for x in items[:i])
    return goal or (led and any(x.has("move", "set", "raise", "lower") for x in items))


def _keyed(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """A phone or e-mail that stands alone is the record's own."""
    for i, item in free(items, changes):
        if item.kind in ("email", "phone") and not item.candidates and turn.field(object_, item.kind):
            value = item.value.value if item.value else None
            if not isinstance(value, RefValue) and item.kind not in changes.values:
                changes.values[item.kind] = str(value)
                changes.used.add(i)
