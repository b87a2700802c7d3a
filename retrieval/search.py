"""Hybrid search over mail and notes: meaning and words in one statement, under the caller's row-level security."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pgvector import HalfVector
from psycopg.rows import class_row

from crm_store.database import Session
from retrieval.arms import Shape, Words
from retrieval.concepts import plainly
from retrieval.encoder import Encoder, Vocabulary
from retrieval.holding import holding
from retrieval.question import read_question
from retrieval.ranking import RUNNER_UP
from retrieval.reach import reach
from retrieval.statement import features, given, once, statement
from retrieval.terms import MAX_QUESTION, terms
from retrieval.words import Weighted, weigh

MAX_LIMIT = 50
# How many chunks the arm of words looks at, about: it reads each of them (20 µs). Rare words come first.
MAX_MATCHES = 2_000
# Of words that are all common the index reads every chunk's mark to find those that hold all of them: so many take 10 ms.
MAX_MARKS = 100_000
# Complete for whoever sees little: the index goes on until enough rows pass the policies (DESIGN.md, data rules). Without helpers:
# to start one takes longer than a search. A plan takes 4 ms to make; one serves every question of a shape, unless it is filtered.
_SCAN = (
    "SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', %(breadth)s, true),"
    " set_config('hnsw.max_scan_tuples', '200000', true), set_config('max_parallel_workers_per_gather', '0', true),"
    " set_config('plan_cache_mode', %(planned)s, true)"
)
_AS_BEFORE = (
    "SELECT set_config('plan_cache_mode', NULL, true), set_config('max_parallel_workers_per_gather', NULL, true)"
)
# How many chunks the walk keeps in sight. Who sees all needs sixty of them, and with 80 finds the ten nearest of a million; of the
# others some are not theirs.
BREADTH, BREADTH_OF_SOME = 80, 100


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

    `similarity` is the cosine of the question with its nearest passage or the whole (-1 to 1), `matter` that of the
    question without its names with a passage, less where the passage is often written, `concept` that of the concepts it
    names, `words` and `names` the shares of its words and of the names in it that the text holds, by their rarity (0 to 1), `score` the learned sum,
    `closeness` the cosine of the question with each of `retrieval.passages.passages(body)`, in order.
    """

    activity_id: UUID
    thread: str
    ref: str
    kind: str
    title: str
    body: str
    at: datetime
    similarity: float
    matter: float
    concept: float
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
    closeness: Sequence[float] = ()
    about: Sequence[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """The best hits first, `beyond` the limit a few more to compare them with; `named`: the question names somebody or is
    narrowed to a record; `names` the share of its words, by rarity, that are names."""

    hits: tuple[Hit, ...]
    named: bool
    names: float = 0.0
    beyond: tuple[Hit, ...] = ()


async def search(session: Session, encoder: Encoder, query: SearchQuery) -> Found:
    """The best hits, at most two of a mail thread, best first; none for a question without words."""
    prepared = await _prepare(session, encoder, query)
    if prepared is None:
        return Found((), False)
    limit = max(1, min(query.limit, MAX_LIMIT))
    found = statement(query, prepared.shape, max(limit, RUNNER_UP + 1))
    parameters = await _with_held(session, query, prepared)
    connection = session.connection
    async with connection.cursor(row_factory=class_row(Hit)) as cursor:
        async with connection.pipeline():
            await tune(session, once(query, prepared.shape))
            await cursor.execute(found, parameters, prepare=True)
            await connection.execute(_AS_BEFORE)
        hits = tuple(await cursor.fetchall())
    return Found(hits[:limit], prepared.named > 0 or _narrowed(query), prepared.named, hits[limit:])


async def candidates(
    session: Session, encoder: Encoder, query: SearchQuery
) -> list[tuple[UUID, str, tuple[float, ...]]]:
    """Every candidate's activity, thread and `FEATURES`: what the weights are fitted on."""
    prepared = await _prepare(session, encoder, query)
    if prepared is None:
        return []
    parameters = await _with_held(session, query, prepared)
    await tune(session, False)
    cursor = await session.connection.execute(features(query, prepared.shape), parameters)
    return [(row[0], row[1], tuple(float(x) for x in row[2:])) for row in await cursor.fetchall()]


async def _with_held(session: Session, query: SearchQuery, prepared: _Prepared) -> dict[str, Any]:
    taken, positions = await holding(session, given(query), prepared.shape, prepared.parameters)
    return prepared.parameters | {"taken": taken, "positions": positions}


async def tune(session: Session, planned_once: bool) -> None:
    """How this transaction walks the index of vectors and makes its plans."""
    breadth = BREADTH if session.sight.sees_all else BREADTH_OF_SOME
    planned = "force_generic_plan" if planned_once else "force_custom_plan"
    await session.connection.execute(_SCAN, {"breadth": str(breadth), "planned": planned})


@dataclass(frozen=True, slots=True)
class _Prepared:
    parameters: dict[str, Any]
    shape: Shape
    named: float


async def _prepare(session: Session, encoder: Encoder, query: SearchQuery) -> _Prepared | None:
    """The parameters of the statement, its arms and the scan's settings; None where there is nothing to search by."""
    text = plainly(query.text[:MAX_QUESTION])
    terms_ = terms(text)
    if not terms_ or _closed(session):
        return None
    # The question is encoded while the database looks its words up.
    encoded = asyncio.create_task(asyncio.to_thread(encoder.encode_query, text))
    try:
        words = await weigh(session, terms_, encoder if isinstance(encoder, Vocabulary) else None)
        near = await reach(session, narrowed=bool(terms_.phrases or given(query)))
    finally:
        await encoded
    names = [w for w in words if w.is_name]
    asked = await asyncio.to_thread(read_question, encoder, text, [w.word for w in names])
    chosen, named, total = any_of(words), any_of(names), sum(w.weight for w in words)
    parameters = {
        **asdict(query), "kinds": list(query.kinds), "model": encoder.name, "vector": HalfVector(asked.vector),
        "matter": HalfVector(asked.matter), "concept": None if asked.concept is None else HalfVector(asked.concept),
        "ours": asked.ours, "subjects": list(asked.subjects), "expected": asked.expected,
        "phrases": terms_.all_phrases, "any": chosen, "names": named,
        "queries": [w.query for w in words], "weights": [w.weight for w in words], "total": total,
        "name_queries": [w.query for w in names], "name_weights": [w.weight for w in names],
        "author_queries": [w.as_author for w in names], "name_total": sum(w.weight for w in names),
        "owners": list(session.sight.owners), "open": list(session.sight.open_objects),
    }  # fmt: skip
    shape = Shape(_held_by(words) if telling(words) else "", _held_by(names), bool(terms_.phrases), near)
    return _Prepared(parameters, shape, sum(w.weight for w in names) / max(total, 1e-9))


def _narrowed(query: SearchQuery) -> bool:
    return any((query.account_id, query.contact_id, query.deal_id, query.lead_id))


def _closed(session: Session) -> bool:
    """Whether what is searched, subject and body as one, is closed to the caller's role."""
    texts = session.catalog.objects["activity"].fields
    role = session.identity.role
    return session.identity.scope != "system" and any(texts[name].closed(role) for name in ("subject", "body"))


def any_of(words: Sequence[Weighted]) -> str:
    """A tsquery of the rarest words that together match not too many chunks; where all are common, of all at once."""
    return " | ".join(w.query for w in _rare(words)) or " & ".join(f"({w.query})" for w in words)


def telling(words: Sequence[Weighted]) -> bool:
    """Whether chunks that hold the words are looked for. Some of very many would be any of them, and of many long lists the reading takes
    longer than the search: then what is near is found by meaning, and rated by words."""
    return bool(_rare(words)) or (together(words) <= MAX_MATCHES and sum(w.chunks for w in words) <= MAX_MARKS)


def together(words: Sequence[Weighted]) -> float:
    """How many chunks are expected to hold all of the words, were these independent of one another; 0 where one is rare."""
    if not words or _rare(words):
        return 0
    rarest, *others = sorted(words, key=lambda w: w.chunks)
    return rarest.chunks * math.exp(-sum(w.weight for w in others))


def _held_by(words: Sequence[Weighted]) -> Words:
    return ("rare" if _rare(words) else "common") if words else ""


def _rare(words: Sequence[Weighted]) -> list[Weighted]:
    chosen: list[Weighted] = []
    for word in sorted(words, key=lambda w: w.chunks):
        if sum(w.chunks for w in chosen) + word.chunks > MAX_MATCHES:
            break
        chosen.append(word)
    return chosen
