"""How much each word of a question says in this tenant's mail and notes, and what a mistyped one may have meant."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql
from psycopg.rows import dict_row
from rapidfuzz.distance import DamerauLevenshtein

from crm_store.database import Session
from retrieval.encoder import Vocabulary
from retrieval.terms import Terms

MIN_TYPED = 4  # shorter words have too many neighbours to guess at
MAX_MEANT = 3  # spellings taken for one mistyped word
GUESSED = 0.7  # a guessed word counts less than one that was written
MOSTLY = 0.5  # share of a word's chunks that have it in a name, from which on it is taken for one ("price" is not, "northwind" is)
RECOUNT = 0.05  # share of chunks written since the last count that makes a new one worth its cost
# As a phrase: `41,300` and `TX-400` are several lexemes that stand together. Stemmed in each language that the tenant's texts are in.
_WEIGH = """
SELECT w.n, w.word, q.query, numnode(phraseto_tsquery('pg_catalog.english', w.word)) AS meaning,
       coalesce(f.chunks, 0) AS found, coalesce(f.named, 0) AS named, coalesce(s.chunks, 0) AS chunks
  FROM unnest(%(words)s::text[]) WITH ORDINALITY AS w(word, n)
  LEFT JOIN crm.word_state s ON s.tenant_id = (SELECT crm.tenant_id())
  CROSS JOIN LATERAL (SELECT coalesce(s.languages, '{pg_catalog.english}') || 'pg_catalog.simple'::regconfig AS all_of) l
  CROSS JOIN LATERAL (SELECT string_agg(DISTINCT phraseto_tsquery(x, w.word)::text, ' | ') FILTER (WHERE numnode(phraseto_tsquery(x, w.word)) > 0) AS query
    FROM unnest(l.all_of) AS x) q
  LEFT JOIN LATERAL (SELECT max(k.chunks) AS chunks, max(k.named) AS named FROM crm.word k WHERE k.tenant_id = (SELECT crm.tenant_id())
    AND k.word IN (SELECT unnest(tsvector_to_array(to_tsvector(x, w.word))) FROM unnest(l.all_of) AS x)) f ON true
 ORDER BY w.n
"""
# A script without trigrams would have the index read from end to end.
_LIKE = """
SELECT w.word AS typed, k.word, k.chunks, k.named FROM (SELECT x AS word FROM unnest(%(words)s::text[]) AS x WHERE cardinality(public.show_trgm(x)) > 0 OFFSET 0) AS w, LATERAL (
  SELECT k.word, k.chunks, k.named FROM crm.word k WHERE k.tenant_id = (SELECT crm.tenant_id()) AND k.word OPERATOR(public.%%) w.word
   ORDER BY public.similarity(k.word, w.word) DESC LIMIT 8) k
"""
_LEXEME = re.compile(r"('(?:[^']|'')*')")
_NOTE = """
INSERT INTO crm.word_state AS s (tenant_id, since) VALUES (%s, %s)
ON CONFLICT (tenant_id) DO UPDATE SET since = s.since + excluded.since RETURNING chunks, since
"""


@dataclass(frozen=True, slots=True)
class Weighted:
    """A word as a tsquery, its inverse document frequency (natural logarithm), and in how many chunks it stands about.

    `is_name`: it mostly stands in the names of who and what texts are about, and is not asked for as an ordinary word.
    """

    word: str
    query: str
    weight: float
    chunks: int
    is_name: bool

    @property
    def as_author(self) -> str:
        """The tsquery that finds it in the author's name alone."""
        return _LEXEME.sub(r"\1:A", self.query)


async def weigh(session: Session, asked: Terms, vocabulary: Vocabulary | None) -> tuple[Weighted, ...]:
    """The words that say something, in order; one that nobody wrote and that `vocabulary` does not know either is joined by words
    spelt nearly like it."""
    if not asked.words:
        return ()
    ordinary = {w for w in asked.words if vocabulary is not None and vocabulary.word_rank(w) is not None}
    rows = [row for row in await _rows(session, _WEIGH, asked.words) if row["meaning"]]
    unknown = [row["word"] for row in rows if not row["found"] and _may_be_mistyped(row["word"], asked, ordinary)]
    meant = await _meant(session, unknown) if unknown else {}
    return tuple(_weighted(row, meant.get(row["word"], ()), _may_name(row["word"], asked, ordinary)) for row in rows)


def _may_be_mistyped(word: str, asked: Terms, ordinary: Collection[str]) -> bool:
    """A word of the language stands for itself ("catering" is not Catherine), unless its capital makes it a name."""
    return len(word) >= MIN_TYPED and word.isalpha() and (word not in ordinary or word in (asked.capitals or ()))


def _may_name(word: str, asked: Terms, ordinary: Collection[str]) -> bool:
    """Deals and companies are called by ordinary words too: whoever writes with capitals and asks for "carts" or "solar panels" names nobody."""
    return asked.capitals is None or word in asked.capitals or word not in ordinary


def _weighted(row: dict[str, Any], meant: Sequence[dict[str, Any]], may_name: bool) -> Weighted:
    found = max([row["found"], *(other["chunks"] for other in meant)])
    named = max([row["named"], *(other["named"] for other in meant)])
    weight = math.log(1 + (max(row["chunks"], found) - found + 0.5) / (found + 0.5))
    query = " | ".join([row["query"], *("'" + other["word"].replace("'", "''") + "'" for other in meant)])
    is_name = may_name and named > 0 and named >= MOSTLY * found
    return Weighted(row["word"], query, weight * (GUESSED if meant else 1.0), found, is_name)


async def _meant(session: Session, unknown: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    await session.connection.execute("SELECT set_config('pg_trgm.similarity_threshold', '0.3', true)")
    near: dict[str, list[dict[str, Any]]] = {}
    for row in await _rows(session, _LIKE, unknown):
        if _is_typing_error(row["typed"], row["word"]):
            near.setdefault(row["typed"], []).append(row)
    return {typed: found[:MAX_MEANT] for typed, found in near.items()}


def _is_typing_error(typed: str, word: str) -> bool:
    """The first letter is seldom mistyped; one slip in a short word, two in a long one."""
    slips = 1 if len(typed) <= 6 else 2
    return typed[0] == word[0] and DamerauLevenshtein.distance(typed, word, score_cutoff=slips) <= slips


async def _rows(session: Session, statement: str, words: Sequence[str]) -> list[dict[str, Any]]:
    async with session.connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(statement, {"words": list(words)})
        return await cursor.fetchall()


async def count_words(session: Session, written: int) -> bool:
    """Count again in how many chunks each word and each passage stands, if enough texts were written since (system scope); whether it was done.

    Called when the queue is empty, in a transaction of its own: workers must not wait for one another here.
    """
    cursor = await session.connection.execute(_NOTE, (session.identity.tenant_id, written))
    row = await cursor.fetchone()
    if row is None or row[1] <= row[0] * RECOUNT:
        return False
    tenant = session.identity.tenant_id
    chunks = sql.SQL("SELECT words FROM crm.chunk WHERE tenant_id = {}").format(sql.Literal(str(tenant)))
    await session.connection.execute("DELETE FROM crm.word WHERE tenant_id = %s", (tenant,))
    await session.connection.execute(
        "INSERT INTO crm.word (tenant_id, word, chunks, named) SELECT %s, a.word, a.ndoc, coalesce(n.ndoc, 0)"
        " FROM ts_stat(%s) a LEFT JOIN ts_stat(%s, 'ac') n USING (word) WHERE length(a.word) <= 60",
        (tenant, chunks.as_string(session.connection), chunks.as_string(session.connection)),
    )
    await session.connection.execute(
        "INSERT INTO crm.word_state (tenant_id, chunks, languages) SELECT %s, count(*), coalesce(array_agg(DISTINCT language), '{pg_catalog.english}')"
        " FROM crm.chunk WHERE tenant_id = %s"
        " ON CONFLICT (tenant_id) DO UPDATE SET chunks = excluded.chunks, languages = excluded.languages, since = 0",
        (tenant, tenant),
    )
    await session.connection.execute("DELETE FROM crm.text_reach WHERE tenant_id = %s", (tenant,))
    await session.connection.execute(
        "INSERT INTO crm.text_reach (tenant_id, whose, chunks) SELECT %s, w.whose, count(*) FROM crm.chunk c,"
        " unnest(c.seen_by::text[] || c.audience) AS w(whose) WHERE c.tenant_id = %s GROUP BY 2",
        (tenant, tenant),
    )
    await session.connection.execute("DELETE FROM crm.phrase WHERE tenant_id = %s", (tenant,))
    await session.connection.execute(
        "INSERT INTO crm.phrase (tenant_id, phrase, chunks) SELECT %s, p, count(*) FROM crm.chunk, unnest(phrases) AS p"
        " WHERE tenant_id = %s GROUP BY p HAVING count(*) >= 5",
        (tenant, tenant),
    )
    return True
