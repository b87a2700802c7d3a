"""Keeps `crm.chunk` true to the text of activities: what is queued is chunked, and what changed is embedded.

A batch is one transaction, taken with SKIP LOCKED: any number of workers may share the queue, and one that is killed
leaves its batch to the next.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pgvector import HalfVector
from psycopg.rows import class_row, dict_row

from crm_store.database import Session
from retrieval.chunks import Chunk, chunk_text
from retrieval.encoder import Encoder
from retrieval.languages import language_of
from retrieval.passages import passages
from retrieval.phrases import phrase_hash

BATCH = 64
MAX_NAMES = 2_000  # characters: a mail to 10,000 people is found by the first of them

_TAKE = """
DELETE FROM crm.index_queue q USING (
  SELECT activity_id FROM crm.index_queue WHERE tenant_id = %(tenant)s ORDER BY queued_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED) x
WHERE q.tenant_id = %(tenant)s AND q.activity_id = x.activity_id RETURNING q.activity_id
"""
# `names`: who wrote it, to whom, and the records that it is about.
_READ = """
SELECT a.id, a.type, a.subject, a.body, coalesce(a.occurred_at, a.created_at) AS occurred_at, a.owner_id, a.account_id, a.contact_id,
       a.deal_id, a.lead_id, a.direction, a.thread_key, a.audience, a.seen_by,
       concat_ws(', ', u.name, o.name, k.name, d.name, l.name, l.company,
         (SELECT string_agg(DISTINCT p ->> 'name', ', ') FROM jsonb_array_elements(a.participants) p)) AS names,
       coalesce(CASE WHEN a.type IN ('call', 'meeting') THEN coalesce(k.name, l.name) END,
         (SELECT p ->> 'name' FROM jsonb_array_elements(a.participants) p WHERE p ->> 'role' = 'from' LIMIT 1), u.name, '') AS author
  FROM crm.activity a
  LEFT JOIN crm.app_user u ON u.tenant_id = a.tenant_id AND u.id = a.owner_id
  LEFT JOIN crm.account o ON o.tenant_id = a.tenant_id AND o.id = a.account_id
  LEFT JOIN crm.contact k ON k.tenant_id = a.tenant_id AND k.id = a.contact_id
  LEFT JOIN crm.deal d ON d.tenant_id = a.tenant_id AND d.id = a.deal_id
  LEFT JOIN crm.lead l ON l.tenant_id = a.tenant_id AND l.id = a.lead_id
 WHERE a.tenant_id = %s AND a.id = ANY (%s)
"""
_PRESENT = """
SELECT activity_id, position, body_hash FROM crm.chunk
 WHERE tenant_id = %s AND activity_id = ANY (%s) AND model = %s AND sentences IS NOT NULL
"""
# What follows from the text or from a renamed record, of a chunk whose vectors stay.
_FOLLOW = """
UPDATE crm.chunk SET names = %(names)s, author = %(author)s, language = %(language)s::text::regconfig, phrases = %(phrases)s
 WHERE tenant_id = %(tenant)s AND activity_id = %(id)s AND position = %(position)s
   AND (names, author, language, phrases) IS DISTINCT FROM (%(names)s, %(author)s, %(language)s::text::regconfig, %(phrases)s::bigint[])
"""
_SURPLUS = """
DELETE FROM crm.chunk c USING unnest(%s::uuid[], %s::int[]) AS k(id, kept)
 WHERE c.tenant_id = %s AND c.activity_id = k.id AND c.position >= k.kept
"""
_WRITE = """
INSERT INTO crm.chunk (tenant_id, activity_id, position, kind, title, body, body_hash, occurred_at, owner_id, account_id, contact_id,
  deal_id, lead_id, direction, thread_key, audience, seen_by, names, author, language, phrases, embedding, sentences, model)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::text::regconfig, %s, %b, %b, %s)
ON CONFLICT (tenant_id, activity_id, position) DO UPDATE SET title = excluded.title, body = excluded.body, names = excluded.names, author = excluded.author,
  language = excluded.language, phrases = excluded.phrases, body_hash = excluded.body_hash, embedding = excluded.embedding, sentences = excluded.sentences, model = excluded.model
"""


@dataclass(frozen=True, slots=True)
class _Text:
    """An activity as far as its chunks copy it."""

    id: UUID
    type: str
    subject: str
    body: str | None
    occurred_at: datetime
    owner_id: UUID | None
    account_id: UUID | None
    contact_id: UUID | None
    deal_id: UUID | None
    lead_id: UUID | None
    direction: str | None
    thread_key: str | None
    audience: str
    seen_by: list[UUID]
    names: str
    author: str

    def chunks(self) -> Sequence[Chunk]:
        """A note without a body is what its subject says."""
        return chunk_text(self.body or self.subject, context=self.subject if self.body else "")

    def values(self) -> tuple[Any, ...]:
        return (
            self.occurred_at, self.owner_id, self.account_id, self.contact_id, self.deal_id, self.lead_id, self.direction,
            self.thread_key, self.audience, self.seen_by, self.names[:MAX_NAMES], self.author,
        )  # fmt: skip


async def queued(session: Session) -> int:
    """How many activities of the tenant wait to be indexed."""
    cursor = await session.connection.execute(
        "SELECT count(*) FROM crm.index_queue WHERE tenant_id = %s", (session.identity.tenant_id,)
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def index_batch(session: Session, encoder: Encoder, limit: int = BATCH) -> int:
    """Index up to `limit` queued activities in this session's transaction (system scope); how many were taken."""
    tenant = session.identity.tenant_id
    cursor = await session.connection.execute(_TAKE, {"tenant": tenant, "limit": limit})
    ids = [row[0] for row in await cursor.fetchall()]
    if not ids:
        return 0
    async with session.connection.cursor(row_factory=class_row(_Text)) as texts:
        await texts.execute(_READ, (tenant, ids))
        await _write(session, encoder, await texts.fetchall())
    return len(ids)


async def _write(session: Session, encoder: Encoder, texts: Sequence[_Text]) -> None:
    tenant = session.identity.tenant_id
    split = [(text, text.chunks()) for text in texts]
    present = await _present(session, [text.id for text in texts], encoder.name)
    every = [
        (text, chunk, present.get((text.id, chunk.ordinal)) == chunk.digest)
        for text, chunks in split
        for chunk in chunks
    ]
    changed = [(text, chunk) for text, chunk, same in every if not same]
    vectors = await asyncio.to_thread(_vectors, encoder, [chunk for _, chunk in changed])
    async with session.connection.cursor() as cursor:
        await cursor.execute(_SURPLUS, ([t.id for t, _ in split], [len(c) for _, c in split], tenant))
        await cursor.executemany(_FOLLOW, [_followed(tenant, text, chunk) for text, chunk, same in every if same])
        await cursor.executemany(
            _WRITE,
            [
                (tenant, text.id, chunk.ordinal, text.type, text.subject, chunk.text, chunk.digest, *text.values(),
                 language_of(text.body or text.subject), _phrases(chunk), whole, said, encoder.name)
                for (text, chunk), (whole, said) in zip(changed, vectors, strict=True)
            ],
        )  # fmt: skip


def _followed(tenant: UUID, text: _Text, chunk: Chunk) -> dict[str, Any]:
    return {
        "tenant": tenant, "id": text.id, "position": chunk.ordinal, "names": text.names[:MAX_NAMES], "author": text.author,
        "language": language_of(text.body or text.subject), "phrases": _phrases(chunk),
    }  # fmt: skip


def _phrases(chunk: Chunk) -> list[int]:
    return [phrase_hash(passage) for passage in passages(chunk.text)]


def _vectors(encoder: Encoder, chunks: Sequence[Chunk]) -> list[tuple[HalfVector, list[HalfVector]]]:
    """Of each chunk the vector of the whole, and one of each passage."""
    said = [passages(chunk.text) for chunk in chunks]
    vectors = encoder.encode([c.embedded for c in chunks] + [text for texts in said for text in texts])
    whole, rest = vectors[: len(chunks)], iter(vectors[len(chunks) :])
    return [
        (HalfVector(vector), [HalfVector(next(rest)) for _ in texts]) for vector, texts in zip(whole, said, strict=True)
    ]


async def _present(session: Session, ids: Sequence[UUID], model: str) -> dict[tuple[UUID, int], bytes]:
    async with session.connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_PRESENT, (session.identity.tenant_id, ids, model))
        return {(row["activity_id"], row["position"]): bytes(row["body_hash"]) for row in await cursor.fetchall()}


async def requeue(session: Session, model: str) -> int:
    """Queue every activity whose chunks another model or an older release made; search goes on with the old vectors meanwhile."""
    cursor = await session.connection.execute(
        "INSERT INTO crm.index_queue (tenant_id, activity_id) SELECT DISTINCT tenant_id, activity_id FROM crm.chunk"
        " WHERE tenant_id = %s AND (model IS DISTINCT FROM %s OR sentences IS NULL OR author IS NULL OR phrases IS NULL) ON CONFLICT DO NOTHING",
        (session.identity.tenant_id, model),
    )
    return cursor.rowcount
