"""What a figure is set against: another period, or one team, person, stage … against another."""

from __future__ import annotations

from datetime import date, timedelta

from assistant.language.chart import Item, Items
from assistant.language.slots.turn import Json, Turn, op
from assistant.language.values import ComparisonValue, PeriodValue, Span
from assistant.language.values.calendar import around

CUES = frozenset(
    """compare compared comparing compares comparison versus vs against than stack stacks better worse beat ahead behind outsell outsold
    outperform difference gap delta""".split()
)
_DAY = timedelta(days=1)


def is_set_against(items: Items) -> bool:
    """Something is compared with something."""
    return any(
        x.kind == "comparison" or (set(x.word.split()) & CUES and not _of_size(items, i)) for i, x in enumerate(items)
    ) or _beside_each_other(items)


def _two_alike(items: Items) -> bool:
    """ "Won amount THIS QUARTER, and what was it LAST QUARTER": two periods of one length, and no other day that either is of."""
    said = [
        (i, v.unit)
        for i, x in enumerate(items)
        if x.value and isinstance(v := x.value.value, PeriodValue) and x.kind == "period"
    ]
    if len(said) != _TWO or said[0][1] is None or said[0][1] != said[1][1]:
        return False
    between = items[said[0][0] + 1 : said[1][0]]
    dated = any(x.has("created", "closing", "due", "updated", "open") for x in items)
    return len(between) > _NEAR and not dated and not any(x.word in ("or", "until", "through") for x in between)


def _beside_each_other(items: Items) -> bool:
    """ "This year and last year SIDE BY SIDE", "HOW FAR OFF last year are we this year", "HOW MUCH last year, and HOW MUCH this year"."""
    periods = [i for i, x in enumerate(items) if x.kind == "period"]
    if len(periods) != _TWO:
        return False
    one, other = periods
    before = {x.word for x in items[:one]} & _REPEATED
    again = {x.word for x in items[max(one + 1, other - _NEAR) : other]} & _REPEATED
    outcomes = {x.word for x in items if x.has("won", "lost") and not x.sense("metric")}
    text = " ".join(x.word for x in items)
    return (
        any(f" {phrase} " in f" {text} " for phrase in _BESIDE)
        or _two_alike(items)
        or bool(before & again and len(outcomes) < _TWO)
    )


_TWO, _NEAR = 2, 2
_BESIDE = ("side by side", "next to each other", "far off")
_REPEATED = frozenset(["how much", "how many", "won", "lost", "wins", "revenue"])


def _of_size(items: Items, i: int) -> bool:
    """ "older than two weeks", "more than 50k": a condition, where "more than last year" sets against."""
    behind = items[i + 1] if i + 1 < len(items) else None
    return (
        items[i].kind == "comparator"
        and behind is not None
        and behind.kind in ("number", "money", "duration", "percent", "range")
    )


def periods_said(items: Items) -> list[tuple[int, PeriodValue]]:
    """The periods of the clause, those within a comparison too, with their places."""
    found: list[tuple[int, PeriodValue]] = []
    for i, item in enumerate(items):
        value = item.value.value if item.value else None
        if isinstance(value, PeriodValue):
            found.append((i, value))
        elif isinstance(value, ComparisonValue) and value.period is not None:
            found.append((i, value.period))
    return found


def compared(items: Items, turn: Turn) -> tuple[Json, set[int]]:
    """`period` and `compare` of a figure that is set against another period, and the places of both; empty where none is.

    The later of two periods is the one that is asked about. Two that do not follow each other are shown step by step.
    """
    if not is_set_against(items):
        return {}, set()
    said = periods_said(items)
    plain = next((i for i, x in enumerate(items) if x.kind == "comparison"), None)
    if len(said) < 2:
        return _against_name(items, plain, turn)
    (one, first), (other, second) = said[:2]
    spans = sorted((first.on("past"), second.on("past")), key=lambda s: s.start or date.min, reverse=True)
    how = _distance(*spans)
    places = {one, other} | ({plain} if plain is not None else set())
    if how is None and (name := _name(items, plain)):
        return {"period": first.on("past"), "compare": name}, places
    if how is None:
        unit = (first.unit or second.unit or "month").removeprefix("fiscal_")
        return {"period": Span(spans[1].start, spans[0].end), "steps": unit}, places
    return {"period": spans[0], "compare": how}, places


def _name(items: Items, at: int | None) -> str | None:
    value = items[at].value if at is not None else None
    return value.value.name if value and isinstance(value.value, ComparisonValue) else None


def _against_name(items: Items, at: int | None, turn: Turn) -> tuple[Json, set[int]]:
    """ "vs last year", "month over month": one side is named, the other is what the clause speaks of, or the current one."""
    value = items[at].value if at is not None else None
    if value is None or at is None or not isinstance(value.value, ComparisonValue):
        return {}, set()
    found: Json = {"compare": value.value.name or "previous_period"}
    said = value.value.period
    twice = set(items[at].word.split()) & set(_UNITS)
    whole = {p.unit for _, p in periods_said(items)}
    if said is None and twice and not whole & twice:
        return {"steps": next(iter(twice))}, {at}  # "month over month": every one against the one before
    if said is None and value.value.name == "previous_year" and not periods_said(items):
        found["period"] = around(turn.context.today, "year")
    if said is not None and said.unit in _UNITS and value.value.name:
        found["period"] = around(turn.context.today, said.unit, 0, turn.context.fiscal_year_start)
    return found, {at}


_UNITS = ("week", "month", "quarter", "year")


def _distance(later: Span, earlier: Span) -> str | None:
    """How a report calls the earlier span, seen from the later one."""
    if not (later.start and later.end and earlier.start and earlier.end):
        return None
    if earlier.end + _DAY == later.start and _alike(later, earlier):
        return "previous_period"
    year = later.start.year - earlier.start.year
    same = (later.start.month, later.start.day) == (earlier.start.month, earlier.start.day)
    return "previous_year" if year == 1 and same and _alike(later, earlier) else None


def _alike(one: Span, other: Span) -> bool:
    assert one.start and one.end and other.start and other.end
    return abs((one.end - one.start).days - (other.end - other.start).days) <= 3


def sides(items: Items, turn: Turn) -> tuple[str | None, list[Json], set[int]]:
    """ "East against West", "Tom vs Aisha", "partner compared with referral deals": the dimension that they are values of.

    Gives conditions and places only where no list of conditions would find them by itself (teams by their bare names).
    """
    parted = any(x.has("report") or x.word == "between" for x in items)
    if not parted and not is_set_against(items) and not _either(items):
        return None, [], set()
    said = {(s.field, s.value) for x in items if (s := x.sense("option")) and not x.candidates}
    fields = [f for f, _ in sorted(said)]
    if twice := next((f for f in fields if fields.count(f) > 1), None):
        return twice, [], set()
    for object_, dimension in (("user", "owner"), ("product", "product"), ("account", "account")):
        if len({c.id for x in items for c in x.candidates[:1] if c.object == object_}) > 1:
            return dimension, [], set()
    teams = {i: turn.people.of_team(x.word) for i, x in enumerate(items) if _names_team(x, turn)}
    if len(teams) > 1:
        everyone = sorted({u for members in teams.values() for u in members})
        return "owner.team", [op("owner", "in", everyone)], set(teams)
    return None, [], set()


def _either(items: Items) -> bool:
    """ "Do we win more from web or from referrals": one of two is asked for."""
    more = next((i for i, x in enumerate(items) if x.word in ("more", "less", "better", "worse", "most")), None)
    return more is not None and any(x.word == "or" for x in items[more:]) and items[more].kind != "comparator"


def _names_team(item: Item, turn: Turn) -> bool:
    plain = not item.value and not any(c.score >= 0.95 for c in item.candidates)
    return plain and bool(turn.people.of_team(item.word))
