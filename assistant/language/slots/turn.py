"""Everything a slot filler may ask about one message, and the small words of conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assistant.conversation.state import DialogueState
from assistant.language.chart import Items
from assistant.language.linking.model import Candidate, People
from assistant.language.values import ValueContext
from crm_store.catalog import Catalog, Field
from crm_store.database import Session

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """`related` are deals and contacts of the accounts that the message or the dialogue is about."""

    text: str
    items: Items
    state: DialogueState
    page: tuple[str, str] | None
    people: People
    catalog: Catalog
    context: ValueContext
    related: tuple[Candidate, ...]
    session: Session

    @property
    def me(self) -> str:
        return str(self.people.me)

    @property
    def typed_small(self) -> bool:
        """Nobody typed a capital; `text` has those of the names that are known."""
        return not any(c.isupper() for x in self.items for c in x.text)

    def field(self, object_: str, name: str) -> Field | None:
        return self.catalog.objects[object_].fields.get(name)


def eq(field: str, value: Any) -> Json:
    return {"field": field, "op": "eq", "value": value}


def op(field: str, operator: str, value: Any) -> Json:
    return {"field": field, "op": operator, "value": value}


def negated(condition: Json) -> Json:
    """The opposite of a condition, in its simplest form."""
    if condition.get("op") == "isnull":
        return op(condition["field"], "isnull", not condition["value"])
    if condition.get("op") == "eq" and isinstance(condition["value"], bool):
        return eq(condition["field"], not condition["value"])
    if condition.get("op") == "eq":
        return op(condition["field"], "ne", condition["value"])
    return {"not": condition}


def number(value: Any) -> int | float:
    """A decimal as the JSON number it is: whole where it can be."""
    return int(value) if value == int(value) else float(value)
