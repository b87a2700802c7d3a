"""Conditions on other records: "contacts at accounts with open deals over 50k", "accounts without tickets"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from assistant.language.chart import Item, Items
from assistant.language.lexicon import Sense
from assistant.language.slots.how_many import COUNTED, KINDS
from assistant.language.slots.led_in import between_options, of_each, with_amount
from assistant.language.slots.turn import Json
from assistant.language.values import NumberValue
from crm_store.catalog import Catalog, Kind

_LEADS_IN = frozenset(
    """at of with without across whose that who which having have has had neither from for on in no any where under to behind linked attached tied belong belongs belonging employed
    work works working sitting""".split()
)


@dataclass(frozen=True, slots=True)
class Part:
    """Items `start` up to `end`, and those from `tail` on, say something of another object; `kind` is the type of an activity."""

    start: int
    end: int
    object: str
    kind: str
    negative: bool
    tail: Items = ()


def parts(items: Items, head: str, catalog: Catalog) -> Iterator[Part]:
    """What is said of other records, in order: "contacts at accounts with …", "… with an open deal and an open ticket"."""
    if (at := something(items, head)) is not None:
        yield Part(at + 1, len(items), "deal", "", items[at].word == "nothing" or is_negative(items, at))
        return
    found = list(_parts(items, head, catalog))
    for n, part in enumerate(found):
        yield replace(part, tail=_tail(items, found[n:])) if part.negative and part.object == "activity" else part


def _parts(items: Items, head: str, catalog: Catalog) -> Iterator[Part]:
    found = split_relation(items, head, catalog)
    while found is not None:
        noun, other, kind = found
        owning = items[noun].possessive
        start = _owner_start(items, noun) if owning else start_of(items, noun, catalog)
        further = next_relation(items, noun, head, other, catalog)
        end = noun + 1 if owning else further[0] if further else len(items)
        negative = is_negative(items[:end], start)
        silence = (
            negative
            and other == "activity"
            and (_timed(items[noun + 1 : noun + 5]) if not kind else _spelt_out(items, start))
        )
        if not silence:  # "no activity in 60 days"
            yield Part(start, end, other, kind, negative)
        found = further[1:] if further else None


def _tail(items: Items, run: list[Part]) -> Items:
    """ "No call, no mail and no meeting IN MAY": what is said of the last of several kinds that lack, each by its bare noun."""
    for one in run:
        noun = next((i for i in range(one.start, one.end) if items[i].sense("object")), one.end)
        behind = items[noun + 1 : one.end]
        if not (one.negative and one.object == "activity"):
            return ()
        if not all(x.is_mark or x.word in _AND for x in behind):
            return behind if one is not run[0] else ()
    return ()


def _spelt_out(items: Items, start: int) -> bool:
    """ "Gone quiet, no call, no mail", "nothing, not a call, not a mail": the silence that was said before, in its parts."""
    return any(x.has("silent") or x.word == "nothing" for x in items[:start])


def _timed(items: Items) -> bool:
    return any(x.kind in ("duration", "period", "date") for x in items)


def says_team(items: Items, i: int) -> bool:
    """ "my people", "our guys": those who work with whoever speaks."""
    return bool(i and items[i].word in _PEOPLE and items[i - 1].word.split()[-1] in ("my", "our"))


def contrasts(items: Items, i: int) -> bool:
    """ "Deals I mean, NOT TICKETS": what is not asked for, by its noun alone."""
    before = [x for x in items[max(0, i - 2) : i] if x.word != "the"]
    ends = i + 1 == len(items) or items[i + 1].is_mark
    said_no = bool(before) and before[-1].word == "not"
    return ends and said_no and items[i].sense("object") is not None and not items[i].candidates


_PEOPLE = frozenset("people guys folks crew squad".split())


def split_relation(items: Items, head: str, catalog: Catalog) -> tuple[int, str, str] | None:
    """Where another object's noun begins a nested condition: (item, object, type of activity)."""
    for i, item in enumerate(items):
        sense = noun_of(item)
        if i == 0 or sense is None or sense.object == head or item.candidates or _is_field(sense, head, catalog):
            continue
        if says_team(items, i) or contrasts(items, i):
            continue
        led = item.possessive or any(
            x.word.split()[0] in _LEADS_IN or x.kind == "comparator" or x.has("has", "lacks") or x.word == ","
            for x in _since_noun(items, i)
        )
        if (
            led
            and (sense.plural or items[i - 1].word == "whose" or of_each(items, i))
            and link(head, sense.object, catalog)
        ):
            return i, sense.object, sense.value
        if (
            led
            and item.value is None
            and head != "activity"
            and _indefinite(items, i)
            and link(head, sense.object, catalog)
        ):
            return i, sense.object, sense.value
    return None


_BY_END = ("won_count", "lost_count")


def noun_of(item: Item) -> Sense | None:
    """The object that an item names; "won deal" is a metric's name and a deal's, "3 contacts" a number and a noun."""
    counted = item.value.value if item.kind == "number" and item.value else None
    if isinstance(counted, NumberValue) and counted.unit in COUNTED:
        kind = counted.unit if counted.unit in KINDS else ""
        return Sense("object", object="activity" if kind else str(counted.unit), value=kind, plural=True)
    metric = item.sense("metric")
    ended = metric is not None and metric.value in _BY_END and item.word.split()[-1] not in ("wins", "losses", "count")
    return Sense("object", object="deal", plural=item.plural) if ended else item.sense("object")


def _since_noun(items: Items, i: int) -> Items:
    """What stands between the noun before and item `i`: "with an urgent or a high" ticket."""
    start = next((j for j in range(i - 1, -1, -1) if items[j].sense("object")), -1)
    return items[max(start + 1, i - _FAR) : i]


_FAR = 7


def _is_field(noun: Sense, head: str, catalog: Catalog) -> bool:
    """ "contacts with no email": the address, not a message."""
    return noun.value == "email" and not noun.plural and "email" in catalog.objects[head].fields


def something(items: Items, head: str) -> int | None:
    """ "accounts with nothing open", "customers where something is in negotiation": a deal that is not called one."""
    if head not in ("account", "contact"):
        return None
    for i, item in enumerate(items[1:], 1):
        behind = items[i + 1 : i + 4]
        if item.word in _THINGS - {"everything"} and any(map(_of_deals, behind)):
            return i
    return None


def things_of(items: Items) -> bool:
    """ "Anything open with", "something in negotiation at": deals that are not called so, before whose they are."""
    at = next((i for i, x in enumerate(items) if x.word in _THINGS), None)
    return at is not None and items[-1].word not in _THINGS and any(map(_of_deals, items[at + 1 : at + 4]))


_THINGS = frozenset("anything something nothing everything".split())


def _of_deals(item: Item) -> bool:
    staged = item.sense("option", "deal") is not None
    return staged or item.has("open", "closing", "won", "lost") or _is_pipeline(item)


def _is_pipeline(item: Item) -> bool:
    metric = item.sense("metric")
    return metric is not None and metric.value == "pipeline"


def next_relation(items: Items, noun: int, head: str, other: str, catalog: Catalog) -> tuple[int, int, str, str] | None:
    """A second nested condition on `head` ("… with an open deal and an open ticket"): (joint, noun, object, type)."""
    for i in range(noun + 1, len(items)):
        sense = noun_of(items[i])
        if sense is None or sense.object == head or items[i].candidates or not link(head, sense.object, catalog):
            continue
        if other == "account" and link(other, sense.object, catalog):
            continue  # "people at accounts with three sites and a deal": whose deal it is
        joint = next((j for j in range(i - 1, noun, -1) if items[j].word in _AND), None)
        if joint is None and _says_no(items[i - 1]) and i - 1 > noun:
            return i - 1, i, sense.object, sense.value  # "no call no mail"
        if joint is not None and sense.object == other and not _again(items[joint:i]):
            continue
        if joint is not None and (sense.plural or _indefinite(items, i)):
            return joint, i, sense.object, sense.value
    return None


_AND = ("and", "but", ",", "or", "nor")


def _again(between: Items) -> bool:
    """ "with a won deal but no open deal": another one of a kind, told by its own "no" or "a"."""
    return any(_says_no(x) or x.has("lacks") or x.word.split()[-1] in _INDEFINITE for x in between[1:])


_INDEFINITE, _DEFINITE = (
    frozenset("a an any no another every each one single".split()),
    frozenset("the this that my our your their its".split()),
)


def _indefinite(items: Items, i: int) -> bool:
    """ "an open urgent ticket", "no deal", "overdue task": some record, not one that was spoken of."""
    for item in reversed(items[max(0, i - 6) : i]):
        if item.word.split()[-1] in _INDEFINITE:
            return True
        if item.word in _DEFINITE:
            return False
        if item.sense("object"):
            break  # "accounts with open deal over 50k"
    sense = items[i].sense("object")
    stated = bool(i and sense) and items[i - 1].has("open", "overdue", "won", "lost")
    return stated and bool(
        (sense and sense.value)
        or (i > 1 and (items[i - 2].is_mark or items[i - 2].word in ("having", "with", "without")))
    )


def link(head: str, other: str, catalog: Catalog) -> Callable[[Json | None], Json] | None:
    """How a condition on `other` becomes one on `head`."""
    for field in catalog.objects[head].fields.values():
        if field.kind is Kind.REFERENCE and field.target == other and field.name != "parent_account":
            name = field.name
            return lambda where: (
                {"through": {"field": name, "where": where}}
                if where
                else {"field": name, "op": "isnull", "value": False}
            )
    for field in catalog.objects[other].fields.values():
        if field.kind is Kind.REFERENCE and field.target == head and field.name != "parent_account":
            via = field.name
            return lambda where: {"related": {"object": other, "via": via, **({"where": where} if where else {})}}
    return None


def start_of(items: Items, noun: int, catalog: Catalog) -> int:
    """Where the nested part begins: behind the word that leads in."""
    start = noun
    while start > 1:
        item = items[start - 1]
        if item.word in _LEADS_IN or item.has("has", "lacks") or _says_no(item):
            return with_amount(items, start)
        listed = between_options(items, start - 1)
        if item.sense("object") or (not listed and (item.is_mark or item.word in ("and", "but", "nor"))):
            return start
        if item.word == "or" and items[start - 2].sense("object"):
            return start
        start -= 1
    return start


def _owner_start(items: Items, noun: int) -> int:
    """Where "my healthcare customers'" begins, before the noun of what is theirs."""
    start = noun
    while start and not (_ends_owner(items[start - 1]) or items[start - 1].word in _LEADS_IN):
        start -= 1
    return start


def _ends_owner(item: Item) -> bool:
    return (
        item.is_mark or _says_no(item) or item.has("show", "count", "what", "please", "all", "has") or item.word == "me"
    )


def is_negative(items: Items, start: int) -> bool:
    """ "without", "no", "don't have" before the nested part."""
    for item in reversed(items[max(0, start - _DENIED) : start]):
        if item.word in ("no", "without", "none") or item.has("lacks") or _says_no(item):
            return True
        if item.sense("object") or item.sense("field") or item.word == "but":
            return False
    return False


_DENIED = 4  # items over which a "not" reaches: "aren't tied to any open deal"


def _says_no(item: Item) -> bool:
    return item.word in ("never", "neither", "nor", "no") or bool(
        item.kind == "comparator" and item.value and item.value.value in ("without", "not")
    )
