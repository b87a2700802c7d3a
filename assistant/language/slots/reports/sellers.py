"""Which of the sellers a figure picks: "who hasn't logged any calls this week", "reps with more than 5 overdue tasks"."""

from __future__ import annotations

from decimal import Decimal

from assistant.language.chart import Item, Items
from assistant.language.plan import ToolCall
from assistant.language.slots.reports.dimensions import my_sellers
from assistant.language.slots.reports.implied import sells
from assistant.language.slots.reports.reports import parsed
from assistant.language.slots.reports.spans import period_of
from assistant.language.slots.scan import negates
from assistant.language.slots.turn import Json, Turn
from assistant.language.values import MoneyValue, NumberValue

_COMPARES = frozenset(["gt", "gte", "lt", "lte"])


def picked_sellers(items: Items, turn: Turn) -> ToolCall | None:
    """The figure of each seller, and which of them it picks; None where nobody is picked so."""
    subject = _subject(items)
    bound, cues = _lacking(items, subject) or _compared(items, subject) or ({}, set())
    team = _team(turn)
    if not subject or not bound or len(team) < _SOME:
        return None
    rest = tuple(x for i, x in enumerate(items) if i not in subject | cues and not x.has("show", "please"))
    spec, _ = parsed(rest, turn)
    if any(x.word in _DEALT for x in rest) and not any(x.sense("object") or x.sense("metric") for x in rest):
        spec = _won(rest, turn)
    if spec is None or spec["metrics"][0].endswith("_rate"):
        return None
    filters = [c for c in spec["filters"] if c.get("field") != "owner"]
    whole: Json = {"metrics": spec["metrics"][:1], "group_by": ["owner"], "filters": filters}
    whole |= {"period": spec["period"]} if "period" in spec else {}
    return ToolCall("run_report", {"spec": whole, "pick": {**bound, "among": team}})


def _won(rest: Items, turn: Turn) -> Json:
    """ "Closed", "sold anything": deals that were won, in the days that are said."""
    period, _ = period_of(rest, turn, "closed_at")
    spec: Json = {"metrics": ["won_count"], "filters": []}
    return {**spec, "period": period} if period else spec


_SOME = 2  # sellers of whom some may be picked


def _team(turn: Turn) -> list[str]:
    """The names of those below whoever asks."""
    below = set(turn.people.below(turn.me))
    return [u.name for u in turn.people.users if u.id in below and u.role == "rep"]


def _subject(items: Items) -> set[int]:
    """ "Who on my team", "which of my reps", "reps", "anyone on my team": the items that stand for the sellers."""
    at = next((i for i, x in enumerate(items[:_OPENING]) if x.has("who", "anyone") or _are_sellers(x)), None)
    if at is None:
        return set()
    found = set(range(at + 1)) | {i for i in range(at + 1, min(at + 4, len(items))) if _are_sellers(items[i])}
    found |= {i for i in range(at + 1, max(found) + 1) if items[i].word in ("on", "in", "of", "the", "my", "our")}
    doer = _are_sellers(items[max(found)]) or _are_sellers(items[at]) or _does(items[max(found) + 1 :])
    if any(x.sense("object") for x in items[max(found) + 1 : max(found) + 2]):
        return set()  # "my team's deals": no people
    plain = all(x.has("show", "who", "anyone", "please") or x.word in _LEADING or _are_sellers(x) for x in items[:at])
    return found if doer and plain else set()


_OPENING = 4
_LEADING = frozenset("of the me my our all and so".split())


def _are_sellers(item: Item) -> bool:
    return (
        not item.possessive and not item.word.endswith("'s") and (my_sellers(item) or sells(item) or item.has("team"))
    )


def _does(behind: Items) -> bool:
    """What only a seller does: logs, books, creates, closes; has deals, tasks, meetings."""
    done = any(x.has("log", "created") or x.word in _DEEDS for x in behind[:4])
    if any(x.word in _DEALT for x in behind) and any(x.word in ("anything", "nothing", "any") for x in behind):
        return True  # "didn't close anything"
    nouns = any(
        (s := x.sense("object")) and s.object in ("activity", "deal", "lead") and (s.value != "email" or s.plural)
        for x in behind
    ) or any((m := x.sense("metric")) and m.value == "pipeline" for x in behind)
    return nouns and (done or any(x.has("has", "lacks") for x in behind[:2]))


_DEALT = frozenset("close closed win won sell sold land landed".split())
_DEEDS = _DEALT | frozenset("logged made booked created had done converted".split())


def _lacking(items: Items, subject: set[int]) -> tuple[Json, set[int]] | None:
    """ "Hasn't logged any", "without", "has no": nothing of it at all."""
    at = next(
        (i for i, x in enumerate(items) if i not in subject and (negates(x) or x.has("lacks") or x.word == "nothing")),
        None,
    )
    if at is None or at > max(subject, default=0) + _NEAR:
        return None
    around = {i for i in range(max(subject, default=0) + 1, len(items)) if items[i].word in _ANY or items[i].has("log")}
    return {"op": "eq", "value": 0}, {at} | around


_NEAR = 4
_ANY = frozenset("any anything nothing a an single has have had yet at all one logged".split())


def _compared(items: Items, subject: set[int]) -> tuple[Json, set[int]] | None:
    """ "With more than 5", "has fewer than three"."""
    for i, item in enumerate(items[:-1]):
        how = str(item.value.value) if item.kind == "comparator" and item.value else ""
        said = items[i + 1].value
        value = said.value if said else None
        number = (
            value.amount if isinstance(value, MoneyValue) else value.value if isinstance(value, NumberValue) else None
        )
        if i not in subject and how in _COMPARES and isinstance(number, Decimal) and not _of_size(items, i + 1):
            has = {j for j in range(len(items)) if items[j].word in ("with", "has", "have", "who", "had")}
            return {"op": how, "value": float(number)}, {i, i + 1} | has
    return None


def _of_size(items: Items, at: int) -> bool:
    """ "Reps with deals over 50k": the deals are of that size."""
    return items[at].kind == "money" and any(x.sense("object") for x in items[:at])
