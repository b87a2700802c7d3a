"""The likeliest of many: the model's sum worked out by the database, over all records that the caller sees.

Scoring thousands of records one by one takes seconds. Here they are only put in order; what comes first is then scored by
the model itself, with its reasons.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import LiteralString
from uuid import UUID

from psycopg import sql

from crm_store import records
from crm_store.database import Session
from crm_store.query import Condition
from scoring.closed import FEATURES, closed_of
from scoring.features import DEALS_ALL, LEADS_ALL, LEVELS
from scoring.model import LONG_TAILED, LinearModel
from scoring.registry import KINDS, models

_ALL: dict[str, LiteralString] = {"lead": LEADS_ALL, "deal": DEALS_ALL}
# Of equals the newest.
_RANKED: LiteralString = "SELECT x.id FROM ({rows}) AS x ORDER BY {odds} {way}, x.taken_at DESC, x.id LIMIT {limit}"
_CATEGORY: LiteralString = "(CASE WHEN {value} IS NULL THEN 0 ELSE CASE {value} {cases} ELSE {other} END END)"


async def ranked(
    session: Session, object_: str, where: Sequence[Condition], limit: int, *, weakest: bool = False
) -> list[UUID]:
    """The ids of the likeliest (or `weakest`) of all leads or deals that satisfy `where`, in this order.

    Where no model tells one from another, the newest.
    """
    kind = KINDS[object_]
    found = next((m for m in await models(session) if m.kind == kind.name), None)
    if found is None or found.model is None or not found.signal:
        return await records.matching_ids(session, object_, where, limit)
    scope, item = records.Scope.of(session), session.catalog.object(object_)
    statement = sql.SQL(_RANKED).format(
        rows=sql.SQL(_ALL[object_]).format(where=records.where_sql(scope, item, where)),
        odds=log_odds(scope, found.model, closed_of(session, FEATURES[object_])),
        way=sql.SQL("ASC" if weakest else "DESC"),
        limit=sql.Literal(limit),
    )
    cursor = await session.connection.execute(statement, scope.params | {"now": session.now}, prepare=False)
    return [row[0] for row in await cursor.fetchall()]


def log_odds(scope: records.Scope, model: LinearModel, closed: Collection[str]) -> sql.Composable:
    """The sum of what the features of the row `x` contribute, as `LinearModel.contributions` has it; `closed` ones are unknown."""
    parts = [_number(model, name, closed) for name in model.numeric]
    parts += [
        _category(scope, model, name, closed) for name in sorted({t.partition("=")[0] for t in model.terms if "=" in t})
    ]
    return sql.SQL(" + ").join(parts) if parts else sql.SQL("0")


def _number(model: LinearModel, name: str, closed: Collection[str]) -> sql.Composable:
    mean, scale = model.numeric[name]
    kind = sql.SQL("int" if name.startswith("has_") else "float8")
    value = sql.SQL("-1") if name in closed else sql.SQL("coalesce({}::{}, -1)").format(_column(name), kind)
    if name in LONG_TAILED:
        value = sql.SQL("ln(1 + greatest({}, 0))").format(value)
    return sql.SQL("({} * ({} - {}))").format(_float(model.terms[name] / scale), value, _float(mean))


def _category(scope: records.Scope, model: LinearModel, name: str, closed: Collection[str]) -> sql.Composable:
    weights = {c: w for t, w in model.terms.items() if (c := _of(t, name)) is not None}
    cases = [sql.SQL("WHEN {} THEN {}").format(scope.bind(c), _float(w)) for c, w in sorted(weights.items()) if c != ""]
    other = _float(weights.get("", 0.0))
    if not cases:
        cases = [sql.SQL("WHEN '' THEN {}").format(other)]
    return sql.SQL(_CATEGORY).format(value=_word(scope, name, closed), cases=sql.SQL(" ").join(cases), other=other)


def _of(term: str, name: str) -> str | None:
    base, is_category, category = term.partition("=")
    return category if is_category and base == name else None


def _word(scope: records.Scope, name: str, closed: Collection[str]) -> sql.Composable:
    if name == "seniority":
        return _seniority(scope, "title" in closed)
    return sql.SQL("NULL::text") if name in closed else _column(name)


def _seniority(scope: records.Scope, closed: bool) -> sql.Composable:
    """As `features.seniority`."""
    if closed:
        return sql.SQL("'unknown'::text")
    cases = [
        sql.SQL("WHEN ' ' || lower(x.title) LIKE ANY({}) THEN {}").format(
            scope.bind([f"% {word}%" for word in words]), sql.Literal(level)
        )
        for level, words in LEVELS
    ]
    return sql.SQL("(CASE WHEN coalesce(x.title, '') = '' THEN 'unknown' {} ELSE 'specialist' END)").format(
        sql.SQL(" ").join(cases)
    )


def _column(name: str) -> sql.Identifier:
    return sql.Identifier("x", name)


def _float(value: float) -> sql.Composable:
    return sql.SQL("({})::float8").format(sql.Literal(repr(value)))
