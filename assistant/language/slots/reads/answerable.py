"""Whether a field of one record, or a figure, answers a question, so that no mail needs to be searched."""

from __future__ import annotations

from assistant.language.acts.asking import asks
from assistant.language.acts.leanings import recalls
from assistant.language.acts.signs import Seen
from assistant.language.chart import Items
from assistant.language.slots.meant import NOTHING, Target
from assistant.language.slots.reads.asked import asked_fields
from assistant.language.slots.reads.holders import person_at
from assistant.language.slots.reads.lookups import ANY, deal_said, last_sale, meant
from assistant.language.slots.reads.matter import is_matter, on_condition
from assistant.language.slots.reports.figures import asks_figure
from assistant.language.slots.targets import find_target
from assistant.language.slots.turn import Turn
from assistant.language.text import words_of


def of_tables(items: Items, turn: Turn) -> bool:
    """A figure or a field answers it, so no mail needs to be searched."""
    return asks_figure(items, turn) or answerable(items, turn)


def answerable(items: Items, turn: Turn) -> bool:
    """A field of one record, or who does something there, is asked for, and nothing is said that no field answers."""
    recalled = recalls(items)  # "remind me what stage …", "what's to do next with …": nothing for the list
    told = tuple(x for x in items if x.word != "to do" and not (recalled and x.has("remind")))
    if Seen(told, False).family("mention", "search", "draft", "remind") or Seen(items, False).ordered():
        return False
    if on_condition(items):
        return False
    if last_sale(items, turn):
        return True
    if (person := meant(items, turn)).candidates:
        return not _of_their_life(items, turn, person)
    if any(x.kind in _NARROWING and not set(x.word.split()) & _AT_PRESENT for x in items) or _colleague(items):
        return False
    target = deal_said(items, turn)
    if not target.candidates:
        target = find_target(items, turn, ANY, implied=False)
    if (deal := _deal_meant(items, turn, target)).candidates:
        target = deal
    if target.missing or not target.candidates:
        return False
    found = asked_fields(items, turn, target.candidates[0].object)
    named = explicit(items, turn, target.candidates[0].object)
    if not found and not named:
        return False
    places = found[0].places if found else frozenset()
    own = {w for c in target.candidates[:3] for w in words_of(c.label)} | _SOFT
    left = [x for i, x in enumerate(items) if i not in places and is_matter(x) and x.word not in own]
    return len(left) <= (1 if named or found[0].size > 2 else 0)


def _of_their_life(items: Items, turn: Turn, person: Target) -> bool:
    """ "Until when is Martin from Wexford away on the sea": a first name, and what no field of anybody says."""
    if person != person_at(items, turn) or not asks(items) or explicit(items, turn, "contact"):
        return False
    told = [x for i, x in enumerate(items) if i not in person.items and is_matter(x) and not x.candidates]
    return len(told) > 1 and not asked_fields(items, turn, "contact")


def _deal_meant(items: Items, turn: Turn, target: Target) -> Target:
    """ "what stage are we at with Castellan on the lift upgrade": a field of deals alone, asked of an account's."""
    of_deals = any(
        {s.object for s in x.senses if s.kind == "field"} == {"deal"} for x in items if not x.candidates and x.senses
    )
    account = bool(target.candidates) and target.candidates[0].object == "account"
    return find_target(items, turn, ("deal",), implied=False) if account and of_deals else NOTHING


_NARROWING = ("date", "period", "duration", "money", "percent", "range")
_AT_PRESENT = frozenset("now today moment year currently".split())


def _colleague(items: Items) -> bool:
    """ "what did Tom do": one of us rather than a customer of that name, with no account beside."""
    return any(x.candidates and x.candidates[0].object == "user" for x in items) and not _named_surely(items)


def _named_surely(items: Items) -> bool:
    return any(c.score >= 0.8 and c.object != "user" for x in items for c in x.candidates[:1])


_SOFT = frozenset(
    "originally exactly currently supposed meant best kindly advise inform please side over again roughly officially".split()
)


def explicit(items: Items, turn: Turn, object_: str | None = None) -> bool:
    """A field is called by its name."""
    named = {object_} if object_ else {c.object for x in items for c in x.candidates[:1]}
    return any(s.kind == "field" and s.object in named for x in items if not x.candidates for s in x.senses)
