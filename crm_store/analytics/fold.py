"""Rows of the statement added up into groups: steps of time merged and filled, currencies converted or shown apart.

Every number stays in its additive parts until `value` makes the metric of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

from crm_store.analytics.dimensions import Dimension
from crm_store.analytics.metrics import Metric, Unit
from crm_store.analytics.periods import Bucket, Span, bucket_of, buckets
from crm_store.analytics.plan import Plan
from crm_store.records.values import number

Key = tuple[Any, ...]
ZERO = Decimal(0)
MAX_FILLED = 5_000  # rows of a time axis filled with zeros; beyond, only what is there
CURRENCY = Dimension("currency", "Currency", "text", {"deal": "currency"})


@dataclass(slots=True)
class Sums:
    """Top and bottom of each metric."""

    parts: list[Decimal]

    @classmethod
    def zero(cls, plan: Plan) -> Sums:
        return cls([ZERO] * (2 * len(plan.metrics)))

    def add(self, other: Sequence[Decimal]) -> None:
        self.parts = [a + b for a, b in zip(self.parts, other, strict=True)]


@dataclass(slots=True)
class Group:
    now: Sums
    then: Sums


@dataclass(slots=True)
class Folded:
    """The groups by key, the labels of ids, and the dimensions (with the currency where it had to be shown)."""

    plan: Plan
    dimensions: tuple[Dimension, ...]
    groups: dict[Key, Group] = field(default_factory=dict)
    labels: dict[Any, str] = field(default_factory=dict)
    total: Group | None = None

    @property
    def currency_shown(self) -> bool:
        return len(self.dimensions) > len(self.plan.dimensions)

    def group(self, key: Key) -> Group:
        found = self.groups.get(key)
        if found is None:
            found = self.groups[key] = Group(Sums.zero(self.plan), Sums.zero(self.plan))
        return found


def fold(plan: Plan, rows: Sequence[Sequence[Any]]) -> Folded:
    """The groups of a report from the rows of `compile_plan`."""
    wide = len(plan.dimensions)
    rates = _rates(plan, rows)
    apart = rates is None
    folded = Folded(plan, plan.dimensions + ((CURRENCY,) if apart else ()))
    total = Group(Sums.zero(plan), Sums.zero(plan))
    matched = _Buckets(plan)
    for row in rows:
        compared, currency = row[0], row[1 + wide]
        key = tuple(_keys(plan, folded, row, matched, compared))
        parts = _converted(plan, row[2 + wide :], currency, rates)
        if apart:
            key = (*key, currency or (plan.currency if _has_money(plan, row[2 + wide :]) else None))
        side = "then" if compared else "now"
        getattr(folded.group(key), side).add(parts)
        getattr(total, side).add(parts)
    folded.total = None if apart else total
    if not folded.dimensions:
        folded.group(())
    _fill(plan, folded)
    return folded


def value(metric: Metric, top: Decimal, bottom: Decimal) -> int | float | None:
    """The metric of its parts: an empty sum is 0, an empty ratio None; money to the cent, ratios to six decimals."""
    if metric.bottom is not None and not bottom:
        return None
    found = (top if metric.bottom is None else top / bottom) * metric.scale
    places = Decimal("0.01") if metric.unit is Unit.MONEY else Decimal("0.000001")
    rounded = number(found.quantize(places))
    return float(rounded) if metric.unit in (Unit.PERCENT, Unit.DAYS) else rounded


def values(plan: Plan, sums: Sums) -> list[int | float | None]:
    return [value(m, sums.parts[2 * n], sums.parts[2 * n + 1]) for n, m in enumerate(plan.metrics)]


def _rates(plan: Plan, rows: Iterable[Sequence[Any]]) -> Mapping[str | None, Decimal] | None:
    """What one unit of each currency is worth in the tenant's; None where one of those found has no rate."""
    own = plan.currency
    at = 1 + len(plan.dimensions)
    found = {row[at] or own for row in rows if row[at] and _has_money(plan, row[at + 1 :])} - {own}
    known = {name: Decimal(str(rate)) for name, rate in plan.catalog.settings.rates.items()}
    return {name: known[name] for name in found} if found <= set(known) else None


def _has_money(plan: Plan, parts: Sequence[Decimal | None]) -> bool:
    return any(m.money and parts[2 * n] for n, m in enumerate(plan.metrics))


def _converted(
    plan: Plan, parts: Sequence[Decimal | None], currency: str | None, rates: Mapping[str | None, Decimal] | None
) -> list[Decimal]:
    found = [part or ZERO for part in parts[: 2 * len(plan.metrics)]]
    rate = (rates or {}).get(currency)
    if rate is not None:
        for n, metric in enumerate(plan.metrics):
            if metric.money:
                found[2 * n] *= rate
    return found


def _keys(plan: Plan, folded: Folded, row: Sequence[Any], matched: _Buckets, compared: bool) -> Iterator[Any]:
    label_at = 2 + len(plan.dimensions) + 2 * len(plan.metrics)
    for n, dimension in enumerate(plan.dimensions):
        found = row[1 + n]
        if dimension.bucket is not None:
            found = matched.key(dimension, found, compared)
        elif dimension.target is not None:
            found = row[label_at]  # None where the caller does not see it
            if found is not None:
                folded.labels[found] = row[label_at + 1]
            label_at += 2
        yield found


@dataclass(slots=True)
class _Buckets:
    """Steps of time: months added up to quarters and years; those of the period compared with laid on the present ones."""

    plan: Plan
    _maps: dict[Bucket, dict[date, date]] = field(default_factory=dict)

    def key(self, dimension: Dimension, day: date | None, compared: bool) -> date | None:
        bucket = dimension.bucket
        if day is None or bucket is None:
            return None
        start = bucket_of(day, bucket, self.plan.fiscal_start)
        if not compared or self.plan.span is None or self.plan.previous is None:
            return start
        if bucket not in self._maps:
            self._maps[bucket] = _laid(self.plan, bucket)
        return self._maps[bucket].get(start, start)


def _laid(plan: Plan, bucket: Bucket) -> dict[date, date]:
    assert plan.span and plan.previous
    now = list(buckets(plan.span, bucket, plan.fiscal_start))
    then = list(buckets(plan.previous, bucket, plan.fiscal_start))
    return {old: now[min(n, len(now) - 1)] for n, old in enumerate(then)}


def _fill(plan: Plan, folded: Folded) -> None:
    """Every step of the time axis for every other group; nothing where that would be more than MAX_FILLED rows."""
    axes = [n for n, d in enumerate(folded.dimensions) if d.bucket is not None]
    if len(axes) != 1:
        return
    (axis,) = axes
    steps = _steps(plan, folded, axis)
    others = list(dict.fromkeys((k[:axis], k[axis + 1 :]) for k in folded.groups))
    if len(folded.dimensions) == 1:
        others = [((), ())]
    if len(steps) * len(others) > MAX_FILLED:
        return
    for (left, right), step in product(others, steps):
        folded.group((*left, step, *right))


def _steps(plan: Plan, folded: Folded, axis: int) -> list[date]:
    dimension = folded.dimensions[axis]
    assert dimension.bucket is not None
    days = sorted(key[axis] for key in folded.groups if key[axis] is not None)
    span = plan.span if _follows_period(plan, dimension) else None
    start = span.start if span and span.start else (days[0] if days else None)
    end = span.end if span and span.end else (days[-1] if days else None)
    if start is None or end is None or start > end:
        return []
    if (end - start).days > 366 * 100:  # a slip in a date must not make a thousand rows
        return []
    return list(buckets(Span(start, end), dimension.bucket, plan.fiscal_start))


def _follows_period(plan: Plan, dimension: Dimension) -> bool:
    """Whether the axis is the date that the period goes by, for every metric."""
    paths = [dimension.paths[m.object] or d for m, d in zip(plan.metrics, plan.dates, strict=True)]
    return paths == list(plan.dates)
