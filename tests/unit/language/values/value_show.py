"""A value as the case table writes it."""

from datetime import date
from decimal import Decimal

from assistant.language.values import (
    ComparisonValue,
    DateValue,
    DurationValue,
    LimitValue,
    Mention,
    MoneyValue,
    NumberValue,
    PeriodValue,
    RangeValue,
    RefValue,
    ShiftValue,
    Span,
)


def show(mention: Mention) -> str:
    value = mention.value
    match value:
        case DateValue():
            return f"{value.time:%H:%M}" if mention.kind == "time" else _date(value)
        case PeriodValue():
            return f"{value.name or '-'} {_spans(value)}"
        case ComparisonValue():
            return f"{value.name or '-'} {_spans(value.period) if value.period else ''}".strip()
        case MoneyValue():
            return f"{value.amount} {value.currency or ''}".strip()
        case NumberValue():
            return f"{value.value} {value.unit or ''}".strip()
        case RangeValue():
            return f"{value.of} {value.low}..{value.high} {value.unit or ''}".strip()
        case DurationValue():
            return f"{value.count} {value.unit}"
        case ShiftValue():
            return f"{value.sign * value.duration.count:+} {value.duration.unit}"
        case RefValue():
            return f"{value.object} {value.ref}"
        case LimitValue():
            return f"{value.count or '-'} {value.direction or '-'} {value.by or '-'}".replace("- - -", "- -")
        case Decimal():
            return f"{value.normalize():f}"
        case _:
            return str(value)


def _date(value: DateValue) -> str:
    time = f"T{value.time:%H:%M}" if value.time else ""
    future, past = (f"{day.isoformat()}{time}" for day in (value.future, value.past))
    return future if future == past else f"{future} / {past}"


def _spans(value: PeriodValue) -> str:
    future, past = _span(value.future), _span(value.past)
    return future if future == past else f"{future} / {past}"


def _span(span: Span) -> str:
    return f"{_day(span.start)}..{_day(span.end)}"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
