"""The words a mention can begin with. Most words begin none, and are passed over at once."""

from assistant.language.values import (
    clocks,
    comparators,
    comparisons,
    dates,
    limits,
    numbers,
    ordinals,
    periods,
    quantities,
    units,
)
from assistant.language.values.explicit_dates import HOLIDAYS
from assistant.language.values.lexicon import MONTHS, TIME_UNITS, WEEKDAYS

_OTHERS = (
    "a an another the in within by back out forward up day now right close end beginning start middle mid tonight this "
    "last past trailing rest remainder early late so current between from on no sat sun same q h fy fiscal "
    "calendar my our all of nineteen twenty minus negative - + half quarter few couple dozen hundred oh o most least first weekend"
)
OPENERS = frozenset(
    [
        *_OTHERS.split(),
        *numbers.UNITS,
        *numbers.TENS,
        *clocks.NAMED,
        *WEEKDAYS,
        *MONTHS,
        *TIME_UNITS,
        *units.OFFSETS,
        *dates.OPENERS,
        *HOLIDAYS,
        *periods.OPENERS,
        *comparisons.OPENERS,
        *comparators.OPENERS,
        *limits.OPENERS,
        *ordinals.ORDINALS,
        *quantities.OPENERS,
    ]
)
