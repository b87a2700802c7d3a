"""New records: the object that was named, and whatever was said about it."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.acts.makes import enters, made
from assistant.language.acts.newcomer import newcomer
from assistant.language.chart import Item, Items
from assistant.language.lexicon import Sense
from assistant.language.slots.meant import accounts_in
from assistant.language.slots.turn import Json, Turn, number
from assistant.language.slots.writes.bound import named_values, owner, references
from assistant.language.slots.writes.changed_texts import Changes, field_of, sentence
from assistant.language.slots.writes.changes import counts
from assistant.language.slots.writes.companies import company_of, doubtful, home_of, named_in_it, place
from assistant.language.slots.writes.held import amount_of, day_of
from assistant.language.slots.writes.matter import segments
from assistant.language.slots.writes.names import (
    STOPS,
    in_names,
    plain_words,
    put_called,
    put_name,
    says_name,
)
from assistant.language.slots.writes.presented import present
from assistant.language.values import MoneyValue, NumberValue
from crm_store.catalog import Kind


def new_record(items: Items, turn: Turn, kind: str = "") -> tuple[str, Json, str | None] | None:
    """(object, fields, name of a company that no account has), or None where no object is named and none is given."""
    noun = made(items)
    if kind and (noun is None or noun[1] != kind):
        noun = 0, kind
    if noun is None:
        return None
    at, object_ = noun
    items = in_names(items, object_ == "account" and turn.typed_small)
    if items[at].candidates or not items[at].sense("object"):
        at = -1
    fields: Json = {}
    used = (
        {at} | _source_part(items, object_) | ({0} if enters(items) or items[0].word == "open" else set())
    )  # "Pop …" is no name
    _owner(items, turn, object_, fields, used)
    present(items, turn, object_, fields, used)
    put_called(items, turn, object_, fields, used)
    _values(items, turn, object_, fields, used)
    _texts(items, turn, object_, fields, used)
    company = None if doubtful(items, object_, fields, used) else company_of(items, turn, object_, fields, used, at)
    if "account" not in fields and turn.field(object_, "contact") and (home := home_of(items, fields)):
        fields["account"] = home
    put_name(items, turn, object_, fields, used, at)
    _company_of_name(turn, object_, fields)
    if object_ == "deal" and "account" not in fields and company is None and (home := named_in_it(items)):
        fields["account"] = home
    _title(items, turn, object_, fields, used)
    place(items, turn, object_, fields, used)
    _loose(items, turn, object_, fields, used)
    return object_, fields, company


def _company_of_name(turn: Turn, object_: str, fields: Json) -> None:
    """ "Lead todd beckman pioneer pallets": two words of a name, and two or more of a company, with no mark between."""
    words = str(fields.get(turn.catalog.objects[object_].label_field, "")).split()
    if object_ == "lead" and "company" not in fields and len(words) >= _NAME_AND_COMPANY:
        fields["name"], fields["company"] = " ".join(words[:2]), " ".join(words[2:])


_NAME_AND_COMPANY = 4  # words


def _owner(items: Items, turn: Turn, object_: str, fields: Json, used: set[int]) -> None:
    """ "A lead for Tom: …", "assign it to Tom": the colleague whose it will be."""
    if turn.field(object_, "owner") is None:
        return
    handed = any(x.has("assign") for x in items)
    if any(map(_owns, items)):
        changes = Changes(used=set(used))
        owner(items, turn, object_, changes)
        fields |= changes.values
        used |= changes.used
    for i, (led, whom) in enumerate(pairwise(items), start=1):
        users = whom.of("user") if whom.candidates and whom.candidates[0].object == "user" else ()
        if len(users) == 1 and not whom.possessive and (led.word == "for" or (led.word == "to" and handed)):
            fields["owner"] = users[0].id
            used.update((i - 1, i))
            return


def _owns(item: Item) -> bool:
    """ "Aisha owns it", "with Daniel as the owner"."""
    return item.word in ("owns", "owner") and not item.candidates


def _texts(items: Items, turn: Turn, object_: str, fields: Json, used: set[int]) -> None:
    """ "city is Hamburg, country Germany": a text field by its name, up to the next comma."""
    label = turn.catalog.objects[object_].label_field
    for i, item in enumerate(items):
        known = field_of(item, turn, object_) if i not in used and not item.candidates else None
        if known is None or known.kind is not Kind.TEXT or known.name == label or known.name in fields:
            continue
        start = i + 1
        while start < len(items) and items[start].word in ("is", ":", "=", "of"):
            start += 1
        end = next((j for j in range(start, len(items)) if items[j].is_mark or items[j].word == "and"), len(items))
        if end > start and not used & set(range(start, end)) and items[start].capital:
            fields[known.name] = turn.text[items[start].start : items[end - 1].end]
            used.update(range(i, end))


def _source_part(items: Items, object_: str) -> set[int]:
    """ "new lead from the expo: …": where it comes from, before the colon, is no company."""
    colon = next((i for i, x in enumerate(items) if x.word == ":"), None)
    lead = next((i for i, x in enumerate(items) if x.word in ("from", "at", "via", "through")), None)
    if object_ != "lead" or colon is None or lead is None or lead > colon:
        return set()
    if items[lead].word in ("at", "from") and items[lead + 1].capital and not items[lead + 1].senses:
        return set()  # "a lead at Navarro Citrus: …"
    return {i for i in range(lead, colon) if not items[i].sense("option", "lead")}


def _loose(items: Items, turn: Turn, object_: str, fields: Json, used: set[int]) -> None:
    """Parts between commas that only their place explains: the company of a lead, the title of a contact."""
    label = turn.catalog.objects[object_].label_field
    if object_ not in ("lead", "contact") or label not in fields:
        return
    who = newcomer(items) if object_ == "contact" else None
    for first, end in segments(items, used):
        part = items[first:end]
        if who and first == 0 and end <= who[0]:
            continue  # "In addition, a new contact …"
        typed_small = turn.typed_small and any(x.word == "," for x in items)
        if not plain_words(part) or not (part[0].capital or typed_small) or part[0].has("create"):
            continue
        said = turn.text[part[0].start : part[-1].end]
        said = said.title() if typed_small and object_ == "lead" and "company" not in fields else said
        if object_ == "lead" and "company" not in fields:
            fields["company"] = said
        elif object_ == "contact" and "title" not in fields:
            fields["title"] = said
        else:
            continue
        used.update(range(first, end))


def more_of(items: Items, turn: Turn, object_: str, *, unnamed: bool = False) -> Json:
    """What a further sentence says of a new record: "she is head of logistics at Beck Glass, email …"; of one that is
    still `unnamed` its name too: "her name is Ursula Beck"."""
    fields: Json = {}
    used: set[int] = set()
    put_called(items, turn, object_, fields, used)
    _values(items, turn, object_, fields, used)
    company_of(items, turn, object_, fields, used, -1)
    if unnamed and says_name(items):
        if items[0].word.split("'")[0] in ("it", "this", "that"):
            items = items[1:]  # "It's Mia Holt"
        put_name(items, turn, object_, fields, used, -1)
    _texts(items, turn, object_, fields, used)
    _title(items, turn, object_, fields, used)
    if not turn.text.islower():
        place(items, turn, object_, fields, used)  # "they sit in Bremen"
    return fields


def called(items: Items, turn: Turn, object_: str) -> Json:
    """The fields of an answer to "What is the name?": "Hans Berg at Crestline"."""
    fields: Json = {}
    used: set[int] = set()
    _values(items, turn, object_, fields, used)
    company_of(items, turn, object_, fields, used, 0)
    put_name(items, turn, object_, fields, used, -1)
    _title(items, turn, object_, fields, used)
    return fields


def _values(items: Items, turn: Turn, object_: str, fields: Json, used: set[int]) -> None:
    changes = Changes(used=set(used))
    named_values(items, turn, object_, changes)
    references(items, turn, object_, changes)
    counts(items, turn, object_, changes)
    fields |= changes.values
    used |= changes.used
    known = turn.catalog.objects[object_].fields
    money = next((n for n in ("amount", "annual_revenue", "list_price") if n in known), None)
    for i, item in enumerate(items):
        value = item.value.value if item.value and i not in changes.used else None
        if i in changes.used:
            continue
        if item.kind in ("email", "phone") and item.kind in known:
            fields[item.kind] = str(value)
        elif item.kind == "url" and "domain" in known:
            fields["domain"] = str(value)
        elif isinstance(value, NumberValue) and value.unit in ("employee", "person", "people") and "employees" in known:
            fields["employees"] = number(value.value)
        elif money and (isinstance(value, MoneyValue) or _large(value)):
            fields.setdefault(money, amount_of(value))
        elif (day := day_of(item)) and (name := _date_name(items, i, object_)):
            fields.setdefault(name, day.isoformat())
        elif not item.candidates and not item.has("create") and (option := _option(items, i, object_)):
            fields.setdefault(option.field, option.value)
        elif item.of("product") and ("product" in known or "product_interest" in known):
            _product(item, turn, object_, fields)
        else:
            continue
        used.add(i)


def _option(items: Items, i: int, object_: str) -> Sense | None:
    """What grades the new record; "we have WON the interest of Acme, add a deal" ends none."""
    said = items[i].sense("option", object_)
    ended = items[i].has("won", "lost") and (i == 0 or items[i - 1].word not in _STANDING)
    return None if said and ended and said.field == "stage" else said


_STANDING = frozenset(["as", "stage", ":", ",", "already", "to", "in", "is", "marked", "closed"])


def _large(value: object) -> bool:
    """A bare number as large as money: "4,800"."""
    return isinstance(value, NumberValue) and value.unit is None and value.value >= 1000


def _date_name(items: Items, i: int, object_: str) -> str | None:
    if object_ == "deal":
        return "close_date"
    if object_ == "lead" and any(x.has("follow") for x in items):
        return "follow_up_date"
    return None


def _product(item: Item, turn: Turn, object_: str, fields: Json) -> None:
    product = item.of("product")[0]
    if object_ == "deal":
        fields.setdefault("product", product.id)
    elif object_ == "lead":
        known = turn.field("lead", "product_interest")
        if known and any(o.value == product.label for o in known.options):
            fields.setdefault("product_interest", product.label)


def _is_their_lead(items: Items, i: int) -> bool:
    """ "She is their warehouse lead": a title, and no prospect."""
    owned = i > 1 and items[i - 2].word in ("their", "our", "the", "a", "new") and items[i - 1].word.isalpha()
    return items[i].word == "lead" and owned and not (items[i - 1].candidates or items[i - 1].has("create"))


def _title(items: Items, turn: Turn, object_: str, fields: Json, used: set[int]) -> None:
    known = turn.field(object_, "title")
    if known is None or known.kind is not Kind.TEXT:
        return
    for i, item in enumerate(items):
        if (item.sense("title") or (object_ == "contact" and _is_their_lead(items, i))) and i not in used:
            if i and items[i - 1].word in _HEADING:
                continue  # "she runs purchasing"
            first = i
            while (
                first
                and first - 1 not in used
                and items[first - 1].word.isalpha()
                and items[first - 1].word not in STOPS | {"a", "an", "the", "their", "is"}
                and (not items[first - 1].has("create", "him", "her") or (first > 1 and items[first - 2].word == ","))
                and items[first - 1].word != "title"
                and items[first - 1].end <= items[first].start
            ):
                first -= 1
            end = i + 1
            while (
                end < len(items)
                and end not in used
                and items[end].start >= items[end - 1].end
                and (items[end].word == "of" or (items[end].word.isalpha() and items[end].word not in STOPS | _NOW))
            ):
                end += 1
            fields["title"] = sentence(turn.text[items[first].start : items[end - 1].end])
            used.update(range(first, end))
            return


_NOW = frozenset("there here now too also".split())
_HEADING = frozenset("runs does handles manages heads leads".split())

__all__ = ["accounts_in", "new_record"]
