"""A list's conditions in words, so that an answer says what was understood: "open deals of yours with amount over $50,000"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from assistant.conversation import wording
from crm_store import records
from crm_store.catalog import Field, Kind, Object
from crm_store.database import Session
from crm_store.query import AllOf, AnyOf, Condition, Filter, Not, Op, Related, Through
from crm_store.records import USER

# Conditions that read as an adjective before the noun.
_FLAGS = {"is_open": "open", "is_won": "won", "is_lost": "lost", "is_overdue": "overdue"}
_OPS = {
    Op.EQ: "", Op.NE: "not ", Op.LT: "under ", Op.LTE: "at most ", Op.GT: "over ", Op.GTE: "at least ", Op.IN: "",
    Op.CONTAINS: "containing ",
}  # fmt: skip
_DATED = {Op.LT: "before ", Op.LTE: "until ", Op.GT: "after ", Op.GTE: "from "}
# Kinds of activity are nouns of their own.
_NOUNS = {"call": "calls", "meeting": "meetings", "email": "e-mails", "note": "notes", "task": "tasks"}
Labels = Mapping[tuple[str, UUID], records.Reference]


@dataclass(frozen=True, slots=True)
class Phrase:
    """`singular` and `plural` are the noun with its adjectives; `mine`, whether the speaker owns them; `rest` follows."""

    singular: str
    plural: str
    mine: bool
    rest: str

    def counted(self, n: int) -> str:
        """4 open deals of yours with close date from …"""
        return f"{wording.counted(n, self.singular, self.plural)}{' of yours' if self.mine else ''}{self.rest}"


async def describe(session: Session, item: Object, where: Sequence[Condition]) -> Phrase:
    """The conditions of a list in words. Names of records are looked up as far as the caller sees them."""
    flat = list(_flat(where))
    said = _Words(session, item, await _labels(session, item, flat))
    mine = [c for c in flat if said.is_mine(c)]
    nouns = [c for c in flat if said.noun(c)]
    rest = [words for c in flat if c not in mine and c not in nouns and (words := said.condition(c))]
    singular, plural = wording.lower(item.label), wording.lower(item.plural)
    for condition in nouns:
        plural = said.noun(condition, plural)
        singular = said.noun(condition, singular, one=True)
    return Phrase(singular, plural, bool(mine), f" with {wording.listed(_spans(rest))}" if rest else "")


def _flat(where: Iterable[Condition]) -> Iterator[Condition]:
    for part in where:
        if isinstance(part, AllOf):
            yield from _flat(part.parts)
        else:
            yield part


def _spans(rest: list[str]) -> list[str]:
    """`close date from A` and `close date until B` as one."""
    found: list[str] = []
    for words in rest:
        name, until, end = words.partition(" until ")
        started = next((n for n, f in enumerate(found) if until and f.startswith(f"{name} from ")), None)
        if started is None:
            found.append(words)
        else:
            found[started] += f" to {end}"
    return found


async def _labels(session: Session, item: Object, where: Iterable[Condition]) -> Labels:
    wanted = set()
    for condition in _leaves(where):
        field = _field(session, item, condition.field)
        for value in condition.value if isinstance(condition.value, list | tuple) else [condition.value]:
            if field is not None and field.target and (key := _uuid(value)):
                wanted.add((field.target, key))
    return await records.labels(session, wanted) if wanted else {}


def _leaves(where: Iterable[Condition]) -> Iterator[Filter]:
    for part in where:
        match part:
            case Filter():
                yield part
            case AnyOf(parts) | AllOf(parts):
                yield from _leaves(parts)
            case Not(inner):
                yield from _leaves((inner,))


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


def _field(session: Session, item: Object, path: str) -> Field | None:
    """The field at the end of a path; None for what has no words of its own."""
    name, _, rest = path.partition(".")
    field = item.fields.get(name)
    if field is None or not rest:
        return field
    if field.target is None:
        return None
    target = USER if field.target == "user" else session.catalog.objects.get(field.target)
    return _field(session, target, rest) if target else None


class _Words:
    def __init__(self, session: Session, item: Object, labels: Labels) -> None:
        self._session, self._item, self._labels = session, item, labels

    def is_mine(self, condition: Condition) -> bool:
        me = (str(self._session.identity.user_id), "me", self._session.identity.email)
        return (
            isinstance(condition, Filter)
            and condition.field == "owner"
            and condition.op is Op.EQ
            and str(condition.value) in me
        )

    def noun(self, condition: Condition, noun: str = "x", *, one: bool = False) -> str:
        """The noun as this condition makes it (`open deals`, `tasks`); empty for a condition that is none of it."""
        if not isinstance(condition, Filter) or condition.op is not Op.EQ:
            return ""
        if condition.field in _FLAGS and condition.value is True:
            return f"{_FLAGS[condition.field]} {noun}"
        if condition.field == "type" and self._item.name == "activity" and condition.value in _NOUNS:
            made = str(condition.value).replace("email", "e-mail") if one else _NOUNS[str(condition.value)]
            return noun.replace(wording.lower(self._item.label if one else self._item.plural), made)
        return ""

    def condition(self, condition: Condition) -> str:
        match condition:
            case Filter():
                return self._filter(condition)
            case AnyOf(parts):
                return wording.listed([self.condition(p) for p in parts], "or")
            case AllOf(parts):
                return wording.listed([self.condition(p) for p in parts])
            case Not(inner):
                return f"not {self.condition(inner)}"
            case Through(field):
                return f"conditions on their {field.replace('_', ' ')}"
            case Related(object_):
                return f"conditions on their {wording.lower(self._session.catalog.object(object_).plural)}"

    def _filter(self, condition: Filter) -> str:
        field = _field(self._session, self._item, condition.field)
        name = self._name(condition.field, field)
        if condition.op is Op.ISNULL or condition.value is None:
            empty = (condition.value in (True, None)) == (condition.op in (Op.ISNULL, Op.EQ))
            return f"no {name}" if empty else f"any {name}"
        dated = field is not None and field.kind in (Kind.DATE, Kind.INSTANT)
        op = _DATED.get(condition.op, _OPS[condition.op]) if dated else _OPS[condition.op]
        many = condition.value if isinstance(condition.value, list | tuple) else [condition.value]
        return f"{name} {op}{wording.listed([self._value(field, value) for value in many], 'or')}"

    def _name(self, path: str, field: Field | None) -> str:
        label = wording.lower(field.label) if field else path.rpartition(".")[2].replace("_", " ")
        walked = path.rpartition(".")[0]
        return f"{walked.replace('.', ' ').replace('_', ' ')} {label}" if walked else label

    def _value(self, field: Field | None, value: Any) -> str:
        if field is None:
            return str(value)
        if field.target:
            found = self._labels.get((field.target, key)) if (key := _uuid(value)) else None
            return found.label if found else "that record" if key else str(value)
        settings, identity = self._session.catalog.settings, self._session.identity
        if field.kind is Kind.INSTANT and len(str(value)) <= len("2026-11-18"):
            return wording.shown(Field(field.name, field.label, Kind.DATE), value, settings.currency, identity.timezone)
        return wording.shown(field, value, settings.currency, identity.timezone)
