"""The pipeline as a place: "everything in my pipeline that closes in May" are deals, where "my pipeline" alone is a figure."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.chart import Item, Items
from assistant.language.lexicon import Sense
from assistant.language.slots.reports.wording import sized
from assistant.language.slots.scan import excepts, negates

_IN = frozenset("in from of within across inside".split())
_BETWEEN = frozenset("the own current whole entire full active open our my of".split())
_OPENING = frozenset("everything anything what what's whats which ones deals opportunities stuff all list".split())
_MEASURED = frozenset("much many worth value total amount sum money size big weighted number count average".split())
_NARROWING = ("closing", "silent", "never_contacted", "lacks", "overdue", "contacted")


def as_deals(clause: Items) -> Items:
    """The clause with "pipeline" read as the open deals in it, where it asks which of them are so."""
    at = next((i for i, x in enumerate(clause) if _is_pipeline(x)), None)
    if at is not None and (empty := _emptied(clause, at)) is not None:
        return empty
    if at is None or not ((_placed(clause, at) and _picks(clause, at)) or _said_again(clause, at)):
        return clause
    return (*clause[:at], *_open_deals(clause[at]), *clause[at + 1 :])


def _open_deals(item: Item) -> Items:
    opened = replace(item, text="open", word="open", senses=(Sense("family", "open"),))
    return opened, replace(item, word="deals", plural=True, senses=(Sense("object", object="deal", plural=True),))


def _emptied(clause: Items, at: int) -> Items | None:
    """ "Accounts with an EMPTY PIPELINE", "customers whose pipeline is empty": those with no open deals."""
    near = range(max(0, at - 2), min(len(clause), at + 3))
    empty = next((i for i in near if clause[i].word == "empty"), None)
    of = any((s := x.sense("object")) and s.plural and not x.candidates for x in clause[:at])
    if empty is None or not of:
        return None
    start, end = min(at, empty), max(at, empty)
    start -= clause[start - 1].word in ("a", "an", "the", "their")
    none = replace(clause[empty], text="no", word="no", senses=(Sense("family", "lacks"),))
    led = replace(none, text="with", word="with", senses=())
    return (*clause[:start], led, none, *_open_deals(clause[at]), *clause[end + 1 :])


def _said_again(clause: Items, at: int) -> bool:
    """ "My PIPELINE, open deals over 50k": the deals are named behind it."""
    mark = clause[at + 1 : at + 2]
    return bool(mark) and mark[0].is_mark and _of_deals(clause[at + 2 :]) and not _measured(clause)


def _is_pipeline(item: Item) -> bool:
    metric = item.sense("metric")
    return metric is not None and metric.value == "pipeline" and item.word.split()[-1] == "pipeline"


def _placed(clause: Items, at: int) -> bool:
    """ "IN Ben's open pipeline"."""
    i = at - 1
    while i > 0 and (clause[i].word in _BETWEEN or clause[i].of("user") or clause[i].has("me", "open", "team")):
        if clause[i].word in _IN:
            return True
        i -= 1
    return i >= 0 and clause[i].word in _IN


def _picks(clause: Items, at: int) -> bool:
    """Which of them, by what is said of them: nothing is added up or grouped."""
    listed = any(not _OPENING.isdisjoint(x.word.split()) for x in clause[:at])
    narrowed = any(_narrows(x) for x in clause[at + 1 :])
    return ((listed and narrowed) or _of_deals(clause[:at])) and not _measured(clause)


def _measured(clause: Items) -> bool:
    said = [x for i, x in enumerate(clause) if not (x.is_mark or x.candidates or sized(clause, i))]
    grouped = any(x.has("group_by") or x.kind == "comparison" for x in clause)
    return grouped or any(not _MEASURED.isdisjoint(x.word.split()) for x in said)


def _narrows(item: Item) -> bool:
    """ "(everything in my pipeline) OVER 50k", "… THAT closes in May"."""
    sized = item.kind in ("money", "range", "comparator")
    return sized or item.has(*_NARROWING) or excepts(item) or item.word in ("with", "without", "that", "whose")


def _of_deals(items: Items) -> bool:
    """ "Past-due DEALS (in my pipeline)": what is asked for, by its noun."""
    nouns = [(i, n) for i, x in enumerate(items) if not x.candidates and (n := x.sense("object", "deal"))]
    return any(noun.plural or any(map(_any_or_none, items[max(0, i - 2) : i])) for i, noun in nouns)


def _any_or_none(item: Item) -> bool:
    """ "(Accounts with) NO (deal in the pipeline)"."""
    return item.has("lacks") or negates(item) or item.word in ("any", "a", "no")
