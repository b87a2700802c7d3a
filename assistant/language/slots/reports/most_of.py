"""Records ranked by how many others they have: "which five accounts have the most open tickets", "customers with the fewest contacts"."""

from __future__ import annotations

from assistant.language.chart import Items
from assistant.language.plan import ToolCall
from assistant.language.slots.reads.lists import parse_list
from assistant.language.slots.relations import noun_of
from assistant.language.slots.reports.metric_names import COUNT_OF
from assistant.language.slots.turn import Json, Turn
from assistant.language.values import LimitValue, NumberValue
from crm_store.catalog import Kind

_MOST = frozenset("most highest largest biggest".split())
_FEWEST = frozenset("fewest least lowest smallest".split())
_NUMBER = frozenset("number count amount of open".split())


def most_of(items: Items, turn: Turn, head: str) -> ToolCall | None:
    """The report that counts the others by what has them; None where nothing is ranked so."""
    at = next(
        (i for i, x in enumerate(items) if x.kind != "comparator" and {*x.word.split()} & (_MOST | _FEWEST)), None
    )
    noun = next((i for i, x in enumerate(items) if i > (at or 0) and noun_of(x)), None) if at is not None else None
    other = noun_of(items[noun]) if noun is not None else None
    if at is None or noun is None or other is None or not other.plural or other.object == head:
        return None
    named = any(noun_of(x) for x in items[:at])
    numbered = at + 1 == noun or all(_narrows(items, i) for i in range(at + 1, noun))
    link = next((f.name for f in turn.catalog.objects[other.object].fields.values()
                 if f.kind is Kind.REFERENCE and f.target == head and f.name != "parent_account"), None)  # fmt: skip
    if not (named and numbered and link) or other.object not in COUNT_OF:
        return None
    mine = parse_list(items[:at], turn, head).conditions()
    theirs = parse_list(items[at + 1 :], turn, other.object, other.value).conditions()
    whose: list[Json] = [{"through": {"field": link, "where": c}} for c in mine]
    metric = COUNT_OF[other.object]
    descending = bool({*items[at].word.split()} & _MOST)
    spec: Json = {"metrics": [metric], "group_by": [link], "filters": [*whose, *theirs]}
    spec["sort"] = [{"field": metric, "descending": descending}]
    count = _how_many(items[:at])
    return ToolCall("run_report", {"spec": {**spec, "limit": count} if count else spec})


def _narrows(items: Items, i: int) -> bool:
    """A word that may stand between "most" and what is counted: "the most OPEN tickets", "highest NUMBER OF contacts"."""
    item = items[i]
    return item.word in _NUMBER or item.has("open", "won", "lost", "overdue") or item.sense("option") is not None


def _how_many(items: Items) -> int | None:
    for item in items:
        value = item.value.value if item.value else None
        if isinstance(value, LimitValue):
            return value.count
        if isinstance(value, NumberValue):
            return int(value.value)
    return None
