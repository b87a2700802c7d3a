"""Hybrid search over mail and notes: meaning and words in one statement, under the caller's row-level security."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pgvector import HalfVector
from psycopg.rows import class_row

from crm_store.database import Session
from retrieval.concepts import question_vector
from retrieval.encoder import Encoder
from retrieval.statement import statement
from retrieval.terms import MAX_QUESTION, terms
from retrieval.words import Weighted, weigh

MAX_LIMIT = 50
# How many chunks the arm of words looks at, about: it reads each of them (20 µs). Rare words come first.
MAX_MATCHES = 2_000
# Complete for whoever sees little: the index goes on until enough rows pass the policies (DESIGN.md, data rules).
_SCAN = (
    "SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', '100', true),"
    " set_config('hnsw.max_scan_tuples', '200000', true)"
)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is asked. Ids narrow the search to mail and notes about those records; instants are aware."""

    text: str
    account_id: UUID | None = None
    contact_id: UUID | None = None
    deal_id: UUID | None = None
    lead_id: UUID | None = None
    owner_id: UUID | None = None
    kinds: tuple[str, ...] = ()
    direction: str | None = None
    after: datetime | None = None
    before: datetime | None = None
    limit: int = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """One activity that may answer.

    `similarity` is the cosine of the question with its nearest passage or the whole (-1 to 1), `words` the share of the question's
    words that it holds, by their rarity (0 to 1), `score` both together (`retrieval.statement`).
    """

    activity_id: UUID
    ref: str
    kind: str
    title: str
    body: str
    at: datetime
    similarity: float
    words: float
    names: float
    score: float
    author: str | None
    external_id: str | None
    suspicious: bool
    direction: str | None
    account_id: UUID | None
    contact_id: UUID | None
    deal_id: UUID | None
    lead_id: UUID | None
    owner_id: UUID | None
    about: Sequence[dict[str, Any]] = field(default_factory=list)


async def search(session: Session, encoder: Encoder, query: SearchQuery) -> tuple[Hit, ...]:
    """The best hits, one per mail thread, best first; none for a question without words."""
    asked = terms(query.text)
    if not asked or _closed(session):
        return ()
    vector = await asyncio.to_thread(question_vector, encoder, query.text[:MAX_QUESTION])
    words = await weigh(session, asked.words)
    names = [w for w in words if w.is_name]
    chosen, named = any_of(words), any_of(names)
    parameters = {
        **asdict(query), "kinds": list(query.kinds), "model": encoder.name, "vector": HalfVector(vector),
        "phrases": asked.all_phrases, "any": chosen, "names": named,
        "queries": [w.query for w in words], "weights": [w.weight for w in words], "total": sum(w.weight for w in words),
        "name_queries": [w.query for w in names], "name_weights": [w.weight for w in names], "author_queries": [w.as_author for w in names], "name_total": sum(w.weight for w in names),
    }  # fmt: skip
    limit = max(1, min(query.limit, MAX_LIMIT))
    await session.connection.execute(_SCAN)
    async with session.connection.cursor(row_factory=class_row(Hit)) as cursor:
        found = statement(query, worded=bool(chosen), named=bool(named), phrases=bool(asked.phrases), limit=limit)
        await cursor.execute(found, parameters, prepare=True)
        return tuple(await cursor.fetchall())


def _closed(session: Session) -> bool:
    """Whether what is searched, subject and body as one, is closed to the caller's role."""
    texts = session.catalog.objects["activity"].fields
    role = session.identity.role
    return session.identity.scope != "system" and any(texts[name].closed(role) for name in ("subject", "body"))


def any_of(words: Sequence[Weighted]) -> str:
    """A tsquery of the rarest words that together match not too many chunks; where all are common, of all at once."""
    chosen: list[Weighted] = []
    for word in sorted(words, key=lambda w: w.chunks):
        if sum(w.chunks for w in chosen) + word.chunks > MAX_MATCHES:
            break
        chosen.append(word)
    return " | ".join(w.query for w in chosen) or " & ".join(f"({w.query})" for w in words)
