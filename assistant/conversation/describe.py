"""A list's conditions in words, so that an answer says what was understood: "open deals of yours with amount over $50,000"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from assistant.conversation import wording
from assistant.conversation.leaves import Labels, as_uuid, field_at, flattened, labels_of, object_on
from crm_store.catalog import Field, Kind, Object
from crm_store.database import Session
from crm_store.query import AllOf, AnyOf, Condition, Filter, Not, Op, Related, Through

# Conditions that read as an adjective before the noun.
_FLAGS = {"is_open": "open", "is_won": "won", "is_lost": "lost", "is_overdue": "overdue"}
_OPS = {
    Op.EQ: "", Op.NE: "not ", Op.LT: "under ", Op.LTE: "at most ", Op.GT: "over ", Op.GTE: "at least ", Op.IN: "",
    Op.CONTAINS: "containing ", Op.STARTS: "starting with ",
}  # fmt: skip
_DATED = {Op.LT: "before ", Op.LTE: "until ", Op.GT: "after ", Op.GTE: "from "}
NAMED = 4  # so many values are said one by one
# Kinds of activity are nouns of their own.
_NOUNS = {"call": "calls", "meeting": "meetings", "email": "e-mails", "note": "notes", "task": "tasks"}


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
    return _Words(session, item, await labels_of(session, item, where)).phrase(where)


def _is_day(value: Any) -> bool:
    return len(str(value)) == len("2026-11-18") and str(value)[4] == str(value)[7] == "-"


def _how_many(related: Related) -> str:
    """ "at least 3 ", "at most 2 ", "exactly 1 " of them; nothing where any will do."""
    least, most = related.least, related.most
    if least == most:
        return f"exactly {least} "
    if most is not None:
        return f"at most {most} " if least == 0 else f"{least} to {most} "
    return f"at least {least} " if least != 1 else ""


def _is_span(start: Condition, end: Condition) -> bool:
    """Both ends of one field: from … to, or from a day to before another."""
    if not (isinstance(start, Filter) and isinstance(end, Filter) and start.field == end.field):
        return False
    return start.op is Op.GTE and (end.op is Op.LTE or (end.op is Op.LT and _is_day(end.value)))


def _place(parts: Sequence[Condition]) -> str:
    """A city or a country of that name: "in Boston"."""
    found = {
        (str(p.value), p.field.rpartition(".")[2])
        for p in parts
        if isinstance(p, Filter) and p.op in (Op.CONTAINS, Op.EQ)
    }
    names = sorted({name for name, _ in found})
    fits = len(found) == len(parts) and {leaf for _, leaf in found} == {"city", "country"}
    return f"in {wording.listed(names, 'or')}" if fits else ""


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
        if not isinstance(condition, Filter):
            return ""
        if condition.field == "resolved_at" and condition.op is Op.ISNULL:
            return f"{'open' if condition.value else 'resolved'} {noun}"
        if condition.op is not Op.EQ:
            return ""
        if condition.field in _FLAGS and condition.value is True:
            return f"{_FLAGS[condition.field]} {noun}"
        if condition.field == "type" and self._item.name == "activity" and condition.value in _NOUNS:
            made = str(condition.value).replace("email", "e-mail") if one else _NOUNS[str(condition.value)]
            return noun.replace(wording.lower(self._item.label if one else self._item.plural), made)
        return ""

    def phrase(self, where: Sequence[Condition]) -> Phrase:
        """All conditions: the noun with its adjectives, and what follows it."""
        flat = list(flattened(where))
        mine = [c for c in flat if self.is_mine(c)]
        nouns = [c for c in flat if self.noun(c)]
        singular, plural = wording.lower(self._item.label), wording.lower(self._item.plural)
        for condition in [c for n, c in enumerate(nouns) if c not in nouns[:n]]:
            plural = self.noun(condition, plural)
            singular = self.noun(condition, singular, one=True)
        return Phrase(singular, plural, bool(mine), self._rest([c for c in flat if c not in mine and c not in nouns]))

    def _rest(self, conditions: list[Condition]) -> str:
        """ " in Boston with amount over $50,000 and close date from … to …"."""
        said, taken = [], set[int]()
        for n, condition in enumerate(conditions):
            end = next((m for m in range(n + 1, len(conditions)) if _is_span(condition, conditions[m])), None)
            if n in taken:
                continue
            if end is None:
                said.append(self.condition(condition))
            else:
                taken.add(end)
                said.append(self._span(condition, conditions[end]))
        places = [words for words in said if words.startswith(("in ", "outside "))]
        rest = [words for words in said if words and words not in places]
        return "".join(f" {place}" for place in places) + (f" with {wording.listed(rest)}" if rest else "")

    def condition(self, condition: Condition) -> str:
        match condition:
            case Filter():
                return self._filter(condition)
            case AnyOf(parts):
                return self._silence(parts) or _place(parts) or wording.listed([self.condition(p) for p in parts], "or")
            case AllOf((start, end)) if _is_span(start, end):
                return self._span(start, end)
            case AllOf(parts):
                return wording.listed([self.condition(p) for p in parts])
            case Not(inner):
                return self._not(inner)
            case Through() | Related():
                return self._nested(condition)

    def _not(self, inner: Condition) -> str:
        match inner:
            case AnyOf(parts) if place := _place(parts):
                return place.replace("in ", "outside ", 1)
            case Filter(field, Op.IN, value):
                return self._filter(Filter(field, Op.NE, value))
            case Related():
                return f"no {self._nested(inner)}"
        return f"not {self.condition(inner)}"

    def _nested(self, condition: Through | Related) -> str:
        """ "open deals with amount over $50,000"; a record that is meant alone, by its name."""
        other = object_on(self._session, self._item, condition)
        if other is None:
            return ""
        where = [condition.where] if condition.where is not None else []
        if len(where) == 1 and isinstance(where[0], Filter) and where[0].field == "id":
            found = self._labels.get((other.name, key)) if (key := as_uuid(where[0].value)) else None
            return f"{wording.lower(other.label)} {found.label if found else 'that record'}"
        phrase = _Words(self._session, other, self._labels).phrase(where)
        many = isinstance(condition, Related) and not condition.least == condition.most == 1
        noun = f"{phrase.plural if many else phrase.singular}{phrase.rest}"
        noun = f"{_how_many(condition)}{noun}" if isinstance(condition, Related) else noun
        return f"{noun} of yours" if phrase.mine else noun

    def _silence(self, parts: Sequence[Condition]) -> str:
        """Empty or before a day: nothing since."""
        match parts:
            case (Filter(field, Op.ISNULL, True), Filter(same, Op.LT, since)) if field == same and (
                known := field_at(self._session, self._item, field)
            ):
                noun = wording.lower(known.label).removeprefix("last ").replace("contacted", "contact")
                return f"no {noun} since {self._value(known, since)}"
        return ""

    def _span(self, start: Condition, end: Condition) -> str:
        """Two ends of one field; an instant before midnight is a day before."""
        assert isinstance(start, Filter)
        assert isinstance(end, Filter)
        field = field_at(self._session, self._item, start.field)
        last = end.value
        if end.op is Op.LT:
            last = (date.fromisoformat(str(end.value)) - timedelta(days=1)).isoformat()
        first, last = self._value(field, start.value), self._value(field, last)
        name = self._name(start.field, field)
        return f"{name} on {first}" if first == last and _is_day(start.value) else f"{name} from {first} to {last}"

    def _filter(self, condition: Filter) -> str:
        if condition.field == "id":
            name = self._value(Field("id", "", Kind.REFERENCE, target=self._item.name), condition.value)
            return f"not {name}" if condition.op is Op.NE else name
        field = field_at(self._session, self._item, condition.field)
        name = self._name(condition.field, field)
        if condition.op is Op.ISNULL or condition.value is None:
            empty = (condition.value in (True, None)) == (condition.op in (Op.ISNULL, Op.EQ))
            return f"no {name}" if empty else f"any {name}"
        dated = field is not None and field.kind in (Kind.DATE, Kind.INSTANT)
        op = _DATED.get(condition.op, _OPS[condition.op]) if dated else _OPS[condition.op]
        many = condition.value if isinstance(condition.value, list | tuple) else [condition.value]
        values = [self._value(field, value) for value in many]
        if len(values) > NAMED:
            values = [*values[: NAMED - 1], f"{len(values) - NAMED + 1} others"]
        return f"{name} {op}{wording.listed(values, 'or')}"

    def _name(self, path: str, field: Field | None) -> str:
        label = wording.lower(field.label) if field else path.rpartition(".")[2].replace("_", " ")
        walked = path.rpartition(".")[0]
        return f"{walked.replace('.', ' ').replace('_', ' ')} {label}" if walked else label

    def _value(self, field: Field | None, value: Any) -> str:
        if field is None:
            return str(value)
        if field.target:
            found = self._labels.get((field.target, key)) if (key := as_uuid(value)) else None
            return found.label if found else "that record" if key else str(value)
        settings, identity = self._session.catalog.settings, self._session.identity
        if field.kind in (Kind.DATE, Kind.INSTANT) and _is_day(value):
            return wording.day_near(date.fromisoformat(str(value)), self._session.today)
        return wording.shown(field, value, settings.currency, identity.timezone)
