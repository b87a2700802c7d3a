"""Metrics by name for one caller: the registry, and `sum_FIELD` / `average_FIELD` of any number, custom ones too."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql
from rapidfuzz import process

from crm_store.analytics.metrics import CENTS, METRICS, Metric, Part, Unit
from crm_store.catalog import Field, Kind, Object
from crm_store.errors import Invalid
from crm_store.records import terms
from crm_store.records.terms import Scope

_NUMBERS = {Kind.MONEY: Unit.MONEY, Kind.INTEGER: Unit.NUMBER, Kind.NUMBER: Unit.NUMBER, Kind.PERCENT: Unit.PERCENT}
# A number of this name may be a field of several objects: the first of these that has it is meant.
_ORDER = ("deal", "account", "lead", "activity", "ticket", "contact", "product")
_GENERIC = {"sum": "Total", "average": "Average", "avg": "Average", "mean": "Average", "total": "Total"}


def find_metric(scope: Scope, name: str) -> Metric:
    """The metric of this name or synonym; Invalid with the nearest one where the caller has none."""
    said = name.strip().casefold()
    metric = METRICS.get(said.replace(" ", "_").replace("-", "_")) or _by_synonym(said)
    if metric is not None and permitted(scope, metric):
        return metric
    if generic := _generic(scope, said.replace(" ", "_")):
        return generic
    raise _unknown(scope, name)


def permitted(scope: Scope, metric: Metric) -> bool:
    """Whether the caller may read every field that it is made of."""
    item = scope.object(metric.object)
    used = {*metric.uses, *([metric.date] if metric.date in item.fields else ())}
    return not any(scope.rights.closed(item, item.fields[name]) for name in used)


def metrics_of(scope: Scope) -> Iterator[Metric]:
    """The metrics that the caller may use."""
    return (m for m in METRICS.values() if permitted(scope, m))


def _by_synonym(said: str) -> Metric | None:
    return next((m for m in METRICS.values() if said == m.label.casefold() or said in m.synonyms), None)


def _generic(scope: Scope, said: str) -> Metric | None:
    how, _, name = said.partition("_")
    if how not in _GENERIC or not name:
        return None
    asked, _, field_name = name.rpartition(".")
    for object_ in (asked,) if asked else _ORDER:
        item = scope.catalog.objects.get(object_)
        field = item.fields.get(field_name) if item else None
        if item and field and field.kind in _NUMBERS and not scope.rights.closed(item, field):
            return _aggregate(scope, item, field, said, mean=_GENERIC[how] == "Average")
    return None


def _aggregate(scope: Scope, item: Object, field: Field, name: str, *, mean: bool) -> Metric:
    value = terms.expression(scope, item, field, "r")
    own_currency = field.kind is Kind.MONEY and item.name == "deal" and not field.custom
    unit = _NUMBERS[field.kind]
    return Metric(
        name, f"{'Average' if mean else 'Total'} {field.label.lower()}", item.name, unit,
        Part(sql.SQL("sum({})").format(value), money=own_currency), "created_at",
        bottom=Part(sql.SQL("count({})").format(value)) if mean else None,
        scale=CENTS if field.kind is Kind.MONEY and not field.custom else CENTS * 100,
    )  # fmt: skip


def _unknown(scope: Scope, name: str) -> Invalid:
    words = {word: m.name for m in metrics_of(scope) for word in (m.name, *m.synonyms)}
    near = process.extractOne(name.casefold(), list(words), score_cutoff=60)
    hint = f" Did you mean `{words[near[0]]}`?" if near else ""
    known = ", ".join(m.name for m in metrics_of(scope))
    return Invalid(f"There is no metric `{name[:60]}`.{hint} There are: {known}.", field="metrics")
