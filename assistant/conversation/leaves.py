"""The single conditions inside a nested one, with the objects and fields that they are on, and the names that they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from crm_store import records
from crm_store.catalog import Field, Object
from crm_store.database import Session
from crm_store.query import AllOf, AnyOf, Condition, Filter, Not, Related, Through
from crm_store.records import USER

Labels = Mapping[tuple[str, UUID], records.Reference]


def flattened(where: Iterable[Condition]) -> Iterator[Condition]:
    for part in where:
        if isinstance(part, AllOf):
            yield from flattened(part.parts)
        else:
            yield part


async def labels_of(session: Session, item: Object, where: Iterable[Condition]) -> Labels:
    wanted = set()
    for object_, condition in _leaves(session, item, where):
        field = field_at(session, object_, condition.field)
        target = object_.name if condition.field == "id" else field.target if field else None
        for value in condition.value if isinstance(condition.value, list | tuple) else [condition.value]:
            if target and (key := as_uuid(value)):
                wanted.add((target, key))
    return await records.labels(session, wanted) if wanted else {}


def _leaves(session: Session, item: Object, where: Iterable[Condition]) -> Iterator[tuple[Object, Filter]]:
    """Every plain condition with the object that it is on."""
    for part in where:
        match part:
            case Filter():
                yield item, part
            case AnyOf(parts) | AllOf(parts):
                yield from _leaves(session, item, parts)
            case Not(inner):
                yield from _leaves(session, item, (inner,))
            case Through() | Related():
                if part.where is not None and (other := object_on(session, item, part)):
                    yield from _leaves(session, other, (part.where,))


def object_on(session: Session, item: Object, part: Through | Related) -> Object | None:
    """The object that a nested condition is on."""
    if isinstance(part, Related):
        return session.catalog.objects.get(part.object)
    field = item.fields.get(part.field)
    return session.catalog.objects.get(field.target) if field and field.target else None


def as_uuid(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


def field_at(session: Session, item: Object, path: str) -> Field | None:
    """The field at the end of a path; None for what has no words of its own."""
    name, _, rest = path.partition(".")
    field = item.fields.get(name)
    if field is None or not rest:
        return field
    if field.target is None:
        return None
    target = USER if field.target == "user" else session.catalog.objects.get(field.target)
    return field_at(session, target, rest) if target else None
