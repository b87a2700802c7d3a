"""What kind of record a clause changes: by what it names, the fields and values it holds, and what is talked of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from assistant.language.chart import Item, Items
from assistant.language.slots.turn import Turn
from assistant.language.slots.writes.bound import points_from
from assistant.language.values import NumberValue

OWNED = ("deal", "lead", "account", "contact", "ticket")


def object_of(items: Items, turn: Turn) -> str:
    """What kind of record the changed fields belong to."""
    if pointing := points_from(items, turn):
        return pointing
    if _gives_role(items, turn):
        return "deal"
    votes: dict[str, float] = {}

    def vote(object_: str, weight: float) -> None:
        if object_ in OWNED or object_ in ("activity", "product"):
            votes[object_] = votes.get(object_, 0.0) + weight

    for item in items:
        for object_, weight in _votes(item):
            vote(object_, weight)
    for object_, weight in _around(items, turn):
        vote(object_, weight)
    said = {s.object for x in items if not x.candidates for s in x.senses if s.kind in ("field", "option")} & set(votes)
    held = {c.object for x in items for c in x.candidates[:1]} & set(votes)
    told = any(x.sense("title") or x.has("her", "him") for x in items)
    fields = {s.object for x in items if not x.candidates for s in x.senses if s.kind == "field"} & set(votes)
    if not fields and not held and any(x.kind == "money" or _large(x) for x in items):
        return "deal"  # "that makes it 112k", whoever was spoken of
    moved = any(x.has("set", "move", "push", "deal_noun") for x in items)
    if moved and not (fields or said or held) and any(x.kind in ("date", "period", "shift") for x in items):
        votes = {o: v for o, v in votes.items() if o not in ("contact", "account", "product")}
        if not votes:
            return "deal"  # "Dana rang. Put the program to the end of January": nobody has a day
    alien = bool(fields) and not fields & held and not told  # "Martin is away, so close date is the 18th"
    # What was talked of counts where it has such a field.
    fitting = fields if alien else said if said and not (held or told) else set(votes)
    return max(fitting, key=lambda o: votes[o]) if votes else "deal"


def _large(item: Item) -> bool:
    """A bare number as large as money: "we're at 288,700"."""
    value = item.value.value if item.value else None
    return isinstance(value, NumberValue) and value.unit is None and value.value >= _LEAST_MONEY


_LEAST_MONEY = 5_000


def _gives_role(items: Items, turn: Turn) -> bool:
    """ "… and make Kevin the contact": of the deal that is spoken of."""
    if _states_role(items):
        return True
    role = any(a.word == "the" and b.sense("object", "contact") and not b.candidates for a, b in pairwise(items))
    ordered = items[0].word in ("make", "put", "set") and len(items) > 1 and bool(items[1].of("contact"))
    return role and ordered and any(m.object in ("deal", "account") for m in turn.state.focus[:4])


def _states_role(items: Items) -> bool:
    """ "Stage to proposal, contact is Yvonne": whom the deal points at, beside what only a deal has."""
    said = [x for x in items if x.word not in ("now", "from", "on", "the") and not x.sense("object", "deal")]
    triples = zip(said, said[1:], said[2:], strict=False)
    role = any(
        a.sense("object", "contact") and not a.candidates and b.word in ("is", "to", ":", "=") and c.of("contact")
        for a, b, c in triples
    )
    own = any(s.kind in ("field", "option") and s.object == "deal" for x in items if not x.candidates for s in x.senses)
    return role and (own or len(said) == _ROLE or any(x.kind == "money" for x in items))


_ROLE = 3  # words of "contact is now Naomi"


_SENSES = {"object": 1.5, "option": 0.8, "field": 0.6}


def _votes(item: Item) -> Iterator[tuple[str, float]]:
    """What one item says of the kind of record that changes."""
    if item.candidates:
        yield item.candidates[0].object, 1.6 if item.candidates[0].score > 0.9 else 1.1
        return
    for sense in item.senses:
        if sense.kind in _SENSES:
            yield sense.object, 1.2 if sense.field == "stage" else _SENSES[sense.kind]
        elif sense.kind == "title" and not item.sense("field"):  # an owner is a field first
            yield "contact", 1.2
    if _outcome(item):
        yield "deal", 2.0
    if item.kind == "money":
        yield "deal", 1.2
    if item.kind in ("shift", "date", "percent"):
        yield "deal", 0.4
    if item.has("closing"):
        yield "deal", 1.2
    if item.has("her", "him") or item.word in ("she's", "he's"):
        yield "contact", 0.9
        yield "lead", 0.9


def _outcome(item: Item) -> bool:
    return item.has("won", "lost", "next_stage", "previous_stage") or item.word.split()[-1] in ("won", "lost")


def _around(items: Items, turn: Turn) -> Iterator[tuple[str, float]]:
    """Where no name and no noun says it, what is talked of, listed or open on the screen does."""
    bare = 1.0 if any(x.candidates or x.sense("object") for x in items) else 3.0
    for n, mention in enumerate(turn.state.focus[:3]):
        yield mention.object, bare * 0.5 / (n + 1)
    if turn.page:
        yield turn.page[0], bare * 0.3
