"""Rows of the statement added up into groups: steps of time merged and filled, currencies converted or shown apart.

Every number stays in its additive parts until `value` makes the metric of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any

from crm_store.analytics.dimensions import Dimension
from crm_store.analytics.metrics import CENTS, Metric, Unit
from crm_store.analytics.periods import Bucket, Span, bucket_of, buckets
from crm_store.analytics.plan import Plan

Key = tuple[Any, ...]
Parts = list[float]
MAX_FILLED = 5_000  # rows of a time axis filled with zeros; beyond, only what is there
CURRENCY = Dimension("currency", "Currency", "text", {"deal": "currency"})


@dataclass(slots=True)
class Group:
    """Top and bottom of each metric: of the period, and of the one compared with (None where it has nothing)."""

    now: Parts
    then: Parts | None = None

    def add(self, compared: bool, parts: Parts) -> None:
        if not compared:
            self.now = [a + b for a, b in zip(self.now, parts, strict=True)]
        elif self.then is None:
            self.then = parts
        else:
            self.then = [a + b for a, b in zip(self.then, parts, strict=True)]


@dataclass(slots=True)
class Folded:
    """The groups by key, the labels of ids, and the dimensions (with the currency where it had to be shown)."""

    plan: Plan
    dimensions: tuple[Dimension, ...]
    total: Group | None
    groups: dict[Key, Group] = field(default_factory=dict)
    labels: dict[Any, str] = field(default_factory=dict)

    @property
    def currency_shown(self) -> bool:
        return len(self.dimensions) > len(self.plan.dimensions)

    def group(self, key: Key) -> Group:
        found = self.groups.get(key)
        if found is None:
            found = self.groups[key] = Group(zeros(self.plan))
        return found


def zeros(plan: Plan) -> Parts:
    return [0.0] * (2 * len(plan.metrics))


def fold(plan: Plan, rows: Sequence[Sequence[Any]]) -> Folded:
    """The groups of a report from the rows of `compile_plan`."""
    wide = len(plan.dimensions)
    end = 2 + wide + 2 * len(plan.metrics)
    rates = _rates(plan, rows)
    apart = rates is None
    total = Group(zeros(plan))
    folded = Folded(plan, plan.dimensions + ((CURRENCY,) if apart else ()), None if apart else total)
    keys = _Keys(plan, folded)
    sides: tuple[list[Parts], list[Parts]] = ([], [])
    for row in rows:
        compared, currency = row[0], row[1 + wide]
        parts = [part or 0.0 for part in row[2 + wide : end]]
        if rates and currency in rates:
            _convert(plan, parts, rates[currency])
        key = keys.of(row, compared)
        if apart:
            key = (*key, currency or (plan.currency if _has_money(plan, parts) else None))
        sides[compared].append(parts)
        known = folded.groups.get(key)
        if known is None and not compared:
            folded.groups[key] = Group(parts)
        else:
            (known or folded.group(key)).add(compared, parts)
    for compared, side in enumerate(sides):
        if side:
            total.add(bool(compared), [sum(column) for column in zip(*side, strict=True)])
    if not folded.dimensions:
        folded.group(())
    _fill(plan, folded)
    return folded


def value(metric: Metric, top: float, bottom: float) -> int | float | None:
    """The metric of its parts: an empty sum is 0, an empty ratio None; money to the cent, ratios to six decimals."""
    if metric.bottom is not None:
        if not bottom:
            return None
        top /= bottom
    if metric.unit is Unit.MONEY and metric.scale == CENTS:
        found = round(top) / 100  # of hundredths, so that no half cent is lost to binary fractions
    else:
        found = round(top * float(metric.scale), 2 if metric.unit is Unit.MONEY else 6)
    return found if metric.unit in _FLOATS or not found.is_integer() else int(found)


_FLOATS = (Unit.PERCENT, Unit.DAYS)


def values(plan: Plan, parts: Parts | None) -> list[int | float | None]:
    found = parts or zeros(plan)
    return [value(m, found[2 * n], found[2 * n + 1]) for n, m in enumerate(plan.metrics)]


def _rates(plan: Plan, rows: Iterable[Sequence[Any]]) -> Mapping[str, float] | None:
    """What one unit of each foreign currency is worth in the tenant's own; None where one of those found has no rate."""
    at = 1 + len(plan.dimensions)
    found = {row[at] for row in rows if row[at] and row[at] != plan.currency and _has_money(plan, row[at + 1 :])}
    known = plan.catalog.settings.rates
    return {name: float(known[name]) for name in found} if found <= set(known) else None


def _has_money(plan: Plan, parts: Sequence[float | None]) -> bool:
    return any(m.money and parts[2 * n] for n, m in enumerate(plan.metrics))


def _convert(plan: Plan, parts: Parts, rate: float) -> None:
    for n, metric in enumerate(plan.metrics):
        if metric.money:
            parts[2 * n] *= rate


class _Keys:
    """The key of a row: steps of time merged, references by id (None where the caller does not see the record)."""

    def __init__(self, plan: Plan, folded: Folded) -> None:
        self._buckets, self._labels = _Buckets(plan), folded.labels
        self._dimensions = plan.dimensions
        self._label_at = 2 + len(plan.dimensions) + 2 * len(plan.metrics)

    def of(self, row: Sequence[Any], compared: bool) -> Key:
        found, at = [], self._label_at
        for n, dimension in enumerate(self._dimensions, 1):
            key = row[n]
            if dimension.bucket is not None:
                key = self._buckets.key(dimension, key, compared)
            elif dimension.target is not None:
                key = row[at]
                if key is not None:
                    self._labels[key] = row[at + 1]
                at += 2
            found.append(key)
        return tuple(found)


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
