"""A question put plainly; only where its form has a slot for everything that the message names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from assistant.language.chart import Item, Items, build_chart
from assistant.language.intents.asked.forms import FORMS
from assistant.language.lexicon import Lexicon
from assistant.language.text import tokens
from assistant.language.values import LimitValue, ValueContext, find_values

_SLOT = re.compile(r"\{([a-z|]+)(\?)?\}")
_RECORDS = frozenset("deal account contact lead user product ticket activity".split())
_KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "period": ("period", "date"),
    "money": ("money", "number"),
    "length": ("duration", "shift"),
    "count": ("limit", "number"),
})  # fmt: skip
_OPTIONS = frozenset(["stage", "source", "priority", "industry"])
_COUNTED = frozenset(
    "money number percent date period shift duration email phone time range limit ordinal quote ref url comparison".split()
)
_OWN = frozenset(["my", "mine", "i", "i've", "i'm", "i have", "myself"])
# What makes another question of it, where its form does not say so too.
_TELLING = (
    "won",
    "lost",
    "overdue",
    "silent",
    "nobody",
    "team",
    "boss",
    "lacks",
    "except",
    "closed",
    "has",
    "next_stage",
)
_DENYING = frozenset(["neq", "not_in", "lt", "lte"])
_DENIED = frozenset(
    """or instead another other than except excepting excluding besides beside outside beyond apart but not without never no none nobody neither nor
    aren't isn't don't doesn't haven't hasn't didn't won't can't""".split()
)
_LEAST = ("small", "least", "low", "tiny", "tini", "minor", "minim", "ascend", "cheap", "little", "bottom")


@dataclass(slots=True)
class _Asked:
    """The items of a message, and which of them are taken by slots."""

    items: Items
    taken: set[int] = field(default_factory=set)

    def take(self, fits: Callable[[Item], bool], most: int = 1) -> list[Item]:
        """Up to `most` items that fit, none where there are more: each record once, however often it is named."""
        at = [i for i, x in enumerate(self.items) if i not in self.taken and fits(x)]
        if len({_name(self.items[i]) for i in at}) > most:
            return []
        self.taken.update(at)
        return list({_name(self.items[i]): self.items[i] for i in reversed(at)}.values())[::-1]


def asked_plainly(question: str, items: Items, lexicon: Lexicon, context: ValueContext) -> str | None:
    """The question in plain words, or None where the message names something that it does not ask for."""
    if question not in FORMS:
        return None
    asked = _Asked(items)
    filled: list[str] = []
    form = FORMS[question]
    for slot, optional in _SLOT.findall(form):
        said = _filled(slot, asked)
        if said is None and not optional:
            return None
        filled.append(said or "")
    said_all = iter(filled)
    plainly = " ".join(_SLOT.sub(lambda _: next(said_all), form).split())
    bare = _chart(_SLOT.sub("", form), lexicon, context)
    return plainly if _accounted(asked) and _says_no_more(items, bare) else None


def _filled(slot: str, asked: _Asked) -> str | None:
    if slot == "whose":
        return _whose(asked)
    if slot == "both":
        users = asked.take(_is_record("user"), 2)
        return f"{users[0].text} and {users[1].text}" if len(users) == 2 else None
    if slot in ("low", "high"):
        return _bound(slot, asked)
    if slot == "title":
        return _title(asked)
    if slot == "place":
        return _only(asked.take(lambda x: x.sense("place") is not None))
    if slot in _OPTIONS:
        return _only(asked.take(lambda x: any(s.kind == "option" and s.field == slot for s in x.senses)))
    if slot in _KINDS:
        return _value(_KINDS[slot], asked)
    return _record(slot.split("|"), asked)


def _record(objects: list[str], asked: _Asked) -> str | None:
    for object_ in objects:
        if any(map(_is_record(object_), asked.items)):
            return _only(asked.take(_is_record(object_)))
    return None


def _is_record(object_: str) -> Callable[[Item], bool]:
    return lambda x: bool(x.candidates) and x.candidates[0].object == object_


def _value(kinds: tuple[str, ...], asked: _Asked) -> str | None:
    for kind in kinds:
        found = asked.take(lambda x, kind=kind: x.kind == kind)  # type: ignore[misc]
        if found:
            value = found[0].value.value if found[0].value else None
            return str(value.count) if isinstance(value, LimitValue) and value.count else found[0].text
    return None


def _bound(slot: str, asked: _Asked) -> str | None:
    """The first of two sums, then the other."""
    left = [i for i, x in enumerate(asked.items) if x.kind in ("money", "number") and i not in asked.taken]
    if len(left) != (2 if slot == "low" else 1):
        return None
    asked.taken.add(left[0])
    return asked.items[left[0]].text


def _title(asked: _Asked) -> str | None:
    """A job title with what stands before it: "warehouse manager", "finance director"."""
    at = next((i for i, x in enumerate(asked.items) if x.sense("title")), None)
    if at is None:
        return None
    first = at
    while first and _of_title(asked.items[first - 1]):
        first -= 1
    asked.taken.update(range(first, at + 1))
    return " ".join(x.text for x in asked.items[first : at + 1])


_SMALL = frozenset("a an the is are as of at in with for their our his her who who's me one which that for".split())


def _of_title(item: Item) -> bool:
    plain = not (item.candidates or item.value or item.is_mark or item.families)
    return plain and item.word not in _SMALL


def _whose(asked: _Asked) -> str:
    users = asked.take(_is_record("user"))
    if users:
        return f"{users[0].text}'s"
    return "my" if any(x.word in _OWN for x in asked.items) else ""


def _only(found: list[Item]) -> str | None:
    return found[0].text if len(found) == 1 else None


def _name(item: Item) -> str:
    return item.candidates[0].id if item.candidates else item.word


def _accounted(asked: _Asked) -> bool:
    """Whether every record, value and option of the message is in the form."""
    return not any(_names(x) for i, x in enumerate(asked.items) if i not in asked.taken)


def _names(item: Item) -> bool:
    option = item.sense("option")
    closed = option is not None and item.families.isdisjoint(("open", "open_it", "won", "lost", "overdue", "closed"))
    return bool(item.candidates) or item.kind in _COUNTED or closed or item.sense("place") is not None


def _says_no_more(items: Items, bare: Items) -> bool:
    """Whether whatever turns a question into another one stands in its form too."""
    for name in _TELLING:
        if any(x.has(name) for x in items) and not any(x.has(name) for x in bare):
            return False
    bounded = any(x.word == "between" for x in bare)  # "from 20k up to 60k"
    denied, in_form = (sum(_denies(x, bounded=bounded) for x in part) for part in (items, bare))
    return (
        denied <= in_form and (denied > 0 or not any(x.word == "not" for x in bare)) and _least(items) == _least(bare)
    )


def _least(items: Items) -> bool:
    return any(w.startswith(_LEAST) for x in items for w in x.word.split())


def _denies(item: Item, *, bounded: bool) -> bool:
    """Whether something is taken back, or bounded from above where it is not bounded anyway."""
    below = not bounded and item.kind == "comparator" and item.value is not None and item.value.value in _DENYING
    return below or any(w in _DENIED for w in item.word.split())


def _chart(text: str, lexicon: Lexicon, context: ValueContext) -> Items:
    return build_chart(text, tokens(text), find_values(text, context), lexicon, {}, {})
