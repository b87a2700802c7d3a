"""What is going round about customers themselves, "is any of them being sold?": no table holds it, somebody may have heard of it."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.acts.asking import asks
from assistant.language.chart import Items

_RUMOURS = frozenset(
    "rumour rumours rumor rumors rumoured rumored rumur rumurs gossip whisper whispers grapevine hearsay".split()
)
_HEARD = frozenset(
    [
        ("wind", "of"),
        ("picked", "up"),
        ("heard", "of"),
        ("heard", "about"),
        ("heard", "that"),
        ("talk", "of"),
        ("talk", "about"),
    ]
)
_BECOMES = frozenset("be being been beeing is are was were get gets getting or and".split())
_SOLD = frozenset("bought sold purchased acquired merged merging taken swallowed snapped absorbed".split())
_DEALS = frozenset("buyout buyouts takeover takeovers merger mergers acquirer acquirers ownership".split())
_MERGERS = ("m", "a")  # the "&" between is a mark
_HANDS = frozenset("hands owner owners ownership".split())
_OPENING = frozenset("any anybody anyone anything somebody someone".split())


def of_hearsay(items: Items) -> bool:
    """ "Any rumours about one of our clients?", "has anybody heard of a customer being taken over?", "is one of them being sold?"."""
    words = [w for x in items if not x.is_mark for w in x.word.split()]
    if not words or any(x.sense("metric") and not x.candidates for x in items):
        return False
    told = not _RUMOURS.isdisjoint(words) or any(p in _HEARD for p in pairwise(words))
    customers = any((s := x.sense("object")) and s.object == "account" and not x.candidates for x in items)
    if _bought_by_others(items):
        return True
    return (
        told or not _DEALS.isdisjoint(words) or _MERGERS in pairwise(words) or (customers and _sold_themselves(words))
    )


def _bought_by_others(items: Items) -> bool:
    """ "Is anybody buying one of our customers": behind the verb, who are bought."""
    verb = next((i for i, x in enumerate(items) if x.word in _BUYING), len(items))
    behind = items[verb + 1 : verb + 6]
    whom = next((x for x in behind if (s := x.sense("object")) and s.object == "account" and not x.candidates), None)
    return whom is not None and any(set(x.word.split()) & {"our", "my", "ours"} for x in behind)


_BUYING = frozenset("buy buying buys acquire acquires acquiring swallow swallowing".split())


def asks_of_hearsay(items: Items) -> bool:
    """The same asked, where it may as well be told: "rumour has it that Acme is being sold" is."""
    first = next((x.word.split()[0] for x in items if not x.is_mark), "")
    return (asks(items) or first in _OPENING) and of_hearsay(items)


def _sold_themselves(words: list[str]) -> bool:
    """ "Being sold", "is acquired or merged", "new owners": what becomes of a company, and not what it bought of us."""
    return any(
        (a in _BECOMES and b in _SOLD) or (a in ("new", "change", "changes", "changing") and b in _HANDS)
        for a, b in pairwise(words)
    )
