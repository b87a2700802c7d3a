"""What is said before a question of the records that it asks for: "On my accounts, what tickets are open", "open deal over 150k:
which contacts do we have at those accounts?" - read as "what tickets are open on my accounts", "which contacts at accounts with …"."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.chart import Item, Items
from assistant.language.lexicon import Sense
from assistant.language.slots.scan import negates

_PLACED = frozenset("on for at among amongst in across from of with".split())
_ASKING = frozenset("which what who whose whom how".split())
_POINTING = frozenset("those these that such the".split())
_SUPPOSING = frozenset("where wherever if when whenever we i have has there's there is there are got".split())
_TELLING = frozenset("i i'm we we're i've we've my".split())
_ORDERS = ("log", "create", "spoke", "remind", "set", "move", "push", "raise", "lower", "assign", "complete", "draft")
_RECORDS = ("account", "contact", "lead", "deal", "ticket")

_PEOPLE = Sense("object", object="contact", plural=True)  # "who do we know there"


def asked_first(items: Items) -> Items:
    """The clause with what is asked at its front, and behind it of which records; as it is where nothing stands before."""
    at = next((i for i in range(2, len(items) - 1) if _ends(items[i - 1]) and _asks(items[i])), None)
    if at is None:
        return items
    front, asked = _without_marks(items[: at - 1]), _without_marks(items[at:])
    noun = _noun(front)
    wanted = _noun(asked) or (_PEOPLE if asked and asked[0].has("who") else None)
    if noun is None or wanted is None or _is_told(front) or any(x.candidates for x in front):
        return items
    if asked[-1].word == "there" and not asked[-1].candidates and noun.object != wanted.object:
        asked = (*asked[:-1], _word(asked[-1], "at"), _word(asked[-1], "those"), _accounts(asked[-1]))
    if (pointing := _pointed(asked)) is not None:
        return _of_those(front, asked, pointing, noun)
    if noun.object == wanted.object or _noun(asked, wanted.object) is not None:
        return items
    if front[0].word in _PLACED and noun.plural and wanted.plural:
        return (*asked, *front)
    return (*asked, _word(front[0], "with"), *front) if _lacks(front) and wanted.plural else items


def which_of(items: Items) -> Items:
    """ "WHO among my accounts has no open deal": which of them, and none of the sellers."""
    at = next((i for i, x in enumerate(items) if not x.is_mark), 0)
    led = len(items) > at + 2 and items[at].word == "who" and items[at + 1].word in ("of", "among", "amongst")
    nouns = (x.sense("object") for x in items[at + 2 : at + 6] if not x.candidates)
    if not led or not any(n and n.plural and n.object in ("account", "deal", "ticket") for n in nouns):
        return items
    which = replace(items[at], text="which", word="which", senses=(Sense("family", "show"),))
    return (*items[:at], which, *items[at + 1 :])


def _of_those(front: Items, asked: Items, at: int, noun: Sense) -> Items:
    """ "Where we have an open deal with a company, who are our contacts AT THAT COMPANY": at companies with such a deal."""
    pointed = asked[at + 1]
    sense = pointed.sense("object")
    start = next((i for i, x in enumerate(front) if not set(x.word.split()) <= _SUPPOSING), 0)
    of = sense.object if sense else ""
    said = front[start:-3] if _ends_with(front, of) else front[start:]
    if sense is None or not said:
        return (*asked, *front)
    many = replace(pointed, plural=True, senses=tuple(replace(s, plural=True) for s in pointed.senses))
    led = said if noun.object == of and _noun(said) == noun else (many, _word(pointed, "with"), *said)
    return (*asked[:at], *led, *asked[at + 2 :])


def _ends_with(front: Items, object_: str) -> bool:
    """ "An open deal WITH A COMPANY"."""
    last = front[-1].sense("object") if len(front) > 3 else None
    led = last is not None and front[-3].word in ("with", "at", "for") and front[-2].word in ("a", "an", "any", "some")
    return led and last is not None and last.object == object_


def _pointed(asked: Items) -> int | None:
    """Where "those accounts", "that company" begins, behind a word that leads to it."""
    for i in range(1, len(asked) - 1):
        noun = asked[i + 1].sense("object")
        if asked[i].word in _POINTING and asked[i - 1].word in _PLACED and noun and not asked[i + 1].candidates:
            return i
    return None


def _ends(item: Item) -> bool:
    return item.is_mark or item.word == "="


def _asks(item: Item) -> bool:
    return item.word.split()[0].split("'")[0] in _ASKING or item.has("show")


def _noun(items: Items, but: str = "") -> Sense | None:
    """The first noun of records, but for those of one object."""
    found = (s for x in items if not x.candidates and (s := x.sense("object")) is not None)
    return next((s for s in found if s.object in _RECORDS and s.object != but), None)


def _is_told(front: Items) -> bool:
    """ "I have three customers to see": told of the speaker, and no condition."""
    return front[0].word.split()[0] in _TELLING or any(x.has(*_ORDERS) or _asks(x) for x in front)


def _lacks(front: Items) -> bool:
    """ "NO open deal = which of my accounts"."""
    return front[0].has("lacks") or negates(front[0])


def _without_marks(items: Items) -> Items:
    start = next((i for i, x in enumerate(items) if not _ends(x)), len(items))
    end = next((i for i in range(len(items), start, -1) if not _ends(items[i - 1])), start)
    return items[start:end]


def _accounts(beside: Item) -> Item:
    """ "Who are the people THERE": at those accounts."""
    return replace(_word(beside, "accounts"), senses=(Sense("object", object="account", plural=True),), plural=True)


def _word(beside: Item, word: str) -> Item:
    """A small word that was not said, beside one that was."""
    return replace(
        beside,
        text=word,
        word=word,
        value=None,
        senses=(),
        candidates=(),
        capital=False,
        possessive=False,
        plural=False,
    )
