"""A Vega-Lite specification for a result, with its data inside: bars, lines over time, stacked or grouped, a pie."""

from __future__ import annotations

import re
from typing import Any

from crm_store.analytics.dimensions import Dimension
from crm_store.analytics.metrics import Metric, Unit
from crm_store.analytics.result import Column, ReportResult

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
MAX_BARS = 40  # more cannot be read
MAX_SLICES = 8
NONE = "(none)"
_FORMATS = {Unit.MONEY: ",.0f", Unit.COUNT: ",.0f", Unit.PERCENT: ".1f", Unit.DAYS: ",.1f", Unit.NUMBER: ",.6~g"}

Json = dict[str, Any]


def title_of(result: ReportResult) -> str:
    """`Pipeline by owner and stage`."""
    measures = ", ".join(m.label if n == 0 else _lower(m.label) for n, m in enumerate(result.metrics))
    groups = " and ".join(_lower(d.label) for d in result.dimensions)
    return f"{measures} by {groups}" if groups else measures


def vega_lite(result: ReportResult) -> Json | None:
    """The chart of a result, or None where one was not wanted or would show nothing."""
    wanted = result.spec.chart
    if wanted == "none" or not result.dimensions or (len(result.rows) < 2 and wanted is None) or not result.rows:
        return None
    first, *rest = result.dimensions
    if wanted == "pie" and _sliceable(result):
        return _whole(result, _pie(result, first))
    if rest:
        return _whole(result, _two(result, *_axes(result)))
    if len(_series(result)) > 1:
        return _whole(result, _several(result, first))
    return _whole(result, _one(result, first))


def _whole(result: ReportResult, parts: Json) -> Json:
    keys = [c.key for c in result.columns]
    rows = [
        {_safe(k): _cell(row.values[k], c) for k, c in zip(keys, result.columns, strict=True)} for row in result.rows
    ]
    return {"$schema": SCHEMA, "data": {"values": rows[: MAX_BARS * 20]}, "width": "container", **parts}


def _cell(value: Any, column: Column) -> Any:
    return NONE if value is None and column.role == "dimension" else value


def _safe(key: str) -> str:
    """A field name without what Vega-Lite reads as a path."""
    return re.sub(r"\W", "_", key)


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def _field(dimension: Dimension) -> Json:
    """In the order of the rows."""
    return {"field": _safe(dimension.key), "type": "ordinal" if dimension.bucket else "nominal", "sort": None, "title": dimension.label}  # fmt: skip


def _measure(result: ReportResult, metric: Metric) -> Json:
    unit = {Unit.MONEY: result.currency or "", Unit.PERCENT: "%", Unit.DAYS: "days"}.get(metric.unit, "")
    title = f"{metric.label} ({unit})" if unit else metric.label
    return {
        "field": _safe(metric.name),
        "type": "quantitative",
        "title": title,
        "axis": {"format": _FORMATS[metric.unit]},
    }


def _series(result: ReportResult) -> list[Column]:
    """What is drawn beside each other: metrics of the first one's unit, and the values before."""
    unit = result.metrics[0].unit
    alike = {m.name for m in result.metrics if m.unit is unit}
    columns = [c for c in result.columns if c.role == "metric" and c.metric in alike]
    before = [c for c in result.columns if c.role == "previous" and c.metric == result.metrics[0].name]
    return columns[:1] + before if before else columns


def _tooltip(result: ReportResult) -> list[Json]:
    shown = [c for c in result.columns if c.role != "change"]
    return [
        {"field": _safe(c.key), "title": c.label, **({} if c.role == "dimension" else {"format": ",.6~g"})}
        for c in shown
    ]


def _one(result: ReportResult, dimension: Dimension) -> Json:
    across, value = _field(dimension), _measure(result, result.metrics[0])
    line = result.spec.chart == "line" or (dimension.bucket is not None and result.spec.chart is None)
    upright = line or dimension.bucket is not None or dimension.kind == "stage"
    x, y = (across, value) if upright else (value, across)
    mark: Json = {"type": "line", "point": True} if line else {"type": "bar"}
    height = {} if upright else {"height": {"step": 26}}
    return {"mark": mark, "encoding": {"x": x, "y": y, "tooltip": _tooltip(result)}, **height}


def _several(result: ReportResult, dimension: Dimension) -> Json:
    """Several columns of one unit: lines over time, else bars beside each other."""
    series = _series(result)
    names = {_safe(c.key): c.label for c in series}
    labels = ", ".join(f"'{key}': {_quoted(name)}" for key, name in names.items())
    value = _measure(result, result.metrics[0]) | {"field": "value", "title": None}
    colour = {"field": "series", "type": "nominal", "title": None, "sort": None}
    line = dimension.bucket is not None and result.spec.chart in (None, "line")
    encoding: Json = {"x": _field(dimension), "y": value, "color": colour, "tooltip": _tooltip(result)}
    if not line:
        encoding["xOffset"] = {"field": "series", "sort": None}
    return {
        "transform": [{"fold": list(names), "as": ["key", "value"]}, {"calculate": f"({{{labels}}})[datum.key]", "as": "series"}],
        "mark": {"type": "line", "point": True} if line else {"type": "bar"},
        "encoding": encoding,
    }  # fmt: skip


def _quoted(text: str) -> str:
    escaped = re.sub(r"[\\'\r\n]", " ", text)
    return f"'{escaped}'"


def _axes(result: ReportResult) -> tuple[Dimension, Dimension]:
    """Time goes along the axis, the other dimension by colour."""
    first, second = result.dimensions[:2]
    return (second, first) if second.bucket is not None and first.bucket is None else (first, second)


def _two(result: ReportResult, along: Dimension, coloured: Dimension) -> Json:
    """Stacked where the parts add up, else beside each other; lines over time."""
    metric = result.metrics[0]
    colour = {"field": _safe(coloured.key), "type": "nominal", "title": coloured.label, "sort": None}
    encoding: Json = {"x": _field(along), "y": _measure(result, metric), "color": colour, "tooltip": _tooltip(result)}
    if result.spec.chart == "line" or (along.bucket is not None and result.spec.chart is None):
        return {"mark": {"type": "line", "point": True}, "encoding": encoding}
    if not metric.additive:
        encoding["xOffset"] = {"field": _safe(coloured.key), "sort": None}
    return {"mark": {"type": "bar"}, "encoding": encoding}


def _sliceable(result: ReportResult) -> bool:
    """Whether the groups are parts of one whole, few enough to tell apart."""
    values = [row.values[result.metrics[0].name] or 0 for row in result.rows]
    alone = len(result.dimensions) == 1 and result.plan.previous is None
    return alone and result.metrics[0].additive and len(values) <= MAX_SLICES and min(values) >= 0


def _pie(result: ReportResult, dimension: Dimension) -> Json:
    value = {key: item for key, item in _measure(result, result.metrics[0]).items() if key != "axis"}
    colour = {"field": _safe(dimension.key), "type": "nominal", "title": dimension.label, "sort": None}
    return {
        "mark": {"type": "arc"},
        "encoding": {"theta": value | {"stack": True}, "color": colour, "tooltip": _tooltip(result)},
    }
