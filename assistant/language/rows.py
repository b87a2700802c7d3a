"""Rows of the list that was shown, as the records that they are: "the second one", "the smallest one", "the one with condensation"."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from assistant.conversation.state import DialogueState, Shown
from assistant.language.chart import Item, Items
from assistant.language.lexicon import Sense
from assistant.language.linking.model import Candidate
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.writes.steps import MONEY_OF
from assistant.language.text import stem, words_of
from assistant.language.values.model import LimitValue, NumberValue
from crm_store import records
from crm_store.database import Session
from crm_store.errors import NotFound
from crm_store.records.model import Record

_MEANT = 0.95


def with_places(items: Items, state: DialogueState) -> Items:
    """ "Number 2", "# 2" of the list that was shown: the second one."""
    if state.shown is None or not state.shown.ids:
        return items
    found = list(items)
    for i, (lead, item) in enumerate(pairwise(items), 1):
        value = item.value.value if item.value else None
        if lead.word in ("number", "no", "#", "nr") and isinstance(value, NumberValue) and 0 < value.value <= MOST:
            mention = replace(item.value, kind="ordinal", value=int(value.value)) if item.value else None
            found[i] = replace(item, value=mention, senses=())
    return tuple(found)


MOST = 20  # rows of a list that are shown


async def with_rows(items: Items, state: DialogueState, session: Session) -> Items:
    """ "The second one", "last deal -> Friday": a row of the list that was shown, as the record that it is."""
    shown = _listed(state)
    if shown is None or state.choices:
        return items
    found: list[Item] = []
    for i, item in enumerate(items):
        place = _place_in(items, i, shown)
        if place is None:
            if not (found and found[-1].end >= item.end):  # "one" went into "the third one"
                found.append(item)
            continue
        row = _group(state, place) if state.groups else await _row(session, shown, place)
        behind = items[i + 1] if i + 1 < len(items) and _is_row(items[i + 1], shown.object) else item
        if row is None:
            found.append(item)
        else:
            text = item.text if behind is item else f"{item.text} {behind.text}"
            found.append(
                replace(item, end=behind.end, last=behind.last, text=text, value=None, senses=(), candidates=(row,))
            )
    return tuple(found)


def _listed(state: DialogueState) -> Shown | None:
    """The rows that are before one's eyes: of a report by owner or account those, else the list's."""
    if not state.groups:
        return state.shown
    return Shown(state.groups[0].object, tuple(m.id for m in state.groups), {})


def _group(state: DialogueState, place: int) -> Candidate:
    found = state.groups[place]
    return Candidate(found.object, found.id, found.label, _MEANT)


def _place_in(items: Items, i: int, shown: Shown) -> int | None:
    """The index of the row that an ordinal picks; None where it counts something else: "the first call", "third quarter"."""
    mention = items[i].value if items[i].kind == "ordinal" else None
    value = mention.value if mention else None
    if not isinstance(value, int) or not 0 < abs(value) <= len(shown.ids):
        return None
    behind = items[i + 1] if i + 1 < len(items) else None
    other = behind is not None and not _is_row(behind, shown.object) and _counted(behind)
    return None if other else (value - 1 if value > 0 else value)


def _is_row(item: Item, object_: str) -> bool:
    """ "one", or the noun of what was listed."""
    noun = item.sense("object")
    return item.word == "one" or (
        noun is not None and noun.object == object_ and not noun.plural and not item.candidates
    )


def _counted(item: Item) -> bool:
    """A word that an ordinal may count: a noun of any kind, and no verb, sign or field."""
    if item.is_mark or item.candidates or item.value:
        return False
    return item.sense("object") is not None or not (item.senses or item.word in FUNCTION_WORDS)


async def _row(session: Session, shown: Shown, place: int) -> Candidate | None:
    try:
        record = await records.get(session, shown.object, shown.ids[place])
    except NotFound:
        return None
    return Candidate(shown.object, str(record.id), record.label, _MEANT)


async def with_described(items: Items, state: DialogueState, session: Session) -> Items:
    """ "Give the smallest one to Grace", "the one with condensation": the row that a superlative or a word of its name picks."""
    shown = state.shown
    one = next((i for i, x in enumerate(items) if x.word == "one" and not x.candidates), None) or _of_those(items)
    if shown is None or state.choices or not one or not 1 < len(shown.ids) <= MOST:
        return items
    first = one - 1 if items[one].word == "one" else one - 2
    mention = items[first].value
    limit = _compared(items[first], shown) or (mention.value if mention else None)
    if isinstance(limit, LimitValue) and limit.count in (None, 1) and limit.direction:
        field = "created_at" if limit.by == "time" else MONEY_OF.get(shown.object)
        rows = await records.get_many(session, shown.object, shown.ids, fields=[field]) if field else []
        return _replaced(items, first, one, _most(rows, field, limit.direction) if field else None, shown.object)
    if items[one].word != "one":
        return items
    if grade := items[first].sense("option", shown.object):
        return _replaced(items, first, one, await _graded(session, shown, grade), shown.object)
    if (led := _led_by_name(items, one)) < one:
        found = await _called(session, shown, items[led:one])
        return _replaced(items, led, one, found, shown.object)
    if items[first].word != "the" or items[one + 1 : one + 2] == () or items[one + 1].word not in _LED:
        return items
    end = _named_until(items, one + 2)
    said = {stem(w) for x in items[one + 2 : end] for w in words_of(x.word)}
    return _replaced(items, first, end - 1, await _with_words(session, shown, said), shown.object)


def _compared(item: Item, shown: Shown) -> LimitValue | None:
    """ "The bigger one" of two."""
    return _OF_TWO.get(item.word) if len(shown.ids) == 2 else None


_OF_TWO = {
    **dict.fromkeys("bigger larger higher pricier".split(), LimitValue(1, "desc", "value")),
    **dict.fromkeys("smaller lower cheaper".split(), LimitValue(1, "asc", "value")),
    **dict.fromkeys("newer younger later".split(), LimitValue(1, "desc", "time")),
    **dict.fromkeys("older earlier".split(), LimitValue(1, "asc", "time")),
}


async def _graded(session: Session, shown: Shown, grade: Sense) -> Record | None:
    """ "The urgent one": the only row that has this priority, stage or status."""
    rows = await records.get_many(session, shown.object, shown.ids, fields=[grade.field])
    fitting = [r for r in rows if str(r.value(grade.field)).casefold() == str(grade.value).casefold()]
    return fitting[0] if len(fitting) == 1 else None


def _of_those(items: Items) -> int | None:
    """Where "those" is in "the biggest of those"."""
    pairs = ((i, a, b) for i, (a, b) in enumerate(pairwise(items), 1) if i > 1)
    return next((i for i, a, b in pairs if a.word == "of" and b.word in ("those", "them", "these")), None)


def _led_by_name(items: Items, one: int) -> int:
    """Where the words begin that stand for a name right before "one", as in "the Fenwick one"; `one` where none do."""
    start = one
    while start and one - start < _NAME and _names(items[start - 1]):
        start -= 1
    return start


def _names(item: Item) -> bool:
    plain = not (item.senses or item.value or item.is_mark or item.word in FUNCTION_WORDS)
    return plain or bool(item.candidates and not item.of("user"))


async def _called(session: Session, shown: Shown, said: Items) -> Record | None:
    return await _with_words(session, shown, {stem(w) for x in said for w in words_of(x.word)})


async def _with_words(session: Session, shown: Shown, said: set[str]) -> Record | None:
    """The only row whose name holds all these words."""
    rows = await records.get_many(session, shown.object, shown.ids, fields=[]) if said else []
    fitting = [r for r in rows if said <= {stem(w) for w in words_of(r.label)}]
    return fitting[0] if len(fitting) == 1 else None


_NAME = 3  # words of a name that leads "one"
_LED = ("with", "about", "for", "on", "from", "called")


def _named_until(items: Items, start: int) -> int:
    """Behind the words that no field, value or verb of talk explains."""
    end = start
    while end < len(items) and not (items[end].is_mark or items[end].senses or items[end].value):
        if items[end].word in FUNCTION_WORDS and items[end].word != "the":
            break
        end += 1
    return end


def _most(rows: list[Record], field: str, direction: str) -> Record | None:
    """The one row with the least or the greatest value; None where two share it."""
    ranked = sorted(
        (r for r in rows if r.value(field) is not None), key=lambda r: r.value(field), reverse=direction == "desc"
    )
    alone = len(ranked) < 2 or ranked[0].value(field) != ranked[1].value(field)
    return ranked[0] if ranked and alone else None


def _replaced(items: Items, first: int, last: int, row: Record | None, object_: str) -> Items:
    if row is None:
        return items
    text = " ".join(x.text for x in items[first : last + 1])
    meant = Candidate(object_, str(row.id), row.label, _MEANT)
    whole = replace(
        items[first], end=items[last].end, last=items[last].last, text=text, value=None, senses=(), candidates=(meant,)
    )
    behind = (replace(x, candidates=(meant,), senses=()) if x.word == "there" else x for x in items[last + 1 :])
    return (*items[:first], whole, *behind)
