"""A plan as one SQL statement.

Each object and date field that the metrics need is a *leg*: one pass over the object's table, grouped, its metrics as
filtered aggregates of additive parts. Legs (and the period compared with) are put together by UNION ALL; `fold` adds the
parts up. Identifiers come from the catalog and are quoted; values are bound; row-level security is underneath.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from psycopg import sql

from crm_store.analytics.dimensions import Joins, day_sql, find_path, is_instant, value_sql
from crm_store.analytics.metrics import HAPPENED, HAPPENED_SQL, Base, Metric, Part
from crm_store.analytics.periods import Span
from crm_store.analytics.plan import Plan
from crm_store.catalog import Object
from crm_store.catalog.model import frozen
from crm_store.errors import UnknownField
from crm_store.query import AllOf, AnyOf, Condition, Filter, Not
from crm_store.records import terms
from crm_store.records.compile import all_of, any_of, condition
from crm_store.records.terms import Scope

_LEG = sql.SQL("SELECT {columns} FROM {table} AS r {joins} WHERE {where} {group}")
_LABELLED = sql.SQL("SELECT q.*{labels} FROM ({legs}) AS q {joins}")
_STAGE = sql.SQL("JOIN crm.stage AS s ON s.tenant_id = r.tenant_id AND s.pipeline = r.pipeline AND s.name = r.stage")
# The computed fields of a deal, by the joined stage instead of one lookup per row. They still name `r.stage`: whoever
# may not see the stage may not see these.
_BY_STAGE = {
    "is_open": "(s.kind = 'open' AND s.name = r.stage)",
    "is_won": "(s.kind = 'won' AND s.name = r.stage)",
    "is_lost": "(s.kind = 'lost' AND s.name = r.stage)",
    "probability": "(CASE WHEN s.name = r.stage THEN s.probability END)",
    "weighted_amount": "(CASE WHEN s.name = r.stage THEN round(r.amount_minor * s.probability / 100)::bigint END)",
}


@dataclass(frozen=True, slots=True)
class Leg:
    """One pass: the metrics (by their place in the plan) of one object that go by one date."""

    object: str
    date: str
    metrics: tuple[int, ...]


def legs_of(plan: Plan) -> tuple[Leg, ...]:
    found: dict[tuple[str, str], list[int]] = {}
    apart = plan.span is not None or any(d.bucket and not any(d.paths.values()) for d in plan.dimensions)
    for at, (metric, date) in enumerate(zip(plan.metrics, plan.dates, strict=True)):
        found.setdefault((metric.object, date if apart else ""), []).append(at)
    return tuple(Leg(object_, plan.dates[places[0]], tuple(places)) for (object_, _), places in found.items())


def compile_plan(scope: Scope, plan: Plan) -> sql.Composed:
    """The statement; its values are bound in `scope.params`.

    Columns: whether the row is of the period compared with (bool), the dimensions, the currency (None where no sum
    depends on one), top and bottom (double, exact for whole hundredths) of each metric, then id and label of each reference among the dimensions.
    """
    scope.params["zone"] = plan.timezone
    windows = [(False, plan.span)] + ([(True, plan.previous)] if plan.previous else [])
    legs = [_leg(scope, plan, leg, span, compared) for leg in legs_of(plan) for compared, span in windows]
    return sql.Composed([_labelled(scope, plan, sql.SQL(" UNION ALL ").join(legs))])


def _labelled(scope: Scope, plan: Plan, legs: sql.Composable) -> sql.Composable:
    """The labels of references, looked up once per group; what the caller does not see has none, and no id."""
    labels: list[sql.Composable] = []
    joins: list[sql.Composable] = []
    for at, dimension in enumerate(plan.dimensions):
        if dimension.target is None:
            continue
        target, alias = scope.object(dimension.target), f"l{at}"
        labels.append(
            sql.SQL(", {}.id, {}").format(sql.Identifier(alias), terms.label_expression(scope, target, alias))
        )
        joins.append(
            sql.SQL("LEFT JOIN {0} AS {1} ON {1}.tenant_id = (SELECT crm.tenant_id()) AND {1}.id = q.{2}").format(
                terms.table(target), sql.Identifier(alias), sql.Identifier(f"d{at}")
            )
        )
    if not labels:
        return legs
    return _LABELLED.format(labels=sql.SQL("").join(labels), legs=legs, joins=sql.SQL(" ").join(joins))


def _leg(scope: Scope, plan: Plan, leg: Leg, span: Span | None, compared: bool) -> sql.Composable:
    item = _item(scope, leg.object)
    joins = Joins(scope)
    zone = sql.SQL("{}::text").format(sql.Placeholder("zone"))
    keys = [_aliased(value_sql(joins, item, d, leg.date, zone), f"d{n}") for n, d in enumerate(plan.dimensions)]
    by_currency = leg.object == "deal" and any(m.money for m in plan.metrics)
    currency = sql.SQL("r.currency" if by_currency else "NULL::text")
    bases = list({b.sql if b else None: b for b in (plan.metrics[n].base for n in leg.metrics)}.values())
    where = [
        sql.SQL("r.tenant_id = (SELECT crm.tenant_id())"),
        *terms.in_sight(scope, item, "r"),
        *_in_span(joins, item, leg.date, span, zone),
        *(_filtered(scope, plan, item, c) for c in plan.spec.filters),
    ]
    if None not in bases:
        where.append(any_of(_base(scope, b) for b in bases if b))
    columns = [
        _aliased(sql.SQL("true" if compared else "false"), "compared"),
        *keys,
        _aliased(currency, "currency"),
        *_parts(scope, plan, leg, alone=len(bases) == 1),
    ]
    grouped = [sql.SQL(str(n + 2)) for n in range(len(keys))] + ([sql.SQL(str(len(keys) + 2))] if by_currency else [])
    return _LEG.format(
        columns=sql.SQL(", ").join(columns),
        table=terms.table(item),
        joins=sql.SQL(" ").join([*([_STAGE] if leg.object == "deal" else []), *joins.clauses]),
        where=all_of(where),
        group=sql.SQL("GROUP BY {}").format(sql.SQL(", ").join(grouped)) if grouped else sql.SQL(""),
    )


def _aliased(value: sql.Composable, name: str) -> sql.Composable:
    return sql.SQL("{} AS {}").format(value, sql.Identifier(name))


def _item(scope: Scope, name: str) -> Object:
    item = scope.object(name)
    if name != "deal":
        return item
    fields = (replace(f, expression=_BY_STAGE.get(f.name, f.expression)) for f in item.fields.values())
    return replace(item, fields=frozen(fields))


def _base(scope: Scope, base: Base) -> sql.Composable:
    if "%(today)s" in base.sql:
        scope.params["today"] = scope.today
    return sql.SQL(base.sql)


def _parts(scope: Scope, plan: Plan, leg: Leg, *, alone: bool) -> Iterator[sql.Composable]:
    """Top and bottom of every metric of the plan; those of other legs are empty."""
    for at, metric in enumerate(plan.metrics):
        for which, part in (("a", metric.top), ("b", metric.bottom)):
            mine = part is not None and at in leg.metrics
            value = _aggregate(scope, metric, part, alone) if mine and part else sql.SQL("NULL::float8")
            yield _aliased(value, f"{which}{at}")


def _aggregate(scope: Scope, metric: Metric, part: Part, alone: bool) -> sql.Composable:
    only: list[sql.Composable] = [_base(scope, metric.base)] if metric.base and not alone else []
    if part.only:
        only.append(sql.SQL(part.only))
    if not only:
        return sql.SQL("({})::float8").format(part.expression)
    return sql.SQL("({} FILTER (WHERE {}))::float8").format(part.expression, all_of(only))


def _in_span(
    joins: Joins, item: Object, path: str, span: Span | None, zone: sql.Composable
) -> Iterator[sql.Composable]:
    """The days as bounds of the stored value itself, so that its index serves."""
    if span is None:
        return
    scope = joins.scope
    if path == HAPPENED:
        value: sql.Composable = sql.SQL(HAPPENED_SQL)
    else:
        owner, leaf, alias = joins.leaf(item, path)
        value = day_sql(joins, item, path, zone) if leaf.custom else terms.expression(scope, owner, leaf, alias)
    if is_instant(scope, item, path):
        start, end = span.instants(scope.params["zone"])
        sign = "<"
    else:
        start, end, sign = span.start, span.end, "<="  # type: ignore[assignment]
    if start is not None:
        yield sql.SQL("{} >= {}").format(value, scope.bind(start))
    if end is not None:
        yield sql.SQL("{} {} {}").format(value, sql.SQL(sign), scope.bind(end))


def _filtered(scope: Scope, plan: Plan, item: Object, asked: Condition) -> sql.Composable:
    try:
        return condition(scope, item, reached(scope, item, asked), "r")
    except UnknownField as error:
        if len({m.object for m in plan.metrics}) == 1:
            raise
        raise UnknownField(f"{error.message} Leave out the filter or the metric.", **error.details) from None


def reached(scope: Scope, item: Object, asked: Condition) -> Condition:
    """The condition with the short words of dimensions (`team`, `industry`) as paths from this object."""
    match asked:
        case Filter(field, op, value):
            return Filter(find_path(scope, item, field) if field not in _PLAIN else field, op, value)
        case AnyOf(parts):
            return AnyOf(tuple(reached(scope, item, p) for p in parts))
        case AllOf(parts):
            return AllOf(tuple(reached(scope, item, p) for p in parts))
        case Not(part):
            return Not(reached(scope, item, part))
        case _:
            return asked


_PLAIN = frozenset({"id", "ref", "external_id", "version"})
