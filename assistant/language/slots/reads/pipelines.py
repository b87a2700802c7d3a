"""The pipeline as a place: "everything in my pipeline that closes in May" are deals, where "my pipeline" alone is a figure."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.chart import Item, Items
from assistant.language.lexicon import Sense
from assistant.language.slots.scan import excepts

_IN = frozenset("in from of within across inside".split())
_BETWEEN = frozenset("the own current whole entire full active open our my of".split())
_OPENING = frozenset("everything anything what what's whats which ones deals opportunities stuff all list".split())
_MEASURED = frozenset("much many worth value total amount sum money size big weighted number count average".split())
_NARROWING = ("closing", "silent", "never_contacted", "lacks", "overdue", "contacted")


def as_deals(clause: Items) -> Items:
    """The clause with "pipeline" read as the open deals in it, where it asks which of them are so."""
    at = next((i for i, x in enumerate(clause) if _is_pipeline(x)), None)
    if at is None or not _placed(clause, at) or not _picks(clause, at):
        return clause
    item = clause[at]
    opened = replace(item, text="open", word="open", senses=(Sense("family", "open"),))
    deals = replace(item, word="deals", plural=True, senses=(Sense("object", object="deal", plural=True),))
    return (*clause[:at], opened, deals, *clause[at + 1 :])


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
    words = [w for x in clause if not (x.is_mark or x.candidates) for w in x.word.split()]
    measured = not _MEASURED.isdisjoint(words) or any(x.has("group_by") for x in clause)
    listed = any(not _OPENING.isdisjoint(x.word.split()) for x in clause[:at])
    narrowed = any(x.has(*_NARROWING) or excepts(x) or x.word in ("with", "without", "that") for x in clause[at + 1 :])
    return listed and narrowed and not measured
