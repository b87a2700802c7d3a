"""Spans of days by name or by their ends, what came before them, and the buckets of a time axis. Pure date arithmetic.

Spans are inclusive days in the user's time zone. Weeks start on Monday. Quarters (and `fiscal_year`) follow the tenant's
fiscal year, which is named by the calendar year in which it ends; `year` is the calendar's.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from crm_store.errors import Invalid

DAY = timedelta(days=1)
MAX_COUNT = 3_660  # a named period longer than ten years of days is a slip
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "fiscal_year": 12}
_DAYS = {"day": 1, "week": 7}
_THIS = {"this": 0, "current": 0, "last": -1, "previous": -1, "next": 1}
_UNIT = r"(?P<unit>day|week|month|quarter|fiscal_year|year)"
_ONE = re.compile(rf"(?P<which>this|current|last|previous|next)_{_UNIT}(?P<so_far>_so_far|_to_date)?")
_SO_FAR = re.compile(rf"{_UNIT}_to_date|so_far_this_(?P<other>week|month|quarter|fiscal_year|year)")
_ROLLING = re.compile(rf"(?P<which>last|past|next)_(?P<count>\d{{1,4}})_{_UNIT}s?")
_EXACT = re.compile(r"(?P<year>\d{4})(-(?:Q(?P<quarter>[1-4])|W(?P<week>\d\d)|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?")
_SHORT = {"ytd": "year_to_date", "qtd": "quarter_to_date", "mtd": "month_to_date", "wtd": "week_to_date"}


class Bucket(StrEnum):
    """The steps of a time axis."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    FISCAL_YEAR = "fiscal_year"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` to `end`, both inclusive; None is open. `months`: the length, where it is one of months.

    `so_far`: ends before its last day, as `year_to_date` does.
    """

    start: date | None
    end: date | None
    months: int = 0
    so_far: bool = False

    def instants(self, timezone: str) -> tuple[datetime | None, datetime | None]:
        """The first instant, and the first one after the last day."""
        zone = ZoneInfo(timezone)
        start = datetime.combine(self.start, time(), zone) if self.start else None
        end = datetime.combine(self.end + DAY, time(), zone) if self.end and self.end < date.max else None
        return start, end


def named(name: str, today: date, fiscal_start: int = 1) -> Span:
    """The span of `this_quarter`, `last_30_days`, `year_to_date`, `2026-Q3` …; Invalid where it names none.

    Rolling days, weeks and months end (or start) with today; rolling quarters and years are whole ones.
    """
    said = name.strip().lower().replace(" ", "_").replace("-to-", "_to_")
    said = _SHORT.get(said, said)
    try:
        found = _named(said, today, fiscal_start)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise Invalid(
            f"There is no period `{name[:60]}`. Use this_month, last_quarter, last_30_days, year_to_date, 2026-Q3 …"
            " or {from, to}.",
            field="period",
        )
    return found


def _named(said: str, today: date, fiscal_start: int) -> Span | None:
    if said in ("today", "yesterday", "tomorrow"):
        day = today + {"today": 0, "yesterday": -1, "tomorrow": 1}[said] * DAY
        return Span(day, day)
    if said in ("all_time", "all", "ever"):
        return Span(None, None)
    if match := _ONE.fullmatch(said):
        span = around(today, match["unit"], _THIS[match["which"]], fiscal_start)
        return Span(span.start, today, span.months, so_far=True) if match["so_far"] else span
    if match := _SO_FAR.fullmatch(said):
        span = around(today, match["unit"] or match["other"], 0, fiscal_start)
        return Span(span.start, today, span.months, so_far=True)
    if match := _ROLLING.fullmatch(said):
        return _rolling(match["which"] == "next", int(match["count"]), match["unit"], today, fiscal_start)
    if match := _EXACT.fullmatch(said.upper()):
        return _exact(match, fiscal_start)
    return None


def _rolling(ahead: bool, count: int, unit: str, today: date, fiscal_start: int) -> Span | None:
    if not 1 <= count <= MAX_COUNT:
        return None
    sign = 1 if ahead else -1
    if unit in ("quarter", "year", "fiscal_year"):
        near, far = (around(today, unit, sign * n, fiscal_start) for n in (1, count))
        months = count * _MONTHS[unit]
        return Span(near.start, far.end, months) if ahead else Span(far.start, near.end, months)
    months = count if unit == "month" else 0
    far_day = add_months(today, sign * count) if months else today + sign * count * _DAYS[unit] * DAY
    return Span(today, far_day - DAY, months) if ahead else Span(far_day + DAY, today, months)


def _exact(match: re.Match[str], fiscal_start: int) -> Span:
    year = int(match["year"])
    if match["week"]:
        return around(date.fromisocalendar(year, int(match["week"]), 1), "week")
    if match["quarter"]:
        first = date(year if fiscal_start == 1 else year - 1, fiscal_start, 1)
        return around(add_months(first, 3 * (int(match["quarter"]) - 1)), "quarter", 0, fiscal_start)
    if match["month"]:
        return around(date(year, int(match["month"]), int(match["day"] or 1)), "day" if match["day"] else "month")
    return around(date(year, 1, 1), "year")


def around(day: date, unit: str, offset: int = 0, fiscal_start: int = 1) -> Span:
    """The unit that holds `day`, or the one `offset` units later."""
    if unit in _DAYS:
        start = (day - day.weekday() * DAY if unit == "week" else day) + offset * _DAYS[unit] * DAY
        return Span(start, start + (_DAYS[unit] - 1) * DAY)
    size = _MONTHS[unit]
    into = (day.month - (1 if unit in ("year", "month") else fiscal_start)) % size
    start = add_months(day.replace(day=1), offset * size - into)
    return Span(start, month_end(add_months(start, size - 1)), size)


def before(span: Span) -> Span:
    """The period before it: as many months for whole months, else as many days; `so far` to the same point."""
    start, end = _ends(span)
    if span.so_far:
        return _so_far_before(span, start, end)
    if months := span.months or _whole_months(start, end):
        return Span(add_months(start, -months), start - DAY, months)
    length = end - start + DAY
    return Span(start - length, start - DAY)


def _so_far_before(span: Span, start: date, end: date) -> Span:
    if not span.months:  # of a week or a day
        return Span(start - 7 * DAY, end - 7 * DAY, so_far=True)
    return Span(add_months(start, -span.months), add_months(end, -span.months), span.months, so_far=True)


def year_before(span: Span) -> Span:
    """The same days a year earlier; whole weeks 52 weeks earlier, so that they stay whole."""
    start, end = _ends(span)
    weeks = start.weekday() == 0 and end.weekday() == 6 and (end - start).days < 28
    if weeks or (span.so_far and not span.months):
        return Span(start - 364 * DAY, end - 364 * DAY, so_far=span.so_far)
    return Span(_last_year(start, ends=False), _last_year(end, ends=True), span.months, span.so_far)


def _ends(span: Span) -> tuple[date, date]:
    if span.start is None or span.end is None:
        raise Invalid("A comparison needs a period with both ends.", field="compare")
    return span.start, span.end


def _whole_months(start: date, end: date) -> int:
    if start.day != 1 or end != month_end(end):
        return 0
    return (end.year - start.year) * 12 + end.month - start.month + 1


def _last_year(day: date, *, ends: bool) -> date:
    """A year earlier; the end of a month stays one."""
    moved = add_months(day, -12)
    return month_end(moved) if ends and day == month_end(day) else moved


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day. ValueError outside the years 1 to 9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def bucket_of(day: date, bucket: Bucket, fiscal_start: int = 1) -> date:
    """The first day of the bucket that holds `day`."""
    if bucket in (Bucket.DAY, Bucket.WEEK):
        return day if bucket is Bucket.DAY else day - day.weekday() * DAY
    start = around(day, bucket, 0, fiscal_start).start
    assert start is not None
    return start


def buckets(span: Span, bucket: Bucket, fiscal_start: int = 1) -> Iterator[date]:
    """The first days of the buckets that a closed span touches, in order."""
    start, end = _ends(span)
    at = bucket_of(start, bucket, fiscal_start)
    while at <= end:
        yield at
        found = around(at, bucket, 1, fiscal_start).start
        assert found is not None
        at = found


def label(start: date, bucket: Bucket, fiscal_start: int = 1) -> str:
    """`2026-11-18`, `2026-W47`, `2026-11`, `2026-Q4`, `2026`, `FY2026`."""
    if bucket is Bucket.DAY:
        return start.isoformat()
    if bucket is Bucket.WEEK:
        year, week, _ = start.isocalendar()
        return f"{year:04d}-W{week:02d}"
    if bucket is Bucket.MONTH:
        return f"{start.year:04d}-{start.month:02d}"
    if bucket is Bucket.YEAR:
        return f"{start.year:04d}"
    fiscal = start.year + (fiscal_start > 1 and start.month >= fiscal_start)
    if bucket is Bucket.FISCAL_YEAR:
        return f"FY{fiscal:04d}"
    return f"{fiscal:04d}-Q{(start.month - fiscal_start) % 12 // 3 + 1}"
