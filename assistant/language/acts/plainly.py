"""Clauses whose form means one act, whatever is likeliest: what goes on from the answer before, and what is told outright."""

from __future__ import annotations

from collections.abc import Callable

from assistant.language.acts.activities_said import (
    cancels,
    closes,
    delegated,
    ends_as_task,
    has_been,
    known_task,
    over,
    puts_meeting,
    puts_task,
    tasks_head,
)
from assistant.language.acts.addresses import gives_address, new_address
from assistant.language.acts.announced import announces
from assistant.language.acts.asking import asks
from assistant.language.acts.gates import settable
from assistant.language.acts.handed import goes_to, owner_told
from assistant.language.acts.handed_tasks import handed
from assistant.language.acts.leanings import outcome_alone, picks, points_back, ranks, writes_to
from assistant.language.acts.looked_for import field_asked, follows, mail_from, mail_wanted
from assistant.language.acts.makes import enters, lists_lead, makes_one, makes_several
from assistant.language.acts.newly import asks_to, takes_in
from assistant.language.acts.own_duty import own_duty
from assistant.language.acts.readied import drafted, readied
from assistant.language.acts.restating import restated
from assistant.language.acts.signs import Seen
from assistant.language.acts.tasks_told import ends_named, moves_named
from assistant.language.acts.titled import gets_title
from assistant.language.acts.told_changes import asks_to_move, changes_plainly
from assistant.language.acts.words_asked import asks_for_words
from assistant.language.chart import Item


def continues(seen: Seen) -> tuple[str, float] | None:
    """What goes on from the answer before, with how sure that is."""
    if [x.word for x in seen.items if not x.is_mark] in (["why"], ["how", "come"]):
        return "score", 0.9
    if seen.shown and picks(seen.items):
        return "lookup", 0.9
    if seen.shown and ranks(seen.items):
        return "score", 0.9
    if outcome_alone(seen.items) and not seen.shown:
        return "update", 0.6
    if follows(seen) or (seen.shown and (points_back(seen.items) or (_bare(seen) and seen.record("user")))):
        return "refine", 0.9
    return ("lookup", 0.9) if _bare(seen) else None


def _must_move(seen: Seen) -> bool:
    """ "Need to push the freezer carts again, end of January": a deal and its new day, and nothing for a list."""
    said = [x for x in seen.items if not x.is_mark and not x.has("please") and x.word not in ("i", "we")]
    led = len(said) > 2 and said[0].word.split()[-2:] in (["need", "to"], ["have", "to"], ["got", "to"], ["must"])
    moved = led and said[1].has("push", "raise", "lower") and bool(said[2].of("deal") or said[2].word in ("the", "it"))
    return moved and seen.record("deal") and seen.value("date", "period", "shift", "money", "percent")


def _became_deal(seen: Seen) -> bool:
    """ "Ann Cho converted - deal “Cho carts”, 32k": what the lead becomes."""
    ended = any(s.field == "status" and s.value == "Converted" for x in seen.items for s in x.senses)
    return ended and seen.noun("deal") and not seen.family("show", "count", "what")


def _bare(seen: Seen) -> bool:
    """Nothing but a record's name, ref, address or number."""
    said = [x for x in seen.items if not x.is_mark]
    return len(said) == 1 and (said[0].kind in ("ref", "email", "phone") or bool(said[0].candidates))


def says_plainly(seen: Seen) -> tuple[str, float] | None:
    """What is told or ordered in a form that means one act, with how sure that is."""
    told = not asks(seen.items) or asks_to(seen.items)
    shown = any(x.has("show") for x in seen.items[:3])  # "can I see Tom's open deals"
    if not shown and delegated(seen.items) is not None and seen.items[-1].word != "?":
        return "task", 0.8  # "have Priya call Irene", which begins like a question
    if not shown and handed(seen.items) is not None and (told or _ordered_so(seen)):
        return "task", 0.8
    if own_duty(seen.items) is not None and (told or seen.items[0].word == "what"):
        return "task", 0.8
    if ends_named(seen.items):
        return "complete", 0.9
    if moves_named(seen.items):
        return "update", 0.9
    if mail_wanted(seen):
        return "search", 1.0
    if mail_from(seen) or asks_for_words(seen.items, not told):
        return "search", 0.9
    if asks_to_move(seen):
        return "update", 0.7
    if told and (found := next(((act, sure) for says, act, sure in _TOLD if says(seen)), None)):
        return found
    verb = restated(seen.items)
    if verb is not None and (settable(seen) or any(x.of("user") for x in seen.items[verb + 1 :])):
        return "update", 0.8
    if known_task(seen) or (told and changes_plainly(seen)):
        return "update", 0.9
    if writes_to(seen.items) and not seen.family("log", "create") and not seen.items[0].has("remind"):
        return "draft", 0.85
    return None


def _ordered_so(seen: Seen) -> bool:
    """ "I'd like Aisha to see to this: …", "can we have Aisha send it": an order that begins like a question."""
    return seen.items[0].has("please") or seen.items[0].word in _GIVING


_GIVING = frozenset(["have", "can we", "can", "could"])  # what begins like a question


def _fills_field(seen: Seen) -> bool:
    """ "Record Seattle as the city", "put call legal as the next step": a value, and the field it stands in."""
    said = [x for x in seen.items if not x.is_mark and not x.has("please")]
    at = next((i for i, x in enumerate(said) if x.word == "as" and i > 1), None)
    field = said[at + 1 : at + 3] if at else []
    puts = bool(field) and said[0].has("set", "log", "create") and not said[1].has("it", "this")
    made = any(x.sense("object") and not x.candidates for x in said[:at])  # "add an account with Acme as its parent"
    return puts and not made and any(x.sense("field") and not x.candidates for x in field)


def _converts(seen: Seen) -> bool:
    first = next((x for x in seen.items if not x.is_mark and not x.has("please")), None)
    other = any(
        s.field == "status" and s.value != "Converted" for x in seen.items for s in x.senses if s.object == "lead"
    )
    turned = first is not None and first.word.split()[0] in ("turn", "turns") and not any(map(_customer, seen.items))
    verb = first is not None and first.has("convert") and not (other or turned)
    return seen.record("lead") and (verb or _became_deal(seen))


def _customer(item: Item) -> bool:
    """What a lead is turned into, and no status of it."""
    noun = item.sense("object")
    return (noun is not None and noun.object in ("account", "contact", "deal")) or item.word in ("prospect", "business")


# Forms that are tried one after the other where nothing is asked: the act that each of them means, and how sure that is.
_TOLD: tuple[tuple[Callable[[Seen], bool], str, float], ...] = (
    (lambda s: gives_address(s) or new_address(s), "update", 0.85),
    (field_asked, "lookup", 1.0),  # nothing that the whole message is like speaks against it
    (readied, "brief", 0.9),
    (drafted, "draft", 0.9),
    (has_been, "log", 0.8),
    (_must_move, "update", 0.8),
    (_fills_field, "update", 0.85),
    (lambda s: goes_to(s.items) is not None or owner_told(s.items) is not None, "update", 0.85),
    (gets_title, "update", 0.85),
    (_converts, "convert", 0.9),
    (lambda s: s.items[0].word == "remind me", "task", 0.8),
    (lambda s: puts_task(s) or tasks_head(s.items) is not None or ends_as_task(s.items), "task", 0.8),
    (puts_meeting, "log", 0.8),
    (cancels, "delete", 0.9),
    (lambda s: closes(s) == "update", "update", 0.9),
    (lambda s: closes(s) == "complete" or over(s.items), "complete", 0.9),
    (lambda s: makes_one(s.items) or makes_several(s.items) or enters(s.items) or lists_lead(s.items), "create", 0.85),
    (takes_in, "create", 0.85),
    (lambda s: announces(s) and not s.family("log", "spoke"), "create", 0.8),
)
