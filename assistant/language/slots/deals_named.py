"""Deals by their account and what else is said of them: "the Globex renewal", "move Globex to proposal"."""

from __future__ import annotations

from assistant.language.chart import Items
from assistant.language.linking.match import slip
from assistant.language.linking.model import Candidate
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.meant import NOTHING, Target, exact_first, undecided
from assistant.language.slots.turn import Turn
from assistant.language.text import stem, words_of


def of_another_account(items: Items, found: Target) -> str | None:
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


def deal_of_account(items: Items, turn: Turn) -> Target:
    """ "the Globex renewal", "move Globex to proposal": the open deals of an account or a person's, by what else was said."""
    for i, item in enumerate(items):
        accounts = {c.id for c in exact_first(item.of("account"))} if item.of("account") else set()
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
        fitting = [d for d in deals if called_so(d, rest)] if rest else []
        if rest and not fitting and any(not items[j].has("deal_noun") for j in _rest(items, i)):
            return Target(missing=f"{item.text} {' '.join(items[j].text for j in _rest(items, i))}")
        fitting = fitting or best_overlap(deals, descriptors(items, i))
        live = [c for c in fitting if c.is_open] or (fitting if rest else [])
        if live:
            return Target(tuple(live[:8]), (i,))
    return NOTHING


def called_so(deal: Candidate, rest: set[str]) -> bool:
    """Each of the words stands in its name, as it is or a slip away: "conveyer"."""
    name = words_of(deal.label)
    whole = set(map(stem, rest)) <= set(map(stem, name))
    return whole or all(any(w[0] == o[0] and slip(w, o) for o in name) for w in rest)


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


def descriptors(items: Items, at: int, reach: int = 4) -> set[str]:
    return {
        w
        for j, x in enumerate(items)
        if abs(j - at) <= reach and j != at and not x.value
        for w in words_of(x.word)
        if len(w) > 2
    }


def best_overlap(deals: list[Candidate], said: set[str]) -> list[Candidate]:
    def shared(c: Candidate) -> int:
        return len(said & set(words_of(c.label)))

    most = max(shared(c) for c in deals)
    return [c for c in deals if shared(c) == most]
