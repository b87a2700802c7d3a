"""Which record a clause is about: by name, by its account, by a pronoun, by the open page; or which ones it may be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.conversation.state import Mention
from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.naming import missing_name
from assistant.language.slots.turn import Turn
from assistant.language.text import stem, words_of

_PERSONS = ("contact", "lead")


@dataclass(frozen=True, slots=True)
class Target:
    """One record where `candidates` holds one; a question where more; `items` are those that named it.

    `missing` is a name that no visible record has.
    """

    candidates: tuple[Candidate, ...] = ()
    items: tuple[int, ...] = ()
    missing: str | None = None

    @property
    def one(self) -> Candidate | None:
        return self.candidates[0] if len(self.candidates) == 1 else None


NOTHING = Target()


def find_target(
    items: Items, turn: Turn, wanted: tuple[str, ...], *, pronouns: bool = True, implied: bool = True
) -> Target:
    """The record of one of the `wanted` objects that the clause names or means."""
    named = _named(items, turn, wanted)
    if named.candidates and (other := _of_another_account(items, named)):
        return Target(missing=other)
    if named.candidates:
        return named
    if "deal" in wanted:
        through = _deal_of_account(items, turn)
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


def _of_another_account(items: Items, found: Target) -> str | None:
    """ "Meridian lineside TUGGERS" is no Ironbridge heavy tuggers: a deal by a word of its name, behind an account that it is not of."""
    at = found.items[0] if found.items else 0
    lead = next((i for i in range(at - 1, max(-1, at - 1 - _NAME), -1) if items[i].of("account")), None)
    if lead is None or any(c.object != "deal" or c.score >= _WELL for c in found.candidates):
        return None
    between = all(x.word.isalpha() and not (x.senses or x.value or x.candidates) for x in items[lead + 1 : at])
    between = between and not any(x.word in FUNCTION_WORDS for x in items[lead + 1 : at])
    accounts = {c.id for c in items[lead].of("account")}
    if not between or items[lead].possessive or any(c.account_id in accounts for c in found.candidates):
        return None
    return " ".join(x.text for x in items[lead : at + 1])


_NAME, _WELL = 3, 0.8  # words of a deal's name; the score of one that is named by more than a word of it


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


def accounts_in(items: Iterable[Item]) -> set[str]:
    return {
        c.id
        for x in items
        for c in _exact_first(x.of("account"))
        if not x.of("deal")[:1] or x.of("deal")[0].score < c.score
    }


def _exact_first(found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    exact = tuple(c for c in found if c.score >= 0.99)
    return exact or found


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


def undecided(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The one that is meant, or all that fit as well."""
    ranked = sorted(candidates, key=lambda c: -c.score)
    top = ranked[0]
    if top.score >= 0.94:
        same = [c for c in ranked if c.score >= 0.99]
        if len(same) > 1:
            live = [c for c in same if c.is_open is not False]
            contacts = [c for c in live or same if c.object != "lead"] or live or same
            return tuple(contacts)
        return (top,)
    rivals = [c for c in ranked if c.object == top.object]
    live = [c for c in rivals if c.is_open is not False] or rivals
    live = [c for c in live if c.as_said] or live  # "Robert" is whoever is called so rather than a Rob
    return tuple(live[:8])


def _deal_of_account(items: Items, turn: Turn) -> Target:
    """ "the Globex renewal", "move Globex to proposal": the open deals of an account or a person's, by what else was said."""
    for i, item in enumerate(items):
        accounts = {c.id for c in _exact_first(item.of("account"))} if item.of("account") else set()
        if not accounts:
            accounts = (
                {c.account_id for c in undecided(item.of("contact")) if c.account_id} if item.of("contact") else set()
            )
        deals = [c for c in turn.related if c.object == "deal" and c.account_id in accounts]
        if not accounts:
            continue
        rest = rest_of_name(items, i) if item.of("account") else set()
        if not deals and rest:
            return Target(missing=f"{item.text} {' '.join(items[j].text for j in _rest(items, i))}")
        if not deals:
            continue
        fitting = [d for d in deals if set(map(stem, rest)) <= set(map(stem, words_of(d.label)))] if rest else []
        if rest and not fitting and any(not items[j].has("deal_noun") for j in _rest(items, i)):
            return Target(missing=f"{item.text} {' '.join(items[j].text for j in _rest(items, i))}")
        fitting = fitting or _best_overlap(deals, _descriptors(items, i))
        live = [c for c in fitting if c.is_open] or (fitting if rest else [])
        if live:
            return Target(tuple(live[:8]), (i,))
    return NOTHING


def _rest(items: Items, at: int) -> list[int]:
    """Items right behind a name that may belong to it: plain words and "renewal", "pilot" …"""
    found = []
    for j in range(at + 1, min(at + 5, len(items))):
        item = items[j]
        plain = not item.senses and not item.candidates and not item.value and item.word.isalpha()
        if items[at].possessive or item.word in FUNCTION_WORDS or not (plain or item.has("deal_noun")):
            break
        found.append(j)
    return found


def rest_of_name(items: Items, at: int) -> set[str]:
    """The words of those items."""
    return {w for j in _rest(items, at) for w in words_of(items[j].word) if w not in _ANYTHING}


_ANYTHING = frozenset(["thing", "one", "stuff"])  # "the Bluepeak cart thing"


def _descriptors(items: Items, at: int, reach: int = 4) -> set[str]:
    return {
        w
        for j, x in enumerate(items)
        if abs(j - at) <= reach and j != at and not x.value
        for w in words_of(x.word)
        if len(w) > 2
    }


def _best_overlap(deals: list[Candidate], said: set[str]) -> list[Candidate]:
    def shared(c: Candidate) -> int:
        return len(said & set(words_of(c.label)))

    most = max(shared(c) for c in deals)
    return [c for c in deals if shared(c) == most]


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
    best = _best_overlap(list(deals), _descriptors(items, -9, 99))
    before = tuple(x for x in turn.items if items and x.end <= items[0].start)
    if len(best) == 1 or not before:
        return tuple(best)
    said, shared = _descriptors(before, -9, 99), set.intersection(*(set(words_of(c.label)) for c in best))
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
