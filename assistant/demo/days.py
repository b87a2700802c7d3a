"""Dates of the demo company: everything is said in days before or after today."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from assistant.demo.people import TIMEZONE

_TOKEN = re.compile(r"\{(date|day|month|quarter|year)([+-]\d+)?\}")


def rng(*key: object) -> Random:
    """A generator of its own for every thing, so that a change in one place leaves the others as they were."""
    return Random("/".join(map(str, key)))  # noqa: S311 - believable data, no secrets


def add_months(day: date, months: int) -> date:
    """The first day of the month that lies `months` after the month of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


@dataclass(frozen=True, slots=True)
class Days:
    """The calendar around `today`. Instants are UTC; office hours are those of the company's zone."""

    today: date

    def back(self, ago: int) -> date:
        """A working day `ago` days before today; a weekend goes back to its Friday."""
        day = self.today - timedelta(days=ago)
        return day - timedelta(days=max(0, day.weekday() - 4))

    def ahead(self, days: int) -> date:
        """A working day `days` after today; a weekend goes on to its Monday."""
        day = self.today + timedelta(days=days)
        return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day

    def at(self, ago: int, random: Random) -> datetime:
        """An instant in office hours of a working day. Never later than yesterday, so the clock does not matter."""
        local = time(random.randint(8, 16), random.randint(0, 59), random.randint(0, 59))
        zone = ZoneInfo(TIMEZONE)
        return datetime.combine(self.back(max(1, ago)), local, zone).astimezone(UTC)

    def between(self, start: datetime, end: datetime, random: Random) -> datetime:
        """An instant from `start` to `end`, in office hours where the span has any."""
        moment = start + (end - start) * random.random()
        office = self.at((self.today - moment.date()).days, random)
        return min(max(office, start), end).replace(microsecond=0)

    def text(self, template: str, ago: int = 0) -> str:
        """Fill `{date+14}` (March 14), `{month+1}`, `{quarter+1}`, `{year+1}`, all counted from today.

        `{day+2}` is a weekday and counts from the day of writing, `ago` days before today: "by Friday" means the
        Friday after it was said.
        """
        return _TOKEN.sub(lambda found: self._say(found[1], int(found[2] or 0), ago), template)

    def _say(self, unit: str, step: int, ago: int) -> str:
        if unit == "date":
            day = self.ahead(step) if step > 0 else self.back(-step)
            return f"{day:%B} {day.day}"
        if unit == "day":
            return f"{Days(self.back(ago)).ahead(step):%A}"
        if unit == "month":
            return f"{add_months(self.today, step):%B}"
        if unit == "quarter":
            return f"Q{(add_months(self.today, 3 * step).month - 1) // 3 + 1}"
        return str(self.today.year + step)


def stamp(instant: datetime | None) -> str:
    """ISO-8601 UTC, as the import format wants it; empty for none."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if instant else ""
