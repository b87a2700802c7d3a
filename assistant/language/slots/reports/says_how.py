"""A sentence that only says how what was named before it is to be measured: "give me the amounts", "just the count"."""

from __future__ import annotations

from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.reports.measures import HOW
from assistant.language.text import stem

_MEASURES = frozenset().union(*HOW.values()) | {"figure", "each"}
_AROUND = frozenset("all them there together single please out".split())


def says_how(clause: Items) -> bool:
    """Measuring, and by which groups: "tell me how many in each", "a number for every month", "in money"; no record and no kind of them."""
    said = [x for x in clause if not x.is_mark]
    return any(map(_measures, said)) and all(_measures(x) or _small(x) for x in said)


def bare_number(clause: Items) -> bool:
    """ "Tell me the number": nothing that its figure does not say already."""
    return says_how(clause) and all(set(x.word.split()) <= {"number", "figure"} for x in clause if _measures(x))


def _measures(item: Item) -> bool:
    if item.candidates or item.value or item.sense("object"):
        return False
    metric = item.sense("metric")
    words = {stem(w) for w in item.word.split()}
    return metric.value.startswith("average") if metric else bool(words & _MEASURES)


def _small(item: Item) -> bool:
    """A word that shows, joins or groups."""
    if item.candidates or item.value or item.sense("object"):
        return False
    group = item.sense("dimension")
    plain = item.has(
        "show", "please", "tell", "report", "group_by", "only", "they", "those", "it", "me", "what", "add_up"
    )
    return plain or group is not None or item.word in FUNCTION_WORDS | _AROUND


def names_groups(clause: Items) -> bool:
    """ "For each of our reps", "lead sources": a kind to group by, and neither a record nor a figure."""
    kinds = any((x.sense("dimension") and (x.plural or (i and _leads(clause[i - 1])))) or (x.has("team") and x.plural)
                for i, x in enumerate(clause) if not x.candidates)  # fmt: skip
    return kinds or any(x.has("group_by") for x in clause)


def _leads(item: Item) -> bool:
    return item.has("group_by") or item.word in ("every", "each", "sales")
