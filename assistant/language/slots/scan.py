"""A walk over the items of one clause that finds conditions: shared by lists, counts, reports and bulk changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.language.chart import Item, Items
from assistant.language.slots.turn import Json, Turn, negated

_NEGATING = {"not", "without", "except"}


_NO = frozenset(["no", "none", "never", "non", "neither", "nor", "outside", "not yet", "no longer", "not even"])


def negates(item: Item) -> bool:
    """A word that turns what follows into its opposite."""
    compared = item.kind == "comparator" and item.value is not None and item.value.value in _NEGATING
    return compared or item.has("except") or item.word in _NO


def excepts(item: Item) -> bool:
    """ "Except", "excluding", "leaving out"."""
    return item.has("except") or (item.value is not None and item.value.value == "except")


def does_nothing(items: Items, i: int) -> bool:
    """ "that nobody HAS closed", "no one touched": it says what was not done, and not whose it is."""
    behind = items[i + 1] if i + 1 < len(items) else None
    if not items[i].has("nobody") or any(x.word in _OWNING or x.has("owned") for x in items[i + 1 : i + 4]):
        return False  # "that nobody is assigned to": whose it is
    return behind is not None and (behind.has("has") or behind.word in _HELPING)


def includes(items: Items, i: int) -> bool:
    """ "All of them, EVEN THE LOST ones", "including won ones": what a list holds beside the others, and no condition of it."""
    before = [x.word for x in items[max(0, i - 3) : i] if x.word not in ("the", "all", "those")]
    ended = items[i].has("won", "lost", "closed") or items[i].word == "converted"
    return ended and bool(before) and before[-1] in ("even", "including", "incl", "incl.")


_OWNING = frozenset("assigned owns owned owning responsible".split())
_HELPING = frozenset("has have had did ever is been".split())


@dataclass(frozen=True, slots=True)
class Found:
    """A condition at item `at` (up to `end`); `negative` where its own words already say no."""

    at: int
    end: int
    condition: Json
    final: bool = False


@dataclass
class Scan:
    """`used` are items that some condition already took; `outer` the object whose list this one narrows;
    `implied` are conditions that no word makes: what closes in a month is open."""

    turn: Turn
    items: Items
    head: str
    outer: str = ""
    used: set[int] = field(default_factory=set)
    found: list[Found] = field(default_factory=list)
    implied: list[Json] = field(default_factory=list)

    def free(self) -> Iterator[tuple[int, Item]]:
        for i, item in enumerate(self.items):
            if i not in self.used:
                yield i, item

    def take(self, first: int, end: int, condition: Json, *, final: bool = False) -> None:
        """Keep a condition; `final`: it is as it should be, whatever negation stands before."""
        self.used.update(range(first, end))
        self.found.append(Found(first, end, condition, final))

    def before(self, i: int, reach: int = 1) -> Items:
        return self.items[max(0, i - reach) : i]

    def word(self, i: int) -> str:
        return self.items[i].word if 0 <= i < len(self.items) else ""

    def has_field(self, name: str) -> bool:
        return name in self.turn.catalog.objects[self.head].fields

    def conditions(self) -> list[Json]:
        """All conditions with negation and "or" applied."""
        groups: list[list[tuple[Found, Json, bool]]] = []
        last: tuple[Found, Json, bool] | None = None
        for one in sorted(self.found, key=lambda f: f.at):
            negative = not one.final and (self._is_negated(one.at) or (last is not None and self._shares_no(last, one)))
            last = (one, negated(one.condition) if negative else one.condition, negative)
            if groups and self._joined(groups[-1][-1], last):
                groups[-1].append(last)
            else:
                groups.append([last])
        return _distinct([*(_any_of([c for _, c, _ in group]) for group in groups), *self.implied])

    def _beside(self, one: Found, other: Found) -> bool:
        """ "today and tomorrow", "in May or in July": nothing else is said between."""
        return {self.word(i) for i in range(one.end, other.at)} <= {
            "and",
            "or",
            ",",
            "/",
            "in",
            "on",
            "as",
            "well",
            "of",
        }

    def _in_a_row(self, one: Found, other: Found) -> bool:
        """ "denver, phoenix and boston": one of them, where "purchasing managers" are both."""
        return other.at > one.end and self._beside(one, other)

    def _shares_no(self, last: tuple[Found, Json, bool], one: Found) -> bool:
        """ "without Meridian and Ridgeway", "not in Boston or Austin": one word of negation for a list of one field."""
        before, _, negative = last
        between = {self.word(i) for i in range(before.end, one.at)}
        listed = bool(between) and between <= {"and", "or", "nor", ",", "in", "at", "the", "by", "from"}
        return negative and listed and before.condition.get("field") == one.condition.get("field")

    def _is_negated(self, at: int) -> bool:
        """A word of negation before it, with nothing between that ends its reach."""
        ended = False  # behind "that" or "who" only an exception still reaches: "excluding deals that are in …"
        for i in range(at - 1, max(-1, at - 8), -1):
            item = self.items[i]
            if ended and not excepts(item):
                continue
            if i < at and item.word == "but" and self._all_but(i, at):
                return True
            if negates(item) or item.word == "nothing" or (i not in self.used and does_nothing(self.items, i)):
                return True
            if any(f.at <= i < f.end for f in self.found) and not self._listed(i, at):
                return False
            if item.word in ("but", "and") or item.is_mark:
                return False
            # "not with Acme", but "not closing this month with Acme"
            apart = item.word == "with" and not (i and negates(self.items[i - 1]))
            ended = ended or apart or item.word in ("which", "that", "who")
        return False

    def _all_but(self, i: int, at: int) -> bool:
        """ "all deals but Tom's", "everybody but the buyers"."""
        every = any(
            x.has("all", "anyone") or x.word in ("everyone", "everybody") for x in self.items[max(0, i - 4) : i]
        )
        return every and all(
            x.word in ("the", "those", "ones", "of", "that", "are", "in", "from") for x in self.items[i + 1 : at]
        )

    def _listed(self, first: int, last: int) -> bool:
        return any(self.word(i) in ("or", "nor", ",") for i in range(first, last))

    def _joined(self, left: tuple[Found, Json, bool], right: tuple[Found, Json, bool]) -> bool:
        """ "A or B"; "A and B" and "A, B" of one field, which nothing can be at once."""
        (one, _, no), (other, _, also_no) = left, right
        if no != also_no:
            return False
        span = _span_field(one.condition)
        if span and span == _span_field(other.condition) and self._beside(one, other):
            return True
        ops = {one.condition.get("op"), other.condition.get("op")}
        fields = _fields_alike(one.condition)
        either = ops <= {"eq", "in"} or (
            not no and (_of_places(fields) or (self._in_a_row(one, other) and _holds(one) and _holds(other)))
        )
        if fields and set(fields) == set(_fields_alike(other.condition)) and either:
            return True
        if not no and self._in_a_row(one, other) and _said_of_places(one) and _said_of_places(other):
            return True  # "boston / canada"
        between = [self.word(i) for i in range(one.end, other.at)]
        return not no and "or" in between and "either" not in between


def _span_field(condition: Json) -> str | None:
    """The date field of a condition of its first and last day."""
    inner = condition.get("all", ())
    names = {c.get("field") for c in inner}
    return str(names.pop()) if len(inner) > 1 and len(names) == 1 and inner[0].get("op") == "gte" else None


def _fields_alike(condition: Json) -> tuple[str, ...]:
    """The field of a condition; the fields that may hold one and the same word, as city and country do."""
    if "field" in condition:
        return (condition["field"],)
    inner = condition.get("any") or condition.get("all", ())
    return tuple(c["field"] for c in inner) if inner and all(c.get("op") == "contains" for c in inner) else ()


def _of_places(fields: tuple[str, ...]) -> bool:
    return len(set(fields)) > 1


def _said_of_places(found: Found) -> bool:
    fields = _fields_alike(found.condition)
    return bool(fields) and all(f.rpartition(".")[2] in ("city", "country") for f in fields)


def _holds(found: Found) -> bool:
    """A condition on what stands somewhere in a text."""
    inner = found.condition.get("any") or found.condition.get("all") or [found.condition]
    return all(c.get("op") == "contains" for c in inner)


def _any_of(conditions: list[Json]) -> Json:
    if len(conditions) == 1:
        return conditions[0]
    names, ops = {c.get("field") for c in conditions}, {c.get("op") for c in conditions}
    name = next(iter(names)) if len(names) == 1 else None
    if name and (ops <= {"eq", "in"} or ops == {"ne"}):
        values = [v for c in conditions for v in (c["value"] if c["op"] == "in" else [c["value"]])]
        among = {"field": name, "op": "in", "value": list(dict.fromkeys(values))}
        return {"not": among} if ops == {"ne"} else among
    return {"any": conditions}


def _distinct(conditions: list[Json]) -> list[Json]:
    kept: list[Json] = []
    for condition in conditions:
        if condition not in kept:
            kept.append(condition)
    return kept
