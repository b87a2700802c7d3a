"""Which record a clause is about: by name, by its account, by a pronoun, by the open page; or which ones it may be."""

from __future__ import annotations

from dataclasses import replace

from assistant.conversation.state import Mention
from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.slots.deals_named import best_overlap, deal_of_account, descriptors, of_another_account
from assistant.language.slots.meant import NOTHING, Target, accounts_in, undecided
from assistant.language.slots.naming import missing_name
from assistant.language.slots.turn import Turn
from assistant.language.text import words_of

_PERSONS = ("contact", "lead")


def find_target(
    items: Items, turn: Turn, wanted: tuple[str, ...], *, pronouns: bool = True, implied: bool = True
) -> Target:
    """The record of one of the `wanted` objects that the clause names or means."""
    named = _named(items, turn, wanted)
    if named.candidates and (other := of_another_account(items, named)):
        return Target(missing=other)
    if named.candidates:
        return named
    if "deal" in wanted:
        through = deal_of_account(items, turn)
        if through.candidates or through.missing:
            return through
    if pronouns and (meant := _by_pronoun(items, turn, wanted)).candidates:
        return meant
    if (missing := missing_name(items)) is not None:
        return Target(missing=missing)
    return about_now(turn, wanted, items) if implied else NOTHING


def _named(items: Items, turn: Turn, wanted: tuple[str, ...]) -> Target:
    best: Target = NOTHING
    for i, item in enumerate(items):
        if _is_place_of_work(items, i, wanted):
            continue
        candidates = narrowed(item, items, turn, wanted)
        if candidates and (not best.candidates or candidates[0].score > best.candidates[0].score):
            best = Target(undecided(candidates), (i,))
    return best


def _is_place_of_work(items: Items, i: int, wanted: tuple[str, ...]) -> bool:
    """The account in "Sarah at Northwind", where a person is looked for."""
    if "contact" not in wanted or not items[i].of("account") or i == 0 or items[i - 1].word not in ("at", "from", "of"):
        return False
    return any(x.of("contact", "lead") and not x.of("account") for x in items[:i])


def narrowed(item: Item, items: Items, turn: Turn, wanted: tuple[str, ...]) -> tuple[Candidate, ...]:
    """An item's candidates of the wanted objects, those of an account that is named beside it first."""
    found = [c for c in item.candidates if c.object in wanted]
    if any(c.object in _PERSONS for c in found) or (item.candidates and "contact" in wanted):
        found = _at_account(item, found, items, turn)
    return tuple(_focused(c, turn) for c in found)


def _at_account(item: Item, found: list[Candidate], items: Items, turn: Turn) -> list[Candidate]:
    accounts = accounts_in(tuple(x for x in items if x is not item))
    if not accounts:
        return found
    there = [c for c in found if c.account_id in accounts]
    said = set(words_of(item.word))
    if not there and said and item.of(*_PERSONS):
        there = [
            replace(c, score=0.8)
            for c in turn.related
            if c.object == "contact" and c.account_id in accounts and said <= set(words_of(c.label))
        ]
    return there or [c for c in found if c.account_id is None or c.score >= 0.95]


def _focused(c: Candidate, turn: Turn) -> Candidate:
    """What the dialogue is about is meant rather than its namesakes, and the people of the account it is about."""
    near = (
        (c.object == "contact" and c.account_id in _accounts_spoken_of(turn))
        or any(m.object == c.object and m.id == c.id for m in turn.state.focus[:4])
        or turn.page == (c.object, c.id)
    )
    return replace(c, score=min(0.995, c.score + 0.4)) if near and c.score < 0.95 else c


def _accounts_spoken_of(turn: Turn) -> set[str | None]:
    """The account that is spoken of just now, itself or by a deal or a person of it."""
    spoken = {m.id for m in turn.state.focus[:1]}
    of = {c.account_id for c in turn.related if c.id in spoken and c.account_id}
    return {*of, *(m.id for m in turn.state.focus[:1] if m.object == "account")}


def _by_pronoun(items: Items, turn: Turn, wanted: tuple[str, ...]) -> Target:
    for item in items:
        if item.candidates:
            continue
        if item.has("her", "him"):
            persons = tuple(o for o in wanted if o in _PERSONS)
            if persons and (found := about_now(turn, persons, items)).candidates:
                return found
            continue
        sense = item.sense("object")
        if sense and sense.object not in wanted and not item.has("it", "this", "they"):
            continue  # "log a call": no record is meant by the kind of another
        if item.has("it", "this", "they") or (sense and not item.plural):
            things = wanted if item.has("they") else tuple(o for o in wanted if o not in _PERSONS)  # nobody is an it
            objects = (sense.object,) if sense and sense.object in wanted else things
            if (found := about_now(turn, objects, items)).candidates:
                return found
    return NOTHING


_NEAR = 3  # what was named by itself just now is meant rather than what belongs to something named after it


def about_now(turn: Turn, wanted: tuple[str, ...], items: Items = ()) -> Target:
    """What the dialogue is about, else the record on the open page. Of an account or a person, its open deals."""
    near = next((m for m in turn.state.focus[:_NEAR] if m.object in wanted), None)
    if near is not None and (deals := _of_named(turn, near)):
        return Target(_talked_of(deals, items, turn))
    if near is not None:
        return Target((Candidate(near.object, near.id, near.label, 0.9),))
    for mention in turn.state.focus:
        if mention.object in wanted:
            return Target((Candidate(mention.object, mention.id, mention.label, 0.9),))
        if wanted == ("deal",) and (deals := _open_deals(turn, mention.object, mention.id)):
            return Target(_talked_of(deals, items, turn))
    if turn.page and turn.page[0] in wanted:
        return Target((Candidate(turn.page[0], turn.page[1], "", 0.9),))
    if turn.page and wanted == ("deal",):
        return Target(_open_deals(turn, *turn.page))
    return NOTHING


def _talked_of(deals: tuple[Candidate, ...], items: Items, turn: Turn) -> tuple[Candidate, ...]:
    """The deals that the clause fits best; of several alike the only one that the message spoke of before."""
    best = best_overlap(list(deals), descriptors(items, -9, 99))
    before = tuple(x for x in turn.items if items and x.end <= items[0].start)
    if len(best) == 1 or not before:
        return tuple(best)
    said, shared = descriptors(before, -9, 99), set.intersection(*(set(words_of(c.label)) for c in best))
    spoken = [c for c in best if said & (set(words_of(c.label)) - shared)]
    return tuple(spoken if len(spoken) == 1 else best)


def _of_named(turn: Turn, near: Mention) -> tuple[Candidate, ...]:
    """ "Just talked to Owen at Bluepeak, … move it": the open deals of whom this message names, where the deal that was
    spoken of before it is none of them."""
    named = {c.id for x in turn.items for c in x.candidates[:1] if c.object in ("account", "contact")}
    for mention in turn.state.focus if near.object == "deal" else ():
        if mention.id == near.id:
            return ()
        if mention.id in named and (deals := _open_deals(turn, mention.object, mention.id)):
            return () if any(c.id == near.id for c in deals) else deals
    return ()


def _open_deals(turn: Turn, object_: str, record: str) -> tuple[Candidate, ...]:
    account = (
        record
        if object_ == "account"
        else next((c.account_id for c in turn.related if c.object == object_ and c.id == record), None)
    )
    return tuple(c for c in turn.related if c.object == "deal" and c.is_open and account and c.account_id == account)[
        :8
    ]
