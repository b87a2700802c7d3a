"""Duplicate candidates among the records that the caller sees: blocking in SQL, likeness in Python."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.rows import dict_row

from crm_store.database import Session
from crm_store.duplicates.compare import LIKELY, Population, Profile, compare
from crm_store.errors import Invalid
from crm_store.query import Condition
from crm_store.records.read import matching_ids

# A block of more records than this shares something that says nothing (a switchboard, a country).
MAX_BLOCK = 20
MAX_PAIRS = 200_000
MAX_LIMIT = 200
_ALL = 1_000_000  # records that a condition may name
# Shorter custom values (a state, a flag) block nothing; they still count in the comparison.
MIN_CUSTOM = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two records that are likely one; `score` from 0 to 1."""

    object: str
    records: tuple[UUID, UUID]
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sort:
    """How one object is compared: exact keys, texts by likeness, and what its blocks are made of."""

    keys: Mapping[str, str]
    texts: Mapping[str, str]
    blocks: Sequence[str]


_WORDS = "SELECT id, 'w:' || {scope} || ':' || w FROM seen, unnest(crm.name_words(name_key)) w WHERE {scope} IS NOT NULL AND length(w) > 2"
_CUSTOM = f"SELECT id, 'c:' || k || ':' || lower(v) FROM seen, jsonb_each_text(custom) AS x(k, v) WHERE length(v) >= {MIN_CUSTOM}"
_SORTS = {
    "contact": _Sort(
        {"email": "email_key", "phone": "phone_key", "account": "account_id::text"},
        {"title": "crm.fold(title)"},
        ("email_key", "phone_key", "name_key", _WORDS.format(scope="account_id::text"), _CUSTOM),
    ),
    "account": _Sort(
        {"domain": "domain_key", "phone": "phone_key"},
        {"city": "crm.fold(city)", "country": "crm.fold(country)", "industry": "crm.fold(industry)"},
        ("domain_key", "phone_key", "company_key", "name_key", _CUSTOM),
    ),
    "lead": _Sort(
        {"email": "email_key", "phone": "phone_key", "company": "company_key"},
        {"title": "crm.fold(title)"},
        ("email_key", "phone_key", "name_key", _WORDS.format(scope="company_key"), _CUSTOM),
    ),
}
_NAMES = {"contact": "name_key", "account": "coalesce(company_key, name_key)", "lead": "crm.fold(name)"}


@dataclass(frozen=True, slots=True)
class CandidatePage:
    """One page of pairs, best first; `total` counts all of them."""

    items: tuple[Candidate, ...]
    total: int
    next_cursor: str | None


async def find_duplicates(
    session: Session, object_: str, limit: int = 50, cursor: str | None = None, where: Sequence[Condition] = ()
) -> CandidatePage:
    """The likeliest pairs, best first; only of records that the caller sees. Page by page, everything.

    With `where` only pairs one of which satisfies it. Raises Invalid for an object without duplicates, a condition that
    does not fit and a cursor that is none of ours.
    """
    last = _decode(cursor) if cursor else None
    everything = await _candidates(session, object_)
    if where and everything:
        wanted = set(await matching_ids(session, object_, where, limit=_ALL))
        everything = [c for c in everything if not wanted.isdisjoint(c.records)]
    rest = [c for c in everything if last is None or _place(c) > last]
    shown = rest[: max(1, min(limit, MAX_LIMIT))]
    more = _encode(shown[-1]) if len(shown) < len(rest) else None
    return CandidatePage(tuple(shown), len(everything), more)


def _place(candidate: Candidate) -> tuple[float, str, str]:
    a, b = candidate.records
    return -candidate.score, str(a), str(b)


def _encode(candidate: Candidate) -> str:
    return base64.urlsafe_b64encode(json.dumps(_place(candidate)).encode()).decode()


def _decode(cursor: str) -> tuple[float, str, str]:
    try:
        score, a, b = json.loads(base64.urlsafe_b64decode(cursor))
        return float(score), str(UUID(a)), str(UUID(b))
    except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError):
        raise Invalid("The cursor does not belong to this list.", field="cursor") from None


async def _candidates(session: Session, object_: str) -> Sequence[Candidate]:
    if object_ not in _SORTS:
        raise Invalid(f"Duplicates are found among {', '.join(_SORTS)}.", field="object")
    closed = _closed(session, object_)
    if "name" in closed:
        return ()
    async with session.connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_pairs(object_).encode(), {"tenant": session.identity.tenant_id})
        pairs = [(row["a"], row["b"]) for row in await cursor.fetchall()]
        if not pairs:
            return ()
        ids = list({i for pair in pairs for i in pair})
        await cursor.execute(_profiles(object_).encode(), {"tenant": session.identity.tenant_id, "ids": ids})
        profiles = {row["id"]: _profile(object_, row, closed) for row in await cursor.fetchall()}
        await cursor.execute(
            f"SELECT count(*) AS n FROM crm.{object_} WHERE tenant_id = %s".encode(), (session.identity.tenant_id,)
        )
        counted = await cursor.fetchone()
    population = _population(profiles.values(), counted["n"] if counted else len(ids))
    found = await asyncio.to_thread(_compare, object_, pairs, profiles, population)
    return sorted(found, key=_place)


def _pairs(object_: str) -> str:
    """Every two records that share a block."""
    keys = " UNION ALL ".join(
        block if block.startswith("SELECT") else f"SELECT id, '{block}:' || {block} FROM seen WHERE {block} <> ''"
        for block in _SORTS[object_].blocks
    )
    return f"""
    WITH seen AS MATERIALIZED (SELECT * FROM crm.{object_} WHERE tenant_id = %(tenant)s),
    keys (id, key) AS ({keys}),
    blocks AS (SELECT array_agg(DISTINCT id) AS ids FROM keys GROUP BY key HAVING count(DISTINCT id) BETWEEN 2 AND {MAX_BLOCK})
    SELECT DISTINCT a, b FROM blocks, unnest(ids) a, unnest(ids) b WHERE a < b LIMIT {MAX_PAIRS}
    """


def _profiles(object_: str) -> str:
    sort = _SORTS[object_]
    columns = ", ".join(f"{expression} AS {name}" for name, expression in {**sort.keys, **sort.texts}.items())
    return f"SELECT id, {_NAMES[object_]} AS name, custom, {columns} FROM crm.{object_} WHERE tenant_id = %(tenant)s AND id = ANY (%(ids)s)"


def _closed(session: Session, object_: str) -> frozenset[str]:
    """The fields that the caller may not compare by."""
    if session.identity.scope == "system":
        return frozenset()
    fields = session.catalog.objects[object_].fields
    return frozenset(name for name, field in fields.items() if field.closed(session.identity.role))


def _profile(object_: str, row: Mapping[str, Any], closed: frozenset[str]) -> Profile:
    sort = _SORTS[object_]
    keys = {name: str(row[name]) for name in sort.keys if row[name] and name not in closed}
    texts = {name: str(row[name]) for name in sort.texts if row[name] and name not in closed}
    custom = {
        name: str(value).casefold()
        for name, value in row["custom"].items()
        if value not in (None, "", [], {}) and name not in closed
    }
    return Profile(row["name"], keys, {**texts, **custom})


def _population(profiles: Any, records: int) -> Population:
    """Field frequencies, read off the candidates: an upper bound of how common a value is among strangers."""
    values: dict[str, set[str]] = {}
    for profile in profiles:
        for name, value in {"name": profile.name, **profile.keys, **profile.texts}.items():
            values.setdefault(name, set()).add(value)
    return Population(records, {name: len(found) for name, found in values.items()})


def _compare(
    object_: str, pairs: Sequence[tuple[UUID, UUID]], profiles: Mapping[UUID, Profile], population: Population
) -> list[Candidate]:
    found = []
    for a, b in pairs:
        likeness = compare(profiles[a], profiles[b], population)
        if likeness.score >= LIKELY:
            found.append(Candidate(object_, (a, b), round(likeness.score, 4), likeness.reasons))
    return found
