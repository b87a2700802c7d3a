"""Lists and counts: a head object, its conditions, order and limit, as the arguments of `find_records`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from assistant.language.chart import Item, Items
from assistant.language.joints import VERBS
from assistant.language.slots import named, relations, texts
from assistant.language.slots.amounts import amounts
from assistant.language.slots.asides import asides
from assistant.language.slots.dates import dates
from assistant.language.slots.how_many import quantity
from assistant.language.slots.led_in import who_works_at, whom_we_know
from assistant.language.slots.options import options
from assistant.language.slots.owners import owners
from assistant.language.slots.presence import presence
from assistant.language.slots.reads.ordering import (
    closes_next,
    default_sort,
    ended,
    number_of,
    order,
    picks,
    plural,
    state_said,
)
from assistant.language.slots.reports.metric_names import about
from assistant.language.slots.scan import Scan, negates
from assistant.language.slots.silence import silence
from assistant.language.slots.states import states
from assistant.language.slots.text_parts import text_parts
from assistant.language.slots.turn import Json, Turn, eq, op
from assistant.language.slots.unread import denied, says_head, unread


def head_of(items: Items, turn: Turn, default: str | None = None) -> tuple[str, str] | None:
    """(object, type of activity) that a list is about: its first noun, else what its other words are said of."""
    nouns = [
        (i, s)
        for i, x in enumerate(items)
        if (s := x.sense("object")) and not (x.candidates and x.candidates[0].score > 0.9)
    ]
    nouns = [(i, s) for i, s in nouns if not items[i].possessive and not relations.says_team(items, i)]
    nouns = [(i, s) for i, s in nouns if not relations.contrasts(items, i)] or nouns
    if nouns and (whom_we_know(items) or who_works_at(items)):
        return "contact", ""
    plain = [(i, s) for i, s in nouns if s.plural or _of_all(items, i)] or nouns
    if nouns and any(x.kind == "limit" for x in items[: nouns[0][0]]):
        plain = nouns  # "the oldest ticket of my accounts"
    if (
        plain
        and any(x.sense("title") and not x.candidates for x in (items if _who(items) else items[: plain[0][0]]))
        and plain[0][1].object == "account"
    ):
        return "contact", ""  # "the purchasing managers at our automotive accounts"
    if plain and plain[0][1].object in ("account", "contact") and relations.things_of(items[: plain[0][0]]):
        return "deal", ""  # "anything open with a customer in Seattle"
    if plain:
        sense = plain[0][1]
        return sense.object, sense.value
    if any(x.plural and (x.has("deal_noun") or _stage(x)) and not x.candidates for x in items):
        return "deal", ""  # "my renewals", "Tom's proposals"
    implied = _implied(items, turn)
    return (implied, "") if implied else ((default, "") if default else None)


def _of_all(items: Items, i: int) -> bool:
    """ "EVERY open TICKET that …", "the CONTACT LIST for …": as many as there are, by a noun in the singular."""
    each = any(x.word in ("every", "each") for x in items[max(0, i - 3) : i])
    return each or (i + 1 < len(items) and items[i + 1].word == "list" and not (i and items[i - 1].sense("object")))


def _who(items: Items) -> bool:
    """ "Who in my accounts is a CFO"."""
    return next((x.has("who") for x in items if not x.is_mark), False)


def _stage(item: Item) -> bool:
    return bool((option := item.sense("option", "deal")) and option.field == "stage")


def _implied(items: Items, turn: Turn) -> str | None:
    """The object that the words are said of, where no noun names one."""
    votes: dict[str, float] = {}
    of_deals = any(s.field == "close_date" for x in items for s in x.senses) or any(_stage(x) for x in items)
    sold_to = any(x.of("account") and x.candidates[0].object == "account" for x in items)  # "what has Globex bought"
    for item in items:
        for name, weight in (*_by_metric(item, turn), *_by_word(item, of_deals or sold_to), *_by_field(item)):
            votes[name] = votes.get(name, 0) + weight
    return max(votes, key=lambda o: votes[o]) if votes else None


def _by_word(item: Item, of_deals: bool) -> Iterator[tuple[str, float]]:
    if item.has("overdue", "due"):
        yield "deal" if of_deals or "close" in item.word or item.word.startswith("slip") else "activity", 1.5
    if item.has("calendar"):
        yield "activity", 1.5
    if item.has("closing", "won", "lost"):
        yield "deal", 1.2
    if item.has("open") and not item.has("closed"):
        yield "deal", 0.4  # "everything open at Castellan"
    if item.sense("title"):
        yield "contact", 1.0
    if item.has("bought") and not item.sense("metric"):
        yield ("deal" if of_deals else "account"), 0.8  # "who hasn't bought anything"
    if item.word in ("who", "whom", "anyone", "anybody", "everyone", "everybody"):
        yield "contact", 0.6
    if item.kind in ("money", "range", "limit"):
        yield "deal", 0.5


def _by_metric(item: Item, turn: Turn) -> Iterator[tuple[str, float]]:
    """ "wins", "tickets resolved", "lead count": a list by the name of what counts it."""
    metric = item.sense("metric")
    if metric and metric.value in ("won_count", "lost_count", "pipeline", "resolved_tickets", "converted_leads"):
        yield about(metric.value)[0], 1.5
    if metric and (counted := metric.value.removesuffix("_count")) in turn.catalog.objects:
        yield counted, 1.5


def _by_field(item: Item) -> Iterator[tuple[str, float]]:
    if item.candidates or item.has("open", "closed"):
        return
    for sense in item.senses:
        if sense.kind in ("option", "field") and sense.field != "owner":
            yield sense.object, 1.0 if sense.field in ("stage", "industry", "amount") else 0.3


def parse_list(items: Items, turn: Turn, head: str, kind: str = "", outer: str = "") -> Scan:
    """Every condition on `head` that the items make, nested ones first.

    `outer` is the object whose list this one narrows: what is said of that is left to it.
    """
    scan = Scan(turn, items, head, outer)
    for part in relations.parts(items, head, turn.catalog):
        _nest(scan, part)
    if kind:
        kinds = _kinds(items, kind)
        scan.take(0, 0, op("type", "in", kinds) if len(kinds) > 1 else eq("type", kind), final=True)
    _skip_order(scan)
    for step in _STEPS:
        step(scan)
    return scan


def _kinds(items: Items, kind: str) -> list[str]:
    """ "Meeting notes", "the notes of the call": what was noted is written in the one or in the other."""
    said = [s.value for x in items if (s := x.sense("object", "activity")) and not x.candidates]
    both = "note" in said and kind in ("note", "call", "meeting")
    return (
        [kind, *(k for k in dict.fromkeys(said) if k != kind and k in ("note", "call", "meeting"))] if both else [kind]
    )


def _nest(scan: Scan, part: relations.Part) -> None:
    """The condition on the head that another object's noun makes. What says nothing of that object may be said of the head."""
    noun = next((i for i in range(part.start, part.end) if relations.noun_of(scan.items[i])), part.start)
    counted = quantity(scan.items, part.start, noun)
    kept = [i for i in range(part.start, part.end) if counted is None or i not in counted.places]
    said_of = (*(scan.items[i] for i in kept), *part.tail)
    inner = parse_list(said_of, scan.turn, part.object, part.kind, scan.head)
    where = inner.conditions()
    led = scan.items[max(0, part.start - 1) : part.start + 2]
    whichever = scan.items[part.end - 1].possessive or any(x.word.split()[-1] in _WHICHEVER for x in led)
    if not (where or part.negative) and whichever:
        scan.used.update(range(part.start, part.end))
        return  # "in any company", "our customers' tickets": wherever, whosever they are
    make = relations.link(scan.head, part.object, scan.turn.catalog)
    assert make is not None
    condition = make(where[0] if len(where) == 1 else {"all": where} if where else None)
    if counted is not None and "related" in condition:
        condition["related"] |= counted.bounds
        scan.used |= counted.places
    scan.take(part.start, part.start, {"not": condition} if part.negative else condition, final=True)
    said = inner.used | {i for i, x in inner.free() if says_head(x, part.object) or (negates(x) and denied(i, inner))}
    scan.used.update(kept[i] for i in said if i < len(kept))


_WHICHEVER = frozenset("any every all each".split())
_STEPS = (
    asides,
    text_parts,
    texts.named_values,
    silence,
    owners,
    amounts,
    options,
    presence,
    states,
    dates,
    named.records,
    texts.titles,
    texts.kinds_of_deals,
    texts.custom_values,
    texts.subjects,
    texts.places,
    texts.written,
)


def _skip_order(scan: Scan) -> None:
    """Words of order ("sorted by amount", "top 5") make no condition."""
    for i, item in enumerate(scan.items):
        if item.kind == "limit":
            scan.used.add(i)
        by = item.word == "by" and any(x.kind == "limit" for x in scan.items) and bool(scan.items[i + 1 : i + 2])
        if item.has("sort_by") or (by and scan.items[i + 1].senses):
            scan.used.update((i, i + 1))


def find_args(items: Items, turn: Turn, head: str, kind: str = "") -> Json:
    """The arguments of `find_records`."""
    scan = parse_list(items, turn, head, kind)
    where = _of_either(scan.conditions())
    if "created_at" in str(where) and _came_in(
        items
    ):  # "new leads this week" are those that came in, whatever became of them
        where = [c for c in where if not (c.get("field") == "status" and c.get("value") == "New")]
    sort, limit = order(items, turn, head)
    if sort and sort[0]["field"] == "created_at" and head == "deal" and ended(where):
        sort = [{**sort[0], "field": "closed_at"}]  # "the last 5 won deals" are those won last
    if head == "deal" and closes_next(items):
        soonest = [eq("is_open", True), op("close_date", "gte", turn.context.today.isoformat())]
        where = [*(c for c in where if c.get("field") != "is_open"), *soonest]
        sort, limit = (
            [{"field": "close_date", "descending": False}],
            limit or number_of(items, head) or (None if plural(items, head) else 1),
        )
    if sort and picks(sort[0]["field"], items) and not state_said(where):
        where = [*where, eq("is_open", True)]
    args: Json = {"object": head, "where": where, "sort": sort or default_sort(head, where)}
    if limit:
        args["limit"] = limit
    if left := unread(scan):
        args["left_out"] = left
    return args


def _of_either(where: list[Json]) -> list[Json]:
    """ "Aisha's overdue tasks and Tom's too": of the one or of the other, as nothing has two owners."""
    owners_ = [c["value"] for c in where if c.get("field") == "owner" and c.get("op") == "eq"]
    rest = [c for c in where if not (c.get("field") == "owner" and c.get("op") == "eq")]
    return [op("owner", "in", owners_), *rest] if len(owners_) > 1 else where


def _came_in(items: Items) -> bool:
    """ "New" right before what is listed, where "that are still new" is a status."""
    return any(a.word.split()[-1] == "new" and (b.sense("object") or b.sense("option")) for a, b in pairwise(items))


def explained(items: Items, turn: Turn) -> bool:
    """ "My team, close date already passed, still not closed", "my three biggest": every word narrows a list of something."""
    if any(x.word in VERBS or x.has("spoke", "log", "remind", "because", "score", "recommend") for x in items):
        return False
    head = head_of(items, turn)
    if head is None:
        return False
    args = find_args(items, turn, *head)
    first = next((x for x in items if not x.is_mark and not x.has("please", "show", "me")), items[0])
    led = first.plural and first.sense("object", head[0]) is not None and head[0] != "activity"
    return len(args["where"]) + ("limit" in args) >= (1 if led else _TELLING) and "left_out" not in args


_TELLING = 2  # conditions that make a list of what names no records


__all__ = ["explained", "find_args", "head_of", "op", "parse_list"]
