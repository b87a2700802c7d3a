"""The value types of the mentions: what a piece of text says, normalised, frozen and comparable.

Times that people leave open (a weekday, a date without a year) have two readings: `future`, for what
is due, and `past`, for what happened. Whoever fills a slot knows which one it wants.
"""

from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as clock_time
from decimal import Decimal
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

Tense = Literal["future", "past"]
Cycle = Literal["week", "month", "year"]
Unit = Literal["minute", "hour", "day", "business_day", "week", "month", "quarter", "year"]
Kind = Literal[
    "date",
    "time",
    "period",
    "comparison",
    "money",
    "number",
    "ordinal",
    "percent",
    "range",
    "duration",
    "shift",
    "email",
    "phone",
    "url",
    "ref",
    "quote",
    "comparator",
    "limit",
]


@dataclass(frozen=True, slots=True)
class ValueContext:
    """What the reading of a value depends on.

    `now` is the local wall-clock instant of the user (only its date-independent part is used) or None
    when no clock time is known; `fiscal_year_start` is a month, 1 to 12; `phone_region` an ISO 3166 code.
    """

    today: date
    now: datetime | None = None
    timezone: str = "UTC"
    date_order: Literal["mdy", "dmy", "ymd"] = "mdy"
    currency: str = "USD"
    fiscal_year_start: int = 1
    phone_region: str = "US"

    @property
    def clock(self) -> datetime:
        """The user's wall clock, naive; nine in the morning of today where nobody gave one."""
        if self.now is None:
            return datetime.combine(self.today, clock_time(9))
        local = self.now.astimezone(ZoneInfo(self.timezone)) if self.now.tzinfo else self.now
        return local.replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` to `end`, both inclusive; None is open."""

    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class DateValue:
    """A day, with a wall-clock time if one was said. `cycle`: how often a day said like this comes again."""

    future: date
    past: date
    time: clock_time | None = None
    cycle: Cycle | None = None

    def on(self, tense: Tense = "future") -> date:
        """The day in one reading."""
        return self.future if tense == "future" else self.past

    def instant(self, timezone: str, tense: Tense = "future") -> datetime:
        """The aware instant in `timezone`; midnight where no time was said."""
        return datetime.combine(self.on(tense), self.time or clock_time(0), ZoneInfo(timezone))


@dataclass(frozen=True, slots=True)
class PeriodValue:
    """Days from-to in two readings. `name` is canonical (`last_quarter`) where there is one.

    `relation` says how it was put; for the open ones `anchor` is the day or period said after the word
    ("before Friday": anchor Friday). `unit` is the calendar unit it is one of, `cycle` as in DateValue.
    """

    future: Span
    past: Span
    name: str | None = None
    relation: Literal["in", "before", "after", "since", "until", "between"] = "in"
    unit: str | None = None
    cycle: Cycle | None = None
    anchor: "DateValue | PeriodValue | None" = None

    def on(self, tense: Tense = "past") -> Span:
        """The days in one reading."""
        return self.future if tense == "future" else self.past

    def last_day(self, tense: Tense = "future") -> date | None:
        """What a period means where a date is wanted: a month without a day is its last day."""
        return self.on(tense).end


@dataclass(frozen=True, slots=True)
class ComparisonValue:
    """`name` is the report's `compare`, or None when a period of its own was said."""

    name: Literal["previous_period", "previous_year"] | None
    period: PeriodValue | None = None


@dataclass(frozen=True, slots=True)
class MoneyValue:
    """Major units; `currency` is an ISO code or None when none was said."""

    amount: Decimal
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class NumberValue:
    """A plain number, or a quantity when a unit noun (singular) follows."""

    value: Decimal
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class RangeValue:
    """Both ends inclusive. `of` says what is counted; `unit` is the noun or the currency, if said."""

    low: Decimal
    high: Decimal
    of: Literal["money", "number", "percent"]
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class DurationValue:
    """A length of time, always in whole units."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class ShiftValue:
    """By how much something moves; `sign` +1 is later, -1 earlier."""

    duration: DurationValue
    sign: Literal[1, -1]


@dataclass(frozen=True, slots=True)
class RefValue:
    """A short reference, `D-1042`, and the object that its letter stands for."""

    object: str
    ref: str


Operator = Literal["eq", "gt", "gte", "lt", "lte", "approx", "older", "newer", "not", "without", "except"]


@dataclass(frozen=True, slots=True)
class LimitValue:
    """How many and from which end. None where it was left open."""

    count: int | None
    direction: Literal["asc", "desc"] | None
    by: Literal["value", "time"] | None


Value: TypeAlias = (
    DateValue
    | PeriodValue
    | ComparisonValue
    | MoneyValue
    | NumberValue
    | RangeValue
    | DurationValue
    | ShiftValue
    | RefValue
    | LimitValue
    | Decimal
    | int
    | str
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One value in a text: `text[start:end]`. Percent and ordinal (last is -1) are Decimal and int;
    email, phone (E.164), url (its domain), quote (its inside) and comparator (an Operator) are str."""

    kind: Kind
    start: int
    end: int
    text: str
    value: Value
