"""Value mentions: dates, periods, money, numbers, durations, addresses and the words that compare them.

Pure: a text and a `ValueContext` in, `Mention`s out. No database, no model, no clock of its own.
"""

from assistant.language.values.find import find_values
from assistant.language.values.model import (
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
    ValueContext,
)

__all__ = [
    "ComparisonValue",
    "DateValue",
    "DurationValue",
    "LimitValue",
    "Mention",
    "MoneyValue",
    "NumberValue",
    "PeriodValue",
    "RangeValue",
    "RefValue",
    "ShiftValue",
    "Span",
    "ValueContext",
    "find_values",
]
