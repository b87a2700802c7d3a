"""Tickets that are over: "the brake ticket of Acme is fixed", "that leak is history, shut the ticket"."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.acts.signs import Seen
from assistant.language.chart import Item, Items

SETTLED = frozenset(
    """solve resolve solved resolved fixed settled sorted closed close closing shut finished done history completed complete over repaired cured dealt
    handled archive archived gone""".split()
)
_SETTLED_PHRASES = (
    "taken care of",
    "under control",
    "done and dusted",
    "off the list",
    "off my list",
    "sorted out",
    "put to bed",
    "wrapped up",
)
_OTHERWISE = (
    "what",
    "who",
    "when",
    "where",
    "show",
    "count",
    "report",
    "remind",
    "spoke",
    "draft",
    "search",
    "tell",
    "recommend",
)
_NOT = frozenset("not isn't wasn't can't cannot until unless before if never no reopen should".split())
_BARE = SETTLED | frozenset(
    """the that this ticket support close please can could be is are has been you we now mark as off list it it's one update finished set to so
    make our in system status for good case then and also my set put down just go ahead its go goes away take care of may under control""".split()
)


def says_ticket(item: Item) -> bool:
    noun = item.sense("object", "ticket")
    if item.word.startswith("ticket ") and item.sense("metric") and not item.candidates:
        return True  # "ticket closed", which is also a figure
    return noun is not None and not noun.plural and not item.candidates


def ended(items: Items) -> bool:
    """A word that something is settled stands there."""
    words = [w for x in items for w in x.word.split()]
    said = " ".join(words)
    settled = set(words) & SETTLED
    if settled == {"over"} and all(b in _OVER_WHAT for a, b in pairwise([*words, ""]) if a == "over"):
        settled = set()  # "came in OVER THE phone"
    return bool(settled) or any(p in said for p in _SETTLED_PHRASES)


_OVER_WHAT = frozenset("the a an my our lunch coffee dinner breakfast".split())


def ticket_ended(seen: Seen) -> bool:
    """ "The brake ticket of Acme is fixed": one ticket, and that it is settled."""
    items = seen.items
    at = next((i for i, x in enumerate(items) if says_ticket(x)), None)
    if at is None or items[-1].word == "?" or seen.family(*_OTHERWISE) or seen.noun_of("note"):
        return False
    words = {w for x in items for w in x.word.split()}
    made = any(x.has("create") or x.word in ("a", "an") for x in items[max(0, at - 2) : at])
    return (
        ended(items)
        and not words & _NOT
        and not made
        and not (seen.family("log") and any(x.word == ":" for x in items[:at]))
    )


def closes_told(items: Items) -> bool:
    """ "Close the ticket", "ticket closed, please", "close it in support": an order that only points at the ticket."""
    said = [x for x in items if not x.is_mark and not x.has("please")]
    words = {w for x in said for w in x.word.split()}
    noun = any(map(says_ticket, said)) or ("support" in words and bool({"it", "that", "this"} & words))
    plain = words <= _BARE and not any(x.candidates for x in said)
    return noun and plain and (ended(items) or bool(words & {"update", "go", "goes"})) and items[-1].word != "?"
