"""Groups that are said without "by" and "per": "the reps / region", "sorted into priorities", "industry split", "wins a month"."""

from __future__ import annotations

from assistant.language.chart import Items
from assistant.language.slots.reports.dimensions import BUCKETS, dimension_of
from assistant.language.slots.turn import Turn

BETWEEN = frozenset(
    "and , & + the then lead each our my of expected estimated their coming next following upcoming various different".split()
)


def leads_group(items: Items, i: int, turn: Turn) -> bool:
    """A word that stands for "by" here."""
    return crosses(items, i, turn) or among(items, i, turn) or _per(items, i, turn)


def is_group(items: Items, i: int, turn: Turn) -> bool:
    """A kind that groups by where it stands."""
    return crosses(items, i + 1, turn) or _differs(items, i) or _parted(items, i) or _compared(items, i)


def asked_kind(items: Items, i: int) -> tuple[str, set[int]] | None:
    """ "By HOW URGENT they are", "by WHERE the deal CAME FROM", "by WHY we lost them": a kind that is asked for."""
    behind = items[i + 1 : i + 7]
    graded = behind[0].sense("option") if behind else None
    if items[i].word == "how" and graded is not None:
        return graded.field, {i, i + 1}
    if items[i].has("where") and (came := next((j for j, x in enumerate(behind, i + 1) if x.has("come_from")), None)):
        return "source", set(range(i, came + 1))
    if items[i].has("why") and (lost := next((j for j, x in enumerate(behind, i + 1) if x.has("lost")), None)):
        return "loss_reason", set(range(i, lost))
    return None


def crosses(items: Items, i: int, turn: Turn) -> bool:
    """ "Team X stage", "source × status": one group within the other."""
    if not 0 < i < len(items) - 1 or items[i].word not in ("x", "×", "*"):
        return False
    return all(dimension_of(x, turn) and not x.candidates for x in (items[i - 1], items[i + 1]))


def among(items: Items, i: int, turn: Turn) -> bool:
    """ "Does it differ BETWEEN SEGMENTS", "among our customer segments": the groups in the plural."""
    behind = [x for x in items[i + 1 : i + 4] if x.word not in BETWEEN]
    named = next((x for x in behind if dimension_of(x, turn) and not x.sense("object")), None)
    return items[i].word in ("between", "among", "amongst") and named is not None and named.plural


def _per(items: Items, i: int, turn: Turn) -> bool:
    """ "Average deal size / rep", "sorted INTO priorities", "distributed OVER the close months": a word that stands for "by" here."""
    behind = next((x for x in items[i + 1 : i + 4] if not (x.word in BETWEEN or x.word in _COMING)), None)
    if behind is None or behind.candidates or behind.sense("option") or not dimension_of(behind, turn):
        return False
    if items[i].word == "/":
        return i > 0 and not (dimension_of(items[i - 1], turn) or items[i - 1].value or behind.plural)
    parts = any(set(x.word.split()) & _PARTING for x in items[:i])
    return items[i].word in ("into", "over", "across") and parts and behind.plural


_COMING = frozenset("coming next following upcoming various different close closing".split())
_PARTING = frozenset(
    "sort sorted split break broken divide divided spread distributed distribute arrange arranged group grouped put".split()
)


def _compared(items: Items, i: int) -> bool:
    """ "COMPARE THE REPS on their average": the kind whose figures are compared."""
    before = [x.word for x in items[max(0, i - 3) : i] if x.word not in ("the", "our", "my", "all", "how")]
    return items[i].plural and before[-1:] in (["compare"], ["comparing"], ["rank"], ["ranking"])


def within(items: Items, i: int) -> bool:
    """ "Split ACROSS THE SALES TEAM": among its people; "across teams" and "by team" are the teams."""
    return (
        not items[i].plural
        and i > 1
        and items[i - 1].word in ("the", "my", "our")
        and items[i - 2].word.endswith("across")
    )


def by_the_unit(items: Items) -> bool:
    """ "Wins a month"."""
    return any(a_unit(items, i) for i in range(len(items)))


def among_team(items: Items, i: int) -> bool:
    """ "SPLIT across THE TEAM": its people."""
    parted = any(set(x.word.split()) & _PARTING for x in items[:i])
    return items[i].word == "the team" and parted and i > 0 and items[i - 1].word.endswith("across")


def a_unit(items: Items, i: int) -> str | None:
    """ "Wins A MONTH this year": for each one, where the days are said beside it."""
    words = items[i].word.split()
    said = items[i].kind == "duration" and words[:1] in (["a"], ["an"]) and len(words) > 1 and words[1] in BUCKETS
    before = items[i - 1] if i else None
    counted = before is not None and not before.candidates and bool(before.sense("metric") or before.sense("object"))
    return words[1] if said and counted else None


def _parted(items: Items, i: int) -> bool:
    """ "Industry SPLIT of won revenue", "a priority BREAKDOWN", "industry-WISE": the kind right before the word of parting."""
    behind = [x.word for x in items[i + 1 : i + 3] if x.word != "-"]
    return behind[:1] != [] and behind[0] in ("split", "breakdown", "distribution", "mix", "spread", "wise")


def _differs(items: Items, i: int) -> bool:
    """ "Do SEGMENTS DIFFER in pipeline"."""
    return items[i].plural and i + 1 < len(items) and items[i + 1].word in ("differ", "vary", "compare")
