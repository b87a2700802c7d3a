"""A few words without a verb, "korean buyer rumour": nothing is told or ordered by them, somebody may have written of it."""

from __future__ import annotations

from assistant.language.acts.signs import Seen
from assistant.language.chart import Item, Items
from assistant.language.joints import VERBS
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.reads.matter import is_matter
from assistant.language.slots.turn import Turn

_MOST, _LEAST = 9, 2  # words of such a message, and of its matter
# Function words that a telegram has too: all others are parts of sentences, in which something is told.
_JOINING = frozenset(
    "a an the and or of in on to for from with by at into about over any some all our my their latest".split()
)
_TOLD = ("money", "percent", "shift", "email", "phone", "url", "quote", "ref", "time")
_ORDERS = (
    "log",
    "remind",
    "create",
    "complete",
    "delete",
    "merge",
    "convert",
    "assign",
    "greet",
    "approve",
    "cancel",
    "undo",
)


def of_matter(items: Items, turn: Turn) -> bool:
    """The whole message is a matter in a few words, maybe with a name."""
    said = [x for x in items if not x.is_mark]
    if turn.items != items or len(said) > _MOST or items[-1].word in (".", "!", ":") or _waits(turn):
        return False
    if Seen(items, False).ordered() or any(_tells(x) for x in said) or any(x.word == ":" for x in items):
        return False
    return sum(map(_carries, said)) >= _LEAST


def _waits(turn: Turn) -> bool:
    """A proposal or a question is open, which a few words may answer."""
    state = turn.state
    return bool(state.proposal_id or state.asked or state.choices or state.drafted)


def _tells(item: Item) -> bool:
    words = set(item.word.split())
    sense = item.sense("object", "activity")
    contact = sense is not None and not sense.plural and sense.value in ("call", "meeting", "task")
    return (
        bool(words & VERBS)
        or bool((words & FUNCTION_WORDS) - _JOINING)
        or item.kind in _TOLD
        or item.kind == "comparator"  # "my deals without any decision maker" is a list
        or item.has(*_ORDERS)
        or (contact and not item.candidates)
    )


def _carries(item: Item) -> bool:
    """A word of the matter: one that stands for nothing, or only for part of a name."""
    return is_matter(item) or (item.has("about", "mention") and not item.candidates)
