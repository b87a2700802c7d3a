"""Names as they were written: meant as such, missing, or told apart."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.chart import Item, Items
from assistant.language.joints import VERBS
from assistant.language.linking.model import Candidate
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.text import words_of

_PERSONS = ("contact", "lead")
_FAINT = 0.7  # below: a lower-case word that stands somewhere inside the name of a company, deal, product or ticket


_WHOLE = 0.9  # below: a word out of a longer name


def firm(items: Items) -> Items:
    """The items without names that a plain word only happens to share: "swap the owner", "send the papers".

    A change needs a name that was meant as one: written with a capital, of several words, or the first of the name.
    """
    return tuple(_firm(x) for x in items)


def _firm(item: Item) -> Item:
    if not item.candidates or item.value or " " in item.word:
        return item
    if item.sense("option") and item.candidates[0].score < _WHOLE and not item.possessive:
        return replace(item, candidates=())  # "make it Electronics": the word for it, and no Velo Electronics
    if item.capital:
        return item
    kept = tuple(c for c in item.candidates if c.object in (*_PERSONS, "user") or c.score >= _FAINT)
    return item if kept == item.candidates else replace(item, candidates=kept)


def cased(items: Items) -> Items:
    """The items without people of another last name, and without people whose last name is only a word: "the crane drawings", where names are written with capitals."""
    items = tuple(replace(x, candidates=()) if _of_another_name(items, i) else x for i, x in enumerate(items))
    if not any(x.capital and x.of(*_PERSONS) for x in items):
        return items
    return tuple(replace(x, candidates=()) if _only_a_word(x) else x for x in items)


def _of_another_name(items: Items, i: int) -> bool:
    """ "carl benson called": a first name, then a last name that nobody known by the first one has, then what he does."""
    if i + 2 >= len(items) or items[i].capital or not items[i].candidates:
        return False
    first, last, verb = items[i : i + 3]
    persons = all(
        c.object in _PERSONS and c.score < _WHOLE and words_of(c.label)[0] == first.word for c in first.candidates
    )
    unknown = (
        last.word.isalpha() and not (last.senses or last.value or last.candidates) and last.word not in FUNCTION_WORDS
    )
    return persons and unknown and (verb.has("spoke") or verb.word in VERBS)


def _only_a_word(item: Item) -> bool:
    if item.capital or item.value or " " in item.word or item.possessive or not item.candidates:
        return False
    return all(c.object in _PERSONS and words_of(c.label)[0] != item.word and c.score < _WHOLE for c in item.candidates)


_NO_NAME = frozenset("deal opportunity account contact lead ticket task company customer record".split())


def missing_name(items: Items) -> str | None:
    """A capitalised run of words that nothing is known of: the name of what is not there."""
    run: list[Item] = []
    for i, item in enumerate(items):
        part = bool(run) and bool(item.candidates) and item.candidates[0].score < 0.95
        unknown = not item.senses and not item.value and (not item.candidates or part) and item.word.isalpha()
        if unknown and item.capital and len(item.word) > 1 and (i > 0 or _only_capital(items)):
            run.append(item)
        elif run:
            break
    return " ".join(x.text for x in run) or None


def _only_capital(items: Items) -> bool:
    return len(items) > 1 and items[1].capital


def label_of(c: Candidate) -> str:
    """A label that tells two of a name apart."""
    return f"{c.label} ({c.note})" if c.note else c.label


def unknown_ref(items: Items) -> Item | None:
    """A ref that stands for no record of the caller's: there is none, or none to see."""
    return next((i for i in items if i.kind == "ref" and not i.candidates), None)
