"""Names as they were written: meant as such, missing, or told apart."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.language.chart import Item, Items
from assistant.language.joints import VERBS
from assistant.language.linking.match import slip_of
from assistant.language.linking.model import Candidate
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.text import words_of

_PERSONS = ("contact", "lead")
_FAINT = 0.7  # below: a lower-case word that stands somewhere inside the name of a company, deal, product or ticket


_WHOLE = 0.9  # below: a word out of a longer name


def firm(items: Items, homes: frozenset[str] = frozenset()) -> Items:
    """The items without names that a plain word only happens to share: "swap the owner", "send the papers".

    A change needs a name that was meant as one: written with a capital, of several words, or the first of the name. Of a
    deal of the companies that the message is about (`homes`) any word is enough: "Ironbridge. … the tuggers go to May".
    """
    return tuple(_firm(x if x.value else _of_homes(x, homes)) for x in items)


def _of_homes(item: Item, homes: frozenset[str]) -> Item:
    there = tuple(c for c in item.candidates if c.object == "deal" and c.account_id in homes and c.is_open)
    if not there or item.candidates[0].object != "deal" or item.candidates[0].score >= _WHOLE:
        return item
    return replace(item, candidates=tuple(replace(c, score=max(c.score, _FAINT)) for c in there))


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
    items = _with_slips(items)
    items = tuple(replace(x, candidates=()) if _of_another_name(items, i) else x for i, x in enumerate(items))
    if not any(x.capital and x.of(*_PERSONS) for x in items):
        return items
    return tuple(replace(x, candidates=()) if _only_a_word(x) else x for x in items)


def _with_slips(items: Items) -> Items:
    """ "Hannah Pyke", where there is a Hannah Pike: both words as one name."""
    found: list[Item] = []
    for item in items:
        meant = _meant(found[-1], item) if found else ()
        if not meant:
            found.append(item)
            continue
        before = found.pop()
        text, word = f"{before.text} {item.text}", f"{before.word} {item.word}"
        found.append(replace(before, end=item.end, last=item.last, text=text, word=word, candidates=meant, senses=()))
    return tuple(found)


def _meant(first: Item, last: Item) -> tuple[Candidate, ...]:
    """Those called so by the first name whose last name is a slip away."""
    if last.senses or last.value or first.value or first.possessive or " " in first.word:
        return ()
    if last.candidates and last.candidates[0].score >= _FAINT + 0.05:
        return ()
    near = (c for c in first.candidates if slip_of(c, (first.word,), last.word))
    return tuple(replace(c, score=_SLIPPED) for c in near)


_SLIPPED = 0.93  # nearly the whole name


def _of_another_name(items: Items, i: int) -> bool:
    """ "carl benson called": a first name, then a last name that nobody known by the first one has, then what he does."""
    if i + 1 >= len(items) or not items[i].candidates:
        return False
    if items[i].capital:
        return _of_new_name(items[i], items[i + 1])
    if i + 2 >= len(items):
        return False
    first, last, verb = items[i : i + 3]
    persons = all(
        c.object in _PERSONS and c.score < _WHOLE and words_of(c.label)[0] == first.word for c in first.candidates
    )
    unknown = (
        last.word.isalpha() and not (last.senses or last.value or last.candidates) and last.word not in FUNCTION_WORDS
    )
    return persons and unknown and (verb.has("spoke") or verb.word in VERBS)


def _of_new_name(first: Item, last: Item) -> bool:
    """ "Greg Hunt", where the only Greg is another: written as a name, and no slip of his."""
    written = last.capital and last.word.isalpha() and last.text.istitle() and len(last.word) > _INITIALS
    plain = not (last.senses or last.value or last.candidates) and last.word not in FUNCTION_WORDS
    if not (written and plain) or first.value or first.possessive or " " in first.word:
        return False
    return all(c.object in _PERSONS and c.score < _WHOLE for c in first.candidates)


_INITIALS = 2  # letters


def _only_a_word(item: Item) -> bool:
    if item.capital or item.value or " " in item.word or item.possessive or not item.candidates:
        return False
    return all(c.object in _PERSONS and words_of(c.label)[0] != item.word and c.score < _WHOLE for c in item.candidates)


def written(text: str, items: Items) -> str:
    """ "call owen about the carts": the text with the capitals that Owen's name has, where it was typed or heard without."""
    for i, item in enumerate(items):
        named = (
            item.of(*_PERSONS, "user", "account", "deal")
            and not (item.senses or item.value)
            and item.candidates[0].score >= _SAID
        )
        if named and not (i and items[i - 1].word in _ARTICLES):
            said = {w.lower(): w for w in _WORD.findall(item.candidates[0].label) if len(w) == len(w.lower())}
            parts = _PARTS.split(text[item.start : item.end])
            text = text[: item.start] + "".join(str(said.get(p, p)) for p in parts) + text[item.end :]
    return text


_SAID = 0.65  # of a name, to be written like one
_WORD, _PARTS = re.compile(r"[^\W\d_]+"), re.compile(r"([\W\d_]+)")
_ARTICLES = frozenset("the a an his her their our my this that".split())  # "send the bill", which is nobody's name


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
