"""Several records of one sentence, each with what is its own: "set A to 60k and the Bluepeak one to 115k"."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from assistant.language.chart import Item, Items
from assistant.language.lexicon import Sense
from assistant.language.slots.turn import Turn
from assistant.language.slots.writes.changed_texts import text_start

_JOINTS = frozenset(["and", ",", ";", "&", "+", "while", "but", "then"])
_LEADING = frozenset("the a of on for also then and our my please to in deal account lead one".split())
_VALUES = ("money", "number", "date", "period", "percent", "shift", "duration", "email", "phone")
_OUTCOMES = ("won", "lost", "next_stage", "previous_stage")
_VERBS = ("set", "move", "push", "raise", "lower", "assign", "clear", "rename")
_KINDS = {
    "deal": "deal",
    "account": "deal",
    "lead": "lead",
    "contact": "contact",
    "ticket": "ticket",
    "product": "product",
}


def shares(items: Items, turn: Turn) -> list[Items]:
    """The part of each record, led by what the sentence begins with; the sentence alone where one value is for all."""
    tail = _of_each(items)
    if tail is not None:
        return [(*part, *items[tail + 1 :]) for part in shares(_without_joint(items[:tail]), turn)]
    if each := _one_by_one(items):
        return each
    cuts = _cuts(items[: text_start(items, turn)])
    if not cuts:
        return [items]
    lead = items[: _records(items)[0]]
    object_ = items[len(lead)].candidates[0].object
    ends = [*(c[0] for c in cuts[1:]), len(items)]
    rest = [_led(lead, items[cut[1] : end], object_) for cut, end in zip(cuts, ends, strict=True)]
    return [items[: cuts[0][0]], *rest]


def _one_by_one(items: Items) -> list[Items]:
    """ "A and B to 60k and 115k (respectively)": as many values of one kind as records, each its own; empty otherwise."""
    places = _records(items)
    values = [i for i, x in enumerate(items) if settles(x) and not x.candidates]
    if len(places) < _SEVERAL or len(values) != len(places) or values[0] < places[-1]:
        return []
    between = items[values[0] + 1 : values[-1]]
    told = all(x.word in _JOINTS or settles(x) for x in between)
    if not told or len({_sort(items[v]) for v in values}) > 1 or any(not _alike(items, places[0], p) for p in places):
        return []
    lead, link, tail = items[: places[0]], items[places[-1] + 1 : values[0]], items[values[-1] + 1 :]
    tail = tuple(x for x in tail if x.word != "respectively")
    return [(*lead, items[p], *link, items[v], *tail) for p, v in zip(places, values, strict=True)]


_SEVERAL = 2


def _sort(item: Item) -> str:
    """What kind of value it is: two days, two amounts, two stages."""
    option = item.sense("option")
    kinds = {"number": "money", "period": "date"}
    return f"{option.object} {option.field}" if option else kinds.get(item.kind or "", item.kind or item.word)


def _of_each(items: Items) -> int | None:
    """ "A 155k, B 201k, BOTH close 12/11": where it goes on with all that were named."""
    for i in range(1, len(items) - 1):
        whom = items[i].word in ("both", "all", "each") or items[i].has("those")
        if whom and items[i - 1].word in _JOINTS and not any(x.candidates for x in items[i:]):
            return i if len(_records(items[:i])) > 1 and any(map(settles, items[i:])) else None
    return None


def _without_joint(items: Items) -> Items:
    while items and items[-1].word in _JOINTS:
        items = items[:-1]
    return items


def in_a_row(items: Items, *objects: str) -> list[int]:
    """The places of "A, B and C": records of these kinds with a joint between each two; empty where there is but one."""
    first = next((i for i, x in enumerate(items) if x.of(*objects)), len(items))
    row = [first]
    for i in range(first + 1, len(items)):
        if items[i].of(*objects) and i > row[-1] + 1:
            row.append(i)
        elif items[i].word not in _JOINTS:
            break
    named = [i for i in row if i < len(items) and items[i].candidates[0].object in objects]
    return named if len(named) > 1 else []


def mixed(items: Items, places: list[int]) -> bool:
    """Values stand between the records and behind them, and nothing tells which is whose."""
    first, last = min(places), max(places)
    return any(map(settles, items[first:last])) and any(map(settles, items[last + 1 :]))


def settles(item: Item) -> bool:
    """It is a value that a field can get."""
    return item.kind in _VALUES or (item.sense("option") is not None and not item.candidates) or item.has(*_OUTCOMES)


def _records(items: Items) -> list[int]:
    return [i for i, x in enumerate(items) if x.candidates and x.candidates[0].object in _KINDS and not x.value]


def _cuts(items: Items) -> list[tuple[int, int]]:
    """(the joint, where the next part begins) before each record that has a value of its own, as the one before it has."""
    places = _records(items)
    cuts: list[tuple[int, int]] = []
    for n in range(1, len(places)):
        one, other = places[n - 1], places[n]
        joint = next((j for j in range(other - 1, one, -1) if items[j].word in _JOINTS), None)
        since = cuts[-1][1] if cuts else 0
        if joint is None or not all(map(_leads, items[joint + 1 : other])) or not _alike(items, places[0], other):
            continue
        if _own(items[since:joint]) and _own(items[other + 1 :]):
            cuts.append((joint, joint + 1))
    return cuts


def _own(items: Items) -> bool:
    return any(map(settles, items)) or any(b.of("user") and a.word == "to" for a, b in pairwise(items))


def _leads(item: Item) -> bool:
    """A word that may stand between "and" and the record: "and the amount of …", "and push …"."""
    return item.word in _LEADING or item.is_mark or item.has(*_VERBS) or item.sense("field") is not None


def _alike(items: Items, one: int, other: int) -> bool:
    return _KINDS[items[one].candidates[0].object] == _KINDS[items[other].candidates[0].object]


def _led(lead: Items, part: Items, object_: str) -> Items:
    """The part with the verb and the field that it shares with the first, unless it has its own."""
    named = any(x.sense("field") and not x.candidates for x in part)
    ordered = any(x.has(*_VERBS) for x in part[:2])
    shared = () if ordered else tuple(x for x in lead if not (named and x.sense("field")))
    return (*shared, *(_standing_for(x, object_) for x in part))


def _standing_for(item: Item, object_: str) -> Item:
    """ "the Bluepeak one": a record of the kind that was named first."""
    return replace(item, senses=(Sense("object", object=object_),)) if item.word == "one" else item
