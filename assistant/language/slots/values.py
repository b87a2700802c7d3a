"""Conditions that compare a field with a value: amounts, picklists, dates, records, titles and places."""

from __future__ import annotations

from decimal import Decimal

from assistant.language.chart import Item
from assistant.language.lexicon import Sense
from assistant.language.slots.named import reference_path
from assistant.language.slots.periods import (
    date_field,
    days_back,
    enters_stage,
    explicit_date_field,
    is_now,
    joined,
    said_of_outer,
    span_conditions,
    span_of,
    up_to,
)
from assistant.language.slots.scan import Scan
from assistant.language.slots.stage_order import by_order
from assistant.language.slots.turn import Json, eq, number, op
from assistant.language.slots.unread import counts
from assistant.language.text import stem, words_of
from assistant.language.values import DurationValue, MoneyValue, NumberValue, RangeValue, Span
from assistant.language.values.calendar import add
from crm_store.catalog import Kind

_MONEY = {"deal": "amount", "account": "annual_revenue", "product": "list_price"}
_NUMERIC = (Kind.MONEY, Kind.INTEGER, Kind.NUMBER, Kind.PERCENT)
_COMPARES = {"eq", "gt", "gte", "lt", "lte"}
_STATE_WORDS = ("open", "closed", "resolved", "unresolved")
_ABOUT = Decimal("0.1")  # "around 50k" is a tenth more or less


def amounts(scan: Scan) -> None:
    """ "over 50k", "with more than 500 employees", "between 10 and 20k", "worth at least 1M"."""
    for i, item in list(scan.free()):
        if item.kind not in ("money", "number", "range", "percent") or item.value is None:
            continue
        if counts(scan.items, i, scan.head):
            continue  # "five deals"
        comparator = _comparator(scan, i)
        field, at = _numeric_field(scan, i)
        if field is None and comparator is None and item.kind != "range":
            continue
        name = field or (_MONEY.get(scan.head) if item.kind != "percent" else None)
        if name is None or not scan.has_field(name) or (item.kind == "number" and field is None and not _large(item)):
            continue
        condition = _compared(name, comparator or "eq", item)
        if condition:
            scan.take(i, i + 1, condition, final=True)
            scan.used.update(j for j in (at, _comparator_place(scan, i)) if j is not None)


def _large(item: Item) -> bool:
    """A plain number without a field is money only where it looks like it: "over 20000"."""
    value = item.value.value if item.value else None
    return (isinstance(value, NumberValue) and value.unit is None and value.value >= 1000) or isinstance(
        value, RangeValue
    )


def _comparator_place(scan: Scan, i: int) -> int | None:
    for j in (i - 1, i - 2, i + 1):
        if 0 <= j < len(scan.items) and scan.items[j].kind == "comparator":
            value = scan.items[j].value
            if value and value.value in _COMPARES | {"approx"}:
                return j
    return None


def _comparator(scan: Scan, i: int) -> str | None:
    place = _comparator_place(scan, i)
    value = scan.items[place].value if place is not None else None
    return str(value.value) if value else None


def _numeric_field(scan: Scan, i: int) -> tuple[str | None, int | None]:
    """The number field named next to item `i`: "amount over 50k", "over 50 employees"."""
    said = scan.items[i].value
    unit = said.value.unit if said and isinstance(said.value, NumberValue | RangeValue) else None
    if unit in _HEADS and scan.has_field("employees"):
        return "employees", None
    if unit:
        sense = scan.turn.catalog.objects[scan.head].fields
        for field in sense.values():
            words = [field.name, field.label.lower(), *(s.lower() for s in field.synonyms)]
            if field.kind in _NUMERIC and any(_alike(unit, w) for phrase in words for w in phrase.split()):
                return field.name, None
    if said and scan.items[i].kind == "number" and (shared := _shared_unit(scan, i)):
        return shared, None
    for j in (i - 1, i - 2, i - 3, i + 1, i + 2):
        if 0 <= j < len(scan.items) and j not in scan.used:
            for s in scan.items[j].senses:
                known = scan.turn.field(scan.head, s.field) if s.kind == "field" and s.object == scan.head else None
                if known and known.kind in _NUMERIC:
                    return known.name, j
    return None, None


_HEADS = frozenset("people person persons folks heads workers staff".split())


def _alike(unit: str, word: str) -> bool:
    """The unit and a word of the field's name: "employees", "employes", "staff"."""
    near = min(len(unit), len(word)) >= _SAME and (word.startswith(unit.rstrip("s")) or unit.startswith(word))
    return near or stem(unit) == stem(word)


_SAME = 6  # letters in which slips of a long word agree


def _shared_unit(scan: Scan, i: int) -> str | None:
    """ "at least 1,000 but fewer than 3,000 employees": the unit is said once."""
    behind = scan.items[i + 1 : i + 4]
    at = next((j for j, x in enumerate(behind, i + 1) if x.kind == "number"), None)
    joined = any(x.word in ("but", "and", "to") for x in behind)
    return _numeric_field(scan, at)[0] if at is not None and joined else None


def _compared(field: str, comparator: str, item: Item) -> Json | None:
    value = item.value.value if item.value else None
    if isinstance(value, RangeValue):
        return {"all": [op(field, "gte", number(value.low)), op(field, "lte", number(value.high))]}
    amount = value.amount if isinstance(value, MoneyValue) else value.value if isinstance(value, NumberValue) else value
    if not isinstance(amount, Decimal):
        return None
    if comparator == "approx":
        low, high = amount * (1 - _ABOUT), amount * (1 + _ABOUT)
        return {"all": [op(field, "gte", number(low)), op(field, "lte", number(high))]}
    return op(field, comparator, number(amount))


def options(scan: Scan) -> None:
    """Stages, statuses, sources, industries: of the object itself, else of a record that it points at."""
    for i, item in list(scan.free()):
        if item.candidates and item.candidates[0].score > 0.9 and reference_path(scan, item):
            continue
        if scan.head == "ticket" and item.word in _STATE_WORDS and "status" not in (x.word for x in scan.before(i, 2)):
            continue  # an open ticket is an unresolved one, whatever its status is called
        path = _option_path(scan, item)
        if path and (reached := by_order(scan, i, path)):
            scan.take(i, i + 1, reached, final=True)
        elif path:
            scan.take(i, i + 1, eq(path[0], path[1]))
        elif of_deal := _of_some_deal(scan, item):
            scan.take(i, i + 1, of_deal)
        elif condition := _part_of_option(scan, i):
            scan.take(i, i + 1, condition)


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
    for j, x in enumerate(scan.items[at + 1 : at + 6], at + 1):
        span = span_of(x, scan.turn, "past") if j not in scan.used and not is_now(x) else None
        if span:
            scan.used.add(j)
            return {"all": [eq("is_won", True), *span_conditions("closed_at", span, scan.turn, "deal")]}
    return eq("is_won", True)


def _part_of_option(scan: Scan, i: int) -> Json | None:
    """ "the food industry": a word beside the name of a picklist that stands in some of its options."""
    item = scan.items[i]
    if item.senses or item.candidates or item.value or not item.word.isalpha() or len(item.word) < 3:
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


_SHORT = 3  # letters that begin too many words


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
    values = [o.value for o in field.options if word in words_of(o.value)] if field else []
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


def dates(scan: Scan) -> None:
    """Periods and days, on the date field that the words speak of."""
    for i, item in list(scan.free()):
        if is_now(item):
            scan.used.add(i)  # "right now": as things stand
            continue
        if scan.outer and said_of_outer(scan.items, i, scan.head, scan.outer):
            continue
        older = _older_than(scan, i) or _within(scan, i)
        span = span_of(item, scan.turn, _tense(scan, i)) if older is None else None
        if older is not None:
            scan.take(i, i + 1, older, final=True)
        elif span and _whole_calendar(scan) and (coming := _coming(scan, item)):
            scan.take(i, i + 1, _planned(scan, coming), final=True)
        elif span:
            field = _explicit(scan, i) or date_field(scan.items, i, scan.head, task=_is_task(scan))
            planned = any(x.has("calendar") for x in scan.items)
            span = span_of(item, scan.turn, "future" if planned else _tense_of(field)) or span
            if item.kind == "date" and item.word.startswith("within"):
                span = Span(scan.turn.context.today, span.end)  # "within two weeks": up to that day
            span = up_to(scan.items, i, span)
            found = span_conditions(field, span, scan.turn, scan.head)
            if found:
                scan.take(i, i + 1, joined(found))
                _implied_state(scan, field)


def _whole_calendar(scan: Scan) -> bool:
    """ "what's on my calendar tomorrow": meetings and calls, and what is due."""
    kinds = any(x.sense("object", "activity") for x in scan.items)
    return scan.head == "activity" and not kinds and not any(x.has("overdue", "due") for x in scan.items)


def _coming(scan: Scan, item: Item) -> Span | None:
    """The days that are still to come; None for those that are over."""
    span = span_of(
        item, scan.turn, "future" if item.kind == "date" or any(x.has("calendar") for x in scan.items) else "past"
    )
    return span if span and (span.end is None or span.end >= scan.turn.context.today) else None


def _planned(scan: Scan, span: Span) -> Json:
    held = [op("type", "in", ["meeting", "call"]), *span_conditions("occurred_at", span, scan.turn, "activity")]
    due = [eq("type", "task"), eq("status", "open"), *span_conditions("due_date", span, scan.turn, "activity")]
    return {"any": [{"all": held}, {"all": due}]}


def _explicit(scan: Scan, i: int) -> str | None:
    for j in (i - 1, i - 2, i - 3):
        if j >= 0 and enters_stage(scan.items, j, scan.head):
            return "stage_since"
        if j >= 0 and (name := explicit_date_field(scan.items[j], scan.head, scan.turn)):
            if name == "closed_at" and any(x.has("closing") for x in scan.items):
                continue
            return name
    return None


def _is_task(scan: Scan) -> bool:
    return any(
        x.has("overdue", "due") or ((o := x.sense("object", "activity")) and o.value == "task") for x in scan.items
    )


def _tense(scan: Scan, i: int) -> str:
    if any(x.has("calendar") for x in scan.items):
        return "future"
    return _tense_of(_explicit(scan, i) or date_field(scan.items, i, scan.head, task=_is_task(scan)))


def _tense_of(field: str) -> str:
    return "future" if field in ("close_date", "due_date", "follow_up_date") else "past"


def _implied_state(scan: Scan, field: str) -> None:
    """Closing in a period are open deals; what is due are open tasks."""
    said = [f.condition.get("field") for f in scan.found]
    if field == "close_date" and scan.head == "deal" and not {"is_won", "is_lost", "is_open"} & set(said):
        scan.implied.append(eq("is_open", True))
    if field == "due_date" and not {"status", "is_overdue"} & set(said):
        scan.implied.append(eq("status", "open"))


def _older_than(scan: Scan, i: int) -> Json | None:
    """ "older than 3 months": made before then; "newer than a week"."""
    item = scan.items[i]
    value = item.value.value if item.value else None
    cue = scan.items[i - 1] if i else None
    if not isinstance(value, DurationValue) or cue is None or cue.kind != "comparator" or not cue.value:
        return None
    if cue.value.value in ("older", "gt"):
        stage = _stands_in_stage(scan)
        return op("stage_since" if stage else "created_at", "lt", days_back(scan.turn.context.today, value).isoformat())
    if cue.value.value in ("newer", "lt"):
        return op("created_at", "gte", days_back(scan.turn.context.today, value).isoformat())
    return None


def _within(scan: Scan, i: int) -> Json | None:
    """ "closing within 30 days", "created within the past week": from today on, or up to today."""
    value = mention.value if (mention := scan.items[i].value) else None
    led = {x.word for x in scan.before(i, 2)} & {"within", "inside"}
    if not isinstance(value, DurationValue) or not led or value.unit in ("hour", "minute"):
        return None
    today = scan.turn.context.today
    field = _explicit(scan, i) or date_field(scan.items, i, scan.head, task=_is_task(scan))
    ahead = _tense_of(field) == "future"
    span = Span(today, add(today, value, 1)) if ahead else Span(days_back(today, value), today)
    if ahead:
        _implied_state(scan, field)
    return joined(span_conditions(field, span, scan.turn, scan.head))


def _stands_in_stage(scan: Scan) -> bool:
    """ "in the same stage for more than …", "stuck in Proposal longer than …": since it came there."""
    said = {w for x in scan.items for w in x.word.split()}
    options = any((o := x.sense("option", scan.head)) and o.field == "stage" for x in scan.items)
    stuck = bool(said & {"been", "stuck", "sitting", "sat", "for", "staying"})
    return scan.has_field("stage_since") and ("stage" in said or (options and stuck))
