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
    """The answer to a question about one user; empty where it is about something else."""
    if [x.word for x in items if not x.is_mark] == ["who", "am", "i"]:
        return _oneself(turn)
    user = _named(items, turn)
    if user is None or not asks(items):
        return ""
    said = {w for x in items for w in x.word.split()}
    if said & _MANAGES or {"report", "to"} <= said or {"reports", "to"} <= said:
        boss = next((u for u in turn.people.users if u.id == user.manager_id), None)
        return f"{boss.name} manages {user.name}." if boss else f"Nobody stands above {user.name}."
    if "team" in said:
        return f"{user.name} is in the team {user.team}." if user.team else f"{user.name} is in no team."
    if said & _NUMBERS:
        return f"I have no number of {user.name}; the e-mail is {user.email}."
    return f"{user.name}'s e-mail is {user.email}." if said & _ADDRESS else ""


def _oneself(turn: Turn) -> str:
    me = next((u for u in turn.people.users if u.id == str(turn.people.me)), None)
    if me is None:
        return ""
    return f"You are {me.name} ({me.email})" + (f", in the team {me.team}." if me.team else ".")


def _named(items: Items, turn: Turn) -> User | None:
    """The one user that is named, where no record of that name is as likely, and nothing else is asked about."""
    if any(c.score >= 0.8 for x in items for c in x.of("account", "deal")) or any(
        (s := x.sense("object")) and s.plural for x in items
    ):
        return None
    found = [c for x in items for c in x.candidates[:1] if c.object == "user" and c.score >= 0.8]
    people = [u for u in turn.people.users if u.id == found[0].id] if len(found) == 1 else []
    return people[0] if people else None
