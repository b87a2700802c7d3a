"""Words that stand for what the dialogue or the page is about: a colleague as "her", an account as "here" or "there"."""

from __future__ import annotations

from dataclasses import replace

from assistant.conversation.state import DialogueState
from assistant.language.chart import Item, Items
from assistant.language.lexicon import Sense
from assistant.language.linking.model import Candidate
from crm_store import records
from crm_store.database import Session
from crm_store.errors import NotFound

_PERSONS = ("contact", "lead", "user")
_MEANT = 0.95
_NEAR = 4  # mentions back to which "there" reaches
_EXISTS = frozenset("is are was were be 's there's isn't aren't any".split())
_WITH = frozenset("for at with of from by about to".split())


def with_colleague(items: Items, state: DialogueState) -> Items:
    """ "Who owns Acme? — What's her e-mail?": the owner, where no customer was spoken of since."""
    person = next((m for m in state.focus if m.object in _PERSONS), None)
    if person is None or any(x.of(*_PERSONS) for x in items):
        return items
    meant = (Candidate(person.object, person.id, person.label, _MEANT),)
    if person.object != "user":  # "her open deals": elsewhere whoever fills a slot asks for a person of the dialogue
        return tuple(
            replace(x, candidates=meant, senses=()) if _owns_many(items, i) else x for i, x in enumerate(items)
        )
    return tuple(
        replace(x, candidates=meant, senses=(), possessive=_owns(items, i)) if _points(x) else x
        for i, x in enumerate(items)
    )


def with_field(items: Items, state: DialogueState) -> Items:
    """ "What's the next step? — Change it to send the plan": the field that was told last, where a text is to stand in it."""
    verb = next((i for i, x in enumerate(items[:_EARLY]) if x.has("set") and not x.candidates), None)
    if state.field is None or verb is None or len(items) < verb + 4:
        return items
    pointing, to, value = items[verb + 1 : verb + 4]
    object_, name = state.field.split(".", 1)
    alone = len(items) == verb + 4 and (value.kind not in (None, "quote") or value.sense("option") is not None)
    if pointing.word not in ("it", "that", "this") or to.word not in ("to", ":", "into") or alone:
        return items
    field = (Sense("field", object=object_, field=name),)
    return tuple(replace(x, senses=field) if i == verb + 1 else x for i, x in enumerate(items))


_EARLY = 4  # items among which an order has its verb


def with_person(items: Items, state: DialogueState) -> Items:
    """ "Meeting Angela tomorrow. Which deals does she have?": whoever was spoken of last."""
    person = next((m for m in state.focus if m.object in _PERSONS), None)
    if person is None:
        return items
    meant = (Candidate(person.object, person.id, person.label, _MEANT),)
    return tuple(replace(x, candidates=meant, senses=()) if _points(x) else x for x in items)


def _points(item: Item) -> bool:
    return item.has("her", "him") and not item.candidates


def _owns(items: Items, i: int) -> bool:
    """ "His phone", "her open deals": something follows that is theirs."""
    return items[i].word in ("his", "her") and i + 1 < len(items) and bool(items[i + 1].senses)


def _owns_many(items: Items, i: int) -> bool:
    """ "Her other deals", "his open tickets"."""
    many = any((s := x.sense("object")) and s.plural for x in items[i + 1 : i + 4])
    return items[i].word in ("his", "her") and many and not items[i].candidates


async def with_place(items: Items, state: DialogueState, page: tuple[str, str] | None, session: Session) -> Items:
    """ "Which contacts do we have here?": the account of the open page, or the one spoken of."""
    places = [i for i in range(len(items)) if _is_place(items, i, state)]
    if not places or not _lists(items):
        return items
    account = await _account(items[places[0]].word == "here", state, page, session)
    if account is None:
        return items
    return tuple(replace(x, candidates=(account,), senses=()) if i in places else x for i, x in enumerate(items))


def _is_place(items: Items, i: int, state: DialogueState) -> bool:
    item = items[i]
    if item.candidates:
        return False
    behind = next((x for x in items[i + 1 :] if not x.is_mark), None)
    if item.word == "here":
        return behind is None or behind.word not in ("is", "are")
    if item.word == "there":
        if behind is None:
            return i > 0 and items[i - 1].word.split()[-1] not in _EXISTS  # "how many are there"
        return i > 0 and items[i - 1].word.split()[-1] not in _EXISTS
    if item.has("they") and behind is not None and behind.word in ("have", "employ") and state.focus[:1]:
        return state.shown is None and state.focus[0].object == "account"  # "how many people do they have"
    return item.has("they") and state.shown is None and i > 0 and items[i - 1].word in _WITH


def _lists(items: Items) -> bool:
    asked = any((s := x.sense("object")) and s.plural for x in items) or any(x.has("who", "open") for x in items)
    return asked or any(x.has("create") for x in items[:_NEAR])  # "add a contact here"


async def _account(
    here: bool, state: DialogueState, page: tuple[str, str] | None, session: Session
) -> Candidate | None:
    spoken = next((m for m in state.focus[:_NEAR] if m.object == "account"), None)
    if spoken and not (here and page):
        return Candidate("account", spoken.id, spoken.label, _MEANT)
    if page is None:
        return None
    try:
        record = await records.get(session, *page)
    except NotFound:
        return None
    if record.object == "account":
        return Candidate("account", str(record.id), record.label, _MEANT)
    of = record.value("account")
    return Candidate("account", str(of.id), of.label, _MEANT) if isinstance(of, records.Reference) else None


def carried(items: Items, told: Items) -> Items:
    """ "Sarah got promoted, change her title", "Ben is off, give his leads to Tom": whoever was told of in the clause
    before, be it one or several of the name."""
    people = [x for x in told if x.of(*_PERSONS)]
    if any(x.candidates and x.candidates[0].object in ("contact", "lead") for x in items) or not people:
        return items
    likeliest = (x.of("contact", "lead") for x in people if x.candidates[0].object != "user")
    person = next(likeliest, ())
    if len(person) > 1:  # one alone is what the talk is about already
        return tuple(replace(x, candidates=person, senses=()) if _points(x) else x for x in items)
    colleague = people[0].of("user")[:1]
    if person or not colleague or any(x.of("user") and x.possessive for x in items):
        return items
    return tuple(
        replace(x, candidates=colleague, senses=(), possessive=True) if _points(x) and _of_several(items, i) else x
        for i, x in enumerate(items)
    )


def _of_several(items: Items, i: int) -> bool:
    """ "His leads", "the tasks he has": what a colleague has, and not what a customer does."""
    return any((s := x.sense("object")) and s.plural for x in (*items[i + 1 : i + 4], *items[max(0, i - 2) : i]))
