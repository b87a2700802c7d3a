"""The days that a figure is about: one span of them, or several that are named side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from assistant.language.chart import Item, Items
from assistant.language.slots.periods import bare_year, span_of, up_to
from assistant.language.slots.turn import Json, Turn, op
from assistant.language.values import PeriodValue, Span, find_values


@dataclass(frozen=True, slots=True)
class Apart:
    """Periods named side by side: conditions where days lie between them, their `unit`, and the items that say so."""

    filters: tuple[Json, ...] = ()
    unit: str = ""
    places: frozenset[int] = frozenset()


def several(items: Items, turn: Turn, date_name: str) -> tuple[Apart, Json | None]:
    """ "in Q1 and Q2", "in May, July and October": all of them, with the days from the first to the last."""
    run = _side_by_side(items)
    if len(run) < 2:
        return Apart(), None
    future = date_name in ("close_date", "due_date")
    spans = [s for i in run if (s := span_of(items[i], turn, "future" if future else "past")) and s.end]
    places = frozenset(range(run[0], run[-1] + 1))
    through = any(items[i].word in _UP_TO for i in places)
    if len(spans) == 2 and (through or spans[1].start is None):  # "Q1 through Q3"
        return Apart(places=places), _json(date_name, Span(spans[0].start, spans[1].end))
    spans = [s for s in spans if s.start]
    if len(spans) != len(run):
        return Apart(), None
    ordered = sorted((s.start, s.end) for s in spans if s.start and s.end)
    units = {v.unit for i in run if (m := items[i].value) and isinstance(v := m.value, PeriodValue)}
    unit = (units.pop() or "").removeprefix("fiscal_") if len(units) == 1 else ""
    gaps = any(later[0] > earlier[1] + timedelta(days=1) for earlier, later in pairwise(ordered))
    where = ({"any": [_within(date_name, *days) for days in ordered]},) if gaps else ()
    whole = _json(date_name, Span(ordered[0][0], max(end for _, end in ordered)))
    return Apart(where, unit if unit in _STEPS else "", frozenset(run)), whole


_UP_TO = ("through", "thru", "to", "until", "till", "-", "–")
_STEPS = ("week", "month", "quarter", "year")


def _side_by_side(items: Items) -> list[int]:
    """The items of periods with nothing but "and", "or" or a comma between them."""
    run: list[int] = []
    for i, item in enumerate(items):
        if item.value is not None and isinstance(item.value.value, PeriodValue) and item.kind == "period":
            run.append(i)
        elif run and item.word not in ("and", "or", ",", "&", "in", "plus", "+", *_UP_TO):
            if len(run) > 1:
                return run
            run = []
    return run


def _within(field: str, start: date, end: date) -> Json:
    return {"all": [op(field, "gte", start.isoformat()), op(field, "lt", (end + timedelta(days=1)).isoformat())]}


def period_of(
    items: Items, turn: Turn, date_name: str, against: Json | None = None, places: set[int] | None = None
) -> tuple[Json | str | None, set[int]]:
    """The days that the figure is about, and the items that say so."""
    if against and isinstance(span := against.get("period"), Span):
        return _json(date_name, span), places or set()
    found: tuple[Json | str | None, set[int]] = (None, places or set())
    for i, item in enumerate(items):
        value = item.value.value if item.value else None
        if isinstance(value, PeriodValue) or item.kind == "date":
            closing = any(x.has("closing", "due") for x in items[:i])
            if _as_it_stands(item, date_name) or (item.word == "today" and date_name == "close_date" and not closing):
                return None, {i} | found[1]
            if date_name == "close_date" and any(_came_about(x) for x in items[:i]):
                date_name = "created_at"  # "pipeline created last month"
            span_said = span_of(item, turn, "future" if date_name in ("close_date", "due_date") else "past")
            if span_said:
                return _json(date_name, up_to(items, i, span_said)), {i} | found[1]
    return _year(items, date_name, found[1]) or found


def this_quarter(turn: Turn, date_name: str) -> Json | None:
    """The quarter that runs: what is meant where somebody asks how it goes and says no time."""
    said = next((m.value for m in find_values("this quarter", turn.context) if isinstance(m.value, PeriodValue)), None)
    return _json(date_name, said.past) if said else None


def _year(items: Items, date_name: str, places: set[int]) -> tuple[Json, set[int]] | None:
    """ "2026 won count by rep", "monthly revenue 2026": a year by its bare number, where a report names no other days."""
    found = ((i, span) for i in range(len(items)) if (span := bare_year(items, i)))
    return next(((_json(date_name, span), {i} | places) for i, span in found), None)


def _came_about(item: Item) -> bool:
    """ "created", "did Tom create", "that partners brought in"."""
    return item.word in ("create", "created", "generate", "generated", "added", "opened", "sourced", "built")


def _as_it_stands(item: Item, date_name: str) -> bool:
    """ "what sits in proposal right now": as it stands, no day on which something closes."""
    words = set(item.word.split())
    through = words & {"and", "to", "until", "till"}  # "between now and Christmas"
    return date_name in ("close_date", "due_date", "created_at") and bool({"now", "currently"} & words) and not through


def _json(date_name: str, span: Span) -> Json:
    return {"field": date_name, "from": _iso(span.start), "to": _iso(span.end)}


def _iso(day: object) -> str | None:
    return day.isoformat() if day is not None and hasattr(day, "isoformat") else None
