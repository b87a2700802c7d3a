"""What a look for a record comes to: one that is meant, several that fit as well, none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.language.chart import Item
from assistant.language.linking.model import Candidate


@dataclass(frozen=True, slots=True)
class Target:
    """One record where `candidates` holds one; a question where more; `items` are those that named it.

    `missing` is a name that no visible record has.
    """

    candidates: tuple[Candidate, ...] = ()
    items: tuple[int, ...] = ()
    missing: str | None = None

    @property
    def one(self) -> Candidate | None:
        return self.candidates[0] if len(self.candidates) == 1 else None


NOTHING = Target()


def accounts_in(items: Iterable[Item]) -> set[str]:
    return {
        c.id
        for x in items
        for c in exact_first(x.of("account"))
        if not x.of("deal")[:1] or x.of("deal")[0].score < c.score
    }


def exact_first(found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    exact = tuple(c for c in found if c.score >= 0.99)
    return exact or found


def undecided(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The one that is meant, or all that fit as well."""
    ranked = sorted(candidates, key=lambda c: -c.score)
    top = ranked[0]
    if top.score >= 0.94:
        same = [c for c in ranked if c.score >= 0.99]
        if len(same) > 1:
            live = [c for c in same if c.is_open is not False]
            contacts = [c for c in live or same if c.object != "lead"] or live or same
            return tuple(contacts)
        return (top,)
    rivals = [c for c in ranked if c.object == top.object]
    live = [c for c in rivals if c.is_open is not False] or rivals
    live = [c for c in live if c.as_said] or live  # "Robert" is whoever is called so rather than a Rob
    return tuple(live[:8])
