"""Words of reports: those of measuring, which narrow nothing, and those said as a condition that became none."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.reports.against import CUES
from assistant.language.slots.reports.implied import DOING, EARNING
from assistant.language.slots.reports.measures import HOW
from assistant.language.slots.reports.ranked import RANKING, TRENDS
from assistant.language.slots.scan import Scan

TOTAL = frozenset(
    "much sum total altogether dollars money value worth share percentage percent proportion average mean".split()
)
_FILLING = frozenset(
    """sum total whole entire report table chart graph general detail details summary overview pipeline moment time far average please
    day days business company board year quarter month week us me dollars money terms numbers figures value number creation opening range bracket band""".split()
)
# How something is measured, and what joins two ways of it.
WAYS = TOTAL.union(*HOW.values(), "count counts how many and & plus both their them".split())
_PLAIN = FUNCTION_WORDS | _FILLING | TOTAL | RANKING  # "in percent", "at the top of the ranking"
_SIZES = frozenset(["worth", "value", "amount", "amounts", "values"])
_SIZED = 4  # items behind a word of size in which it is said how large


def measuring(items: Items) -> set[str]:
    """The words of measuring that are said: not the "value" of "deals with a value over 50k", nor the "worth" of "worth 30k to 60k"."""
    return {w for i, x in enumerate(items) if not (x.candidates or sized(items, i)) for w in x.word.split()} & TOTAL


def sized(items: Items, i: int) -> bool:
    """ "VALUE over 50k", "WORTH anywhere from 30k to 60k": what stands at item `i` says which ones by their size, and measures nothing."""
    behind = items[i + 1 : i + 1 + _SIZED]
    return not _SIZES.isdisjoint(items[i].word.split()) and any(
        x.kind in ("money", "range", "comparator") for x in behind
    )


_LEADING = frozenset("in for at from with about without within among of vs versus against".split())


# Words of measuring, ranking and comparing, whatever else they are.
REPORTING = _FILLING.union(
    TOTAL, CUES, RANKING, TRENDS, DOING, EARNING, *HOW.values(),
    """create created generate generated added opened sourced built big long end ends draw leave grateful tied segment stack deep take takes took need needs need days time hard times it
    break breaks broken up side sides picture bring brought produce yield yields share shares part parts figures fair way
    carry carries hold holds contribute contributes account represent represents contain differ differs vary varies rank ranks ranked ranking league head
    main major key common typical usual overall win winning lose losing won lost sign signed track trending ways order sum
    good bad decent healthy totals rankings champion leading wise""".split(),
)  # fmt: skip


def left_over(scan: Scan) -> str | None:
    """What was said as a condition and became none: a name, an amount, an option, a word behind "in", "for", "from" …"""
    for i, item in enumerate(scan.items):
        if i not in scan.used and _is_condition(scan, i, item):
            return item.text
    return None


def _is_condition(scan: Scan, i: int, item: Item) -> bool:
    if item.possessive and item.word.isalpha() and not (item.senses or item.candidates):
        return True  # "Amazon's pipeline"
    if item.candidates:
        return item.candidates[0].score >= 0.8 or item.capital
    if item.kind in ("money", "percent", "range", "email", "phone", "quote"):
        return True
    if item.value or item.is_mark or item.senses or not item.word.isalpha() or len(item.word) < 3:
        return False
    beside = i > 0 and scan.items[i - 1].last == item.first
    led = scan.word(i - 1) in _LEADING or (scan.word(i - 1) in ("the", "our", "my") and scan.word(i - 2) in _LEADING)
    led = led and beside
    named = item.capital and i > 0 and item.start > 0
    if item.word in ("colleague", "coworker", "teammate"):
        return not any(x.of("user") for x in scan.items[i + 1 : i + 2])  # "of our colleague Ann"
    return (led or named) and item.word not in _PLAIN and not item.word.endswith("ing")


def changed_by(items: Items, left: list[str]) -> str | None:
    """ "MEDIAN deal size", "NET revenue": a word that makes another figure of the one behind it, and stands for nothing."""
    for i, (before, item) in enumerate(pairwise(items)):
        beside = before.last == item.first and before.text in left and before.word not in FUNCTION_WORDS
        does = i and items[i - 1].word.split()[-1] in ("we", "i", "they", "you", "to")  # "why do we keep losing deals"
        if beside and not does and item.sense("metric") and not item.candidates:
            return f"{before.text} {item.text}"
    return None
