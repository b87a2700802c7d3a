"""Which kind of record a clause makes: by its noun, or by what else only one kind of record has."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.acts.newcomer import newcomer
from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS

MADE = ("account", "contact", "lead", "deal", "product", "ticket")
_LISTS = frozenset(["price list", "pricelist", "catalog", "catalogue", "product list", "price book"])
_PEERS = frozenset("colleague successor assistant buyer replacement guy lady".split())


def made(items: Items) -> tuple[int, str] | None:
    """(the item that says it, the object), or None."""
    led = (i for i, x in enumerate(items) if _noun(x) and not x.sense("title") and _is_to_be(items, i))
    noun = next(led, None) or next(
        (i for i, x in enumerate(items) if _noun(x) and not (in_title(items, i) or _on_paper(items, i))), None
    )
    listed = next((i for i in range(len(items)) if _in_list(items, i)), None)
    if listed is not None:
        return listed, "product"
    if noun is not None and (sense := items[noun].sense("object")):
        return noun, sense.object
    peer = next((i for i, x in enumerate(items) if x.word in _PEERS), None)
    if peer is not None and any(x.has("create") for x in items[:peer]):
        return peer, "contact"
    if adds_newcomer(items) or _adds_person(items) or _adds_named(items) or _adds_pronoun(items):
        return 0, "contact"
    referred = next((i for i, x in enumerate(items) if _referral(x)), None)
    if referred is not None and any(x.kind == "email" and not x.candidates for x in items):
        return referred, "lead"
    return None


def _is_to_be(items: Items, i: int) -> bool:
    """ "Ann Cho, company Beck Glass, AS a LEAD": the kind of what is made, whatever other nouns there are."""
    before = [x.word for x in items[max(0, i - 3) : i]]
    return "as" in before and set(before[before.index("as") + 1 :]) <= {"a", "an", "new", "our", "the"}


def adds_newcomer(items: Items) -> bool:
    """ "Ann Cho, head of returns at Acme: not in there yet, please create", "I need Ann Cho created under Acme"."""
    words = [w for x in items if not (x.is_mark or x.has("please")) for w in x.word.split()]
    ordered = words[-1:] != [] and words[-1] in ("create", "add", "save", "enter", "register")
    needed = any(w in ("need", "want", "like") for w in words[:4]) and bool(set(words[3:]) & _PASSIVE)
    home = sum(bool(x.of("account")) for x in items) == 1
    other = any(x.sense("object") and not x.candidates for x in items)
    return (ordered or needed) and home and not other and newcomer(items) is not None


_PASSIVE = frozenset("created added registered entered saved".split())


def _adds_person(items: Items) -> bool:
    """ "Add him at Acme": somebody who was told of, and a company."""
    for i, item in enumerate(items[:-1]):
        if item.has("create") and items[i + 1].has("him", "her", "they") and not items[i + 1].candidates:
            return any(x.candidates and x.candidates[0].object == "account" for x in items[i + 2 :])
    return False


def _adds_pronoun(items: Items) -> bool:
    """ "Add him.": whom the sentence before told of."""
    said = [x for x in items if not x.is_mark and not x.has("please")]
    if len(said) < _PAIR or not said[1].has("him", "her", "they") or said[1].candidates or said[0].candidates:
        return False
    kind = (
        len(said) > _PAIR
        and _noun(said[-1])
        and all(x.word in ("a", "an", "new", "as", "in", "down", "up") for x in said[2:-1])
    )
    return (len(said) == _PAIR and said[0].has("create")) or (kind and said[0].word in _MAKING)


_PAIR = 2


def _adds_named(items: Items) -> bool:
    """ "Add Peter Yoon to Acme as warehouse lead": a new name, then a company."""
    said = [x for x in items if not x.is_mark and not x.has("please")]
    if len(said) < _NAMED or not said[0].has("create"):
        return False
    fresh = any(x.kind in ("email", "phone") and not x.candidates for x in said)
    unknown = all(x.capital and x.word.isalpha() and not (x.candidates or x.senses or x.value) for x in said[1:3])
    company = bool(said[4].candidates) and said[4].candidates[0].object == "account"
    placed = said[3].word in ("to", "at", "for", "from") and company
    return unknown and (placed or (fresh and any(x.of("account") for x in said[3:])))


_NAMED = 5  # words of "add Peter Yoon to Acme"


def in_title(items: Items, i: int) -> bool:
    """ "Warehouse Lead", "QA lead": what somebody does, and no lead."""
    if i == 0 or items[i].word not in ("lead", "leads"):
        return False
    before = items[i - 1]
    if before.word in _NEWLY:
        return False  # "a fresh lead"
    if before.sense("title") or any(x.sense("title") for x in items[i + 1 : i + 2]):
        return True  # "the new purchasing lead", "a new lead engineer"
    if i > 1 and items[i - 2].word in _DETERMINERS and before.has("move"):
        return True  # "a new shift lead"
    plain = before.word.isalpha() and not (before.senses or before.candidates or before.value)
    return plain and before.word not in FUNCTION_WORDS


_NEWLY = frozenset("fresh more additional extra further potential inbound incoming possible".split())
_DETERMINERS = frozenset("a the new our their his her".split())


def _noun(item: Item) -> bool:
    sense = item.sense("object")
    return sense is not None and sense.object in MADE and not item.candidates


def of_known_deal(items: Items) -> bool:
    """ "OUR new DEAL with Acme is stuck at 32,000": one that there is, and no verb that makes one before it."""
    at = next((i for i, x in enumerate(items) if x.sense("object", "deal") and not x.candidates), 0)
    owned = any(x.word in _OURS for x in items[max(0, at - 2) : at])
    return owned and not any(x.has("create", "log") and x.word != "new" for x in items[: max(0, at - 1)])


_OURS = frozenset("our my their his her your".split())


def _on_paper(items: Items, i: int) -> bool:
    """ "Got a new BUSINESS card": no company."""
    return items[i].sense("object", "account") is not None and any(x.word in _PAPERS for x in items[i + 1 : i + 2])


_PAPERS = frozenset("card cards trip trips lunch case cases plan hours days day suit model".split())


def _in_list(items: Items, i: int) -> bool:
    """ "to the price list", "in our catalogue"."""
    two = " ".join(x.word for x in items[i : i + 2])
    led = i > 1 and {x.word for x in items[max(0, i - 2) : i]} & {"to", "in", "into", "on"}
    return bool(led) and (two in _LISTS or items[i].word in _LISTS)


def _referral(item: Item) -> bool:
    return any(s.kind == "option" and s.object == "lead" and s.field == "source" for s in item.senses)


def _names_it(items: Items) -> bool:
    return any(a.word in ("name", "call") and b.word == "it" for a, b in pairwise(items))


_MAKING = frozenset("make open raise put start file enter set register create add new begin save".split())
_ADDING = frozenset("add create raise enter register new".split())
_HAVING = frozenset(["got", "have", "has", "there's"])
_ONE = frozenset("a an another new one support urgent more please in the system".split())


def makes_one(items: Items) -> bool:
    """ "Make a deal for Acme", "raise an urgent ticket", "new account", "got a lead, ann@…": one of what there was not."""
    said = [
        x
        for x in items
        if (not x.is_mark or x.word == ":") and not x.has("please") and x.word not in ("i", "we", "me", "i've")
    ]
    at = next((i for i, x in enumerate(said[:6]) if _noun(x) and not _on_paper(tuple(said), i)), None)
    if at == 0 and said[0].sense("object", "ticket") and len(said) > 1 and all(map(_grades, said[1:])):
        return not said[0].plural  # "… the picks are yesterday's. Ticket, high priority"
    if (
        not said
        or at is None
        or at == 0
        or items[-1].word == "?"
        or (s := said[at].sense("object")) is None
        or s.plural
    ):
        return False
    words = [w for x in said[:at] for w in x.word.split()]
    fresh = any(x.kind in ("email", "phone") and not x.candidates for x in items)
    verb = words[0] in _MAKING or (words[0] in _HAVING and fresh)
    plain = [x for x in said[1:at] if not (x.sense("option") or x.sense("field"))]
    between = [x for x in plain if not set(x.word.split()) <= _ONE]
    one = bool({"a", "an", "another", "new", "one"} & set(words))
    return verb and not between and (one or (at == 1 and _names_new(said, words[0])))


def _grades(item: Item) -> bool:
    """Its priority, or the word for that."""
    return any(s.field == "priority" for s in item.senses)


def _names_new(said: list[Item], verb: str) -> bool:
    """ "Add lead Maria Lopez, …", "open ticket for Acme: …": the noun alone, with what is new behind it."""
    told = any(x.word == ":" for x in said)
    return verb in _ADDING or (verb == "open" and told)


def lists_lead(items: Items) -> bool:
    """ "Lead todd beckman pioneer pallets referral", "lead: olga brandt, brandt & sons, web": nobody known, and where from or what for."""
    said = [x for x in items if not x.is_mark and x.word not in ("new", "a")]
    noun = said[0].sense("object", "lead") if said and not said[0].candidates else None
    if noun is None or noun.plural or len(said) < _LISTED or items[-1].word == "?":
        return False
    unknown = all(_unknown(x) for x in said[1:3])
    options = {s.field for x in said[3:] for s in x.senses if s.kind == "option" and s.object == "lead"}
    return unknown and bool(options & {"source", "product_interest"})


_LISTED = 4  # the noun, two words of a name, and where from


def _unknown(item: Item) -> bool:
    """No word of CRM talk, and nobody's whole name."""
    known = item.senses or item.value or (item.candidates and item.candidates[0].score >= _WHOLE)
    return item.word.isalpha() and not known and item.word not in FUNCTION_WORDS


_WHOLE = 0.9


def makes_several(items: Items) -> bool:
    """ "Two new leads: A from X and B from Y"."""
    at = next((i for i, x in enumerate(items) if _noun(x)), 0)
    noun, behind = items[at].sense("object"), items[at + 1 : at + 2]
    new = any(x.word == "new" or x.has("create") for x in items[:at])
    known = any(x.has("all") or x.word in ("my", "our", "the", "these") for x in items[:at])
    return new and not known and noun is not None and noun.plural and any(x.word == ":" for x in behind)


def enters(items: Items) -> bool:
    """ "Pop Nigel Hathersage in as a contact at Acme": somebody unknown, to be what a noun says."""
    if any(a.has("create") and b.word == ":" for a, b in pairwise(items)) or _adds_pronoun(items):
        return True  # "I met somebody new at Acme, please save: Stefan Krüger, …"
    noun = next((i for i, x in enumerate(items) if _noun(x)), 0)
    led = [x.word for x in items[max(0, noun - 2) : noun]] in (["as", "a"], ["as", "an"])
    opens = not items[0].candidates and items[0].word.isalpha() and items[0].word not in FUNCTION_WORDS
    new = any(x.capital and x.word.isalpha() and not (x.candidates or x.senses or x.value) for x in items[1:noun])
    return led and opens and new and items[-1].word != "?"


def heads(items: Items) -> bool:
    """ "Lead: Ann Cho, …", "deal for Acme, name it …": the noun opens the clause, with what is new behind it."""
    said = [x for x in items if not x.is_mark and x.word not in ("a", "the", "an", "please")]
    at = items.index(said[0]) if said else 0
    sourced = len(said) > 1 and said[1].word in ("from", "via") and any(x.word == ":" for x in items[at : at + 6])
    if sourced and _noun(said[0]) and not said[0].plural:
        return True  # "lead from the website: …"
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
