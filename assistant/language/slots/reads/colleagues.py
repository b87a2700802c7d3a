"""Questions about users: who manages whom, their address, their team."""

from __future__ import annotations

from assistant.conversation import wording
from assistant.language.acts.asking import asks
from assistant.language.chart import Item, Items
from assistant.language.linking.model import User
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.turn import Turn

_ADDRESS = frozenset("email e-mail mail address reach".split())
_NUMBERS = frozenset("phone number mobile cell telephone".split())
_MANAGES = frozenset("manages manage manager boss supervisor".split())


def about_colleague(items: Items, turn: Turn) -> str:
    """The answer to a question about one user, also about oneself; empty where it is about something else."""
    said = {w for x in items for w in x.word.split()}
    if members := _members(items, said, turn):
        return members
    user = _named(items, turn) or _oneself(items, said, turn)
    if user is None or not (asks(items) or items[0].has("who")):
        return ""
    if {"who", "am", "i"} <= said:
        return f"You are {user.name} ({user.email})" + (f", in the team {user.team}." if user.team else ".")
    if said & _MANAGES or {"report", "to"} <= said or {"reports", "to"} <= said:
        boss = next((u for u in turn.people.users if u.id == user.manager_id), None)
        return f"{boss.name} manages {user.name}." if boss else f"Nobody stands above {user.name}."
    if "team" in said:
        return f"{user.name} is in the team {user.team}." if user.team else f"{user.name} is in no team."
    if said & _NUMBERS:
        return f"I have no number of {user.name}; the e-mail is {user.email}."
    return f"{user.name}'s e-mail is {user.email}." if said & _ADDRESS else ""


def _oneself(items: Items, said: set[str], turn: Turn) -> User | None:
    """ "Who is my boss?", "what team am I in": whoever asks, where no record and no kind of records is spoken of."""
    others = any(
        (x.candidates and not x.has("boss"))
        or x.value
        or x.has("her", "him", "worth")  # "how do I reach her"
        or x.sense("metric")
        or x.sense("option")
        or ((s := x.sense("object")) and (s.object != "activity" or s.plural))
        for x in items
    )
    if others or not said & _OWN or (said & _MANAGES and not said & _WHO):  # "what did my boss say"
        return None
    return next((u for u in turn.people.users if u.id == str(turn.people.me)), None)


def _members(items: Items, said: set[str], turn: Turn) -> str:
    """ "Who is in my team", "list my reps", "how many people report to Marcus", "who's on the East team": those who work there."""
    users = [c for x in items for c in x.of("user")[:1]]
    team = next((u.team for u in turn.people.users if u.team and u.team.lower() in said), None)
    asked = (said & _WHO or any(x.has("who", "show", "count") for x in items)) and "what" not in said
    of_team = any(x.has("team", "boss") for x in items) or bool(said & _UNDER)
    of_team = of_team or ("for" in said and bool({"works", "work"} & said)) or bool(team and bool(said & {"in", "on"}))
    boss = bool(said & _MANAGES) and not said & {"report", "reports", "below", "under"}
    if boss or not (asked and of_team) or len(users) > 1 or not all(_of_staff(x, team) for x in items):
        return ""
    if not (users or team or any(x.word.startswith(("my ", "our ")) or x.has("me") for x in items)):
        return ""
    head = users[0].id if users else turn.me
    found = turn.people.of_team(team) if team else turn.people.below(head)
    if len(found) == 1 and not users:
        found = turn.people.my_team()  # of somebody who leads nobody: those beside them
    reps = any(w in ("rep", "reps", "sellers", "salespeople") for w in said)
    names = [u.name for u in turn.people.users if u.id in found and u.id != head and (u.role == "rep" or not reps)]
    whose = f"The team {team}" if team else users[0].label if users else "Your team"
    if not names:
        return f"Nobody works below {users[0].label}." if users else ""
    return f"{whose} has {wording.counted(len(names), 'person', 'people')}: {wording.listed(names)}."


_UNDER = frozenset("under below teammates colleagues members".split())
_STAFF = _UNDER | frozenset(
    "people person everyone everybody reps rep sellers salespeople guys folks team member works work working report reports".split()
)


def _of_staff(item: Item, team: str | None) -> bool:
    """A word that may stand in a question for those who work somewhere."""
    words = set(item.word.split())
    plain = item.is_mark or item.has("who", "show", "count", "team", "boss", "me", "please", "tell")
    named = bool(item.of("user")) or (team is not None and team.lower() in words)
    return plain or named or words <= _STAFF | FUNCTION_WORDS


_OWN = frozenset(["i", "my", "me"])
_WHO = frozenset(["who", "who's", "whom"])


def _named(items: Items, turn: Turn) -> User | None:
    """The one user that is named, where no record of that name is as likely, and nothing else is asked about."""
    if any(c.score >= 0.8 for x in items for c in x.of("account", "deal")) or any(
        ((s := x.sense("object")) and s.plural) or x.sense("metric") for x in items
    ):
        return None  # "the number of open deals on Ben"
    found = [c for x in items for c in x.candidates[:1] if c.object == "user" and c.score >= 0.8]
    people = [u for u in turn.people.users if u.id == found[0].id] if len(found) == 1 else []
    return people[0] if people else None
