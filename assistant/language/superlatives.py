""" "My biggest deal", "the newest lead at Acme": one record by where it stands, wherever something is said or asked of it."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.reads.lists import find_args
from assistant.language.slots.turn import Json, Turn
from assistant.language.values.model import LimitValue
from crm_store import records
from crm_store.errors import Invalid
from crm_store.query import RecordQuery, Sort, parse_conditions
from crm_store.records.model import Record, Reference

_RANKED = ("deal", "lead", "account", "ticket")
_WHOSE = frozenset("my our the his her their its".split())
_BETWEEN = 3  # words that may stand between "biggest" and "deal"
_TIED = 2  # records that are looked at, to see whether one of them stands out
_MEANT = 0.95


async def with_superlative(turn: Turn) -> Turn:
    """The turn with the record in place of its description; as it was where the record itself is what is asked for."""
    found = next((span for i in range(len(turn.items)) if (span := _described(turn.items, i))), None)
    if found is None:
        return turn
    first, last, object_ = found
    if not _said_of(turn.items[:first], turn.items[last + 1 :]):
        return turn
    row = await _outstanding(turn, find_args(turn.items[first : last + 1], turn, object_))
    return turn if row is None else replace(turn, items=_named(turn.items, first, last, row))


def _described(items: Items, i: int) -> tuple[int, int, str] | None:
    """(first, last, object) of the description whose superlative is item `i`."""
    mention = items[i].value
    limit = mention.value if mention else None
    if not isinstance(limit, LimitValue) or limit.count not in (None, 1) or limit.direction is None:
        return None
    if i and items[i - 1].kind == "ordinal":
        return None  # "the second biggest deal"
    noun = next((n for n, x in enumerate(items[i + 1 : i + 2 + _BETWEEN], i + 1) if _is_noun(x)), None)
    if noun is None or not all(_narrows(x) for x in items[i + 1 : noun]):
        return None
    sense = items[noun].sense("object")
    if sense is None or sense.plural or sense.object not in _RANKED:
        return None
    owned = i > 0 and (items[i - 1].word in _WHOSE or (items[i - 1].possessive and bool(items[i - 1].of("user"))))
    return (i - 1 if owned else i), _placed(items, noun), sense.object


def _is_noun(item: Item) -> bool:
    return item.sense("object") is not None and not item.candidates


def _narrows(item: Item) -> bool:
    return item.sense("option") is not None or item.has("open", "won", "lost")


def _placed(items: Items, noun: int) -> int:
    """Behind "at Acme", "with Acme", where that follows."""
    behind = items[noun + 1 : noun + 3]
    there = len(behind) > 1 and behind[0].word in ("at", "with", "for", "from") and bool(behind[1].of("account"))
    return noun + 2 if there else noun


def _said_of(before: Items, behind: Items) -> bool:
    """Something is asked or ordered of the record: "brief me on …", "when does … close", not "what is …", "show me …"."""
    led = [x for x in before if not x.is_mark and not _asks_for_it(x)]
    first = next((x.word.split()[0] for x in before if not x.is_mark), "")
    goes_on = any(not x.is_mark and not x.has("please") for x in behind)
    return bool(led) or (first in ("is", "was", "has", "does", "did", "will") and goes_on)


def _asks_for_it(item: Item) -> bool:
    return item.has("show", "what", "which", "tell", "please", "greet") or item.word in _ASKING


_LEADING = frozenset("on about for with of to from in into at by when how why whose".split())
_ASKING = FUNCTION_WORDS - _LEADING | frozenset(["which", "find"])


async def _outstanding(turn: Turn, args: Json) -> Record | None:
    """The first of the list; None where the one behind it is as good, or where a word was not understood."""
    if args.get("left_out") or not args["sort"]:
        return None
    sort = args["sort"][0]
    query = RecordQuery(
        args["object"],
        tuple(parse_conditions(args["where"])),
        (Sort(sort["field"], descending=sort["descending"]),),
        limit=_TIED,
    )
    try:
        found = (await records.find(turn.session, query)).items
    except Invalid:  # ordered by what this caller does not read
        return None
    rows = [r for r in found if r.value(sort["field"]) is not None]
    alone = len(rows) == 1 or (len(rows) > 1 and rows[0].value(sort["field"]) != rows[1].value(sort["field"]))
    return rows[0] if alone else None


def _named(items: Items, first: int, last: int, row: Record) -> Items:
    account = row.value("account")
    of = str(account.id) if isinstance(account, Reference) else None
    text = " ".join(x.text for x in items[first : last + 1])
    whole = replace(
        items[first],
        end=items[last].end,
        last=items[last].last,
        text=text,
        word=text.lower(),
        value=None,
        senses=(),
        candidates=(Candidate(row.object, str(row.id), row.label, _MEANT, of),),
    )
    return (*items[:first], whole, *items[last + 1 :])
