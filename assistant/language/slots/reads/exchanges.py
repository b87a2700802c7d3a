"""All that went between us and somebody: "emails I sent to Ann last week", where no word says of what they are to be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.plan import ToolCall
from assistant.language.slots.turn import Json

KINDS = ("email", "note", "call", "meeting")
_ASKING = ("what", "who", "when", "where", "why", "count", "show", "tell")


def kinds_said(items: Items) -> tuple[str, ...]:
    """The kinds that are named; "our notes" are what was noted of calls and meetings too, "mails and notes" whatever was written."""
    nouns = [
        s
        for i, x in enumerate(items)
        if (s := x.sense("object", "activity"))
        and s.value in KINDS
        and not x.candidates
        and not (i and items[i - 1].word in ("a", "an"))  # "who asked for a demo"
    ]
    said = tuple(dict.fromkeys(s.value for s in nouns))
    if not any(s.value == "note" and s.plural for s in nouns):
        return said
    return () if "email" in said else tuple(dict.fromkeys((*said, "call", "meeting")))


def kinds_of(items: Items) -> Sequence[str]:
    """What was written is mail; anything else that came in may be of every kind."""
    return ("email",) if _words(items) & _WRITING else KINDS


def names_no_matter(items: Items) -> bool:
    """ "Emails I sent to Ann last week", "show me my correspondence with Ann": all of them, as no word says of what."""
    said = [
        x
        for x in items
        if not (x.is_mark or x.value or x.candidates or x.has(*_ASKING, "all", "me", "anyone", "search", "latest"))
    ]
    words = _words(x for x in said if not x.sense("object", "activity"))
    return words <= FUNCTION_WORDS | _SENDING and (
        bool(words & _SENDING) or any(x.sense("object", "activity") for x in items)
    )


def _words(items: Iterable[Item]) -> set[str]:
    return {w for x in items if not x.candidates for w in x.word.split()}


def by_me(items: Items) -> bool:
    """ "Emails I sent to Ann"."""
    return any(a.word.split()[-1] == "i" and _words([b]) & _WRITING for a, b in pairwise(items))


_WRITING = frozenset("sent send write wrote written replied answered correspondence thread threads".split())


_SENDING = frozenset(
    """correspondence thread threads traffic exchange conversation conversations communication sent send sends write writes wrote written
    received replied answered everything anything whatever stuff things thing lately recently pull came come coming far list""".split()
)


def listed(args: Json, when: Json, kinds: Sequence[str], whom: str) -> ToolCall:
    """All of it, the newest first; the search goes by the name of `whom` it is about."""
    return ToolCall(
        "search_messages",
        {**args, "query": whom or args["query"], "kinds": list(dict.fromkeys(kinds)), "every": True, **when},
    )
