"""Values that belong to a field by its name or its role: "amount 52k", "Gina is the contact", "to Anna"."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from assistant.language.acts.handed import TAKING, goes_to, owner_told
from assistant.language.chart import Item, Items
from assistant.language.slots.meant import undecided
from assistant.language.slots.turn import Turn
from assistant.language.slots.writes.changed_texts import Changes, field_of, free
from assistant.language.slots.writes.held import counted, value_for
from crm_store.catalog import Field, Kind

_OWNED = ("deal", "lead", "account", "contact", "activity", "ticket")
_POINTING = frozenset(["contact", "product"])  # nouns that are also what a deal points at


def named_values(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """A field named before its value: "amount 52k", "employees to 500", "close date Friday"."""
    for i, item in free(items, changes):
        known = field_of(item, turn, object_)
        if known is None or known.kind is Kind.REFERENCE or known.name in changes.values:
            continue
        for j in _places(items, i, known, turn, object_):
            if known.kind is Kind.MONEY and j and items[j - 1].word in _DIGITS:
                continue  # "amount one fifteen": 115, 115,000 or 15? Better asked
            if j and items[j - 1].word == "by" and known.kind in (Kind.MONEY, Kind.INTEGER, Kind.NUMBER):
                continue  # "more employees by 5": of how many it does not say
            if j not in changes.used and (value := value_for(known, items[j], turn)) is not None:
                changes.values[known.name] = value
                changes.used.update((i, j))
                break


_DIGITS = frozenset("one two three four five six seven eight nine".split())


def _places(items: Items, i: int, known: Field, turn: Turn, object_: str) -> list[int]:
    """Where a field's value may stand: right before what it counts or grades, else behind it up to another field."""
    before = [i - 1] if i and (counted(items[i - 1]) or known.kind is Kind.PICKLIST) else []
    led = next((j for j in range(i - 1, max(0, i - 4), -1) if items[j].word == "as"), 0)
    before += [led - 1] if led else []  # "enter December 2 as the next follow-up"
    behind = []
    for j in range(i + 1, len(items)):
        other = field_of(items[j], turn, object_)
        if other is not None and other.name != known.name and not items[j].sense("option", object_):
            break
        behind.append(j)
    return [*before, *behind] if known.kind is not Kind.PICKLIST else [*behind, *before]


def references(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """ "make Gina the contact", "product should be Roost": a record in the role that a noun names."""
    for i, item in free(items, changes):
        known = pointer(item, turn, object_)
        if known is None or not known.target:
            continue
        for _, x in _others(items, i, known.target, changes):
            alone = len(undecided(x.of(known.target))) == 1  # "Talon" is two products
            if alone and (value := value_for(known, x, turn)) is not None:
                changes.values[known.name] = value
                changes.used.update((i, items.index(x)))
                break


def _others(items: Items, i: int, target: str, changes: Changes) -> list[tuple[int, Item]]:
    """Records for the role, those behind the noun first."""
    found = [
        (j, x)
        for j, x in free(items, changes)
        if j != i and x.candidates and any(c.object == target for c in x.candidates[:2])
    ]
    return sorted(found, key=lambda pair: (pair[0] < i, abs(pair[0] - i)))


def products(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """ "is qualified for Harrier Conveyor Kit": a product by its whole name, where a record holds one."""
    known = turn.field(object_, "product") or turn.field(object_, "product_interest")
    if known is None or known.name in changes.values:
        return
    for i, item in free(items, changes):
        whole = next((c for c in item.candidates[:1] if c.object == "product" and c.score >= 0.99), None)
        options = {o.value for o in known.options}
        if whole and (known.kind is Kind.REFERENCE or whole.label in options):
            changes.values[known.name] = whole.id if known.kind is Kind.REFERENCE else whole.label
            changes.used.add(i)
            return


def pointer(item: Item, turn: Turn, object_: str) -> Field | None:
    """The reference field that a noun or a field's word stands for: "the contact", "the buyer"."""
    sense = item.sense("object")
    name = sense.object if sense and not sense.plural and not item.candidates and sense.object in _POINTING else None
    known = turn.field(object_, name) if name else field_of(item, turn, object_)
    if known is None or known.kind is not Kind.REFERENCE or known.derived or known.target == "user":
        return None
    return known


def points_from(items: Items, turn: Turn) -> str | None:
    """The object of the record that is to point at another one: the deal in "make GINA the contact on DEAL"."""
    for x in items:
        for object_ in ("deal", "ticket"):
            if not (x.candidates and x.candidates[0].object == object_):
                continue
            for y in items:
                known = pointer(y, turn, object_)
                if known and known.target and any(z.of(known.target) for z in items if z is not x and z is not y):
                    return None if _own_field(items, turn, known.target) else object_
    return None


def _own_field(items: Items, turn: Turn, object_: str) -> bool:
    """ "change the phone of the contact …": a field of the other record is what changes."""
    held = any(x.kind in ("email", "phone") for x in items)
    return held or any((f := field_of(x, turn, object_)) and f.kind is not Kind.REFERENCE for x in items)


def to_colleagues(items: Items) -> Items:
    """ "… and owner to Tom", "reassign them to Marcus": the colleague, and no customer of that first name."""
    handed = any(x.has("assign") for x in items)
    led = {b for a, b in pairwise(items) if a.word == "to" and _colleague(b, handed)}
    if (whom := goes_to(items)) is not None:  # "Ben can have those": those to Ben
        verb, colleague = items[whom + 1], replace(items[whom], candidates=items[whom].of("user"))
        goal = next(i for i in range(whom + 1, len(items)) if items[i].word in TAKING) + 1
        return (*items[goal:], replace(verb, word="to", text="to", senses=(), candidates=()), colleague)
    if (told := owner_told(items)) is not None:
        return as_handed(items, told)
    return tuple(replace(x, candidates=x.of("user")) if x in led else x for x in items)


def as_handed(items: Items, whom: int) -> Items:
    """ "Lucia leads the Acme deal from now on": the record to the colleague, whatever verb tells it."""
    record = tuple(x for x in items if x.of(*_OWNED) and not x.of("user"))
    to = replace(items[whom], word="to", text="to", candidates=(), senses=(), capital=False)
    return (*record, to, replace(items[whom], candidates=items[whom].of("user"), senses=()))


def _colleague(item: Item, handed: bool) -> bool:
    """The likeliest reading is a user, or one by the first name where something is handed over."""
    whole = bool(item.candidates) and item.candidates[0].score >= _WHOLE_NAME
    return bool(item.of("user")) and (item.candidates[0].object == "user" or (handed and not whole))


_WHOLE_NAME = 0.95


def owner(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """ "to Anna", "reassign to me", "Anna takes over", "is yours now, Tom"."""
    if object_ not in _OWNED:
        return
    handing = any(x.has("assign") or _owner_word(x) or x.word == "owns" for x in items)
    for i, item in free(items, changes):
        if item.word in ("me", "mine") and (handing or item.word == "mine") and _led(items, i):
            changes.values["owner"] = turn.me
        elif (found := _user(item)) and ((not item.possessive and (handing or _led(items, i))) or _belongs(items, i)):
            changes.values["owner"] = found
        else:
            continue
        changes.used.add(i)
        changes.used.update(j for j, x in enumerate(items) if _owner_word(x))
        return


def _owner_word(item: Item) -> bool:
    return any(s.kind == "field" and s.field == "owner" for s in item.senses)


def _led(items: Items, i: int) -> bool:
    """Behind "to", or said to be the owner: "is Grace now", "on Grace"."""
    return (i > 0 and items[i - 1].word.split()[-1] == "to") or items[i].word == "mine"


def _belongs(items: Items, i: int) -> bool:
    """ "is Tom's now": said of whose it is, with nothing of Tom's behind it."""
    behind = i + 1 + (i + 1 < len(items) and items[i + 1].sense("object") is not None)  # "is Tom's deal now"
    ends = behind >= len(items) or items[behind].word in ("now", "from", ",", ".") or items[behind].is_mark
    return items[i].possessive and i > 0 and items[i - 1].word in ("is", "are", "now", "becomes", "be") and ends


def _user(item: Item) -> Any:
    """The one user that a name means, where a user is the likeliest reading."""
    users = item.of("user")
    if not users or item.candidates[0].object != "user":
        return None
    best = [u for u in users if u.score == users[0].score]
    return best[0].id if len(best) == 1 else None
