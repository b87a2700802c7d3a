"""What is to be done with a thing that was named before: "they wait for the quote, which I have to SEND Friday", "… and I'll send IT Friday"."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.acts.doing import is_doing
from assistant.language.acts.model import Act
from assistant.language.acts.own_duty import own_duty
from assistant.language.acts.told_next import step_meant
from assistant.language.chart import Item, Items
from assistant.language.joints import VERBS
from assistant.language.linking.spans import FUNCTION_WORDS

_DETERMINERS = frozenset("the a an our my their his her some".split())
_WITHIN = frozenset(["of", "for", "with"])  # "the list OF prices", where a plain word follows
_MOST = 6  # items of a thing
_DUE = frozenset(
    "i i'm i've i'd i'll we we're we've am are have has to must should shall will need got still promised said supposed be ought going".split()
)


def with_things(clauses: list[Items], acts: list[Act]) -> tuple[list[Items], list[Act]]:
    """The clauses, with what "which" and "it" stand for where something is to be done with it."""
    clauses, acts = _relatives(clauses, acts)
    kept, named = list(clauses), list(acts)
    for n in range(1, len(clauses)):
        if acts[n].name == "update" and (step := step_meant(clauses[n - 1], clauses[n])):
            kept[n - 1 : n + 1], named[n - 1] = [clauses[n - 1], step], replace(acts[n - 1], name=_told_as(acts[n - 1]))
            continue
        thing = told_thing(clauses[n - 1])
        if not thing:
            continue
        if task := _relative(clauses[n], thing):
            kept[n], named[n] = task, replace(acts[n], name="task", confidence=max(0.8, acts[n].confidence))
        elif acts[n].name == "task":
            kept[n] = _said_for(clauses[n], thing)
    return kept, named


def _told_as(act: Act) -> str:
    return act.name if act.name in ("log", "update", "task") else "state"


def _relatives(clauses: list[Items], acts: list[Act]) -> tuple[list[Items], list[Act]]:
    """ "What they want is the drawing, | WHICH I'LL SEND Friday": what I have to do with a thing, on its own."""
    kept: list[Items] = []
    named: list[Act] = []
    for clause, act in zip(clauses, acts, strict=True):
        cuts = (i for i in range(2, len(clause) - 2) if clause[i].word == "," and clause[i + 1].word == "which")
        at = next((i for i in cuts if _relative(clause[i + 1 :], told_thing(clause[:i]))), None)
        parts = [clause] if at is None else [clause[:at], clause[at + 1 :]]
        told = act if at is None or act.name in ("log", "update") else replace(act, name="state")
        kept += parts
        named += [told, *(replace(act, name="state") for _ in parts[1:])]
    return kept, named


def told_thing(items: Items) -> Items:
    """The last thing that is named, and is no record: "They wait for THE REVISED QUOTE from me"."""
    for at in range(len(items) - 2, -1, -1):
        if items[at].word not in _DETERMINERS:
            continue
        end = at + 1
        while end < min(len(items), at + 1 + _MOST) and (_plain(items[end]) or _goes_on(items, end)):
            end += 1
        return items[at:end] if end > at + 1 else ()
    return ()


def _plain(item: Item) -> bool:
    small = item.word in FUNCTION_WORDS or (item.word in VERBS and item.word.endswith(("s", "ed")))
    return not (item.is_mark or item.candidates or item.value or small)


def _does(item: Item) -> bool:
    return is_doing(item) or _plain(item)


def _goes_on(items: Items, i: int) -> bool:
    return items[i].word in _WITHIN and i + 1 < len(items) and _plain(items[i + 1]) and not items[i + 1].sense("object")


def _relative(items: Items, thing: Items) -> Items:
    """ "WHICH I HAVE TO SEND Friday": the duty with its thing; empty where it is none."""
    if items[0].word not in ("which", "that") or not any(x.kind in ("date", "period") for x in items):
        return ()
    verb = next((i for i, x in enumerate(items[1:], 1) if not _DUE.issuperset(x.word.split())), 0)
    led = [w for x in items[1:verb] for w in x.word.split()]
    mine = bool(led) and led[0].split("'")[0] in ("i", "we") and (len(led) > 1 or "'" in led[0])
    plain = verb and _does(items[verb]) and not items[verb].word.endswith(("ed", "ing"))
    return (*items[1 : verb + 1], *thing, *items[verb + 1 :]) if mine and plain else ()


def _said_for(items: Items, thing: Items) -> Items:
    """ "… and I'll send IT to them on Monday": the thing in the place of the word that points at it."""
    verb = own_duty(items) or 0
    at = next((i for i, x in enumerate(items) if i and i >= verb and x.word == "it" and not x.candidates), 0)
    led = at and _does(items[at - 1]) and not items[at - 1].has("set", "log", "create")
    return (*items[:at], *thing, *items[at + 1 :]) if led else items
