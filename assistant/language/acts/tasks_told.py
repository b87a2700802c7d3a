"""What becomes of a task that is there and was named: over, or put to another day."""

from __future__ import annotations

from assistant.language.acts.asking import asks
from assistant.language.chart import Item, Items

_DAYS = ("date", "period", "shift", "duration")
_NEW = ("remind", "log", "draft", "spoke")
_POLITE = frozenset("can could would may might will".split())
_ENDED = frozenset(
    """done finished finish completed complete completion sorted settled dealt closed close off strike struck cross crossed tick
    ticked check checked wrapped accomplished achieved handled fulfilled nailed knocked ready""".split()
)
_PHRASES = (
    "out of the way",
    "behind me",
    "behind us",
    "nothing left to do",
    "nothing more to do",
    "in the bag",
    "no longer needed",
)
_NOT = frozenset(
    "not won't isn't wasn't haven't hasn't didn't don't can't cannot couldn't never nearly almost before half".split()
)
_UNLIKE = frozenset("if when once unless".split())


def named_task(items: Items) -> int | None:
    """The item that names a task by its subject."""
    return next((i for i, x in enumerate(items) if x.candidates and x.candidates[0].object == "activity"), None)


def ends_named(items: Items) -> bool:
    """“Draft the agenda” is off my plate": a task by its name, and that it is done."""
    at = named_task(items)
    if at is None or _asks(items):
        return False
    words = [w for i, x in enumerate(items) if i != at for w in x.word.split()]
    said = " ".join(words)
    ended = bool(_ENDED & set(words)) or any(p in said for p in _PHRASES)
    ended = ended and not (dated(items) and {"to", "until", "till"} & set(words))
    return ended and not (set(words) & (_NOT | _UNLIKE)) and not any(x.has(*_NEW) and not _is_noun(x) for x in items)


def moves_named(items: Items) -> bool:
    """“Draft the agenda” can wait until Friday": a task by its name, and another day."""
    at = named_task(items)
    if at is None or _asks(items) or items[0].word == "was":
        return False
    return dated(items) and not any(x.has(*_NEW) and not _is_noun(x) for i, x in enumerate(items) if i != at)


def dated(items: Items) -> bool:
    return any(x.kind in _DAYS for x in items)


def _asks(items: Items) -> bool:
    """A question, unless it is an order that is politely put."""
    polite = items[0].word.split()[0] in _POLITE or (items[0].word == "have" and named_task(items[:2]) is not None)
    return asks(items) and not polite


def _is_noun(item: Item) -> bool:
    sense = item.sense("object", "activity")
    return sense is not None and sense.value == "task"


_LONGEST = 16  # items of "so you can take that off my task list"


def ends_task(items: Items) -> bool:
    """ "That task can come off the list", "to-do completed": nothing but that a task is over, which one was or will be told."""
    said = [x for x in items if not x.is_mark] if len(items) <= _LONGEST else []
    if not any(_is_noun(x) and not x.candidates for x in said) or _asks(items):
        return False
    if any(x.candidates or (x.value and x.word != "now") for x in said):
        return False
    words = [w for x in said if not (_is_noun(x) or x.has("please", "complete")) for w in x.word.split()]
    ended = any(x.has("complete") for x in said) or bool((_ENDED | _GONE) & set(words))
    return ended and set(words) <= _SMALL and not any(x.has("create") for x in said)


_GONE = frozenset("off history gone less fewer away behind scratch".split())
_SMALL = (
    frozenset(
        """that this the it it's that's tasks task to-do todo one item you can could may might should shall will would be is are was been
        being has have had got get gets now already then too so thus therefore hence finally also just all good as a of from out come comes
        taken take takes taking mark marked marking set put list plate desk board with up corresponding respective related open my our on in
        i we i've we've consider considered regard goes go way me us no longer and hurrah great for sure officially well truly to very
        call visit meeting email mail follow-up tidy tidied finally at last""".split()
    )
    | _ENDED
    | _GONE
)
