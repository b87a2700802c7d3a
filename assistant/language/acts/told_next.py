"""The next step of a deal, told behind what it is: "we settled on A DEMO as the next step", "they suggested A TRIAL, that's our next step"."""

from __future__ import annotations

from assistant.language.acts.signs import Seen
from assistant.language.chart import Item, Items
from assistant.language.joints import VERBS
from assistant.language.linking.spans import FUNCTION_WORDS

_LEADING = frozenset(["as", "into", "for", "to"])
_DETERMINERS = frozenset("the our a their".split())
_THINGS = frozenset("a an the our another one some".split())
_THATS = frozenset(["that's", "thats", "this is", "which is", "that is", "that will be"])
_PLACES = frozenset("there then here now".split())
_WRITING = frozenset("write put set enter note make log record add take".split())
_DENYING = frozenset("not no isn't won't wasn't don't without if what which who".split())
_LEAST = 2  # words of a step


def next_step_told(items: Items) -> tuple[int, int] | None:
    """Where the next step stands that is named as such behind it; None where none is."""
    at = next((i for i, x in enumerate(items) if _says_step(x)), None)
    if at is None or items[-1].word == "?" or any(x.word in _DENYING for x in items[:at]):
        return None
    if at + 2 < len(items) and items[at + 1].word in _PLACES and items[at + 2].word == ":":
        return at + 3, len(items)
    if at == 0 and _plain(items[1:]):
        return 1, len(items)
    if behind := _led_behind(items, at):
        return behind
    end = at - (at > 0 and items[at - 1].word in _DETERMINERS)
    if end > _LEAST and items[end - 1].word in _LEADING:
        return _named(items, _thing(items, end - 1))
    if end > _LEAST and items[end - 1].word in _THATS and items[end - 2].is_mark:
        return _named(items, _thing(items, end - 2))
    return None


def _named(items: Items, span: tuple[int, int] | None) -> tuple[int, int] | None:
    """Nothing that only points, and no other field: "enter THAT as the next step"."""
    if span is None or _joins(items[span[1] - 1]) or (span[1] - span[0] == 1 and items[span[0]].word in _POINTING):
        return None
    return None if any(x.value or x.sense("field") for x in items[span[0] : span[1]]) else span


_POINTING = frozenset("that it this those".split())


def _led_behind(items: Items, at: int) -> tuple[int, int] | None:
    """ "AS NEXT STEP for the deal we have THE DEMO", "for next step set DEMO WITH THE SITE MANAGER": behind its verb."""
    head = at - (at > 0 and items[at - 1].word in _DETERMINERS)
    led = head > 0 and items[head - 1].word in ("as", "for") and (head == 1 or _joins(items[head - 2]))
    if led and len(items) - at - 2 >= _LEAST and items[at + 1].is_mark:
        return at + 2, len(items)  # "…, as next step, a legal review"
    verb = next((i for i in range(at + 1, min(len(items), at + _REACH)) if items[i].word in _DOING), None)
    if not led or verb is None or len(items) - verb - 1 < _LEAST:
        return None
    return verb + 1, len(items)


_REACH = 8  # items from the field to its verb
_DOING = frozenset("have make do set plan put take go see schedule".split()) | {"we have", "we make", "we do"}


def _joins(item: Item) -> bool:
    return item.is_mark or item.word in ("and", "&", "so", "then", "plus")


def _plain(items: Items) -> bool:
    """ "(Next step) legal review with their counsel": nothing but what it is."""
    first = items[0] if items else None
    named = first is not None and not (first.candidates or first.value or first.is_mark or first.word in FUNCTION_WORDS)
    return named and len(items) > _LEAST and not any(x.word in VERBS or x.is_mark or x.word in _PLACES for x in items)


def _thing(items: Items, end: int) -> tuple[int, int] | None:
    """What is named before `end`: behind an order to write it, else from its article on."""
    first = next((i for i, x in enumerate(items) if not (x.has("please") or x.is_mark)), 0)
    if items[first].word in _WRITING and end > first + 1:
        joint = next((i for i in range(end - 1, first, -1) if _joins(items[i])), first)
        settled = any(x.value or x.sense("field") for x in items[first + 1 : joint])
        return (joint if settled else first) + 1, end
    start = next((i for i in range(1, end - 1) if items[i].word in _THINGS and not items[i - 1].is_mark), None)
    return (start, end) if start is not None and end - start >= _LEAST else None


def _says_step(item: Item) -> bool:
    return not item.candidates and any(s.kind == "field" and s.field == "next_step" for s in item.senses)


def names_step(seen: Seen) -> bool:
    """ "They'd be fine with a site visit as the next step"."""
    return next_step_told(seen.items) is not None and not seen.family("remind", "show", "count")


def step_meant(told: Items, items: Items) -> Items:
    """ "What comes next is A SITE VISIT. Enter THAT as the next step": the order with what it points at; empty where it points at nothing."""
    step = next((i for i, x in enumerate(items) if _says_step(x)), 0)
    at = next((i for i in range(step) if items[i].word in _POINTING and not items[i].candidates), None)
    span = _thing(told, len(told)) if told and told[0].word not in _WRITING else None
    if at is None or span is None or not any(x.word in _LEADING for x in items[at:step]):
        return ()
    return (*items[:at], *told[span[0] : span[1]], *items[at + 1 :])
