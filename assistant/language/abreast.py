"""Orders abreast in one clause: "… is 58k now and Amelia Hart left": parted where the acts say that each half is one of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.language.acts.again import logs_it
from assistant.language.acts.asking import asks
from assistant.language.acts.gates import WRITES, sure
from assistant.language.acts.model import Act
from assistant.language.chart import Item, Items
from assistant.language.clauses import trimmed
from assistant.language.joints import ORDERS, VERBS
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.writes.scope import conditional
from assistant.language.slots.writes.shares import settles

Split = Callable[[Items], list[Items]]
Acts = Callable[[list[Items]], list[Act]]

_JOINTS = frozenset(["and", "then", "also", "plus", "&", "+", "but", "so"])


_READ = (
    1_500  # items on both sides of all joints that are looked at: in a long dictation ten joints have some forty each
)


def abreast(items: Items, split: Split, acts: Acts) -> list[Items]:
    """The clauses, each parted at every joint whose two sides are read as whole orders; a side is split as a message of its own.

    After so many items the rest stays as it was split: a message of nothing but joints costs no minute.
    """
    return _Parting(split, acts).message(items)


@dataclass(slots=True)
class _Parting:
    split: Split
    acts: Acts
    left: int = _READ

    def message(self, items: Items) -> list[Items]:
        clauses = self.split(items)
        behind = [*clauses[1:], ()][: len(clauses)]
        return [part for c, follows in zip(clauses, behind, strict=True) for part in self._parts(c, follows)]

    def _parts(self, clause: Items, follows: Items) -> list[Items]:
        for i in range(1, len(clause) - 1):
            if not _may_join(clause[i]):
                continue
            one, other = trimmed(clause[:i]), trimmed(clause[i + 1 :])
            if not _joins(clause[i], one, other) or not _may_stand(one, other):
                continue
            self.left -= len(one) + len(other)
            if self.left < 0:
                break
            before, behind = self.acts([one, other])
            whole = _whole(one, before) or (before.name not in WRITES and _orders(other))
            if whole and (_stands(one, other, before, behind) or _hangs(one, other, follows)):
                return [*self.message(one), *self.message(other)]
        return [clause]


def _may_join(item: Item) -> bool:
    return item.word == "," or item.word in _JOINTS


def _joins(item: Item, one: Items, other: Items) -> bool:
    """A joint word; a comma only where an order, or another record with what becomes of it, follows at once."""
    if item.word != "," or not one or not other:
        return item.word != ","
    first = next((x for x in other if x.word not in _ARTICLES), other[0])
    if any(x.word == "both" for x in other):
        return False  # "A 155k, B 201k, both close on Friday"
    fresh = first.candidates and first.of("deal", "account", "contact", "lead", "ticket") and not _named_in(first, one)
    return bool(_records(one)) and bool(_records(other)) and (bool(fresh) or _orders(other))


def _may_stand(one: Items, other: Items) -> bool:
    """Nothing asks, hangs on a condition, or only goes on with what stands before: what is to be read twice at all."""
    if len(other) < _LEAST or not one or (len(one) == 1 and one[0].word in _LEANING) or asks(one) or conditional(one):
        return False
    return other[0].word not in _LEANING and (not settles(other[0]) or other[0].has("won", "lost"))


_LEAST = 2  # items of an order
_LEANING = frozenset(
    "on at for with of in by from to as until till about who which that its her his their it he she they".split()
)


def _whole(items: Items, act: Act) -> bool:
    """It lacks nothing that the other half could bring: what somebody does, or an order with its value."""
    if act.name == "update":
        return sure(act) and _sets(items)
    if act.name not in WRITES:
        return any(x.word in VERBS or x.word.endswith("ed") for x in items[1:])
    return sure(act)


def _stands(one: Items, other: Items, before: Act, behind: Act) -> bool:
    """An order with a record of its own, or what is told of one."""
    own = [x for x in _records(other) if not _named_in(x, one)]
    if behind.name not in WRITES:
        return (
            bool(own)
            and not asks(other)
            and before.name in ("update", "complete", "state")
            and not _writes(one)
            and _tells(other)
        )
    if not sure(behind):
        return False
    opens = other[:_OPENING]
    more = before.name not in ("log", "task") or any(x.has("log", "create") for x in opens)
    match behind.name:
        case "update":
            return (bool(own) or _of_noun(other)) and (_sets(other) or _points(other)) and _predicates(other)
        case "log":
            return logs_it(other) or (
                more and any(x.has("spoke", "log") or x.sense("object", "activity") for x in opens) and bool(own)
            )
        case "task":
            return any(x.has("remind") or _is_task(x) for x in opens)
        case "create":
            return any(x.has("create", "log", "set") for x in opens)
        case "complete":
            return bool(own) or _of_noun(other)
    return any(x.has(behind.name) for x in opens)


_OPENING = 5  # items that say what kind of order it is


def _records(items: Items) -> list[Item]:
    return [
        x
        for x in items
        if x.of("deal", "account", "contact", "lead", "ticket", "activity") and x.candidates[0].score >= _NAMED
    ]


_NAMED = 0.7


def _named_in(item: Item, items: Items) -> bool:
    ids = {c.id for c in item.candidates}
    return any(c.id in ids for x in items for c in x.candidates)


def _of_noun(items: Items) -> bool:
    """ "The ticket about lift 7", "my task with the agenda"."""
    return any(
        (s := x.sense("object")) is not None and not s.plural and (s.object == "ticket" or _is_task(x)) for x in items
    )


def _is_task(item: Item) -> bool:
    noun = item.sense("object", "activity")
    return noun is not None and noun.value == "task"


def _orders(items: Items) -> bool:
    """It begins with a verb of change, or with one that makes something new."""
    first = next((x for x in items if not (x.is_mark or x.has("please")) and x.word not in _ADVERBS), items[0])
    return first.has(*ORDERS, "raise", "log", "create", "remind") and not first.candidates


def _sets(items: Items) -> bool:
    """Something that a field gets, or a field to clear."""
    fields = [i for i, x in enumerate(items) if not x.candidates and x.sense("field")]
    cleared = bool(fields) and any(x.has("clear", "delete") for x in items)
    worded = any(x.word in _GETS for i in fields[:1] for x in items[i + 1 :])
    return cleared or worded or any(map(_given, items))


_GETS = frozenset(["to", ":", "is", "was", "be", "="])


def _given(item: Item) -> bool:
    own = settles(item) or item.kind in ("email", "phone", "quote") or bool(item.of("user")) or item.has("complete")
    return own or (not item.candidates and item.sense("title") is not None)


def _points(items: Items) -> bool:
    """ "The contact on the spring carts is Pam Whitley"."""
    return any(x.of("deal") for x in items) and any(x.of("contact") for x in items)


def _hangs(one: Items, items: Items, follows: Items) -> bool:
    """ "… and the lead from Mercer Freight, Shawn | he's qualified now": whom the clause behind speaks of."""
    pointing = bool(follows) and not one[-1].candidates and follows[0].word.split("'")[0] in _POINTING
    return (
        pointing
        and bool(_records(items))
        and all(x.candidates or x.is_mark or x.sense("object") or x.word in FUNCTION_WORDS for x in items)
    )


_POINTING = frozenset(["he", "she", "they", "it", "that"])


def _predicates(items: Items) -> bool:
    """Where it opens with its record, what becomes of it follows at once: no "(call Ann) and Bo on Friday"."""
    small = [x.is_mark or x.word in _ARTICLES or x.sense("object") for x in items]
    at = next((i for i, x in enumerate(items) if x.candidates or not small[i]), 0)
    if not items[at].of("deal", "account", "contact", "lead"):
        return True
    behind = next((x for x in items[at + 1 :] if not x.is_mark and x.word not in _ADVERBS), None)
    dated = behind is not None and behind.kind in ("date", "period") and not items[at].of("deal")
    if behind is None or dated:
        return False
    placed = next((x.sense("option") is not None for x in items[items.index(behind) + 1 :][:1]), False)
    return behind.word not in _LEANING - {"to"} or placed  # "(the tuggers) in negotiation"


_ARTICLES = frozenset(["the", "our", "my"])
_ADVERBS = frozenset("now um uh erm just already okay oh so kindly".split())


def _tells(items: Items) -> bool:
    """ "Amelia Hart left Beacon Hill", "A and B are both slipping": a record, and what it does."""
    first = next((x for x in items if not x.is_mark and x.word != "the"), items[0])
    return bool(first.candidates) and any(
        x.word in VERBS or x.word.endswith("ed") or x.word in _DOES for x in items[1:_OPENING]
    )


_DOES = frozenset(
    "left made sits signed slips slipped changed isn't isnt won't wont doesn't didn't just never checks opened".split()
)


def _writes(items: Items) -> bool:
    """A text takes whatever follows it: "next step: …"."""
    return any(s.kind == "field" and s.field in ("next_step", "notes", "subject") for x in items for s in x.senses)
