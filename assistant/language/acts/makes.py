"""Which kind of record a clause makes: by its noun, or by what else only one kind of record has."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.chart import Item, Items

MADE = ("account", "contact", "lead", "deal", "product", "ticket")
_LISTS = frozenset(["price list", "pricelist", "catalog", "catalogue", "product list", "price book"])
_PEERS = frozenset("colleague successor assistant buyer replacement guy lady".split())


def made(items: Items) -> tuple[int, str] | None:
    """(the item that says it, the object), or None."""
    noun = next((i for i, x in enumerate(items) if _noun(x)), None)
    listed = next((i for i in range(len(items)) if _in_list(items, i)), None)
    if listed is not None:
        return listed, "product"
    if noun is not None and (sense := items[noun].sense("object")):
        return noun, sense.object
    peer = next((i for i, x in enumerate(items) if x.word in _PEERS), None)
    if peer is not None and any(x.has("create") for x in items[:peer]):
        return peer, "contact"
    if _adds_person(items):
        return 0, "contact"
    referred = next((i for i, x in enumerate(items) if _referral(x)), None)
    if referred is not None and any(x.kind == "email" and not x.candidates for x in items):
        return referred, "lead"
    return None


def _adds_person(items: Items) -> bool:
    """ "Add him at Acme": somebody who was told of, and a company."""
    for i, item in enumerate(items[:-1]):
        if item.has("create") and items[i + 1].has("him", "her", "they") and not items[i + 1].candidates:
            return any(x.candidates and x.candidates[0].object == "account" for x in items[i + 2 :])
    return False


def _noun(item: Item) -> bool:
    sense = item.sense("object")
    return sense is not None and sense.object in MADE and not item.candidates


def _in_list(items: Items, i: int) -> bool:
    """ "to the price list", "in our catalogue"."""
    two = " ".join(x.word for x in items[i : i + 2])
    led = i > 1 and {x.word for x in items[max(0, i - 2) : i]} & {"to", "in", "into", "on"}
    return bool(led) and (two in _LISTS or items[i].word in _LISTS)


def _referral(item: Item) -> bool:
    return any(s.kind == "option" and s.object == "lead" and s.field == "source" for s in item.senses)


def _names_it(items: Items) -> bool:
    return any(a.word in ("name", "call") and b.word == "it" for a, b in pairwise(items))


def heads(items: Items) -> bool:
    """ "Lead: Ann Cho, …", "deal for Acme, name it …": the noun opens the clause, with what is new behind it."""
    said = [x for x in items if not x.is_mark and x.word not in ("a", "the", "an", "please")]
    at = items.index(said[0]) if said else 0
    if not said or not _noun(said[0]) or (s := said[0].sense("object")) is None or s.plural or at + 1 >= len(items):
        return False
    behind = items[at + 1]
    values = any(x.kind in ("email", "phone", "money", "quote") for x in items)
    named = behind.word in ("for", "at") and any(x.word == ":" for x in items)
    named = named or (bool(behind.candidates) and any(x.word == ":" for x in items))
    called = any(x.word in ("called", "named", "name it", "call it") for x in items) or _names_it(items)
    return (
        behind.word == ":"
        or named
        or (behind.word in ("for", "at", "with") and called)
        or (behind.word in ("for", "called", "named", "with", "at") and values)
    )
