"""One record, or some of its fields: by name, by role, by what happened last with it."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.plan import ToolCall
from assistant.language.slots import answers
from assistant.language.slots.meant import NOTHING, Target, accounts_in
from assistant.language.slots.named import says_daughters
from assistant.language.slots.reads.asked import asked_fields
from assistant.language.slots.reads.holders import holder, person_at
from assistant.language.slots.reads.lists import find_args
from assistant.language.slots.reads.staff import others, people_of, staff, titled_at
from assistant.language.slots.reports.implied import is_lost, is_won
from assistant.language.slots.targets import find_target
from assistant.language.slots.turn import Json, Turn, eq

ANY = ("account", "contact", "lead", "deal", "ticket", "product", "activity")


def lookup(items: Items, turn: Turn) -> list[ToolCall]:
    """A record, or the fields of it that were asked for."""
    if sale := last_sale(items, turn):
        return [sale]
    if staff(items) or others(items):
        return [ToolCall("find_records", find_args(items, turn, "contact"))]
    if says_daughters(items):
        return [ToolCall("find_records", find_args(items, turn, "account"))]
    target = lead if (lead := _lead_said(items, turn)).candidates else meant(items, turn)
    if target.candidates and target.one and target is not lead and target.one.object not in ("ticket", "activity"):
        return [_opened(target.one, f) for f in _of_person(items, turn, target.one)]
    if not target.candidates:
        target = deal_said(items, turn)
    if not target.candidates:
        target = find_target(items, turn, _wanted(items))
    if target.missing:
        return [answers.not_found(None, target.missing)]
    if not target.candidates:
        target = find_target(items, turn, ANY, implied=False)
    target = _what_next(items, turn, target)
    if people_of(items, target) or titled_at(items, target):
        return [ToolCall("find_records", find_args(items, turn, "contact"))]
    if not target.candidates:
        return [answers.not_understood()]
    if target.one and (alike := _beside(items, target.one)):
        return [_opened(c, _focus(items, turn, c)) for c in alike]
    if target.one and len(focuses := _focuses(items, turn, target.one)) > 1:
        return [_opened(target.one, focus) for focus in focuses[:3]]
    return [answers.each(target, "record", lambda c: _opened(c, _focus(items, turn, c)))]


def _beside(items: Items, one: Candidate) -> list[Candidate]:
    """ "the price of Care Plus and of Care Basic": all that are named of a kind, where several are."""
    named = [x.of(one.object)[0] for x in items if x.of(one.object) and x.of(one.object)[0].score >= _EXACT]
    joined = any(x.word in ("and", ",", "&", "or") for x in items)
    return named[:3] if joined and len(named) > 1 and one in named else []


_EXACT = 0.95  # of a candidate that is called so, and no other
_OF_PERSONS = frozenset(["phone", "email", "title", "account", "company", "name"])


def _of_person(items: Items, turn: Turn, c: Candidate) -> list[str | None]:
    """The fields asked of somebody who was found by their work, their number, an account: what found them is none."""
    if c.object == "deal":
        return [_focus(items, turn, c)]
    key = {x.kind for x in items if x.candidates and x.kind}
    named = [f for f in _focuses(items, turn, c) if f not in key]
    if named:
        return list(named[:3])
    asked = next((a.field for a in asked_fields(items, turn, c.object) if a.field in _OF_PERSONS), None)
    by_key = bool(key) or (holder(items, turn).one == c and asked == "title")
    return [None if by_key or asked in key else asked]


def deal_said(items: Items, turn: Turn) -> Target:
    """ "our deal with Juniper, the returns line", "the amount of Bayview lifts": a deal, where one is spoken of by that word."""
    one = any(
        ((s := x.sense("object", "deal")) and not s.plural) or (x.has("worth") and not x.sense("field", "account"))
        for x in items
        if not x.candidates
    )
    return find_target(items, turn, ("deal",), pronouns=False, implied=False) if one else NOTHING


def _lead_said(items: Items, turn: Turn) -> Target:
    """ "The owner of lead Tessa Lowell": no contact, where the noun stands right before the name."""
    named = any(a.sense("object", "lead") and b.of("lead") for a, b in pairwise(items) if not a.candidates)
    return find_target(items, turn, ("lead",), pronouns=False, implied=False) if named else NOTHING


def meant(items: Items, turn: Turn) -> Target:
    """The ticket that was told of, who does what was said at an account, a first name there, a deal that has ended."""
    for i, item in enumerate(items):
        if item.kind in ("phone", "email", "ref") and item.candidates:
            return Target(item.candidates[:8], (i,))
        told = item.of("ticket", "activity")
        if told and told[0].score >= 0.97:
            return Target(told[:1], (i,))
    found = person_at(items, turn)
    return found if found.candidates else (h if (h := holder(items, turn)).candidates else _ended(items, turn))


def _what_next(items: Items, turn: Turn, target: Target) -> Target:
    """ "What's next on Ironbridge", "when does Ironbridge close": what its open deal has, and the account itself has not."""
    account = target.one is not None and target.one.object == "account"
    asked = [a.field for a in asked_fields(items, turn, "deal")[:1]] if account else []
    closes = account and any(x.has("when") for x in items) and any(x.has("closing") for x in items)
    of_deal = closes or asked == ["next_step"]
    deals = find_target(items, turn, ("deal",), pronouns=False, implied=False) if of_deal else NOTHING
    return deals if deals.candidates else target


def _ended(items: Items, turn: Turn) -> Target:
    """ "why did we lose the Tidewater deal": one that is lost or won, of an account that is named."""
    accounts = accounts_in(items)
    if not accounts or any(x.of("deal") and x.of("deal")[0].score >= 0.8 for x in items):
        return NOTHING
    past = not any(x.word.split()[-1] in _NOW for x in items)  # "when does the Acme deal close"
    said = [x for x in items if not x.sense("field")]
    kind = "lost" if any(map(is_lost, said)) else "won" if any(is_won(x, past) for x in said) else ""
    one = any((s := x.sense("object", "deal")) and not s.plural for x in items) or any(
        x.has("deal_noun") for x in items
    )
    deals = [c for c in turn.related if c.object == "deal" and c.account_id in accounts and not c.is_open]
    found = tuple(c for c in deals if (c.note or "").casefold() == kind)
    return Target(found[:8]) if kind and one and found else NOTHING


_NOW = frozenset("does do is will should can could going".split())


def last_sale(items: Items, turn: Turn) -> ToolCall | None:
    """ "the last thing we sold to Crestline", "our most recent win": the deal that ended last."""
    at = next((i for i, x in enumerate(items) if x.word in ("last", "latest", "first") or _by_time(x)), None)
    if at is None or any(x.of("deal", "contact", "lead") and x.candidates[0].score >= 0.8 for x in items):
        return None
    won = any(is_won(x, past=True) or x.word in ("order", "purchase", "sale") for x in items)
    lost = any(is_lost(x) for x in items)
    thing = any(x.sense("object", "deal") or x.has("deal_noun") or x.word in _THINGS for x in items[at + 1 : at + 3])
    plural = any((s := x.sense("object", "deal")) and s.plural for x in items)
    if not (won or lost) or not thing or plural or any(x.kind in ("period", "duration") for x in items):
        return None
    where: list[Json] = [eq("is_won" if won else "is_lost", True)]
    if accounts := accounts_in(items):
        where.append(eq("account", sorted(accounts)[0]))
    elif any(x.word in ("i", "my") for x in items):
        where.append(eq("owner", turn.me))
    sort = [{"field": "closed_at", "descending": items[at].word != "first"}]
    return ToolCall("find_records", {"object": "deal", "where": where, "sort": sort, "limit": 1})


_THINGS = frozenset("thing order sale purchase win loss deal one contract business".split())


def _by_time(item: Item) -> bool:
    return item.kind == "limit" and item.word in ("most recent", "latest", "newest")


def _wanted(items: Items) -> tuple[str, ...]:
    """Objects that have the field asked for, where one is."""
    for item in items:
        found = [s.object for s in item.senses if s.kind == "field" and s.object in ANY]
        if found and not item.candidates:
            return tuple(dict.fromkeys(found))
    noun = next((s.object for x in items if (s := x.sense("object")) and not x.candidates and not s.plural), None)
    return (noun, *[o for o in ANY if o != noun]) if noun and noun != "activity" else ANY


def _opened(c: Candidate, focus: str | None) -> ToolCall:
    args: Json = {"object": c.object, "id": c.id}
    return ToolCall("open_record", {**args, "focus": focus} if focus else args)


def _focuses(items: Items, turn: Turn, c: Candidate) -> list[str]:
    """ "his title and his e-mail": all fields that are called by name and joined."""
    named = {i: name for i, x in enumerate(items) if (name := _named_field(x, turn, c.object))}
    if not any(x.word in ("and", ",", "&", "plus") for x in items):
        named = dict([*named.items()][:1])
    elif named:  # "who owns it, what stage is it in and when does it close"
        worded = (a for a in asked_fields(items, turn, c.object) if a.size > 1 and a.spread <= len(a.places) + 1)
        named |= {min(a.places): a.field for a in worded if not a.places & named.keys()}
    found = dict.fromkeys(name for _, name in sorted(named.items()))
    return [name for name in found if name != turn.catalog.objects[c.object].label_field]


def _named_field(item: Item, turn: Turn, object_: str) -> str | None:
    if item.candidates or item.word == "looking for":
        return None  # "looking for Ann's number": asked by its wording, where it is the field
    known = turn.catalog.objects[object_].fields
    for sense in item.senses:
        if sense.kind == "field" and sense.object == object_ and sense.field in known:
            return sense.field
    kind = item.sense("object", "activity")
    return "email" if kind and kind.value == "email" and "email" in known else None


def _focus(items: Items, turn: Turn, c: Candidate) -> str | None:
    named = next(iter(_focuses(items, turn, c)), None)
    found = named or _by_wording(items, turn, c)
    if found in _REACHED and any(x.has("when") for x in items) and any("last" in x.word.split() for x in items):
        return "last_activity_at"  # "when did I last email her"
    if found == "closed_at" and c.is_open:
        return "close_date"  # "until when must it be closed"
    if found == "parent_account" and any(x.of("user") and x.candidates[0].object == "user" for x in items):
        return "owner"  # "does Penrose belong to Aisha"
    if (
        found == "close_date"
        and c.is_open is False
        and "when" in {w.split()[0] for w in (x.word for x in items)} | {"when"}
    ):
        return "closed_at"  # what has ended has no day on which it is to
    return found


_REACHED = ("email", "phone")


def _by_wording(items: Items, turn: Turn, c: Candidate) -> str | None:
    known = turn.catalog.objects[c.object].fields
    if found := asked_fields(items, turn, c.object):
        return found[0].field
    said = {x.word for x in items}
    if said & {"owns", "own", "who owns"} and "owner" in known:
        return "owner"
    if any(x.has("closing") for x in items) and any(x.has("when") for x in items) and "close_date" in known:
        return "close_date"
    if any(x.has("worth") for x in items) or "much" in said or "how much" in said:
        return "amount" if "amount" in known else None
    return None
