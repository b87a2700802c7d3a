"""What is ranked, or asked of each: "top 5 accounts by revenue", "which rep has the highest win rate", "who sold the most"."""

from __future__ import annotations

from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.led_in import whom_we_know
from assistant.language.slots.reads.asked import asked_fields
from assistant.language.slots.relations import says_team
from assistant.language.slots.reports.dimensions import dimension_of
from assistant.language.slots.reports.groups import qualifies
from assistant.language.slots.reports.implied import is_lost
from assistant.language.slots.turn import Turn

RANKING = frozenset(
    "most least best worst fewest highest lowest strongest weakest biggest largest smallest top leading rank ranks ranked ranking league more longest shortest slowest fastest quickest".split()
)
TRENDS = frozenset(
    "evolution development trend history curve course progression evolve evolved developed develop".split()
)


def ranked(items: Items, object_: str, turn: Turn) -> tuple[list[str], set[int]]:
    """ "top 5 accounts by revenue", "which rep has the highest win rate", "who sold the most": what is ranked."""
    if (understood := _understood(items)) is not None:
        return understood
    if items[0].has("where") and (asked := _asked_of_all(items, object_, turn))[0]:
        return asked
    if not any(_ranks(x) for x in items) and not _which(items):
        who = _doer(items)
        return _asked_of_all(items, object_, turn) if who is None else (["owner"], {who})
    if _ranks_records(items, object_):
        return [], set()
    for i, item in enumerate(items):
        sense = item.sense("object")
        if sense and sense.object in ("account", "product") and sense.object != object_ and not item.candidates:
            if qualifies(items, i, turn):
                continue
            return [sense.object], {i}
        name = dimension_of(item, turn) if item.sense("dimension") or _led(items, i) else None
        if name and not item.candidates and not (name == "owner" and item.possessive):
            if qualifies(items, i, turn):
                continue
            return [name], {i}
        if says_team(items, i) or (item.has("who") and not _who_are(items, i)):
            return ["owner"], {i}  # "rank my people by …", "who sold the most"
    return [], set()


def _understood(items: Items) -> tuple[list[str], set[int]] | None:
    """The kind that goes without saying: "how has it developed", "why do we lose", "leaderboard of won revenue"."""
    if _develops(items):
        return ["month"], set()
    if any(x.has("why") for x in items) and any(is_lost(x) for x in items):
        return ["loss_reason"], set()
    if (reasons := _reasons(items)) is not None:
        return ["loss_reason"], {reasons}
    board = any(x.word in _OF_SELLERS for x in items) and not any(_kind(x) for x in items)
    return (["owner"], set()) if board else None


_OF_SELLERS = frozenset(["leaderboard", "league table", "scoreboard"])


def _kind(item: Item) -> bool:
    """A kind that may be ranked, and no days."""
    return not item.candidates and (item.sense("dimension") is not None or item.sense("object") is not None)


def _ranks(item: Item) -> bool:
    """ "Most", "top"; "more than" compares."""
    return item.kind == "limit" or (item.kind != "comparator" and item.word.split()[0] in RANKING)


def _asked_of_all(items: Items, object_: str, turn: Turn) -> tuple[list[str], set[int]]:
    """ "where do our leads come from": a field that is asked of many is a group."""
    many = any((s := x.sense("object", object_)) and s.plural and not x.candidates for x in items)
    asked = asked_fields(items, turn, object_)[:1] if many and items[0].has("where") else []
    return ([asked[0].field], set(asked[0].places)) if asked else ([], set())


def _doer(items: Items) -> int | None:
    """ "who closed deals this month", "who in my team is behind on tasks": each of them, with their figure."""
    first = next((i for i, x in enumerate(items) if not x.is_mark and not x.has("please", "show", "me")), None)
    customers = any(x.of("account", "contact", "lead") for x in items)
    if first is None or customers or _who_are(items, first) or whom_we_know(items):
        return None
    return first if items[first].has("who") else None


def _reasons(items: Items) -> int | None:
    """ "loss reasons this year": all of them, with how often each."""
    named = (i for i, x in enumerate(items) if (d := x.sense("dimension")) and d.value == "loss_reason" and _many(x))
    return next(named, None)


def _who_are(items: Items, i: int) -> bool:
    """ "who are our top five customers by …", "who is the contact": they are asked for, and no seller."""
    be = items[i].word in ("who's", "who is") or (i + 1 < len(items) and items[i + 1].word in ("are", "were", "is"))
    noun = next((n for n, x in enumerate(items[i + 1 :], i + 1) if x.sense("object") and not x.candidates), None)
    return be and noun is not None and all(_attribute(x) for x in items[i + 1 : noun])


def _attribute(item: Item) -> bool:
    """A word that may stand between "are" and what is asked for."""
    plain = item.word in RANKING or item.word in FUNCTION_WORDS or item.word in ("are", "were", "is")
    return plain or item.kind in ("limit", "number") or item.has("me", "team") or item.sense("option") is not None


def _many(item: Item) -> bool:
    return item.plural or item.word.split()[0].endswith("s")  # "reasons we lose"


def _ranks_records(items: Items, object_: str) -> bool:
    """ "the three biggest open deals": records by their own size, not groups by a figure."""
    at = next((i for i, x in enumerate(items) if x.kind == "limit"), None)
    if at is None:
        return False
    for item in items[at + 1 : at + 4]:
        if item.sense("object", object_) and not item.candidates:
            return True
        if item.sense("dimension") or item.sense("metric"):
            return False
    return False


def _led(items: Items, i: int) -> bool:
    """A field behind "which" or a word of rank: "which segment buys most"."""
    return any(x.word in ("which", "what") or x.word in RANKING or x.kind == "limit" for x in items[max(0, i - 2) : i])


def _which(items: Items) -> bool:
    """ "which source converts well", "what products sell": a group is asked for."""
    for i, item in enumerate(items[:-1]):
        people = (
            items[i + 1].sense("object", "contact") is not None
        )  # "which people do we know there": they are asked for
        if item.word == "which" and items[i + 1].sense("dimension") and not (items[i + 1].sense("metric") or people):
            return True
    return False


def _develops(items: Items) -> bool:
    """ "how has revenue developed this year", "win rate over time"."""
    return any(x.word in TRENDS or x.word == "over time" for x in items)
