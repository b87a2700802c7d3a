"""Words of a tenant's own text fields: "enterprise accounts" where accounts have a field Segment."""

from __future__ import annotations

import time
from collections import OrderedDict
from uuid import UUID

from psycopg import sql

from assistant.language.lexicon import Lexicon, Sense
from assistant.language.lexicon.senses import SenseKind
from assistant.language.text import tokens
from crm_store.catalog import Field, Kind
from crm_store.database import Session

MOST_PLACES = 1_000  # of a field that is known to class
MOST_VALUES = 40  # a field with more different values holds free text, not a classification
_LIFE = 600.0  # seconds; a new value is understood by its field's name before that
_KEPT = 256
_OBJECTS = ("account", "contact", "lead", "deal", "product")
_CLASSES = frozenset({("product", "family")})  # text fields of every tenant that class rather than describe

# The different values of one custom field among the rows that the caller sees.
_VALUES = "SELECT DISTINCT custom ->> {key} FROM (SELECT custom FROM crm.{table} LIMIT 20000) t WHERE custom ? {key} LIMIT {most}"

# The same of a field that every tenant has.
_COLUMN = (
    "SELECT DISTINCT {column} FROM (SELECT {column} FROM crm.{table} LIMIT 20000) t WHERE {column} <> '' LIMIT {most}"
)

_cache: OrderedDict[tuple[UUID, UUID, int], tuple[float, Lexicon]] = OrderedDict()


async def with_custom_values(session: Session, lexicon: Lexicon) -> Lexicon:
    """The lexicon with the values of custom text fields, as this user sees them; kept for minutes, per user."""
    key = (session.identity.tenant_id, session.identity.user_id, session.catalog.version)
    known = _cache.get(key)
    if known and known[0] > time.monotonic():
        return known[1]
    found = await _values(session)
    mine = _extended(lexicon, found) if found else lexicon
    _cache[key] = (time.monotonic() + _LIFE, mine)
    while len(_cache) > _KEPT:
        _cache.popitem(last=False)
    return mine


async def _values(session: Session) -> list[tuple[str, Sense]]:
    found: list[tuple[str, Sense]] = []
    for object_ in _OBJECTS:
        for field in session.catalog.objects[object_].fields.values():
            classifies = field.custom or (object_, field.name) in _CLASSES
            if classifies and field.kind is Kind.TEXT and not field.closed(session.identity.role):
                values = await _of_field(session, object_, field)
                kind: SenseKind = "place" if field.name in ("city", "country") else "option"
                found.extend((v.lower(), Sense(kind, v, object_, field.name)) for v in values)
    return found


async def _of_field(session: Session, object_: str, field: Field) -> list[str]:
    most = MOST_VALUES if field.custom else MOST_PLACES
    parts = {"table": sql.Identifier(object_), "most": sql.Literal(most + 1)}
    if field.custom:
        query = sql.SQL(_VALUES).format(key=sql.Literal(field.name), **parts)
    else:
        query = sql.SQL(_COLUMN).format(column=sql.Identifier(field.column), **parts)
    rows = await (await session.connection.execute(query)).fetchall()
    values = [r[0] for r in rows if r[0] and len(r[0]) <= 40 and any(c.isalpha() for c in r[0])]
    return values if len(rows) <= most else []


def _extended(lexicon: Lexicon, found: list[tuple[str, Sense]]) -> Lexicon:
    phrases = dict(lexicon.phrases)
    first = dict(lexicon.first)
    for phrase, sense in found:
        key = tuple(t.stem for t in tokens(phrase))
        if key:
            phrases[key] = (*phrases.get(key, ()), sense)
            first[key[0]] = max(first.get(key[0], 0), len(key))
    known = lexicon.known | {w for key in phrases for w in key}
    return Lexicon(phrases, first, lexicon.vocabulary, known)
