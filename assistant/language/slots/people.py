"""People by what they do: "the CFO of Cascadia", "who runs IT at Mesa", "her boss"."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.chart import Items
from assistant.language.linking.model import Candidate
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.targets import Target, about_now, accounts_in
from assistant.language.slots.turn import Turn
from assistant.language.text import words_of

_OF_PEOPLE = ("phone", "email", "title")
_SHORT = {
    "ceo": "chief executive officer",
    "cfo": "chief financial officer",
    "coo": "chief operating officer",
    "cto": "chief technology officer",
    "cio": "chief information officer",
    "vp": "vice president",
}


def by_title(items: Items, turn: Turn) -> Target | None:
    """The person of an account with the title that was said; None where no title or no account is."""
    if any(x.of("contact", "lead") and not x.of("account") for x in items):
        return None
    if not _asks_for_person(items):
        return None
    accounts = _accounts(items, turn)
    people = [c for c in turn.related if c.object == "contact" and c.account_id in accounts]
    said = {w for x in items if not x.candidates for w in _spoken(x.word)} - FUNCTION_WORDS | _department(items)
    fits = [(len(said & _title(c)), c) for c in people]
    most = max((n for n, _ in fits), default=0)
    return Target(tuple(replace(c, score=0.9) for n, c in fits if n == most)[:8]) if most else None


def _accounts(items: Items, turn: Turn) -> set[str]:
    named = accounts_in(items)
    return named or {c.id for c in about_now(turn, ("account",), items).candidates}


def _asks_for_person(items: Items) -> bool:
    """ "who …", or something that only people have: a title, a telephone, an address."""
    if any(x.has("who") for x in items) or any(x.sense("title") for x in items if not x.candidates):
        return True
    return any(s.kind == "field" and s.object == "contact" and s.field in _OF_PEOPLE for x in items for s in x.senses)


def _department(items: Items) -> set[str]:
    """ "who runs IT": a word that looks like a small one."""
    return {x.word for x in items if x.text.isupper() and len(x.text) == 2 and not x.candidates}


def _spoken(word: str) -> set[str]:
    return set(words_of(_SHORT.get(word.removesuffix("s"), word)))


def _title(c: Candidate) -> set[str]:
    title = set(words_of(c.note or ""))
    return title | {w for short, long in _SHORT.items() if short in title for w in long.split()}
