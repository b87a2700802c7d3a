"""Conditions on picklists and places: stages, statuses, sources, industries."""

from __future__ import annotations

from assistant.language.chart import Item
from assistant.language.lexicon import Sense
from assistant.language.slots.named import reference_path
from assistant.language.slots.periods import is_now, span_conditions, span_of
from assistant.language.slots.scan import Scan, includes
from assistant.language.slots.stage_order import by_order
from assistant.language.slots.titles_said import of_title
from assistant.language.slots.turn import Json, eq, op
from assistant.language.text import stem, words_of
from crm_store.catalog import Kind

_STATE_WORDS = ("open", "closed", "resolved", "unresolved")
_SHORT = 3  # letters that begin too many words
_JUDGING = frozenset("good real fine fair".split())  # "a good win rate" is none of Consumer Goods


def options(scan: Scan) -> None:
    """Stages, statuses, sources, industries: of the object itself, else of a record that it points at."""
    for i, item in list(scan.free()):
        if _put_first(scan, i):
            scan.used.update((i, i + 1))
            continue
        if includes(scan.items, i):
            scan.used.update((i - 1, i))
            continue
        if item.candidates and item.candidates[0].score > 0.9 and reference_path(scan, item):
            continue
        if scan.head == "ticket" and item.word in _STATE_WORDS and "status" not in (x.word for x in scan.before(i, 2)):
            continue  # an open ticket is an unresolved one, whatever its status is called
        if of_title(scan, i):
            continue
        path = _option_path(scan, item)
        if path and (reached := by_order(scan, i, path)):
            scan.take(i, i + 1, reached, final=True)
        elif path:
            scan.take(i, i + 1, eq(path[0], path[1]))
        elif of_deal := _of_some_deal(scan, item):
            scan.take(i, i + 1, of_deal)
        elif condition := _part_of_option(scan, i):
            scan.take(i, i + 1, condition)


def _put_first(scan: Scan, i: int) -> bool:
    """ "Urgent first": how a list is to begin, and no condition."""
    named = scan.items[i + 1 : i + 2] and scan.items[i + 1].sense("field") is not None
    at = i + 2 if named else i + 1  # "high priority first"
    ends = scan.word(at) == "first" and (at + 1 >= len(scan.items) or scan.items[at + 1].is_mark)
    return bool(ends) and scan.items[i].sense("option") is not None and not scan.items[i].candidates


def _of_some_deal(scan: Scan, item: Item) -> Json | None:
    """ "accounts in negotiation", "the people where we are in proposal": with a deal that is there."""
    option = item.sense("option", "deal")
    via = scan.head if scan.head in ("account", "contact") else None
    if via and item.has("bought") and not item.sense("metric"):
        bought: Json = {"related": {"object": "deal", "via": via, "where": _won_in(scan, item)}}
        at = scan.items.index(item)
        nothing = scan.word(at + 1) == "nothing"
        scan.used.update([at + 1] if nothing else [])
        return {"not": bought} if nothing else bought
    if option is None or option.field != "stage" or via is None:
        return None
    return {"related": {"object": "deal", "via": via, "where": eq("stage", option.value)}}


def _won_in(scan: Scan, item: Item) -> Json:
    """ "bought nothing THIS YEAR": won, and in the days that stand behind it."""
    at = scan.items.index(item)
    said: list[Json] = [eq("is_won", True)]
    for j, x in enumerate(scan.items[at + 1 : at + 8], at + 1):
        if j not in scan.used and x.of("product"):
            scan.used.add(j)
            said.append(eq("product", x.of("product")[0].id))
        span = span_of(x, scan.turn, "past") if j not in scan.used and not is_now(x) else None
        if span:
            scan.used.add(j)
            said += span_conditions("closed_at", span, scan.turn, "deal")
            break
    return {"all": said} if len(said) > 1 else said[0]


def _part_of_option(scan: Scan, i: int) -> Json | None:
    """ "the food industry": a word beside the name of a picklist that stands in some of its options."""
    item = scan.items[i]
    if item.senses or item.candidates or item.value or not item.word.isalpha() or len(item.word) < 3:
        return None
    if item.word in _JUDGING:
        return None
    for beside in scan.items[max(0, i - 1) : i + 2]:
        for sense in beside.senses:
            if sense.kind in ("field", "dimension") and (found := _options_with(scan, sense, item.word)):
                return found
    near = [
        x
        for x in _industries(scan)
        if len(item.word) > _SHORT and any(w.startswith(stem(item.word)) for w in words_of(x))
    ]
    path = "industry" if scan.has_field("industry") else "account.industry"
    return (eq(path, near[0]) if len(near) == 1 else op(path, "in", near)) if near else None


def _industries(scan: Scan) -> list[str]:
    """The industries of the records, or of their accounts: "food customers", "auto deals"."""
    own = scan.turn.field(scan.head, "industry")
    field = own or (scan.turn.field("account", "industry") if scan.has_field("account") else None)
    return [o.value for o in field.options] if field else []


def _options_with(scan: Scan, sense: Sense, word: str) -> Json | None:
    name = sense.field if sense.kind == "field" else sense.value.rpartition(".")[2]
    own = scan.turn.field(scan.head, name)
    objects = ("account",) if own is None and scan.has_field("account") else (scan.head,)
    field = own or (scan.turn.field("account", name) if objects == ("account",) else None)
    values = [o.value for o in field.options if stem(word) in map(stem, words_of(o.value))] if field else []
    path = name if own else f"account.{name}"
    return (eq(path, values[0]) if len(values) == 1 else op(path, "in", values)) if values else None


def _option_path(scan: Scan, item: Item) -> tuple[str, str] | None:
    own = item.sense("option", scan.head) or item.sense("place", scan.head)
    if own:
        return own.field, own.value
    for sense in item.senses:
        if sense.kind not in ("option", "place"):
            continue
        for field in scan.turn.catalog.objects[scan.head].fields.values():
            if (
                field.kind is Kind.REFERENCE
                and field.target == sense.object
                and sense.object in ("account", "lead", "product")
            ):
                return f"{field.name}.{sense.field}", sense.value
    return None
