"""Chunks that hold what many hold: a quoted phrase, or words and names that are all common. They are taken before the search.

Of a million chunks fifty thousand may hold such a word, and to look at each of them takes 300 ms. So at most `TAKEN` are looked at,
those that the index of words brings first. Texts that hold a common word are also found by what they mean; a phrase that
more texts hold is no code or name, and which of them is shown follows from the rest of the question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg import sql

from crm_store.database import Session
from retrieval.arms import OWN, POOL, Shape, narrowing

TAKEN = 500
_HOLDING = """
  (SELECT c.activity_id, c.position FROM (SELECT c.activity_id, c.position, c.occurred_at, c.model, c.embedding FROM crm.chunk c WHERE {where} LIMIT {taken}) c
    ORDER BY {order} LIMIT {pool})
"""
_NEAREST = (
    "CASE WHEN c.model = %(model)s THEN c.embedding OPERATOR(public.<=>) %(vector)s::public.halfvec END NULLS LAST"
)
# By bitmaps alone: a plan that hopes to meet the first five hundred soon reads the whole table where there are ten.
_BY_WORDS = "SELECT " + ", ".join(
    f"set_config('{name}', {{0}}, true)" for name in ("enable_seqscan", "enable_indexscan", "enable_indexonlyscan")
)


async def holding(
    session: Session, given: Sequence[str], shape: Shape, parameters: Mapping[str, Any]
) -> tuple[list[UUID], list[int]]:
    """Activities and positions of at most `POOL` chunks for each kind of what is common; the caller's, narrowed by the `given`."""
    found = _arms(given, shape)
    if not found:
        return [], []
    connection = session.connection
    async with connection.cursor() as cursor, connection.pipeline():
        await connection.execute(sql.SQL(_BY_WORDS).format(sql.Literal("off")))
        await cursor.execute(sql.SQL(" UNION ").join(found), parameters, prepare=False)
        await connection.execute(sql.SQL(_BY_WORDS).format(sql.SQL("NULL")))
        rows = await cursor.fetchall()
    return [row[0] for row in rows], [row[1] for row in rows]


def _arms(given: Sequence[str], shape: Shape) -> list[sql.Composed]:
    if shape.reach.way == "tenant":
        return []
    where = narrowing(given, shape)
    # With values, so that the index of readers is used beside that of words.
    where = [*where, OWN] if shape.reach.way == "own" else where
    arms = [_arm(where, _NEAREST)] if shape.phrases else []
    if shape.worded == "common":
        arms.append(_arm([*where, "c.words @@ %(any)s::tsquery"], "c.occurred_at DESC"))
    if shape.named == "common":
        arms.append(_arm([*where, "c.words @@ %(names)s::tsquery"], _NEAREST))
    return arms


def _arm(where: Sequence[str], order: str) -> sql.Composed:
    return sql.SQL(_HOLDING).format(
        where=sql.SQL(" AND ").join(map(sql.SQL, where)),
        order=sql.SQL(order),
        taken=sql.Literal(TAKEN),
        pool=sql.Literal(POOL),
    )
