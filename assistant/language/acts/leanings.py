"""Reading acts that a sentence may have without any of their words: where it is close enough to what people ask so."""

from __future__ import annotations

from assistant.language.chart import Item, Items

# Nothing is changed by advice, odds or a briefing, so that likeness alone may ask for them.
LIKENED = frozenset(["recommend", "score", "brief"])
ALIKE = 0.45

_WRITING = frozenset(["email", "e-mail", "mail", "write", "drop", "shoot", "answer", "reply", "message"])
_SAYING = frozenset("that about asking saying thanking telling ask and say : whether regarding with if".split())
_RECALLED = frozenset("who what where which how why what's who's".split())


def writes_to(items: Items) -> bool:
    """ "Email Ann Cho that …", "drop Ann a line asking …": words to be sent to somebody, rather than a thing to do some day."""
    said = [x for x in items if not x.is_mark or x.word == ":"]
    said = said[1:] if said and said[0].has("please") else said
    if not said or said[0].word.split()[0] not in _WRITING:
        return by_letter(items)
    whom = next((i for i, x in enumerate(said[:4]) if _person(x)), None)
    return whom is not None and any(_tells(x) for x in said[whom + 1 : whom + 5])


def by_letter(items: Items) -> bool:
    """ "Let Ann know by email that …", "thank Ann by mail"."""
    letter = any(x.has("draft") and x.word.split()[0] in ("by", "via", "as", "in", "over") for x in items)
    return letter and any(_person(x) for x in items) and not any(x.has("spoke") for x in items[:2])


def recalls(items: Items) -> bool:
    """ "Remind me who Ann is", "remind me where we left off": a question, and nothing for the list."""
    said = [x for x in items if not x.is_mark and not x.has("please")]
    return len(said) > 2 and said[0].word == "remind me" and said[1].word.split()[0] in _RECALLED


def _person(item: Item) -> bool:
    return bool(item.of("contact", "lead")) or item.has("her", "him", "they")


def _tells(item: Item) -> bool:
    return item.word.split()[0] in _SAYING or item.has("about")
