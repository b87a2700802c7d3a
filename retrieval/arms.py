"""The arms of a search, each the candidates of one kind: the nearest, those that hold its rare words, the nearest about whom it names.

Parameters are those of `retrieval.search`; every arm reads under the caller's row-level security.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from psycopg import sql

from retrieval.reach import Reach

# Candidates of an arm: of 201 judged questions, 199 have an answer among them (`python -m evals.retrieval.train` prints it).
POOL = 60
# So many of the least different signs are compared in full. Of 10,000 and of 50,000 chunks as those of `evals/performance/chunks.py` the ten
# nearest are among the first 240 in 0.999 and 0.997 of the cases, the sixty nearest in 0.97 and 0.93.
SKETCHED = 240

FILTERS = {
    "account_id": "c.account_id = %(account_id)s",
    "contact_id": "c.contact_id = %(contact_id)s",
    "deal_id": "c.deal_id = %(deal_id)s",
    "lead_id": "c.lead_id = %(lead_id)s",
    "owner_id": "c.owner_id = %(owner_id)s",
    "kinds": "c.kind = ANY (%(kinds)s)",
    "direction": "c.direction = %(direction)s",
    "after": "c.occurred_at >= %(after)s",
    "before": "c.occurred_at < %(before)s",
}
_OURS = "c.tenant_id = (SELECT crm.tenant_id())"
# Only chunks that the question's own encoder made are near it (after a change of model the rest is found by words alone until
# it is embedded again).
_MODEL = "c.model = %(model)s"
# Under the policies the index goes on until enough rows pass (hnsw.iterative_scan).
_WALKED = """
  (SELECT c.activity_id, c.position FROM crm.chunk c WHERE {where}
    ORDER BY c.embedding OPERATOR(public.<=>) %(vector)s::public.halfvec LIMIT {pool})
"""
# Each is compared: no index knows the sum.
_COMPARED = """
  (SELECT c.activity_id, c.position FROM crm.chunk c WHERE {where}
    ORDER BY (c.embedding OPERATOR(public.<=>) %(vector)s::public.halfvec) + 0 LIMIT {pool})
"""
# Each that the caller reads is compared by the signs of its vector, and in full the least different.
_SKETCHED = """
  (SELECT c.activity_id, c.position FROM (SELECT DISTINCT x.activity_id, x.position FROM (
      SELECT s.activity_id, s.position FROM crm.chunk_sketch s
       ORDER BY s.signs OPERATOR(public.<~>) (SELECT public.binary_quantize(%(vector)s::public.halfvec)) LIMIT {sketched}) x) n
     JOIN crm.chunk c ON c.tenant_id = (SELECT crm.tenant_id()) AND c.activity_id = n.activity_id AND c.position = n.position
    WHERE {where} ORDER BY (c.embedding OPERATOR(public.<=>) %(vector)s::public.halfvec) + 0 LIMIT {pool})
"""
# What the policies say as well, with values, so that the indexes of readers and audiences are used.
OWN = "(c.audience = ANY (%(open)s::text[]) OR c.seen_by && %(owners)s::uuid[])"
_OPEN = "c.audience = ANY (%(open)s::text[])"
# The chunks that hold most of what is rare in the question, the newest first among equals.
_WORDED = """
  (SELECT c.activity_id, c.position FROM crm.chunk c WHERE c.words @@ %(any)s::tsquery AND {where}
    ORDER BY {covered} DESC, c.occurred_at DESC LIMIT {pool})
"""
# In a subselect of its own, the tsqueries are parsed once and not for each chunk.
COVERED = """(SELECT coalesce(sum(k.weight), 0) FROM unnest((SELECT %(queries)s::text[]::tsquery[]), %(weights)s::float8[]) AS k(query, weight)
      WHERE c.words @@ k.query)"""
# The nearest chunks that are about whom the question names, which the index may reach late.
_NAMED = """
  (SELECT c.activity_id, c.position FROM crm.chunk c WHERE c.words @@ %(names)s::tsquery AND {where}
    ORDER BY (c.embedding OPERATOR(public.<=>) %(vector)s::public.halfvec) + 0 LIMIT {pool})
"""


# What was taken before (`retrieval.holding`).
_TAKEN = " (SELECT t.activity_id, t.position FROM unnest(%(taken)s::uuid[], %(positions)s::int[]) AS t(activity_id, position))"

# `rare`: so few chunks hold the words that each can be looked at.
Words = Literal["", "rare", "common"]


@dataclass(frozen=True, slots=True)
class Shape:
    """Which arms a search has: `worded` with that of words, `named` with that of names, `phrases` where all of them must stand;
    `reach` says how the nearest are found."""

    worded: Words
    named: Words
    phrases: bool
    reach: Reach


def planned_once(given: Sequence[str], shape: Shape) -> bool:
    """Whether one plan serves every question of this shape. With filters, or where audiences stand with values, it follows them."""
    return not given and (shape.reach.way != "own" or not shape.reach.shared)


def narrowing(given: Sequence[str], shape: Shape) -> list[str]:
    """What holds of every candidate."""
    phrases = ["c.words @@ websearch_to_tsquery('pg_catalog.simple', %(phrases)s)"] if shape.phrases else []
    return [_OURS, *(FILTERS[name] for name in given), *phrases]


def arms(given: Sequence[str], shape: Shape) -> sql.Composed:
    """All candidates, each once, narrowed by the `given` of `FILTERS`."""
    where, each = narrowing(given, shape), ("rare", "common") if shape.reach.way == "tenant" else ("rare",)
    found = _nearest(given, shape, where)
    if shape.worded in each:
        found.append(_arm(_WORDED, where, POOL))
    if shape.named in each:
        found.append(_arm(_NAMED, where, POOL))
    if shape.phrases or "common" in (shape.worded, shape.named):
        found.append(sql.SQL(_TAKEN).format())
    return sql.SQL(" UNION ").join(found)


def _nearest(given: Sequence[str], shape: Shape, where: Sequence[str]) -> list[sql.Composed]:
    near, reach = [*where, _MODEL], shape.reach
    if reach.way == "tenant":
        return [_arm(_COMPARED, near, reach.pool)]
    if shape.phrases:
        return []
    if reach.way == "index":
        return [_arm(_WALKED, near, reach.pool)]
    if given:  # of which signs know nothing
        return [_arm(_COMPARED, [*near, OWN], reach.pool)]
    shared = [_arm(_COMPARED, [*near, _OPEN], reach.pool)] if reach.shared else []
    return [_arm(_SKETCHED, near, reach.pool), *shared]


def _arm(text: str, where: Sequence[str], pool: int) -> sql.Composed:
    values = {"pool": sql.Literal(pool), "sketched": sql.Literal(SKETCHED), "covered": sql.SQL(COVERED)}
    return sql.SQL(text).format(where=sql.SQL(" AND ").join(map(sql.SQL, where)), **values)
