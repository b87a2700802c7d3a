"""The one statement of a search, put together from the filters that are given and the weights of `retrieval.ranking`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from psycopg import sql

from retrieval.arms import COVERED, FILTERS, Shape, arms, planned_once
from retrieval.ranking import FEATURES, Ranking, ranking

if TYPE_CHECKING:
    from retrieval.search import SearchQuery

RECENT_DAYS = 180.0
# A thread takes one place, and one more where a second message of it comes before what other threads say: mostly one asks and
# the other answers. More of one thread would crowd out the rest (docs/decisions/0006).
OF_ONE_THREAD = 2
WRITTEN_OFTEN = 0.08  # taken off a passage's cosine for each e-fold of how many chunks hold it (from `phrase`)

_HELD = """(SELECT coalesce(sum(k.weight), 0) FROM unnest((SELECT {queries}::text[]::tsquery[]), %(name_weights)s::float8[]) AS k(query, weight)
      WHERE c.words @@ k.query) / greatest(%(name_total)s::float8, 1e-9)"""
# Every candidate with its features (`retrieval.ranking.FEATURES`) and `similarity`, by which the caller knows how near it is.
_RATED = """
WITH asked AS MATERIALIZED (SELECT %(ours)s::boolean OR EXISTS (SELECT 1 FROM crm.app_user u WHERE u.tenant_id = (SELECT crm.tenant_id())
    AND split_part(lower(u.name), ' ', 1) = ANY (%(subjects)s)) AS ours),
found AS ({arms}),
alone AS MATERIALIZED (
  SELECT c.activity_id, c.position, c.body, c.kind, c.thread_key, coalesce(c.thread_key, c.activity_id::text) AS thread, c.occurred_at, {covered} / greatest(%(total)s::float8, 1e-9) AS words,
         {held} AS names, {wrote} AS author,
         exp(-greatest(extract(epoch FROM (SELECT crm.now()) - c.occurred_at)::float8, 0) / 86400 / {days}) AS recent,
         coalesce(w.cosine, 0) AS whole,
         coalesce(p.passage, 0) AS passage, coalesce(p.matter, 0) AS matter, coalesce(p.concept, 0) AS concept, coalesce(p.often, 0) AS often,
         ln((length(c.body) + 10)::float8) AS long, (NOT asked.ours AND coalesce(c.direction, '') = 'in')::int AS theirs,
         (NOT asked.ours AND coalesce(c.direction, '') = 'out')::int AS unasked_ours, (asked.ours AND coalesce(c.direction, '') = 'in')::int AS unasked_theirs,
         (rtrim(c.body) LIKE '%%?')::int AS asks, CASE WHEN %(expected)s::text IS NULL THEN 0 ELSE (c.body ~* %(expected)s)::int END AS expected,
         greatest(coalesce(p.nearest, -1), coalesce(w.cosine, -1)) AS similarity
    FROM found f JOIN crm.chunk c ON c.tenant_id = (SELECT crm.tenant_id()) AND c.activity_id = f.activity_id AND c.position = f.position
    CROSS JOIN asked
    CROSS JOIN LATERAL (SELECT CASE WHEN c.model = %(model)s THEN 1 - (c.embedding OPERATOR(public.<=>) %(vector)s::public.halfvec) END AS cosine OFFSET 0) w
    LEFT JOIN LATERAL (
      SELECT max(o.near - {often} * o.often) AS passage, max(1 - (o.vector OPERATOR(public.<=>) %(matter)s::public.halfvec) - {often} * o.often) AS matter,
             max(1 - (o.vector OPERATOR(public.<=>) %(concept)s::public.halfvec)) AS concept, avg(o.often) AS often, max(o.near) AS nearest
        FROM (SELECT s.vector, 1 - (s.vector OPERATOR(public.<=>) %(vector)s::public.halfvec) AS near,
                ln(coalesce((SELECT h.chunks FROM crm.phrase h WHERE h.tenant_id = (SELECT crm.tenant_id()) AND h.phrase = s.phrase), 4)::float8 / 4) AS often
                FROM unnest(c.sentences, c.phrases) AS s(vector, phrase) OFFSET 0) o) p ON c.model = %(model)s
), rated AS MATERIALIZED (
  SELECT *, coalesce(lag(matter) OVER (PARTITION BY thread ORDER BY occurred_at, position), 0) AS answers, max(matter) OVER (PARTITION BY thread) AS around
    FROM alone
)
"""
_FEATURES = _RATED + "SELECT activity_id, thread, {features} FROM rated"
_SEARCH = (
    _RATED
    + """, scored AS MATERIALIZED (SELECT *, {score} AS score FROM rated),
best AS (SELECT DISTINCT ON (activity_id) * FROM scored ORDER BY activity_id, score DESC),
placed AS (SELECT *, row_number() OVER (PARTITION BY thread ORDER BY score DESC) AS place FROM best),
chosen AS (SELECT * FROM placed WHERE place <= {of_one} ORDER BY score DESC LIMIT {limit})
SELECT b.activity_id, b.thread, a.ref, b.kind, a.subject AS title, b.body, coalesce(a.occurred_at, a.created_at) AS at,
       b.similarity::double precision AS similarity, b.matter::double precision AS matter, b.concept::double precision AS concept, b.words::double precision AS words,
       b.names::double precision AS names, b.score::double precision AS score, a.external_id, a.suspicious, a.direction,
       a.account_id, a.contact_id, a.deal_id, a.lead_id, a.owner_id,
       ARRAY(SELECT (1 - (s.vector OPERATOR(public.<=>) %(vector)s::public.halfvec))::float8 FROM unnest(c.sentences) WITH ORDINALITY AS s(vector, n)
         WHERE c.model = %(model)s ORDER BY s.n) AS closeness,
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
  JOIN crm.chunk c ON c.tenant_id = a.tenant_id AND c.activity_id = b.activity_id AND c.position = b.position
 ORDER BY b.score DESC, at DESC
"""
)


def statement(query: SearchQuery, shape: Shape, limit: int) -> bytes:
    """The search with the filters of `query`."""
    return _statement(given(query), shape, limit)


def features(query: SearchQuery, shape: Shape) -> sql.Composed:
    """The features of every candidate, by which the weights are fitted: activity, thread, then `FEATURES` in order."""
    names = sql.SQL(", ").join([sql.Identifier(name) for name in FEATURES])
    return sql.SQL(_FEATURES).format(**_parts(given(query), shape), features=names)


def once(query: SearchQuery, shape: Shape) -> bool:
    """Whether a plan made once serves every search of this shape."""
    return planned_once(given(query), shape)


def given(query: SearchQuery) -> tuple[str, ...]:
    """The filters that a search has."""
    return tuple(name for name in FILTERS if getattr(query, name))


@lru_cache(maxsize=256)
def _statement(filters: tuple[str, ...], shape: Shape, limit: int) -> bytes:
    ranked = {"score": _score(ranking()), "of_one": sql.Literal(OF_ONE_THREAD), "limit": sql.Literal(limit)}
    return sql.SQL(_SEARCH).format(**_parts(filters, shape), **ranked).as_bytes()


def _parts(filters: tuple[str, ...], shape: Shape) -> dict[str, sql.Composable]:
    nobody = sql.SQL("0::float8")
    return {
        "arms": arms(filters, shape),
        "covered": sql.SQL(COVERED),
        "held": _share("%(name_queries)s") if shape.named else nobody,
        "wrote": _share("%(author_queries)s") if shape.named else nobody,
        "days": sql.SQL("{}::float8").format(sql.Literal(RECENT_DAYS)),
        "often": sql.SQL("{}::float8").format(sql.Literal(WRITTEN_OFTEN)),
    }


def _share(queries: str) -> sql.Composed:
    return sql.SQL(_HELD).format(queries=sql.SQL(queries))


def _score(weights: Ranking) -> sql.Composed:
    terms = [
        sql.SQL("{}::float8 * {}").format(sql.Literal(weight), sql.Identifier(name))
        for name, weight in weights.order.items()
    ]
    return sql.SQL(" + ").join(terms)
