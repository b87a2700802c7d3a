"""How many chunks the caller may see, about, and so how the nearest of them are found.

The index of vectors walks from one near chunk to the next, whoever may see it: of whoever sees one in a hundred it passes a hundred
for each it keeps, and gives up after `hnsw.max_scan_tuples`. Where few are seen, comparing each of them is quicker, and complete.
"""

from __future__ import annotations

from typing import Literal

from crm_store.database import Session

# Compared one by one are at most so many, and where n of N are seen, only while n * n < WORTH * N: comparing one costs 3 µs,
# walking to sixty of them 60 * N / n times 5 µs (measured at a million).
FEW = 2_000
WORTH = 1_000
# `index`: by the index of vectors. `own`: each chunk whose readers or audience the caller belongs to. `tenant`: each of the tenant.
Way = Literal["index", "own", "tenant"]
_REACH = """
SELECT coalesce((SELECT s.chunks FROM crm.word_state s WHERE s.tenant_id = (SELECT crm.tenant_id())), 0) AS tenant,
       (SELECT coalesce(sum(r.chunks), 0)::bigint FROM crm.text_reach r WHERE r.tenant_id = (SELECT crm.tenant_id())) AS own,
       (SELECT greatest(t.reltuples, 0)::bigint FROM pg_class t WHERE t.oid = 'crm.chunk'::regclass) AS everybody,
       (SELECT p.proleakproof FROM pg_proc p WHERE p.oid = 'pg_catalog.arrayoverlap(anyarray, anyarray)'::regprocedure) AS indexed
"""


async def way(session: Session) -> Way:
    """How to find the caller's nearest chunks. The counts are some percent old: they decide the way, never what is seen."""
    row = await (await session.connection.execute(_REACH, prepare=True)).fetchone()
    return choose(session.sight.sees_all, *row) if row else "index"


def choose(sees_all: bool, tenant: int, own: int, everybody: int, indexed: bool) -> Way:
    """`tenant`, `own` and `everybody` are numbers of chunks: the tenant's, those that the caller sees (at most), and all in the
    index; `indexed`: the policies let an index find who may see a chunk."""
    if not tenant:  # not counted yet
        return "index"
    if few(tenant, everybody):
        return "tenant"
    return "own" if indexed and not sees_all and few(own, everybody) else "index"


def few(seen: int, everybody: int) -> bool:
    """Whether comparing `seen` chunks one by one beats walking through an index of `everybody`'s."""
    return seen <= FEW or seen * seen < WORTH * everybody
