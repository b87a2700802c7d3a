"""Questions for the people of an account: who works there, who else does, who has a title there."""

from __future__ import annotations

from assistant.language.chart import Items
from assistant.language.slots.meant import Target
from assistant.language.slots.scan import excepts


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
