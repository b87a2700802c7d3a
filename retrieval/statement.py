"""The one statement of a search, put together from the filters that are given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from psycopg import sql

if TYPE_CHECKING:
    from retrieval.search import SearchQuery

# Candidates of each arm. At 60, every answer of the calibration questions that any size finds is among them.
POOL = 60
# Weights of the score, from evals/retrieval/calibration.yaml and the seen questions beside it: the question against the whole chunk
# and against its nearest passage, whether it is about whom the question names or by them, the share of the question's words (by rarity) that the chunk holds, and how recent it is.
WHOLE, PASSAGE, WORDS, NAMES, AUTHOR, RECENT = 0.5, 0.5, 0.5, 0.3, 0.15, 0.03
RECENT_DAYS = 180.0

_FILTERS = {
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
# The nearest chunks that the question's own encoder made (after a change of model the rest is found by words alone until
# it is embedded again). Under the policies the index goes on until enough rows pass (hnsw.iterative_scan).
_NEAR = """
  (SELECT c.activity_id, c.position FROM crm.chunk c WHERE {where}
    ORDER BY c.embedding OPERATOR(public.<=>) %(vector)s::public.halfvec LIMIT {pool})
"""
# The chunks that hold most of what is rare in the question, the newest first among equals.
_WORDED = """
  (SELECT c.activity_id, c.position FROM crm.chunk c WHERE c.words @@ %(any)s::tsquery AND {where}
    ORDER BY {covered} DESC, c.occurred_at DESC LIMIT {pool})
"""
_COVERED = """(SELECT coalesce(sum(k.weight), 0) FROM unnest(%(queries)s::text[], %(weights)s::float8[]) AS k(query, weight)
      WHERE c.words @@ k.query::tsquery)"""
# The nearest chunks that are about whom the question names, which the index may reach late.
_NAMED = """
  (SELECT c.activity_id, c.position FROM crm.chunk c WHERE c.words @@ %(names)s::tsquery AND {where}
    ORDER BY (c.embedding OPERATOR(public.<=>) %(vector)s::public.halfvec) + 0 LIMIT {pool})
"""
_HELD = """(SELECT coalesce(sum(k.weight), 0) FROM unnest({queries}::text[], %(name_weights)s::float8[]) AS k(query, weight)
      WHERE c.words @@ k.query::tsquery)"""
_PASSAGE = """(SELECT 1 - min(s OPERATOR(public.<=>) %(vector)s::public.halfvec) FROM unnest(c.sentences) AS s)"""
_SEARCH = """
WITH found AS ({arms}),
rated AS (
  SELECT c.activity_id, c.body, c.kind, c.thread_key, CASE WHEN c.model = %(model)s THEN 1 - (c.embedding OPERATOR(public.<=>) %(vector)s::public.halfvec) END AS whole,
         CASE WHEN c.model = %(model)s THEN {passage} END AS passage, {covered} / greatest(%(total)s::float8, 1e-9) AS words,
         {held} / greatest(%(name_total)s::float8, 1e-9) AS names,
         {wrote} / greatest(%(name_total)s::float8, 1e-9) AS author,
         exp(-greatest(extract(epoch FROM crm.now() - c.occurred_at), 0) / 86400 / {days}) AS recent
    FROM found f JOIN crm.chunk c ON c.tenant_id = (SELECT crm.tenant_id()) AND c.activity_id = f.activity_id AND c.position = f.position
), scored AS (
  SELECT *, {w_whole} * coalesce(whole, 0) + {w_passage} * coalesce(passage, whole, 0) + {w_words} * words + {w_names} * names + {w_author} * author + {w_recent} * recent AS score
    FROM rated
), best AS (
  SELECT DISTINCT ON (coalesce(thread_key, activity_id::text)) * FROM scored
   ORDER BY coalesce(thread_key, activity_id::text), score DESC
), chosen AS (SELECT * FROM best ORDER BY score DESC LIMIT {limit})
SELECT b.activity_id, a.ref, b.kind, a.subject AS title, b.body, coalesce(a.occurred_at, a.created_at) AS at,
       greatest(coalesce(b.whole, 0), coalesce(b.passage, 0))::double precision AS similarity, b.words::double precision AS words, b.names::double precision AS names,
       b.score::double precision AS score, a.external_id, a.suspicious, a.direction,
       a.account_id, a.contact_id, a.deal_id, a.lead_id, a.owner_id,
       coalesce((SELECT nullif(p ->> 'name', '') FROM jsonb_array_elements(a.participants) p WHERE p ->> 'role' = 'from' LIMIT 1),
                (SELECT p ->> 'email' FROM jsonb_array_elements(a.participants) p WHERE p ->> 'role' = 'from' LIMIT 1),
                (SELECT u.name FROM crm.app_user u WHERE u.tenant_id = a.tenant_id AND u.id = a.owner_id)) AS author,
       ARRAY(SELECT jsonb_build_object('object', r.object, 'id', r.id, 'ref', r.ref, 'label', r.label) FROM (
         SELECT 1 AS n, 'deal' AS object, d.id, d.ref, d.name AS label FROM crm.deal d WHERE d.tenant_id = a.tenant_id AND d.id = a.deal_id
         UNION ALL SELECT 2, 'lead', l.id, l.ref, l.name FROM crm.lead l WHERE l.tenant_id = a.tenant_id AND l.id = a.lead_id
         UNION ALL SELECT 3, 'contact', k.id, k.ref, k.name FROM crm.contact k WHERE k.tenant_id = a.tenant_id AND k.id = a.contact_id
         UNION ALL SELECT 4, 'account', o.id, o.ref, o.name FROM crm.account o WHERE o.tenant_id = a.tenant_id AND o.id = a.account_id
       ) r ORDER BY r.n) AS about
  FROM chosen b JOIN crm.activity a ON a.tenant_id = (SELECT crm.tenant_id()) AND a.id = b.activity_id
 ORDER BY b.score DESC, at DESC
"""


def statement(query: SearchQuery, *, worded: bool, named: bool, phrases: bool, limit: int) -> sql.Composed:
    """The search with the filters of `query`; `worded` with the arm of words, `named` with that of names,
    `phrases` where all of them must stand."""
    where = _where([text for name, text in _FILTERS.items() if getattr(query, name)], phrases)
    covered, pool = sql.SQL(_COVERED), sql.Literal(POOL)
    arms = [sql.SQL(_NEAR).format(where=sql.SQL(" AND ").join([*where, sql.SQL("c.model = %(model)s")]), pool=pool)]
    if worded:
        arms.append(sql.SQL(_WORDED).format(where=sql.SQL(" AND ").join(where), covered=covered, pool=pool))
    if named:
        arms.append(sql.SQL(_NAMED).format(where=sql.SQL(" AND ").join(where), pool=pool))
    return sql.SQL(_SEARCH).format(
        arms=sql.SQL(" UNION ").join(arms), covered=covered, held=sql.SQL(_HELD).format(queries=sql.SQL("%(name_queries)s")),
        wrote=sql.SQL(_HELD).format(queries=sql.SQL("%(author_queries)s")), passage=sql.SQL(_PASSAGE), days=sql.Literal(RECENT_DAYS),
        w_whole=sql.Literal(WHOLE), w_passage=sql.Literal(PASSAGE), w_words=sql.Literal(WORDS), w_names=sql.Literal(NAMES), w_author=sql.Literal(AUTHOR), w_recent=sql.Literal(RECENT),
        limit=sql.Literal(limit),
    )  # fmt: skip


def _where(given: Sequence[str], phrases: bool) -> list[sql.SQL]:
    texts = ["c.tenant_id = (SELECT crm.tenant_id())", *given]
    if phrases:
        texts.append("c.words @@ websearch_to_tsquery('pg_catalog.simple', %(phrases)s)")
    return [sql.SQL(text) for text in texts]
