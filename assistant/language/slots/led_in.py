"""How what is said of another record is led in: "where the account has …", "with more than 50k in an open deal", "whom we know at …"."""

from __future__ import annotations

from assistant.language.chart import Items


def whom_we_know(items: Items) -> bool:
    """ "WHO DO WE KNOW at companies with …", "whom we know in the accounts that …"."""
    at = next((i for i, x in enumerate(items) if x.has("who") or x.word == "whom"), None)
    behind = items[at + 1 : at + 4] if at is not None else ()
    return any(x.word.split()[-1] == "know" for x in behind) and any(x.word in ("we", "i", "you") for x in behind)


def who_works_at(items: Items) -> bool:
    """ "WHO WORKS AT a company with …", "PEOPLE WORKING FOR customers that …": people, and no number of staff."""
    at = next((i for i, x in enumerate(items) if x.has("who") or x.word.split()[0] in _PEOPLE), None)
    if at is None or any(x.has("count") for x in items[: at + 1]):
        return False
    words = [w for x in items[at : at + 3] for w in x.word.split()]
    led = next(
        (i for i, x in enumerate(items[at : at + 5], at) if x.word.split()[-1] in ("at", "for", "in", "with")), None
    )
    placed = led is not None and any(
        x.sense("object", "account") and not x.candidates for x in items[led + 1 : led + 5]
    )
    return placed and not {"work", "works", "working", "employed", "sits", "sit"}.isdisjoint(words)


_PEOPLE = frozenset("people everyone everybody anyone anybody folks".split())


def of_each(items: Items, i: int) -> bool:
    """ "Contacts WHERE THE ACCOUNT has …": of each of them, their own."""
    has = i + 1 < len(items) and items[i + 1].has("has")
    return has and i > 1 and items[i - 1].word in ("the", "their") and items[i - 2].word == "where"


def with_amount(items: Items, start: int) -> int:
    """ "… with MORE THAN 50K in an open deal": the amount is the deal's."""
    at = start - 2 - (start > 2 and items[start - 2].has("open"))
    money = start > 3 and items[start - 1].word in ("in", "on") and items[at].kind == "money"
    return at - 1 if money and items[at - 1].kind == "comparator" else start


def between_options(items: Items, i: int) -> bool:
    """ "Healthcare, logistics and retail accounts", "healthcare/logistics accounts": "open and urgent tickets"."""
    if items[i].word not in (",", "/", "and") or i + 1 >= len(items):
        return False
    before, behind = ({s.object for s in x.senses if s.kind == "option"} for x in (items[i - 1], items[i + 1]))
    return bool(before & behind)
