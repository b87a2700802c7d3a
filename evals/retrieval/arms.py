"""The ways of searching that are compared, over the same texts and with the same encoder.

The plain store is LangChain's: one vector a document, cosine, no filter. Its in-memory form is taken, whose ranking is that of PGVector
without an index (an exact scan); nothing has to be installed for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import InMemoryVectorStore
from pgvector import HalfVector

from assistant.runtime import open_database
from assistant.settings import Settings
from crm_store.database import Database
from crm_store.identity import Identity
from evals.client import Client
from evals.company.rows import NOW
from evals.retrieval.questions import Source
from evals.server import Site
from retrieval.encoder import Encoder, OnnxEncoder, default_encoder_path

DEPTH = 10
# Any of the question's words, stemmed; the more and the closer together, the better.
FULL_TEXT = """
WITH asked AS (SELECT replace(plainto_tsquery('pg_catalog.english', %(text)s)::text, '&', '|')::tsquery AS words)
SELECT activity_id::text FROM (
  SELECT c.activity_id, max(ts_rank_cd(c.words, asked.words)) AS rank FROM crm.chunk c, asked
   WHERE c.words @@ asked.words GROUP BY c.activity_id) found
 ORDER BY rank DESC LIMIT %(depth)s
"""
# The nearest chunk of each activity.
VECTORS = """
SELECT activity_id::text FROM (
  SELECT c.activity_id, min(c.embedding <=> %(vector)s) AS distance FROM crm.chunk c
   WHERE c.embedding IS NOT NULL GROUP BY c.activity_id) found
 ORDER BY distance LIMIT %(depth)s
"""


class Arm(Protocol):
    """One way of searching: the ids of activities, best first."""

    name: str

    async def rank(self, question: str) -> Sequence[str]: ...


@dataclass
class Product:
    """The product's own search over HTTP, as an executive."""

    client: Client
    name: str = "hybrid (ours)"

    async def rank(self, question: str) -> Sequence[str]:
        answer = await asyncio.to_thread(self.client.get, "/search", q=question, limit=DEPTH)
        return [str(item["record"]["id"]) for item in answer["items"]]


@dataclass
class Statement:
    """One SQL statement over the chunks."""

    name: str
    sql: str
    database: Database
    identity: Identity
    encoder: Encoder

    async def rank(self, question: str) -> Sequence[str]:
        vector = HalfVector(self.encoder.encode_query(question))
        async with self.database.session(self.identity) as session:
            cursor = await session.connection.execute(self.sql, {"text": question, "vector": vector, "depth": DEPTH})
            return [str(row[0]) for row in await cursor.fetchall()]


class _Embeddings(Embeddings):
    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in vector] for vector in self._encoder.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        return [float(x) for x in self._encoder.encode_query(text)]


class PlainStore:
    """LangChain's vector store as its first page shows it."""

    name = "plain LangChain store"

    def __init__(self, encoder: Encoder, sources: Sequence[Source]) -> None:
        self._store = InMemoryVectorStore(_Embeddings(encoder))
        self._store.add_documents([Document(source.text, metadata={"id": source.id}) for source in sources])

    async def rank(self, question: str) -> Sequence[str]:
        found = await asyncio.to_thread(self._store.similarity_search, question, k=DEPTH)
        return [str(document.metadata["id"]) for document in found]


@asynccontextmanager
async def arms(site: Site, sources: Sequence[Source]) -> AsyncIterator[list[Arm]]:
    """Every way of searching, the product's first."""
    settings = Settings(
        data_dir=site.data_dir, database_url=None, now=datetime.fromisoformat(NOW.replace("Z", "+00:00"))
    )
    encoder = OnnxEncoder(default_encoder_path(settings.encoder_dir))
    async with open_database(settings) as database:
        system = await _system(database)
        yield [
            Product(site.client("evelyn")),
            Statement("full text alone", FULL_TEXT, database, system, encoder),
            Statement("vectors alone", VECTORS, database, system, encoder),
            PlainStore(encoder, sources),
        ]


async def _system(database: Database) -> Identity:
    async with database.anonymous() as connection:
        cursor = await connection.execute("SELECT id FROM crm.tenants()")
        rows: list[Any] = await cursor.fetchall()
    return Identity.system(rows[0][0])
