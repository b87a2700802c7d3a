"""How many chunks the caller may see, about, and so how the nearest of them are found.

The index of vectors walks from one near chunk to the next, whoever may see it: of whoever sees one in a hundred it passes a hundred
for each it keeps, and gives up after `hnsw.max_scan_tuples`. Where few are seen, comparing each of them is quicker, and complete: of
a person by the signs of their vectors (`crm.chunk_sketch`), of a small tenant the vectors themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from crm_store.database import Session

# Compared one by one are at most so many, and where n of N are seen, only while n * n < WORTH * N: comparing a vector costs 3 µs,
# its signs 0.5 µs, walking to as many as are taken 60 * N / n times 4 µs (measured at a million).
FEW = 2_000
WORTH = 1_000
WORTH_BY_SIGNS = 3_000
# Walking is bounded: to so many chunks, of which the caller sees a share; but so many of those that are seen are taken in any case.
# Of 201 judged questions the answer is among the candidates of 199 with 60, of 198 with 40 and with 30.
WALKED = 200
POOLS = (60, 40, 30)
# `index`: by the index of vectors. `own`: each chunk whose readers or audience the caller belongs to. `tenant`: each of the tenant.
Way = Literal["index", "own", "tenant"]
_REACH = """
SELECT coalesce((SELECT s.chunks FROM crm.word_state s WHERE s.tenant_id = (SELECT crm.tenant_id())), 0) AS tenant,
       (SELECT coalesce(sum(r.chunks), 0)::bigint FROM crm.text_reach r WHERE r.tenant_id = (SELECT crm.tenant_id())) AS own,
       (SELECT greatest(t.reltuples, 0)::bigint FROM pg_class t WHERE t.oid = 'crm.chunk'::regclass) AS everybody,
       (SELECT p.proleakproof FROM pg_proc p WHERE p.oid = 'pg_catalog.arrayoverlap(anyarray, anyarray)'::regprocedure) AS indexed
"""


# Never prepared: a plan that does not know the audiences reads every chunk to find that there is none.
_SHARED = """
SELECT EXISTS (SELECT FROM crm.chunk c WHERE c.tenant_id = (SELECT crm.tenant_id()) AND c.audience = ANY (%s::text[]))
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """`way` to the nearest chunks, how many of them are `pool`ed, and whether some are `shared` with the caller by their audience
    (asked of the way `own` alone)."""

    way: Way
    pool: int
    shared: bool = True


async def reach(session: Session, *, narrowed: bool = False) -> Reach:
    """How to find the caller's nearest chunks; `narrowed` by a filter or a quoted phrase, of which signs know nothing.

    The counts are some percent old: they decide the way, never what is seen.
    """
    row = await (await session.connection.execute(_REACH, prepare=True)).fetchone()
    if row is None:
        return Reach("index", POOLS[0])
    *counts, indexed = row
    found = choose(session.sight.sees_all, *counts, by_signs=not narrowed, indexed=indexed)
    return replace(found, shared=await _shared(session)) if found.way == "own" else found


async def _shared(session: Session) -> bool:
    audiences = list(session.sight.open_objects)
    if not audiences:
        return False
    row = await (await session.connection.execute(_SHARED, (audiences,), prepare=False)).fetchone()
    return bool(row and row[0])


def choose(sees_all: bool, tenant: int, own: int, everybody: int, *, by_signs: bool, indexed: bool) -> Reach:
    """`tenant`, `own` and `everybody` are numbers of chunks: the tenant's, those that the caller sees (at most), and all in the
    index. `by_signs`: signs may be compared first; else an index has to find who may see a chunk, and `indexed` says whether the
    policies let it."""
    if not tenant:  # not counted yet
        return Reach("index", POOLS[0])
    if few(tenant, everybody):
        return Reach("tenant", POOLS[0])
    worth = WORTH_BY_SIGNS if by_signs else WORTH
    if not sees_all and (by_signs or indexed) and few(own, everybody, worth):
        return Reach("own", POOLS[0])
    return Reach("index", pool(tenant if sees_all else min(own, tenant), everybody))


def few(seen: int, everybody: int, worth: int = WORTH) -> bool:
    """Whether comparing `seen` chunks one by one beats walking through an index of `everybody`'s."""
    return seen <= FEW or seen * seen < worth * everybody


def pool(seen: int, everybody: int) -> int:
    """How many of the nearest are taken where the caller sees `seen` of `everybody`'s chunks: the most of `POOLS` that walking
    `WALKED` chunks is expected to bring."""
    reached = WALKED * seen / max(everybody, 1)
    return next((size for size in POOLS if size <= reached), POOLS[-1])
