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
from scoring.features import DEALS_RANKED, LEADS_RANKED, LEVELS
from scoring.model import LONG_TAILED, LinearModel
from scoring.registry import KINDS, models

_RANKED: dict[str, LiteralString] = {"lead": LEADS_RANKED, "deal": DEALS_RANKED}
# What is not read off the row itself; the rest of the features is its `own`.
_PARTS = {"level": ("seniority",), "done": ("calls", "meetings", "mails_in", "touches")}
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
    statement = sql.SQL(_RANKED[object_]).format(
        where=records.where_sql(scope, item, where),
        **log_odds(scope, found.model, closed_of(session, FEATURES[object_])),
        way=sql.SQL("ASC" if weakest else "DESC"),
        limit=sql.Literal(limit),
    )
    cursor = await session.connection.execute(statement, scope.params | {"now": session.now}, prepare=False)
    return [row[0] for row in await cursor.fetchall()]


def log_odds(scope: records.Scope, model: LinearModel, closed: Collection[str]) -> dict[str, sql.Composable]:
    """The sums of what the features of the row `x` contribute, as `LinearModel.contributions` has it; `closed` ones are unknown.

    In parts, that each is worked out where it is cheapest: what the row says of itself, its title, what was done.
    """
    terms = {name: _number(model, name, closed) for name in model.numeric}
    categories = sorted({t.partition("=")[0] for t in model.terms if "=" in t})
    terms |= {name: _category(scope, model, name, closed) for name in categories}
    parts = {part: [terms.pop(name) for name in names if name in terms] for part, names in _PARTS.items()}
    return {part: _sum(found) for part, found in {"own": list(terms.values()), **parts}.items()}


def _sum(terms: Sequence[sql.Composable]) -> sql.Composable:
    return sql.SQL("({})").format(sql.SQL(" + ").join(terms) if terms else sql.SQL("0::float8"))


def _number(model: LinearModel, name: str, closed: Collection[str]) -> sql.Composable:
    mean, scale = model.numeric[name]
    weight = model.terms[name] / scale
    if name.startswith("has_"):
        yes, no = (_float(weight * (value - mean)) for value in (1.0, 0.0))
        unknown = _float(weight * (-1.0 - mean))
        return unknown if name in closed else sql.SQL("CASE WHEN {} THEN {} ELSE {} END").format(_column(name), yes, no)
    value = sql.SQL("-1") if name in closed else sql.SQL("coalesce({}::float8, -1)").format(_column(name))
    if name in LONG_TAILED:
        value = sql.SQL("ln(1 + greatest({}, 0))").format(value)
    return sql.SQL("({} * ({} - {}))").format(_float(weight), value, _float(mean))


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
