"""Comparison words of a report: "vs last quarter", "against the year before", "YoY"."""

from typing import Literal

from assistant.language.values.model import ComparisonValue, PeriodValue
from assistant.language.values.periods import period
from assistant.language.values.reader import Parsed, Reader

_Name = Literal["previous_period", "previous_year"]
_SHORT: dict[str, _Name] = {
    "yoy": "previous_year",
    "qoq": "previous_period",
    "mom": "previous_period",
    "wow": "previous_period",
}
_UNITS = ("week", "month", "quarter", "year", "period")
_MARKERS = (
    ("versus",),
    ("against",),
    ("compared", "to"),
    ("compared", "with"),
    ("compare", "to"),
    ("compare", "with"),
    ("in", "comparison", "to"),
    ("in", "comparison", "with"),
    ("relative", "to"),
    ("over",),
    ("than",),
    ("up", "from"),
    ("down", "from"),
    ("up", "on"),
    ("down", "on"),
)
# Behind these, "than" says how old or how late something is, not what a figure is set against.
_OF_TIME = frozenset("older later earlier newer sooner longer rather other".split())
_FOLLOWED = frozenset("follow followed following catch look set sign meet".split())  # "follow up on December 1"
OPENERS = frozenset({*_SHORT, "with", "to", "and", *_UNITS, *(words[0] for words in _MARKERS)})


def comparison(r: Reader, i: int) -> Parsed[ComparisonValue] | None:
    """What a figure is compared with."""
    if r.words[i] in _SHORT and (r.words[i] not in ("mom", "wow") or r.raw(i) not in ("mom", "Mom", "wow", "Wow")):
        return i + 1, ComparisonValue(_SHORT[r.words[i]])
    if r.words[i] in _UNITS and r.words[i + 1] in ("over", "on") and r.words[i + 2] == r.words[i]:
        return i + 3, ComparisonValue(_name(r.words[i]))
    for words in _MARKERS:
        before = r.before(i)
        apart = before in _OF_TIME if words == ("than",) else words[0] in ("up", "down") and before in _FOLLOWED
        if (end := r.phrase(i, *words)) and not apart:
            start = r.skip(r.skip(end, "."), "in", "during", "for", "of")
            return _other(r, start, r.words[i] == "over")
    if r.words[i] in ("with", "to", "and") and any(w.startswith("compar") for w in r.words[max(0, i - 20) : i]):
        found = _other(r, i + 1, True)  # "compare what we won this quarter with the previous one"
        return found if found and found[1].name else None
    return None


def _other(r: Reader, i: int, only_before: bool) -> Parsed[ComparisonValue] | None:
    start = r.skip(i, "the", "that")
    if r.words[start] in _UNITS and r.words[start + 1] in ("before", "earlier", "prior"):
        return start + 2, ComparisonValue(_name(r.words[start]))
    if r.words[start] in ("previous", "prior", "last", "preceding") and r.words[start + 1] in ("period", "one"):
        return start + 2, ComparisonValue("previous_period")
    if r.words[start] in ("one", "period") and r.words[start + 1] in ("before", "earlier", "prior"):
        return start + 2, ComparisonValue("previous_period")
    if only_before:
        return None
    if r.words[start] in ("previous", "prior", "last") and r.words[start + 1] in ("", ".", "?", "!", ","):
        return start + 1, ComparisonValue("previous_period")
    if r.words[start] == "same" and (same := _same(r, start)):
        return same, ComparisonValue("previous_year")
    found = period(r, i)
    return (found[0], ComparisonValue(_named(found[1]), found[1])) if found else None


def _same(r: Reader, i: int) -> int | None:
    """ "same period last year"."""
    start = r.skip(i + 1, "period", "time", "quarter", "month", "week")
    start = r.skip(start, "of", "a", "the")
    for words in (("last", "year"), ("previous", "year"), ("prior", "year"), ("year", "before"), ("year", "ago")):
        if end := r.phrase(start, *words):
            return end
    return None


def _name(unit: str) -> _Name:
    return "previous_year" if unit == "year" else "previous_period"


def _named(value: PeriodValue) -> _Name | None:
    if not value.name or not value.name.startswith("last_") or value.unit is None:
        return None
    return _name(value.unit.removeprefix("fiscal_")) if value.name == f"last_{value.unit}" else None
