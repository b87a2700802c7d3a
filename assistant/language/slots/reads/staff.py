"""Questions for the people of an account: who works there, who else does, who has a title there, who is involved in its deal."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.chart import Item, Items
from assistant.language.plan import ToolCall
from assistant.language.slots.meant import Target
from assistant.language.slots.scan import excepts
from assistant.language.slots.turn import Turn, eq


def others(items: Items) -> bool:
    """ "Who else is there at Bluepeak", "anybody there besides Owen": people of an account, without those who are named."""
    account = any(x.of("account") and x.candidates[0].object == "account" for x in items)
    first = [x for x in items if not x.is_mark][:2]
    who = any(x.has("who", "anyone") for x in first) or any(x.word == "else" for x in items[:3])
    return account and who and (any(map(excepts, items)) or any(x.word == "else" for x in items[:3]))


def staff(items: Items) -> bool:
    """ "who works at Globex and has no phone number"."""
    who = any(x.has("who") for x in items[:2]) and any(x.word in ("works", "work", "working") for x in items[:4])
    return who and any(x.of("account") for x in items) and not any(x.sense("title") for x in items)


def people_of(items: Items, target: Target) -> bool:
    """ "who works at Globex", "whom do we know there": people, not the account."""
    who = any(x.has("who") or x.word == "whom" for x in items[:2])
    at = any(x.word in ("works", "work", "working", "at", "know") for x in items)
    return bool(who and at and target.candidates and target.candidates[0].object == "account")


def titled_at(items: Items, target: Target) -> bool:
    """ "phone number of the buyer at Starling", where nobody there is one: never the company's own."""
    titled = any(x.sense("title") and not x.candidates and not x.sense("field") for x in items)
    return titled and bool(target.candidates) and target.candidates[0].object == "account"


def people_of_deal(items: Items, turn: Turn) -> ToolCall | None:
    """ "Who is involved in the Acme rollout", "the people on it at the customer": the contacts of its account."""
    deal = next((x.candidates[0] for x in items if _is_deal(x)), None)
    if deal is None or deal.account_id is None or not _asks_for_people(items):
        return None
    where = [eq("account", deal.account_id)]
    return ToolCall("find_records", {"object": "contact", "where": where, "sort": [{"field": "name"}]})


def _is_deal(item: Item) -> bool:
    best = item.candidates[0] if item.candidates else None
    return best is not None and best.object == "deal" and best.score >= _NAMED


_NAMED = 0.8  # the score of a record that is meant rather than hit upon by chance


def _asks_for_people(items: Items) -> bool:
    words = [w for x in items if not (x.is_mark or x.candidates) for w in x.word.split()]
    pairs = set(pairwise(words))
    people = any(_are_people(items, i) for i in range(len(items)))
    who = any(x.has("who") or x.word in ("whom", "whose") for x in items[:_OPENING])
    ours = not pairs.isdisjoint(_OURS) or any(x.of("user") for x in items)
    other = any(map(_titled, items, (*items[1:], None))) or any(x.has("log") for x in items)
    if ours or other or not (people or who):
        return False
    role = any(x.has("involved") for x in items) or not _ROLES.isdisjoint(words) or not pairs.isdisjoint(_ROLE_PAIRS)
    with_us = bool({"we", "i"} & set(words)) and not pairs.isdisjoint(_DEALT)
    return role or with_us or (people and any(_on_deal(items, i) for i in range(1, len(items))))


def _are_people(items: Items, i: int) -> bool:
    """ "The contacts", "every contact"."""
    noun = items[i].sense("object", "contact")
    every = i > 0 and (items[i - 1].word in ("every", "each") or items[i - 1].word.endswith((" every", " each")))
    return noun is not None and not items[i].candidates and (noun.plural or every)


def _titled(item: Item, behind: Item | None) -> bool:
    """ "The buyers in …", where "on the buyer side" is no title."""
    side = behind is not None and behind.word == "side"
    return item.sense("title") is not None and not item.candidates and not side


def _on_deal(items: Items, i: int) -> bool:
    """ "… IN THE DEAL Acme rollout", "Acme rollout CONTACTS": of no other record beside it."""
    if not _is_deal(items[i]) or any(x.of("account", "contact") and not _is_deal(x) for x in items):
        return False
    led = [
        x.word for x in items[max(0, i - 3) : i] if not (x.word in ("the", "our", "my") or x.sense("object", "deal"))
    ]
    return bool(led) and led[-1].split()[-1] in _LEADING


_OPENING = 4  # items that may begin the question
_LEADING = frozenset("in on at for of behind to with from".split())
_OURS = frozenset([("our", "side"), ("our", "end"), ("our", "team"), ("of", "us")])
_ROLES = frozenset("stakeholders stakeholder participants players committee table stake".split())
_ROLE_PAIRS = frozenset(
    [
        ("decision", "makers"),
        ("a", "role"),
        ("a", "part"),
        ("a", "say"),
        ("part", "of"),
        ("customer", "side"),
        ("customer's", "side"),
        ("client", "side"),
        ("buyer", "side"),
        ("buyer's", "side"),
        ("their", "side"),
        ("other", "side"),
    ]
)
_DEALT = frozenset(
    [("dealing", "with"), ("deal", "with"), ("do", "in"), ("do", "with"), ("talking", "to"), ("talk", "to")]
)
