"""Tickets that change, by what was said of them: "the ticket about the label printer is urgent"."""

from __future__ import annotations

from assistant.language.acts.ticket_over import SETTLED, says_ticket
from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots import answers
from assistant.language.slots.turn import Turn
from assistant.language.slots.writes.changes import read_changes
from assistant.language.slots.writes.drafts import UNKNOWN, Draft
from assistant.language.slots.writes.known_tasks import (
    root,
    said_of,
    tickets,
)
from assistant.language.text import words_of

PAIR = 2


def only_points(items: Items) -> bool:
    """ "tick that off": what it is was said before."""
    return not said_of(items).words and not any(x.candidates for x in items)


async def ticket_changed(items: Items, turn: Turn, draft: Draft) -> bool:
    """ "The ticket about the label printer is urgent": a ticket by what was said of it; False where none is spoken of."""
    at = next((i for i, x in enumerate(items) if says_ticket(x)), None)
    if at is None and (meant := _ticket_spoken_of(items, turn)):
        changes = read_changes(items, turn, "ticket", set())
        draft.changes.append({"op": "update", "object": "ticket", "record": {"id": meant}, "set": changes.values})
        return True
    last = draft.changes[-1] if draft.changes else {}
    if at is None and last.get("object") == "ticket" and _points_at_it(items) and (state := _ticket_state(items, turn)):
        last["set"]["status"] = state  # "… is solved, you can close it"
        return True
    told = at is None and any(map(says_ticket, draft.told)) and not any(x.candidates for x in items)
    if (at is None and not told) or any(x.of("ticket") for x in items) or any(x.has("all") for x in items[:at]):
        return False
    whole = (*draft.told, *items) if told or only_points(items) else items
    best = await tickets(whole, turn, draft.homes())
    best = [c for c in best if _of_the_matter(c, whole)]
    found = [c for c in best if c.score >= ENOUGH or (len(best) == 1 and c.score >= _LINKED)]
    if not found and at is not None and at < _NEAR_VERB and not any(x.of("deal", "lead") for x in items):
        draft.stop = answers.ask("Which ticket do you mean?")
        return True
    if not found:
        return False
    words = {root(w) for w in words_of(found[0].label)}
    part = {i for i, x in enumerate(items) if i != at and (x.kind == "quote" or within(x, words) or _customer(x))}
    changes = read_changes(items, turn, "ticket", part if at is None else part | {at})
    if not changes and (ended := _ticket_state(items, turn)):
        changes.values["status"] = ended
    if not changes:
        return False
    draft.unclear = tuple(found[:8]) if len(found) > 1 else ()
    record = UNKNOWN if len(found) > 1 else found[0].id
    draft.changes.append({"op": "update", "object": "ticket", "record": {"id": record}, "set": changes.values})
    return True


_NEAR_VERB = 3  # items among which an order has its verb and what it is about


def _of_the_matter(ticket: Candidate, items: Items) -> bool:
    """What was said behind "about" is in its subject: one about the battery is none about a paper."""
    at = next((i for i, x in enumerate(items) if x.has("about")), len(items))
    end = next((i for i in range(at + 1, len(items)) if items[i].word in _PARTING), len(items))
    said = {root(w) for x in items[at + 1 : end] if not x.candidates for w in words_of(x.text)} - FUNCTION_WORDS
    return not said or bool(said & {root(w) for w in words_of(ticket.label)})


_PARTING = frozenset(["at", "for", "from", "to", "of", ",", "as", "with"])


def _customer(item: Item) -> bool:
    """A record that says which ticket is meant; a colleague is whose it becomes."""
    return bool(item.candidates) and item.candidates[0].object != "user"


def _points_at_it(items: Items) -> bool:
    return any(x.has("it", "this") for x in items) and not any(x.candidates or x.value for x in items)


def _ticket_state(items: Items, turn: Turn) -> str | None:
    """ "… is solved", "reopen …": the tenant's status for it."""
    status = turn.field("ticket", "status")
    words = {w for x in items for w in x.word.split()}
    if "not" in words or status is None or items[-1].word == "?":
        return None
    names = next((names for said, names in _STATES if words & said), ())
    options = {o.value.lower(): o.value for o in status.options}
    return next((options[name] for name in names if name in options), None)


_STATES: tuple[tuple[frozenset[str], tuple[str, ...]], ...] = (
    (frozenset(["reopen", "reopened"]), ("open",)),
    (frozenset(["close", "closed", "shut", "closing"]), ("closed", "resolved", "solved")),
    (SETTLED | {"solve", "resolve", "care", "control", "off"}, ("resolved", "solved", "closed")),
)


_LINKED = 1.5  # of the only ticket of whom was named


ENOUGH = 2  # words of a ticket's subject, or one and its customer


def _ticket_spoken_of(items: Items, turn: Turn) -> str | None:
    """ "Close it": the id of the ticket that the dialogue is about; None where it is about something else or nothing ends it."""
    near = turn.state.focus[0] if turn.state.focus else None
    ends = (
        len(items) > 1
        and items[0].word in ("close", "resolve")
        and items[1].has("it", "this")
        and (len(items) == PAIR or items[PAIR].is_mark)
    )
    return near.id if near is not None and near.object == "ticket" and ends else None


def within(item: Item, words: set[str]) -> bool:
    said = {root(w) for w in words_of(item.text)}
    return bool(said) and said <= words
