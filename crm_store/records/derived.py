"""Computed fields that follow from the row itself and the catalog: worked out here instead of by a subselect for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from crm_store.catalog import Catalog, Stage


@dataclass(frozen=True, slots=True)
class Derived:
    """A field's value from these columns of its row, as the database would give it."""

    columns: tuple[str, ...]
    value: Callable[[Catalog, date, Sequence[Any]], Any]


def _stage(catalog: Catalog, pipeline: str, name: str) -> Stage | None:
    stages = catalog.memo.get("stages")
    if stages is None:
        stages = catalog.memo["stages"] = {(s.pipeline, s.name): s for s in catalog.stages()}
    found: Stage | None = stages.get((pipeline, name))
    return found


def _of_kind(kind: str) -> Derived:
    def value(catalog: Catalog, _: date, row: Sequence[Any]) -> bool | None:
        stage = _stage(catalog, *row)
        return stage.kind == kind if stage else None

    return Derived(("pipeline", "stage"), value)


def _probability(catalog: Catalog, _: date, row: Sequence[Any]) -> float | None:
    stage = _stage(catalog, *row)
    return stage.probability if stage else None


def _weighted(catalog: Catalog, _: date, row: Sequence[Any]) -> int | None:
    pipeline, name, amount = row
    stage = _stage(catalog, pipeline, name)
    if stage is None or amount is None:
        return None
    return int((amount * Decimal(str(stage.probability)) / 100).quantize(Decimal(1), ROUND_HALF_UP))


def _overdue(_: Catalog, today: date, row: Sequence[Any]) -> bool | None:
    kind, status, due = row
    if kind != "task" or status != "open":
        return False
    return due < today if due is not None else None


DERIVED: Mapping[tuple[str, str], Derived] = {
    ("deal", "is_open"): _of_kind("open"),
    ("deal", "is_won"): _of_kind("won"),
    ("deal", "is_lost"): _of_kind("lost"),
    ("deal", "probability"): Derived(("pipeline", "stage"), _probability),
    ("deal", "weighted_amount"): Derived(("pipeline", "stage", "amount_minor"), _weighted),
    ("activity", "is_overdue"): Derived(("type", "status", "due_date"), _overdue),
}
