"""Records that a piece of text may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that the caller sees. `score` is 0 to 1, 1 for the exact name; `note` tells two of a name apart
    (a contact's title, an account's city, a deal's stage, a lead's company); `is_open` of deals and leads.
    """

    object: str
    id: str
    label: str
    score: float
    account_id: str | None = None
    note: str | None = None
    is_open: bool | None = None
    as_said: bool = True  # not by another form of the first name, as Robert is by Bob


@dataclass(frozen=True, slots=True)
class User:
    id: str
    name: str
    email: str
    role: str
    team: str | None
    manager_id: str | None


@dataclass(frozen=True, slots=True)
class People:
    """The tenant's users, and the one who speaks."""

    users: tuple[User, ...]
    me: UUID

    def below(self, user_id: str) -> tuple[str, ...]:
        """A user and everybody below, at any depth."""
        found = [user_id]
        for one in found:
            found.extend(u.id for u in self.users if u.manager_id == one and u.id not in found)
        return tuple(found)

    def my_team(self) -> tuple[str, ...]:
        """The manager and everyone below; for somebody with nobody below, those of the same manager."""
        me = str(self.me)
        mine = self.below(me)
        if len(mine) > 1:
            return mine
        boss = next((u.manager_id for u in self.users if u.id == me), None)
        return self.below(boss) if boss else mine

    def of_team(self, name: str) -> tuple[str, ...]:
        """Those of a team called so, or with this word in its name; nobody for a name that no team has."""
        said = name.lower()
        exact = tuple(u.id for u in self.users if u.team and u.team.lower() == said)
        return exact or tuple(u.id for u in self.users if u.team and said in u.team.lower().split())


# Token range (first, behind the last) -> what it may name, best first.
Links = Mapping[tuple[int, int], tuple[Candidate, ...]]
