"""How likely it comes off, and what to do next: the calls that answer with findings."""

from __future__ import annotations

from decimal import Decimal

from assistant.language.acts.asking import asks
from assistant.language.chart import Items
from assistant.language.linking.model import Candidate
from assistant.language.plan import ToolCall
from assistant.language.slots import answers
from assistant.language.slots.reads import messages
from assistant.language.slots.reads.lists import find_args, head_of
from assistant.language.slots.reads.matter import matter
from assistant.language.slots.reads.reading import find
from assistant.language.slots.targets import find_target
from assistant.language.slots.turn import Json, Turn
from assistant.language.values import NumberValue, RangeValue

_SCORED = ("lead", "deal")
_ENDS = frozenset(["is_won", "is_lost", "is_open", "closed_at", "last_activity_at", "last_contacted_at"])


def recommend(items: Items, turn: Turn) -> list[ToolCall]:
    spoken = turn.state.focus[:1]
    if spoken and spoken[0].object == "deal" and (_pointed(items) or items[-1].word in ("there", "here")):
        return [_opened_at_step(spoken[0].id)]
    deal = find_target(items, turn, ("deal",), pronouns=False, implied=False).one
    if deal is not None and deal.score >= _NAMED:
        return [_opened_at_step(deal.id), _of(deal)]
    head = head_of(items, turn)
    named = head is not None and any(x.sense("object") for x in items)
    args: Json = {"object": head[0]} if head and named and head[0] in _SCORED else {}
    return [ToolCall("recommend", args)]


def _opened_at_step(deal: str) -> ToolCall:
    return ToolCall("open_record", {"object": "deal", "id": deal, "focus": "next_step"})


_NAMED = 0.8  # the score of a record that is meant rather than hit upon by chance


def score(items: Items, turn: Turn) -> list[ToolCall]:
    """The odds of one record, or of the leads or open deals that are spoken of; of customers, what presses there."""
    plural = any((s := x.sense("object")) and s.plural for x in items)
    head = head_of(items, turn)
    # "Why?", "and the odds?": without a noun it is the one that was spoken of.
    alone = not plural and not _of_several(items) and (_pointed(items) or head is None)
    target = find_target(items, turn, _SCORED, pronouns=not _of_several(items), implied=alone)
    if target.candidates and not plural:
        return [answers.each(target, "record", _of)]
    if target.missing and not plural and asks(items) and matter(items):
        return messages.perhaps(items, turn)  # "how does the committee score bids"
    if target.missing and not plural:
        return [answers.not_found(None, target.missing)]
    shown = turn.state.shown if head is None else None
    of_shown = shown is not None and shown.object in _SCORED
    object_ = head[0] if head else shown.object if shown and of_shown else _of_silence(items)
    if object_ not in _SCORED:
        return [ToolCall("recommend", {})]
    args = find_args(items, turn, object_)
    where = [c for c in args["where"] if not _of_its_end(c)]  # "odds of being won": that is what is asked
    if shown and of_shown:  # "which of them are at risk", "which are the best"
        where = [*shown.query.get("where", ()), *(c for c in where if c.get("field") != "is_open")]
    more = {"limit": args["limit"]} if "limit" in args and not (plural and args["limit"] == 1) else {}
    more |= _bounds(items)
    if _weakest(items):
        if _measures_rest(where) or _stands_in(items, where):
            return find(items, turn)
        more["first"] = "weakest"
    return [ToolCall("score_records", {"object": object_, "where": where, **more})]


def _weakest(items: Items) -> bool:
    """ "At risk", "least likely to close", "MOST LIKELY TO BE LOST"; what is least likely to be lost is the safest."""
    weak = any(x.has("weak") or x.word in _POOR for x in items) or _may_be_lost(items)
    least = any("least" in x.word.split() for x in items)
    lost = any(x.has("lost") and not x.has("score") for x in items)
    return least != lost if least or lost else weak


def in_danger(items: Items) -> bool:
    """ "Stalled deals", "shaky ones": a word of odds, and no time over which nothing moved."""
    weak = any(x.has("weak") for x in items) or _may_be_lost(items)
    scored = any((s := x.sense("object")) and s.object in _SCORED and s.plural for x in items)
    return weak and scored and not any(x.has("silent", "lacks", "group_by") or x.value for x in items)


_POOR = frozenset("worst poorest lowest poor".split())
_MODAL = frozenset("might may could can would about likely will".split())


def _may_be_lost(items: Items) -> bool:
    """ "The deals that MIGHT fall through", "which ones COULD I lose": still open."""
    modal = next((i for i, x in enumerate(items) if _MODAL & set(x.word.split())), len(items))
    return any(x.has("lost") and not x.candidates for x in items[modal + 1 : modal + 5])


def _of_several(items: Items) -> bool:
    """ "Which ones are at risk", "who is the best of them"."""
    words = [w for x in items for w in x.word.split()]
    several = any(w in ("ones", "them", "those", "these") for w in words)
    return several or (words[:1] == ["which"] and "are" in words[:3])


def _measures_rest(where: list[Json]) -> bool:
    """ "Stuck in Proposal for three weeks": what that is can be counted, no odds are asked for."""
    return any(c.get("field") == "stage_since" for c in where)


def _stands_in(items: Items, where: list[Json]) -> bool:
    """ "Still stuck in proposal": where they are is asked."""
    return any(x.word in _RESTING for x in items) and any(c.get("field") == "stage" for c in where)


_RESTING = frozenset(["stuck", "stalled"])


def bounded(items: Items) -> bool:
    """ "Leads with a score over 70": scores from a number on, or up to one."""
    return bool(_bounds(items)) and any((s := x.sense("object")) and s.object in _SCORED for x in items)


def _bounds(items: Items) -> Json:
    """The least and the most score that is said; none without a word of scores."""
    if not any(x.has("score") or x.word in ("scoring", "scored") for x in items):
        return {}
    for i, item in enumerate(items):
        value = item.value.value if item.value else None
        if isinstance(value, RangeValue) and value.of != "money":
            return {"least": _whole(value.low), "most": _whole(value.high)}
        said = items[i - 1].value if i and items[i - 1].kind == "comparator" else None
        number = value.value if isinstance(value, NumberValue) else value if item.kind == "percent" else None
        if said is not None and isinstance(number, Decimal | int | float):
            return _bound(str(said.value), _whole(number))
    return {}


def _bound(operator: str, value: int) -> Json:
    """Scores are whole numbers from 0 to 100."""
    ends = {"gt": ("least", value + 1), "gte": ("least", value), "lt": ("most", value - 1), "lte": ("most", value)}
    if operator not in ends:
        return {}
    end, at = ends[operator]
    return {end: max(0, min(100, at))}


def _whole(value: Decimal | float) -> int:
    return max(0, min(100, round(value)))


def _of(c: Candidate) -> ToolCall:
    return ToolCall("score_records", {"object": c.object, "ids": [c.id]})


def _pointed(items: Items) -> bool:
    return any(x.has("it", "this", "her", "him", "they") for x in items)


def _of_silence(items: Items) -> str:
    """What is spoken of without a noun: what is lost or won is a deal."""
    return (
        "deal"
        if any(x.has("won", "lost", "closing") or "lose" in x.word.split() or x.sense("metric") for x in items)
        else "lead"
    )


def _of_its_end(condition: Json) -> bool:
    inner = [*condition.get("any", []), *condition.get("all", [])]
    if condition.get("field") == "stage" and condition.get("value") in ("Won", "Lost"):
        return True
    return condition.get("field") in _ENDS or bool(inner and all(_of_its_end(c) for c in inner))
