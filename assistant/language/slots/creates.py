"""New records: the object that was named, and whatever was said about it."""

from __future__ import annotations

from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.changed_texts import sentence
from assistant.language.slots.held import day_of
from assistant.language.slots.targets import accounts_in
from assistant.language.slots.turn import Json, Turn, number
from assistant.language.values import MoneyValue, NumberValue
from crm_store.catalog import Kind

_COMPANY_LEADS = frozenset(["company", "from", "at", "of", "with", "for"])
_NAMED = frozenset(["called", "named", ":", "name"])
_STOPS = frozenset(
    [
        ",",
        ".",
        ";",
        "(",
        ")",
        "from",
        "at",
        "of",
        "with",
        "for",
        "in",
        "worth",
        "and",
        "who",
        "closing",
        "about",
        "as",
        "to",
        "is",
        "on",
        "-",
    ]
)


def new_record(items: Items, turn: Turn) -> tuple[str, Json, str | None] | None:
    """(object, fields, name of a company that no account has), or None where no object is named."""
    noun = next(
        (
            (i, s)
            for i, x in enumerate(items)
            if (s := x.sense("object")) and s.object != "activity" and not x.candidates
        ),
        None,
    )
    if noun is None:
        return None
    at, sense = noun
    object_ = _as_contact(items, at, sense.object)
    fields: Json = {}
    used = {at}
    _values(items, turn, object_, fields, used)
    company = _company(items, turn, object_, fields, used, at)
    _name(items, turn, object_, fields, used, at)
    _title(items, turn, object_, fields, used)
    _place(items, turn, object_, fields, used)
    return object_, fields, company


def more_of(items: Items, turn: Turn, object_: str) -> Json:
    """What a further sentence says of a new record: "she is head of logistics at Beck Glass, email …"."""
    fields: Json = {}
    used: set[int] = set()
    _values(items, turn, object_, fields, used)
    _company(items, turn, object_, fields, used, -1)
    _title(items, turn, object_, fields, used)
    return fields


def called(items: Items, turn: Turn, object_: str) -> Json:
    """The fields of an answer to "What is the name?": "Hans Berg at Crestline"."""
    fields: Json = {}
    used: set[int] = set()
    _values(items, turn, object_, fields, used)
    _company(items, turn, object_, fields, used, 0)
    _name(items, turn, object_, fields, used, -1)
    _title(items, turn, object_, fields, used)
    return fields


def _as_contact(items: Items, at: int, object_: str) -> str:
    """ "add X as a contact"."""
    return object_


def _values(items: Items, turn: Turn, object_: str, fields: Json, used: set[int]) -> None:
    known = turn.catalog.objects[object_].fields
    money = next((n for n in ("amount", "annual_revenue", "list_price") if n in known), None)
    for i, item in enumerate(items):
        value = item.value.value if item.value else None
        if item.kind in ("email", "phone") and item.kind in known:
            fields[item.kind] = str(value)
        elif item.kind == "url" and "domain" in known:
            fields["domain"] = str(value)
        elif isinstance(value, NumberValue) and value.unit in ("employee", "person", "people") and "employees" in known:
            fields["employees"] = number(value.value)
        elif isinstance(value, MoneyValue) and money:
            fields.setdefault(money, number(value.amount))
        elif (day := day_of(item)) and (name := _date_name(items, i, object_)):
            fields.setdefault(name, day.isoformat())
        elif not item.candidates and not item.has("create") and (option := item.sense("option", object_)):
            fields.setdefault(option.field, option.value)
        elif item.of("product") and ("product" in known or "product_interest" in known):
            _product(item, turn, object_, fields)
        else:
            continue
        used.add(i)


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


def _company(items: Items, turn: Turn, object_: str, fields: Json, used: set[int], at: int) -> str | None:
    """The account of a contact, deal or ticket; the company name of a lead; a name that no account has."""
    if object_ in ("account", "product"):
        return None
    for i, item in enumerate(items):
        account = item.of("account")
        if account and i not in used and object_ != "lead":
            exact = [c for c in account if c.score >= 0.99] or list(account)
            if len(exact) == 1:
                fields["account"] = exact[0].id
                used.add(i)
                return None
    for i, item in enumerate(items):
        if item.word in _COMPANY_LEADS and i > at and i + 1 < len(items):
            end = _run(items, i + 1, used)
            if end > i + 1:
                said = turn.text[items[i + 1].start : items[end - 1].end]
                used.update(range(i, end))
                if object_ == "lead":
                    fields["company"] = said if any(c.isupper() for c in said) else said.title()
                    return None
                return said
    return None


def _run(items: Items, start: int, used: set[int]) -> int:
    """The end of a run of words that may be a name."""
    end = start
    while end < len(items) and end not in used and end - start < 5:
        item = items[end]
        if (
            item.word in _STOPS
            or (item.value and item.kind not in ("quote",))
            or (item.is_mark and item.word not in "&'")
        ):
            break
        if item.families and not item.capital and not item.candidates:
            break
        if end == start and item.word in ("the", "a", "an", "my", "our"):
            break
        end += 1
    return end


def _name(items: Items, turn: Turn, object_: str, fields: Json, used: set[int], at: int) -> None:
    """What it is called: behind a colon or "called", behind the noun, else the first run of unknown words."""
    label = turn.catalog.objects[object_].label_field
    quoted = next((i for i, x in enumerate(items) if x.kind == "quote" and i not in used), None)
    if quoted is not None:
        fields[label] = items[quoted].text.strip(" '\"“”‘’")
        used.add(quoted)
        return
    marks = [i + 1 for i, x in enumerate(items) if x.word in _NAMED and i >= at]
    starts = [*marks, at + 1, *range(at + 2, len(items)), *range(at)]
    for start in starts:
        if start in used or start >= len(items):
            continue
        end = _subject_end(items, start, used) if object_ == "ticket" and start in marks else _run(items, start, used)
        if end > start and (start in marks or _name_like(items[start:end], turn)):
            said = turn.text[items[start].start : items[end - 1].end]
            person = object_ in ("contact", "lead")
            fields[label] = said.title() if person and not any(c.isupper() for c in said) else sentence(said)
            used.update(range(start, end))
            return


def _subject_end(items: Items, start: int, used: set[int]) -> int:
    return len(items)


def _name_like(items: Items, turn: Turn) -> bool:
    plain = [x for x in items if not x.senses and not x.value]
    return (
        bool(plain)
        and (items[0].capital or all(x.word.isalpha() for x in plain))
        and items[0].word not in FUNCTION_WORDS
    )


def _place(items: Items, turn: Turn, object_: str, fields: Json, used: set[int]) -> None:
    """The city of an account: a name behind "in" or a comma that is nothing else."""
    if object_ != "account":
        return
    for i, item in enumerate(items):
        free = i not in used and item.capital and not item.senses and not item.value
        if free and i and items[i - 1].word in ("in", ",", "from"):
            end = _run(items, i, used)
            fields["city"] = turn.text[item.start : items[end - 1].end]
            used.update(range(i, end))
            return


def _title(items: Items, turn: Turn, object_: str, fields: Json, used: set[int]) -> None:
    known = turn.field(object_, "title")
    if known is None or known.kind is not Kind.TEXT:
        return
    for i, item in enumerate(items):
        if item.sense("title") and i not in used:
            first = i
            while (
                first
                and first - 1 not in used
                and items[first - 1].word.isalpha()
                and items[first - 1].word not in _STOPS | {"a", "an", "the", "their", "is"}
                and not items[first - 1].has("create")
            ):
                first -= 1
            end = i + 1
            while (
                end < len(items)
                and end not in used
                and (items[end].word == "of" or (items[end].word.isalpha() and items[end].word not in _STOPS))
            ):
                end += 1
            fields["title"] = sentence(turn.text[items[first].start : items[end - 1].end])
            used.update(range(first, end))
            return


__all__ = ["accounts_in", "new_record"]
