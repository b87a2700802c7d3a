"""Hybrid search over mail and notes: one statement, meaning and words fused, under the caller's row-level security."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pgvector import HalfVector
from psycopg.rows import class_row

from crm_store.database import Session
from retrieval.encoder import Encoder
from retrieval.terms import Terms, terms

MAX_LIMIT = 50
# Candidates of each arm. Fused by reciprocal rank with the usual constant (Cormack et al., 2009).
POOL = 60
RANK_CONSTANT = 60


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
    """One activity that answers. `similarity` is the cosine of question and chunk (-1 to 1); `matched`, that words agree."""

    activity_id: UUID
    ref: str
    kind: str
    title: str
    body: str
    at: datetime
    similarity: float
    matched: bool
    score: float
    author: str | None
    external_id: str | None
    suspicious: bool
    account_id: UUID | None
    contact_id: UUID | None
    deal_id: UUID | None
    lead_id: UUID | None
    about: Sequence[dict[str, Any]] = field(default_factory=list)


_FILTERS = """
  AND (%(account)s::uuid IS NULL OR c.account_id = %(account)s)
  AND (%(contact)s::uuid IS NULL OR c.contact_id = %(contact)s)
  AND (%(deal)s::uuid IS NULL OR c.deal_id = %(deal)s)
  AND (%(lead)s::uuid IS NULL OR c.lead_id = %(lead)s)
  AND (%(owner)s::uuid IS NULL OR c.owner_id = %(owner)s)
  AND (%(kinds)s::text[] IS NULL OR c.kind = ANY (%(kinds)s))
  AND (%(direction)s::text IS NULL OR c.direction = %(direction)s)
  AND (%(after)s::timestamptz IS NULL OR c.occurred_at >= %(after)s)
  AND (%(before)s::timestamptz IS NULL OR c.occurred_at < %(before)s)
"""
_SEARCH = f"""
WITH asked AS (
  SELECT websearch_to_tsquery('pg_catalog.english', %(any)s) || websearch_to_tsquery('pg_catalog.simple', %(any)s) AS words,
         websearch_to_tsquery('pg_catalog.simple', %(phrases)s) AS phrases
), near AS (
  SELECT c.activity_id, c.position, row_number() OVER (ORDER BY c.embedding <=> %(vector)s) AS rank
    FROM crm.chunk c WHERE c.embedding IS NOT NULL AND NOT %(exact)s {_FILTERS}
   ORDER BY c.embedding <=> %(vector)s LIMIT %(pool)s
), worded AS (
  SELECT c.activity_id, c.position, row_number() OVER (ORDER BY ts_rank_cd(c.words, asked.words, 1) DESC, c.occurred_at DESC) AS rank
    FROM crm.chunk c, asked
   WHERE c.words @@ asked.words AND (NOT %(exact)s OR c.words @@ asked.phrases) {_FILTERS}
   ORDER BY rank LIMIT %(pool)s
), fused AS (
  SELECT activity_id, position, sum(weight / ({RANK_CONSTANT} + rank)) AS score, bool_or(is_word) AS matched
    FROM (SELECT activity_id, position, rank, 1.0 AS weight, false AS is_word FROM near
          UNION ALL SELECT activity_id, position, rank, 0.7, true FROM worded) x
   GROUP BY activity_id, position
), best AS (
  SELECT DISTINCT ON (coalesce(c.thread_key, c.activity_id::text)) c.activity_id, c.body, c.kind, f.matched,
         1 - (c.embedding <=> %(vector)s) AS similarity, f.score::double precision AS score
    FROM fused f JOIN crm.chunk c USING (activity_id, position)
   ORDER BY coalesce(c.thread_key, c.activity_id::text), f.score DESC
)
SELECT b.activity_id, a.ref, b.kind, a.subject AS title, b.body, coalesce(a.occurred_at, a.created_at) AS at,
       coalesce(b.similarity, 0)::double precision AS similarity, b.matched, b.score, a.external_id, a.suspicious,
       a.account_id, a.contact_id, a.deal_id, a.lead_id,
       coalesce((SELECT nullif(p ->> 'name', '') FROM jsonb_array_elements(a.participants) p WHERE p ->> 'role' = 'from' LIMIT 1),
                (SELECT p ->> 'email' FROM jsonb_array_elements(a.participants) p WHERE p ->> 'role' = 'from' LIMIT 1),
                (SELECT u.name FROM crm.app_user u WHERE u.tenant_id = a.tenant_id AND u.id = a.owner_id)) AS author,
       ARRAY(SELECT jsonb_build_object('object', r.object, 'id', r.id, 'ref', r.ref, 'label', r.label) FROM (
         SELECT 1 AS n, 'deal' AS object, d.id, d.ref, d.name AS label FROM crm.deal d WHERE d.tenant_id = a.tenant_id AND d.id = a.deal_id
         UNION ALL SELECT 2, 'lead', l.id, l.ref, l.name FROM crm.lead l WHERE l.tenant_id = a.tenant_id AND l.id = a.lead_id
         UNION ALL SELECT 3, 'contact', k.id, k.ref, k.name FROM crm.contact k WHERE k.tenant_id = a.tenant_id AND k.id = a.contact_id
         UNION ALL SELECT 4, 'account', o.id, o.ref, o.name FROM crm.account o WHERE o.tenant_id = a.tenant_id AND o.id = a.account_id
       ) r ORDER BY r.n) AS about
  FROM best b JOIN crm.activity a ON a.id = b.activity_id
 ORDER BY b.score DESC, at DESC LIMIT %(limit)s
"""
# Complete for whoever sees little: the index goes on until enough rows pass the policies (DESIGN.md, data rules).
_SCAN = "SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', '100', true)"


async def search(session: Session, encoder: Encoder, query: SearchQuery) -> tuple[Hit, ...]:
    """The best hits, one per mail thread, best first; none for a question without words."""
    asked = terms(query.text)
    if not asked.words and not asked.phrases:
        return ()
    vector = await asyncio.to_thread(encoder.encode_query, query.text[:2_000])
    await session.connection.execute(_SCAN)
    async with session.connection.cursor(row_factory=class_row(Hit)) as cursor:
        await cursor.execute(_SEARCH, _parameters(query, asked, HalfVector(vector)))
        return tuple(await cursor.fetchall())


def _parameters(query: SearchQuery, asked: Terms, vector: HalfVector) -> dict[str, Any]:
    return {
        "any": asked.any_of, "phrases": asked.all_phrases, "exact": bool(asked.phrases) and not asked.words,
        "vector": vector, "pool": POOL, "limit": max(1, min(query.limit, MAX_LIMIT)),
        "account": query.account_id, "contact": query.contact_id, "deal": query.deal_id, "lead": query.lead_id,
        "owner": query.owner_id, "kinds": list(query.kinds) or None, "direction": query.direction,
        "after": query.after, "before": query.before,
    }  # fmt: skip
