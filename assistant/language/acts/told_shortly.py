"""Changes told in few words, a record and what it comes to."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.acts.doing import is_doing
from assistant.language.acts.signs import Seen
from assistant.language.chart import Item
from assistant.language.values import NumberValue

_STATED = frozenset(["next_step", "close_date", "amount", "stage", "follow_up_date"])


_MOVING = frozenset("slips slipped goes moves moved".split())


FEW = 3


def large(item: Item) -> bool:
    value = item.value.value if item.value else None
    return isinstance(value, NumberValue) and value.unit is None and value.value >= _LEAST_MONEY


_LEAST_MONEY = 1000


_INTRODUCING = frozenset("the our new and there so final agreed".split())


def states_field(seen: Seen) -> bool:
    """ "Next step is the contract", "close date December 4": a field of a deal or lead opens, with what it is."""
    said = [x for x in seen.items if not x.is_mark and x.word not in _INTRODUCING]
    if len(said) < 2 or seen.items[-1].word == "?" or said[0].candidates or seen.family("show"):
        return False
    field = any(s.kind == "field" and s.field in _STATED for s in said[0].senses)
    if said[1].kind == "comparator" and any((n := x.sense("object")) and n.plural for x in said):
        return False  # "amount >= 50k, my open deals": which of them are listed
    if said[0].sense("object", "contact") and said[-1].of("contact"):  # "contact on the deal is now Naomi"
        return len(said) <= _BRIEF and any(x.word in ("is", "becomes", "should") for x in said)
    step = any(s.field == "next_step" for s in said[0].senses)
    marks = (":", "=", ",") if step else (":", "=")  # "next step, pack for Angela"
    colon = any(a is said[0] and b.word in marks for a, b in pairwise(seen.items))
    step = step and is_doing(said[1])
    ends = (
        len(said) <= _BRIEF and said[-1].kind in ("date", "money", "number") and not any(x.word in _PAST for x in said)
    )
    return (
        field
        and (
            colon
            or step
            or ends  # "amount ends up at 288"
            or said[1].word in ("is", "to", "becomes", "should")
            or any(x.kind in ("date", "money", "period", "number", "time") for x in said[1:3])
        )
    )


_BRIEF = 6  # words
_PAST = frozenset("was were not isn't before until still".split())


def field_behind_name(seen: Seen) -> bool:
    """ "Fenwick one: next step chase the PO": a record, a colon, and a field with what it is to be."""
    colon = next((i for i, x in enumerate(seen.items) if x.word == ":"), 0)
    head, behind = seen.items[:colon], seen.items[colon + 1 :]
    named = any(x.of("deal", "account", "lead") for x in head) and all(
        x.candidates or x.sense("object") or x.word in ("the", "one", "my", "our") for x in head
    )
    field = len(behind) > 1 and not behind[0].candidates and any(s.field in _STATED for s in behind[0].senses)
    return named and field and seen.items[-1].word != "?"


def from_to(seen: Seen) -> bool:
    """ "Qualified to proposal please", "switch him from new to working": where it stood, where it stands from now on, and no word more."""
    said = [x for x in seen.items if not x.is_mark and not x.has("please") and x.word not in ("from", "so", "then")]
    said = [x for x in said if x.sense("option") or not (x.candidates or x.has("set", "move", "him", "her", "it"))]
    if len(said) != FEW or said[1].word not in ("to", "into") or seen.items[-1].word == "?":
        return False
    fields = [{(s.object, s.field) for s in said[i].senses if s.kind == "option"} for i in (0, 2)]
    return bool(fields[0] & fields[1])


def _says_deal(item: Item) -> bool:
    noun = item.sense("object", "deal")
    return noun is not None and not noun.plural


def goes_to(seen: Seen) -> bool:
    """ "The Redfern deal slips to mid January": a deal or lead, a verb of moving, and where to."""
    for i, (verb, to) in enumerate(pairwise(seen.items)):
        moves = verb.word in _MOVING and to.word in ("to", "into", "out", "from") and i + 2 < len(seen.items)
        if moves and any(x.of("deal", "lead") or x.has("deal_noun") or _says_deal(x) for x in seen.items[:i]):
            goal = seen.items[i + 2 : i + (7 if to.word == "from" else 4)]
            return any(x.kind in ("date", "period", "money", "range") or x.sense("option") for x in goal)
    return False


def _unit_of(item: Item) -> str | None:
    value = item.value.value if item.value else None
    return value.unit if isinstance(value, NumberValue) else None


def counts_now(seen: Seen) -> bool:
    """ "Acme is up to 18 sites", "that's 7 sites now": how many of what a field counts."""
    said = any(x.word in ("up to", "down to", "now", "meanwhile") or x.word.startswith("that's") for x in seen.items)
    counted = any(
        a.kind == "number" and (b.sense("field") or _unit_of(a)) for a, b in pairwise((*seen.items, seen.items[-1]))
    )
    told = seen.family("spoke") or seen.record("contact", "lead")
    return said and counted and seen.record("account") and not told and seen.items[-1].word != "?"


def gets_follow_up(seen: Seen) -> bool:
    """ "Lead Ann Cho gets a follow-up on the 30th", "have the follow-up for Ann Cho land on Friday": a lead, the noun, and a day."""
    noun = any(
        b.has("follow") and (a.word in _NOUN_LED or a.word in ("follow up date", "follow up"))
        for a, b in pairwise(seen.items)
    )
    days = sum(x.kind in ("date", "period") for x in seen.items)
    other = seen.family("spoke", "log", "what", "when", "show") or seen.noun_of("task")
    return noun and days == 1 and seen.record("lead") and not other and seen.items[-1].word != "?"


_NOUN_LED = frozenset("a the next his her their new another our".split())


def graded(seen: Seen) -> bool:
    """ "Record Ann Cho as a qualified lead", "list her among the unqualified leads": a lead, and where it stands from now on."""
    for i, item in enumerate(seen.items):
        led = {w for x in seen.items[max(0, i - 3) : i] for w in x.word.split()}
        status = any((s.kind, s.object, s.field) == ("option", "lead", "status") for s in item.senses)
        if status and led & {"as", "among", "amongst", "under"} and not item.candidates:
            people = [x for x in seen.items[:i] if x.of("lead")]
            asked = seen.family("what", "who", "count", "report", "how", "create") or seen.items[-1].word == "?"
            return len(people) == 1 and not asked
    return False
