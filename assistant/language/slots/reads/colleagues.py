"""Questions about users: who manages whom, their address, their team."""

from __future__ import annotations

from assistant.language.acts.asking import asks
from assistant.language.chart import Items
from assistant.language.linking.model import User
from assistant.language.slots.turn import Turn

_ADDRESS = frozenset("email e-mail mail address reach".split())
_NUMBERS = frozenset("phone number mobile cell telephone".split())
_MANAGES = frozenset("manages manage manager boss supervisor".split())


def about_colleague(items: Items, turn: Turn) -> str:
    """The answer to a question about one user, also about oneself; empty where it is about something else."""
    said = {w for x in items for w in x.word.split()}
    user = _named(items, turn) or _oneself(items, said, turn)
    if user is None or not asks(items):
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
        x.candidates
        or x.value
        or x.sense("metric")
        or ((s := x.sense("object")) and (s.object != "activity" or s.plural))
        for x in items
    )
    if others or not said & _OWN or (said & _MANAGES and not said & _WHO):  # "what did my boss say"
        return None
    return next((u for u in turn.people.users if u.id == str(turn.people.me)), None)


_OWN = frozenset(["i", "my", "me"])
_WHO = frozenset(["who", "who's", "whom"])


def _named(items: Items, turn: Turn) -> User | None:
    """The one user that is named, where no record of that name is as likely, and nothing else is asked about."""
    if any(c.score >= 0.8 for x in items for c in x.of("account", "deal")) or any(
        (s := x.sense("object")) and s.plural for x in items
    ):
        return None
    found = [c for x in items for c in x.candidates[:1] if c.object == "user" and c.score >= 0.8]
    people = [u for u in turn.people.users if u.id == found[0].id] if len(found) == 1 else []
    return people[0] if people else None
