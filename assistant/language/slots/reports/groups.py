"""What a report groups by: "by", "per", "each", "customer by customer", "which source …", the best of something."""

from __future__ import annotations

from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.reports.dimensions import BUCKETS, dimension_of, my_sellers
from assistant.language.slots.reports.parting import (
    BETWEEN,
    a_unit,
    among_team,
    asked_kind,
    is_group,
    leads_group,
    within,
)
from assistant.language.slots.turn import Turn
from crm_store.catalog import Kind

_ADVERBS = frozenset(["monthly", "quarterly", "weekly", "yearly", "annually"])


def groups_of(items: Items, turn: Turn) -> tuple[list[str], set[int]]:
    """Dimensions behind "by", "per", "for each", and those joined to them by "and"; the items that name them."""
    member = every_member(items)
    groups: list[str] = [] if member is None else ["owner"]
    used: set[int] = set() if member is None else {member}
    open_ = False
    for i, item in enumerate(items):
        if bucket := a_unit(items, i):
            groups.append(bucket)
            used.add(i)
            continue
        if item.has("group_by") or _each(items, i) or leads_group(items, i, turn):
            open_ = True
            used.add(i)
            continue
        if open_ and (asked := asked_kind(items, i)):
            groups.append(asked[0])
            used |= asked[1]
            continue
        name = "owner" if among_team(items, i) else dimension_of(item, turn)
        adverb = item.word in _ADVERBS or item.word.startswith("each ") or _bare(items, i) or _repeated(items, i)
        adverb = adverb or is_group(items, i, turn)
        if name and (open_ or adverb) and not item.candidates and not valued(items, i):
            used.add(i)
            name = "owner" if name == "owner.team" and within(items, i) else name
            if qualifies(items, i, turn) or _whose(items, i, turn):
                continue  # "customer segment": the segment
            groups.append(name)
        elif item.word not in BETWEEN and not _of_bucket(items, i):
            open_ = False
    if not groups and (place := _named_before(items, turn)) is not None:
        groups = [dimension_of(items[place], turn) or ""]
        used |= {place} if _asked_which(items, place) else set()
    return _in_steps(list(dict.fromkeys(groups)), turn), used


def everywhere(items: Items) -> set[int]:
    """ "Across the company", "for the whole business": no group and no condition."""
    found: set[int] = set()
    for i, item in enumerate(items):
        end = i + 2 + (i + 2 < len(items) and items[i + 2].word in ("whole", "entire"))
        led = item.word in ("across", "for", "in") and i + 1 < len(items) and items[i + 1].word in ("the", "our")
        if led and end < len(items) and items[end].word in ("company", "business", "organisation", "organization"):
            found.update(range(i, end + 1))
    return found


def _named_before(items: Items, turn: Turn) -> int | None:
    """ "How did my reps do last quarter, won amount FOR EACH": those that were named before, where nothing follows; of
    several those that "which" asks for."""
    said = [i for i, x in enumerate(items) if not (x.is_mark or x.has("please") or x.word in ("of", "them", "one"))]
    ends = [items[i].word for i in said[-2:]]
    ended = len(said) > 1 and (ends[-1] in ("for each", "each", "by each", "per each") or ends[0] == "for each")
    if not ended and not _each_does(items):
        return None
    many = [i for i in reversed(said[:-1]) if (items[i].plural or my_sellers(items[i])) and not items[i].candidates]
    named = [i for i in many if dimension_of(items[i], turn)]
    return next((i for i in named if _asked_which(items, i)), named[0] if named else None)


def _each_does(items: Items) -> bool:
    """ "Lead sources: how many leads DID EACH BRING"."""
    at = next((i for i, x in enumerate(items) if x.word == "each" and not x.candidates), None)
    return at is not None and at > 1 and items[at - 1].word in ("did", "does", "has", "had", "have")


def _asked_which(items: Items, i: int) -> bool:
    """ "In WHICH countries are our accounts"."""
    return i > 0 and items[i - 1].word in ("which", "what")


def every_member(items: Items) -> int | None:
    """ "how many calls did everybody on my team log": each of them, by name."""
    everyone = (i for i, x in enumerate(items) if x.word in ("everybody", "everyone") and not x.candidates)
    return next((i for i in everyone if any(x.has("team") for x in items[i + 1 : i + 4])), None)


def _of_bucket(items: Items, i: int) -> bool:
    """ "by rep and close month": which date the months are of."""
    behind = items[i + 1] if i + 1 < len(items) else None
    bucket = behind.sense("dimension") if behind is not None else None
    return items[i].has("closing", "created", "due") and bucket is not None and bucket.value in BUCKETS


def qualifies(items: Items, i: int, turn: Turn) -> bool:
    """ "customer segment", "deal source", "product family": the first word only says whose the second is."""
    behind = items[i + 1] if i + 1 < len(items) else None
    whose = items[i].sense("object") or (
        (d := items[i].sense("dimension")) and d.value in ("account", "product", "owner") and d
    )
    return bool(whose and behind and not behind.candidates and dimension_of(behind, turn))


def _whose(items: Items, i: int, turn: Turn) -> bool:
    """ "industry OF THE CUSTOMER": the noun behind only says whose the group is."""
    before = [x for x in items[max(0, i - 3) : i] if x.word not in ("the", "our", "a", "each")]
    whose = items[i].sense("object") is not None and len(before) > 1 and before[-1].word == "of"
    return whose and before[-2].sense("object") is None and dimension_of(before[-2], turn) is not None


def kinds_named(items: Items, turn: Turn) -> list[str]:
    """ "Source vs win rate", "a table: lead source, win rate", "compare lead sources by win rate": a kind without a value, beside a rate."""
    if not any((m := x.sense("metric")) and m.value.endswith("_rate") for x in items):
        return []
    with_value = {s.field for x in items for s in x.senses if s.kind == "option"}
    for i, item in enumerate(items):
        name = dimension_of(item, turn)
        if name and not (item.candidates or item.sense("metric") or item.sense("object") or valued(items, i)):
            return [] if name in (*BUCKETS, *with_value) or qualifies(items, i, turn) else [name]
    return []


def _in_steps(groups: list[str], turn: Turn) -> list[str]:
    """ "monthly … by expected close": the steps of that date."""
    bucket = next((g for g in groups if g in BUCKETS), None)
    kept = []
    for group in groups:
        field = turn.field("deal", group)
        dated = field is not None and field.kind in (Kind.DATE, Kind.INSTANT)
        if not (dated and bucket):
            kept.append(f"{group}:month" if dated else group)
    return kept


def valued(items: Items, i: int) -> bool:
    """ "by owner Ben", "by stage Proposal": a value behind the dimension makes it a condition."""
    behind = items[i + 1] if i + 1 < len(items) else None
    fields = {s.field for s in items[i].senses if s.kind == "field"} | {s.value for s in items[i].senses}
    if behind is None:
        return False
    option = behind.sense("option")
    return bool((behind.of("user") and "owner" in fields) or (option and option.field in fields))


def _each(items: Items, i: int) -> bool:
    """ "how many calls did each rep make", "each of my reps", "in every country"."""
    single = (
        items[i].word == "individual" and items[i + 1 : i + 2] and items[i + 1].plural
    )  # "in the individual stages"
    if not (single or items[i].word in ("each", "every")) or items[i].candidates or wherever(items, i):
        return False
    behind = next((x for x in items[i + 1 : i + 4] if x.word not in ("of", "my", "our", "the", "single")), None)
    return behind is not None and (
        behind.sense("dimension") is not None or my_sellers(behind) or any(s.kind == "field" for s in behind.senses)
    )


def wherever(items: Items, i: int) -> bool:
    """ "All the buyers, IN EVERY COMPANY": of whichever it is, and no groups."""
    noun = next((s for x in items[i + 1 : i + 3] if (s := x.sense("object"))), None)
    many = any((s := x.sense("object")) and s.plural and not x.candidates for x in items[:i])
    led = i > 0 and items[i - 1].word in ("in", "at", "from", "across")
    led = led or (i > 0 and items[i - 1].word in ("for", "of") and any(_relates(x) for x in items[i + 2 : i + 3]))
    return led and many and noun is not None and not any(x.has("count", "report") or x.sense("metric") for x in items)


def each_listed(items: Items) -> bool:
    """ "Get me EVERY ACCOUNT of mine that …": all of them are listed, where nothing of each is measured."""
    said = [x for x in items if not x.is_mark and not x.has("please", "me")]
    every = len(said) > 2 and said[0].has("show") and said[1].word in ("every", "each")
    measured = any(x.has("count", "group_by", "report") or x.sense("metric") for x in said)
    return every and said[2].sense("object") is not None and not measured


def _relates(item: Item) -> bool:
    """ "(Contacts for every account) THAT has …": of which ones, and no groups."""
    return item.word in ("that", "which", "with", "having", "where", "whose")


def _repeated(items: Items, i: int) -> bool:
    """ "customer by customer", "month for month", "week after week"."""
    links = ("by", "for", "after", "to", "on", "over", "per")
    behind, before = items[i + 1 : i + 3], items[max(0, i - 2) : i]
    ahead = len(behind) == 2 and behind[0].word in links and behind[1].word == items[i].word
    back = len(before) == 2 and before[1].word in links and before[0].word == items[i].word
    return ahead or back


def _bare(items: Items, i: int) -> bool:
    """ "win rate product", "pipeline rep": in telegrams, a dimension that ends the sentence behind what is measured."""
    behind = items[i + 1] if i + 1 < len(items) else None
    closes = behind is None or behind.is_mark or behind.value is not None
    if items[i].has("created", "updated", "closed", "won", "lost", "due"):
        return False
    return bool(i and closes and items[i - 1].sense("metric") and not items[i - 1].candidates and not items[i].plural)


_MEASURING = frozenset("total overall combined average mean number value amount".split())


def unknown_dimension(items: Items) -> str | None:
    """A word behind "by" or "per" that names nothing to group by."""
    for i, item in enumerate(items[1:], 1):
        known = item.senses or item.candidates or item.value or item.capital or not item.word.isalpha()
        known = known or (i > 1 and items[i - 2].word == item.word)  # "side by side"
        if _unknown_kind(items, i):
            return f"{items[i - 1].text} {item.text}"
        if item.word in BETWEEN | _MEASURING:
            continue  # "by expected close month", "the customers by total value"
        if not known and items[i - 1].has("group_by") and item.word not in FUNCTION_WORDS and len(item.word) > 2:
            return item.text
    return None


def _unknown_kind(items: Items, i: int) -> bool:
    """ "by customer satisfaction": a word behind the group that makes another thing of it, and stands for nothing."""
    item, before = items[i], items[i - 1]
    plain = (
        not (item.senses or item.candidates or item.value or item.capital)
        and item.word.isalpha()
        and len(item.word) > 4
    )
    whose = before.sense("object") is not None and i > 1 and items[i - 2].has("group_by")
    return plain and whose and not before.plural and item.word not in FUNCTION_WORDS


def team_said(items: Items) -> tuple[bool, set[int]]:
    """ "my reps", "each of my people": everybody of the speaker's team, not the speaker."""
    for i, item in enumerate(items[:-1]):
        if my_sellers(item):
            return item.word.startswith("my "), {i}
        behind = items[i + 1]
        dimension = behind.sense("dimension")
        people = (dimension is not None and dimension.value == "owner") or behind.word in ("people", "guys", "folks")
        if (
            item.word.split()[-1] in ("my", "our")
            and people
            and (behind.plural or behind.word in ("people", "guys", "folks", "reps"))
        ):
            return item.word.split()[-1] == "my", {i}
    return False, set()
