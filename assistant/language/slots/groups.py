"""What a report groups by: "by rep and stage", "for each customer", "which source converts best", "Tom or Maya"."""

from __future__ import annotations

from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.measures import NUMBERS
from assistant.language.slots.turn import Turn
from crm_store.catalog import Kind

BUCKETS = ("month", "quarter", "week", "year")
Groups = tuple[list[str], set[int]]
_ADVERBS = frozenset(["monthly", "quarterly", "weekly", "yearly", "annually"])
_AGAINST = frozenset("compare compared comparison versus vs against more better stronger ahead".split())
_BEST = frozenset("most least best worst better fewest".split())
# Words that may stand between "by" and its dimension: "for each of our customer accounts", "by the lead source".
_BETWEEN = frozenset("and , & the then lead each of my our their all every deal account".split())


def grouped(items: Items, turn: Turn) -> Groups:
    """Dimensions behind "by", "per", "for each", and those joined to them by "and"; the places of their words."""
    groups: list[str] = []
    used: set[int] = set()
    open_ = False
    for i, item in enumerate(items):
        if item.has("group_by") or _each(items, i):
            open_ = True
            used.add(i)
            continue
        name = dimension_of(item, turn) if item.sense("dimension") or not item.sense("metric") else None
        adverb = item.word in _ADVERBS or (" " in item.word and name in BUCKETS) or _bare(items, i)
        adverb = adverb or item.word.startswith("each ")
        if name and (open_ or adverb) and not item.candidates and not _valued(items, i):
            used.add(i)
            if not (open_ and _qualifies(items, i, turn)):
                groups.append(name)
        elif item.word not in _BETWEEN:
            open_ = False
    return list(dict.fromkeys(groups)), used


def dimension_of(item: Item, turn: Turn) -> str | None:
    """What the item groups by; a picklist or custom field of the catalog too. Of a number there are no groups."""
    if sense := item.sense("dimension"):
        return sense.value
    for sense in item.senses:
        field = turn.field(sense.object, sense.field) if sense.kind == "field" else None
        if field is not None and field.kind not in (*NUMBERS, Kind.DATE, Kind.INSTANT):
            return field.name
    return None


def _qualifies(items: Items, i: int, turn: Turn) -> bool:
    """ "by customer segment", "by deal stage": the first only says whose field the second is."""
    behind = items[i + 1] if i + 1 < len(items) else None
    return bool(items[i].sense("object") and behind and not behind.candidates and dimension_of(behind, turn))


def _valued(items: Items, i: int) -> bool:
    """ "by owner Ben", "by stage Proposal": a value behind the dimension makes it a condition."""
    behind = items[i + 1] if i + 1 < len(items) else None
    fields = {s.field for s in items[i].senses if s.kind == "field"} | {s.value for s in items[i].senses}
    if behind is None:
        return False
    option = behind.sense("option")
    return bool((behind.of("user") and "owner" in fields) or (option and option.field in fields))


def _each(items: Items, i: int) -> bool:
    """ "how many calls did each rep make", "each of my reps": every one of a group that is no record of a list."""
    if items[i].word not in ("each", "every"):
        return False
    behind = [x for x in items[i + 1 : i + 4] if x.word not in ("of", "my", "our", "the")][:1]
    return bool(behind and behind[0].sense("dimension") and not behind[0].sense("object"))


def unknown_dimension(items: Items) -> str | None:
    """A word behind "by" or "per" that names nothing to group by."""
    for i, item in enumerate(items[1:], 1):
        known = item.senses or item.candidates or item.value or item.capital or not item.word.isalpha()
        if not known and items[i - 1].has("group_by") and item.word not in FUNCTION_WORDS and len(item.word) > 2:
            return item.text
    return None


def _bare(items: Items, i: int) -> bool:
    """ "win rate product", "pipeline rep": in telegrams, a dimension that ends the sentence behind what is measured."""
    behind = items[i + 1] if i + 1 < len(items) else None
    closes = behind is None or behind.is_mark or behind.value is not None
    return bool(i and closes and items[i - 1].sense("metric") and not items[i - 1].candidates and not items[i].plural)


def implied_groups(items: Items, object_: str, turn: Turn) -> Groups:
    """Groups that no "by" names: what is ranked, where things come from, what is set side by side."""
    for reading in (_origin, _before_by):
        if found := reading(items, turn):
            return found
    if (side := _side_by_side(items, turn)) is not None:
        return [side], set()
    return _ranked(items, object_, turn)


def _origin(items: Items, turn: Turn) -> Groups | None:
    """ "where do our leads come from", "why do we lose deals"."""
    said = {w for x in items for w in x.word.split()}
    if "where" in said and any(x.has("come_from") for x in items):
        return ["source"], {i for i, x in enumerate(items) if x.has("come_from", "where")}
    lost = any(x.has("lost") for x in items)
    one = any(x.of("deal", "account") for x in items)
    reason = any(
        (d := x.sense("dimension")) and d.value == "loss_reason" and not _valued(items, i) for i, x in enumerate(items)
    )
    if (lost or reason) and not one and (reason or "why" in said):
        return ["loss_reason"], {i for i, x in enumerate(items) if x.has("why") or x.sense("dimension")}
    return None


def _before_by(items: Items, turn: Turn) -> Groups | None:
    """ "reps by win rate", "top 5 customers by what they bought": what stands before "by" is ranked by what stands behind."""
    at = next((i for i, x in enumerate(items) if i and x.has("group_by")), None)
    if at is None:
        return None
    metric = any(x.sense("metric") or x.has("won", "bought", "lost", "converts") for x in items[at + 1 :])
    before = items[at - 1]
    name = dimension_of(before, turn)
    return ([name], {at - 1, at}) if metric and name and not before.candidates else None


def _side_by_side(items: Items, turn: Turn) -> str | None:
    """ "partner deals compared with referral deals", "East and West", "Tom or Maya": options, teams or people compared."""
    if not any(x.has("report") or x.word in _AGAINST or x.kind == "comparison" for x in items):
        return None
    fields = [s.field for x in items if (s := x.sense("option")) and not x.candidates]
    if option := next((f for f in fields if fields.count(f) > 1), None):
        return option
    if sum(bool(turn.people.of_team(x.word)) for x in items) > 1:
        return "owner.team"
    users = [x for x in items if x.of("user") and x.candidates[0].object == "user"]
    return "owner" if len(users) > 1 else None


def _ranked(items: Items, object_: str, turn: Turn) -> Groups:
    """ "top 5 accounts by revenue", "which rep has the highest win rate", "who sold the most": what is ranked."""
    if not any(x.kind == "limit" or _BEST & set(x.word.split()) for x in items):
        return [], set()
    for i, item in enumerate(items):
        sense = item.sense("object")
        if item.candidates:
            continue
        if sense and sense.object in ("account", "product") and sense.object != object_:
            return [sense.object], {i}
        name = dimension_of(item, turn) if item.sense("dimension") else None
        if name and not (name == "owner" and item.possessive):
            return [name], {i}
        if item.has("who"):
            return ["owner"], {i}
    return [], set()


def fitting(group: str, object_: str, turn: Turn) -> str | None:
    """The dimension as a path from the metric's object; None where it has none."""
    if group in BUCKETS:
        return group
    first = group.split(".", maxsplit=1)[0]
    fields = turn.catalog.objects[object_].fields
    if group == "account.industry" and object_ == "account":
        return "industry"
    if first in fields:
        return group
    if "account" in fields and first in turn.catalog.objects["account"].fields:
        return f"account.{group}"
    return None
