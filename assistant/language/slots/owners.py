"""Whose they are: "my deals", "our team's", "Anna's", "nobody's"."""

from __future__ import annotations

from assistant.language.chart import Item
from assistant.language.slots.relations import says_team
from assistant.language.slots.scan import Scan, does_nothing
from assistant.language.slots.turn import eq, op

# "can I see", "I need a list": whoever speaks wants something, and owns nothing by that.
_MODALS = frozenset("can could may might shall should would must will if".split())
_WISHES = frozenset(
    "need want would wish like search look looking searching trying preparing planning inviting organizing writing interested am would'd think mean".split()
)
_TERRITORY = frozenset("region territory area office crew squad group side".split())


def owners(scan: Scan) -> None:
    """ "my", "our team's", "Anna's", "owned by Anna", "nobody's"."""
    if not scan.has_field("owner"):
        return
    for i, item in list(scan.free()):
        if i in scan.used:
            continue
        if item.word.endswith("team") and i and scan.items[i - 1].of("user") and scan.items[i - 1].possessive:
            scan.used.discard(i - 1)
        if (
            item.has("nobody")
            and scan.word(i + 1) in ("to", "by")
            and scan.items[i + 2 : i + 3]
            and scan.items[i + 2].of("user")
        ):
            scan.take(
                i, i + 3, op("owner", "ne", scan.items[i + 2].of("user")[0].id), final=True
            )  # "not assigned to Ben"
        elif item.has("nobody") and not does_nothing(scan.items, i):
            scan.take(i, i + 1, op("owner", "isnull", True), final=True)
        elif says_team(scan.items, i) and scan.head not in ("contact", "lead"):
            scan.take(i - 1, i + 1, op("owner", "in", list(scan.turn.people.my_team())))
        elif item.has("team") or _my_sellers(item) or (item.word == "team" and i):
            _team(scan, i)
        elif not item.senses and scan.turn.people.of_team(item.word) and (item.capital or _ours(scan, i)):
            end = i + 1 + (scan.word(i + 1) in _TERRITORY)
            scan.take(i, end, op("owner", "in", list(scan.turn.people.of_team(item.word))))
        elif (item.has("me") and _is_owner(scan, i)) or _i_have(item) or _mine(item):  # "rank my deals"
            scan.take(i, i + 1, eq("owner", scan.turn.me))
        elif item.of("user") and _user_owns(scan, i, item) and not scan.word(i + 1).startswith("team"):
            scan.take(i, i + 1, eq("owner", item.of("user")[0].id))


def _ours(scan: Scan, i: int) -> bool:
    """ "West side", "the east deals": a team of ours in small letters."""
    noun = next((s for x in scan.items[i + 1 : i + 3] if (s := x.sense("object"))), None)
    alone = (
        i > 0 and (scan.items[i - 1].has("only") or scan.word(i - 1) == "the") and i + 1 == len(scan.items)
    )  # "only west"
    return (
        alone
        or scan.word(i + 1) in _TERRITORY
        or (noun is not None and noun.plural and noun.object in ("deal", "lead"))
    )


def _team(scan: Scan, i: int) -> None:
    """ "my team", "Priya's team", "the East team"."""
    people = scan.turn.people
    before = scan.items[i - 1] if i else None
    named = people.of_team(before.word) if before else ()
    user = before.of("user") if before and before.possessive else ()
    if user:
        scan.take(i - 1, i + 1, op("owner", "in", list(people.below(user[0].id))))
    elif named:
        scan.take(i - 1, i + 1, op("owner", "in", list(named)))
    elif item_says_mine(scan.items[i].word) and not _dimension(scan, i):
        scan.take(i, i + 1, op("owner", "in", list(people.my_team())))


def _my_sellers(item: Item) -> bool:
    """ "my reps", "our people"."""
    sense = item.sense("dimension")
    return bool(sense and sense.value == "owner" and item.word.startswith(("my ", "our ")))


def item_says_mine(word: str) -> bool:
    return word != "team"


def _dimension(scan: Scan, i: int) -> bool:
    return any(item.has("group_by") for item in scan.before(i, 2))


def _is_owner(scan: Scan, i: int) -> bool:
    """ "my deals", "I own", "owned by me"; not "give me", "show me", "can I"."""
    word = scan.word(i)
    if word in ("my", "mine") or word.endswith(" my name"):
        return True
    if word == "me":
        return scan.word(i - 1) in ("to", "by", "for", "of") or any(x.has("owned") for x in scan.before(i))
    before, behind = scan.word(i - 1), scan.word(i + 1)
    if i and scan.items[i - 1].is_mark:
        return False  # "…, I visit them tomorrow"
    wishes = not _WISHES.isdisjoint(behind.split()[:1]) and "after" not in (*behind.split(), scan.word(i + 2))
    return word in ("i", "i'm", "i've") and before not in _MODALS and not wishes  # "I'm looking after" owns


def _i_have(item: Item) -> bool:
    """ "what do I have", "what have I got", read as one way of asking to see it."""
    words = item.word.split()
    return item.has("show") and "i" in words and bool({"have", "got"} & set(words))


def _mine(item: Item) -> bool:
    """ "Rank MY deals", "accounts ON MY LIST", "in MY PORTFOLIO"."""
    words = item.word.split()
    return item.word.endswith(" my") or (words[-2:-1] == ["my"] and words[-1] in _HOLDINGS)


_HOLDINGS = frozenset("list portfolio book books patch".split())


def _user_owns(scan: Scan, i: int, item: Item) -> bool:
    others = [c for c in item.candidates if c.object != "user"]
    if item.candidates[0].object == "user" and (not others or others[0].score < 0.95):
        return True
    return item.possessive or any(x.has("owned") for x in scan.before(i, 1))
