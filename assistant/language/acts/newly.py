"""Somebody or something that the CRM has not, by the forms of words in which people have it taken in."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.acts.makes import adds_newcomer, in_title
from assistant.language.acts.newcomer import ENTERING, newcomer
from assistant.language.acts.signs import Seen
from assistant.language.chart import Item, Items

_WHOLE = 0.95
_PEOPLE = ("contact", "lead")
_FRESH = frozenset(
    ["new", "fresh", "another", "one more", "more", "additional", "extra", "further", "missing", "brand"]
)
_ARTICLES = frozenset(["a", "an", "our", "my", "the", "new", "fresh", "another", "your", "yet"])
_INSIDE = frozenset("on in into to among amongst under on from within onto".split())


def takes_in(seen: Seen) -> bool:
    """ "We need Ann Cho in the contacts at Acme", "Acme -> new contact Ann Cho", "deal to be created for Acme, 40k", "we need a ticket for that"."""
    return adds_newcomer(seen.items) or _person_in(seen.items) or _new_deal(seen) or wants_ticket(seen.items)


def _person_in(items: Items) -> bool:
    at = next((i for i, x in enumerate(items) if _says(x, *_PEOPLE) and not in_title(items, i)), None)
    who = newcomer(items)
    if at is None or who is None or at in range(*who) or _known_beside(items):
        return False
    noun = items[at].sense("object")
    if at == 0 and items[1].word == ":" and who[0] <= _FIRST:
        return True  # "lead: Ann Cho, Beck Glass, trade show"
    before = [w for x in items[max(0, at - 3) : at] for w in x.word.split()]
    words = {w for x in items for w in x.word.split()}
    entered = bool(words & (ENTERING | _MADE))
    listed = any(x.word in _LISTS for x in items[at + 1 : at + 2])  # "on the lead list"
    if noun is not None and (noun.plural or listed):
        return bool(_INSIDE & set(before)) and (entered or bool(words & _LACKING))
    as_one = "as" in before and set(before[before.index("as") + 1 :]) <= _ARTICLES
    fresh = bool(_FRESH & set(before)) or bool(words & {"missing", "lacking"})
    return (as_one and (entered or fresh)) or fresh or (entered and before[-1:] in (["a"], ["an"]))


_FIRST = 3
_LISTS = frozenset("list lists database book base file".split())
_LACKING = frozenset("should need needs want missing isn't aren't not lacking lack belongs belong yet".split())


def _known_beside(items: Items) -> bool:
    """ "Make Ann Cho the contact of the Beck deal": a record that is there, and whom it points at."""
    return any(
        x.of("deal", "lead") and x.candidates[0].object in ("deal", "lead") and x.candidates[0].score >= _WHOLE
        for x in items
    )


def _says(item: Item, *objects: str) -> bool:
    noun = item.sense("object")
    return noun is not None and noun.object in objects and not item.candidates


def _new_deal(seen: Seen) -> bool:
    """ "Deal to be created for Acme, 60 thousand", "45k deal to enter for Acme": one that is not there yet, and what it is worth."""
    items = seen.items
    at = next((i for i, x in enumerate(items) if _says(x, "deal") and not x.plural), None)
    if at is None or not (seen.value("money") and seen.record("account")) or seen.family("won", "lost", "push"):
        return False
    if at and items[at - 1].kind == "money" and items[at + 1 : at + 2] and items[at + 1].word in ("for", "with", "at"):
        return at == 1 or items[at - 2].word in ("a", "an", "new")  # "45k deal for Acme please"
    behind = [w for x in items[at + 1 : at + 5] for w in x.word.split()]
    made = any(a in ("be", "is", "needs", "to") and b in _MADE for a, b in pairwise(behind))
    before = {w for x in items[max(0, at - 2) : at] for w in x.word.split()}
    return made and not before & {"the", "that", "this"}


_MADE = frozenset(
    "created entered opened added made set registered creating entering opening adding enter create add open".split()
)


def wants_ticket(items: Items) -> bool:
    """ "We need a support case for Acme", "ticket needed", "log a ticket", "turn that into a ticket": one that is not there yet."""
    at = next((i for i, x in enumerate(items) if _says(x, "ticket") and not x.plural), None)
    if at is None or any(x.of("ticket") for x in items):
        return False
    if all(x.is_mark or x.has("please") or x is items[at] or x.word in _KINDS_OF_TICKET for x in items):
        return True  # "… the belt keeps slipping. Ticket please"
    listed = any(_many(x) or set(x.word.split()) & _RELATIVE for x in items[:at])
    if listed or any(x.has("count", "report") for x in items[:at]):
        return False  # "accounts that have a ticket open"
    before = [w for x in items[max(0, at - 4) : at] for w in x.word.split() if w not in _KINDS_OF_TICKET]
    behind = [w for x in items[at + 1 : at + 5] for w in x.word.split()]
    if before[-2:] in (["into", "a"], ["in", "a"]) and any(
        x.word in _POINTING and not x.candidates for x in items[:at]
    ):
        return True  # "that should go into a ticket"
    if (set(behind) | set(before)) & _OVER or {
        "the",
        "that",
        "this",
        "his",
        "her",
        "their",
        "my",
        "any",
        "which",
    } & set(before[-2:]):
        return False
    needed = bool(set(behind[:3]) & _WANTED) or bool(set(before) & _WANTING)
    one = before[-1:] in (["a"], ["an"], ["new"], ["another"], ["one"]) or not before
    verb = bool(set(before) & (ENTERING | {"file", "log", "have"}))
    return one and (needed or verb)


def _many(item: Item) -> bool:
    noun = item.sense("object")
    return noun is not None and noun.plural and not item.candidates


_RELATIVE = frozenset("which who whose having without with".split())
_KINDS_OF_TICKET = frozenset("support service urgent high low priority normal".split())
_OVER = frozenset("closed close solved resolved fixed done about was already".split())
_WANTED = frozenset("needed required opened created raised please logged filed wanted".split())
_WANTING = frozenset("need needs want get have for deserves needing require".split())


def enters_whom(items: Items) -> bool:
    """ "Put her in", "get him into the system", "add, please", "save that as a contact": an order to take in whom was told of before."""
    said = [
        x
        for x in items
        if not x.is_mark and not x.has("please") and x.word not in ("and", "so", "then", "also", "can", "you", "could")
    ]
    said = [x for x in said if x.kind not in ("email", "phone")]
    words = [w for x in said for w in x.word.split()]
    asked = words in (["lead"], ["contact"]) and any(
        x.has("please") for x in items
    )  # "Ann Cho was referred to us. Lead please"
    if asked or (words[-2:-1] == ["new"] and words[-1] in _PEOPLE and set(words[:-1]) <= _ARTICLES):
        return True  # "Ann Cho / Beck Glass / website - new lead"
    if not words or words[0] not in ENTERING or len(words) > _ORDER or items[-1].word == "?":
        return False
    pointing = len(words) > 1 and words[1] in _POINTING
    rest = words[2:] if pointing else words[1:]
    placed = bool(set(rest) & _PLACES) or any(_says(x, *_PEOPLE) for x in said)
    bare = words[0] in ("add", "create", "enter", "save", "register") and not rest
    inside = pointing and rest[:1] in (["in"], ["up"], ["down"], ["on"], [])
    inside = inside and (words[0] not in ("take", "get", "open", "make", "raise", "start", "drop", "bring") or placed)
    return set(rest) <= _ENTRY and (placed or bare or (inside and bool(rest or words[0] in _PLAIN)))


_ORDER = 10  # words
_PLAIN = frozenset("add save enter register include create store".split())
_POINTING = frozenset("him her them it that this".split())
_PLACES = frozenset("system crm database there contacts contact leads lead list book books records".split())
_ENTRY = _PLACES | frozenset(
    "in into to on as a an the our my new fresh up down out of it for us under with at her him them too also now".split()
)


def asks_to(items: Items) -> bool:
    """ "Could Ann Cho be added to the leads?", "have Grace down as owner": an order in the form of a question."""
    said = [x for x in items if not x.is_mark]
    words = [w for x in said for w in x.word.split()]
    passive = any(a == "be" and b in ENTERING | _MADE for a, b in pairwise(words))
    field = any(x.sense("field") or x.has("follow") for x in said[1:4]) and any(x.kind == "date" for x in said)
    have = words[:1] == ["have"] and len(said) > 1 and items[-1].word != "?" and (bool(said[1].candidates) or field)
    return (words[:1] != [] and words[0] in ("can", "could", "may", "might", "would") and passive) or have
