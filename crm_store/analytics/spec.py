"""What a report is asked for, as a value: the contract's ReportSpec, read from JSON and written back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Self, cast

from crm_store.errors import Invalid
from crm_store.query import Condition, condition_json, parse_conditions

Compare = Literal["previous_period", "previous_year"]
Chart = Literal["none", "bar", "line", "pie"]
MAX_METRICS, MAX_GROUPS, MAX_LIMIT = 12, 4, 10_000
_KEYS = frozenset({"metrics", "group_by", "filters", "period", "compare", "sort", "limit", "chart"})


@dataclass(frozen=True, slots=True)
class Period:
    """A named span, or days from `start` to `end` (inclusive; None is open), of `field` where one is given."""

    name: str | None = None
    start: date | None = None
    end: date | None = None
    field: str | None = None

    @property
    def json(self) -> str | dict[str, Any]:
        if self.name and not self.field:
            return self.name
        found: dict[str, Any] = {"field": self.field} if self.field else {}
        if self.name:
            return {**found, "name": self.name}
        ends = {"from": self.start, "to": self.end}
        return {**found, **{key: day.isoformat() for key, day in ends.items() if day}}


@dataclass(frozen=True, slots=True)
class ReportSpec:
    """Metrics by dimensions over a period. `sort` is a column, with `-` in front for descending."""

    metrics: tuple[str, ...]
    group_by: tuple[str, ...] = ()
    filters: tuple[Condition, ...] = ()
    period: Period | None = None
    compare: Compare | None = None
    sort: str | None = None
    limit: int | None = None
    chart: Chart | None = None

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """The spec of its JSON; Invalid says what does not fit. Names are checked when it runs, by the catalog."""
        if not isinstance(value, Mapping):
            raise Invalid("A report is an object with `metrics`.")
        if unknown := sorted(set(value) - _KEYS):
            raise Invalid(f"A report has no `{str(unknown[0])[:60]}`. It has: {', '.join(sorted(_KEYS))}.")
        metrics = _names(value.get("metrics"), "metrics", MAX_METRICS)
        if not metrics:
            raise Invalid("A report needs at least one metric.", field="metrics")
        return cls(
            metrics,
            _names(value.get("group_by"), "group_by", MAX_GROUPS),
            parse_conditions(value.get("filters") or ()),
            _period(value.get("period")),
            cast(Compare | None, _one_of(value.get("compare"), "compare", ("previous_period", "previous_year"))),
            _sort(value.get("sort")),
            _limit(value.get("limit")),
            cast(Chart | None, _one_of(value.get("chart"), "chart", ("none", "bar", "line", "pie"))),
        )

    def to_json(self) -> dict[str, Any]:
        """The JSON that `from_json` reads; what was not asked is left out."""
        found: dict[str, Any] = {"metrics": list(self.metrics), "group_by": list(self.group_by)}
        found["filters"] = [condition_json(c) for c in self.filters]
        optional = {
            "period": self.period.json if self.period else None,
            "compare": self.compare,
            "sort": self.sort,
            "limit": self.limit,
            "chart": self.chart,
        }
        return found | {key: item for key, item in optional.items() if item is not None}


def _names(value: Any, key: str, most: int) -> tuple[str, ...]:
    if value is None:
        return ()
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, Sequence) or not all(isinstance(v, str) and v.strip() for v in values):
        raise Invalid(f"`{key}` is a list of names.", field=key)
    if len(values) > most:
        raise Invalid(f"`{key}` takes at most {most}.", field=key)
    return tuple(dict.fromkeys(v.strip() for v in values))


def _one_of(value: Any, key: str, allowed: tuple[str, ...]) -> str | None:
    if value in (None, ""):
        return None
    if value not in allowed:
        raise Invalid(f"`{key}` is one of: {', '.join(allowed)}.", field=key)
    return str(value)


def _sort(value: Any) -> str | None:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if value in (None, "", []):
        return None
    if isinstance(value, Mapping) and isinstance(value.get("field"), str):
        return ("-" if value.get("descending") else "") + str(value["field"])
    if not isinstance(value, str):
        raise Invalid("`sort` is a column, with `-` in front for descending.", field="sort")
    return value.strip()


def _limit(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise Invalid("`limit` is a number from 1 on.", field="limit")
    return min(value, MAX_LIMIT)


def _period(value: Any) -> Period | None:
    if value in (None, "", {}):
        return None
    if isinstance(value, str):
        return Period(name=value.strip())
    if not isinstance(value, Mapping) or set(value) - {"field", "from", "to", "name"}:
        raise Invalid("A period is a name or an object with `from` and `to`.", field="period")
    field = str(value["field"]) if value.get("field") else None
    if value.get("name"):
        return Period(name=str(value["name"]), field=field)
    start, end = _day(value.get("from")), _day(value.get("to"))
    if start and end and start > end:
        raise Invalid("The period ends before it starts.", field="period")
    return Period(None, start, end, field)


def _day(value: Any) -> date | None:
    if value in (None, ""):
        return None
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise Invalid("The ends of a period are dates like 2026-11-18.", field="period") from None
