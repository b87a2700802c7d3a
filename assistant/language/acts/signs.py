"""What a clause holds, as the gates of the acts ask for it."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.language.chart import Item, Items

_ORDERING = frozenset(
    """set change make move push postpone delay raise increase reduce lower cut double triple halve swap switch assign reassign
    rename clear delete merge convert mark reopen reschedule snooze defer bump knock adjust amend qualify disqualify""".split()
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a clause holds, gathered once; `shown`: a list, a report or records are there to refer to."""

    items: Items
    shown: bool

    def family(self, *names: str) -> bool:
        return any(x.has(*names) for x in self.items)

    def record(self, *objects: str) -> bool:
        return any(x.of(*objects) if objects else x.candidates for x in self.items)

    def value(self, *kinds: str) -> bool:
        return any(x.kind in kinds for x in self.items)

    def sense(self, kind: str) -> bool:
        return any(x.sense(kind) for x in self.items if not x.candidates)

    def noun(self, *objects: str) -> bool:
        return any((s := x.sense("object")) and (not objects or s.object in objects) for x in self.items)

    def noun_of(self, kind: str) -> bool:
        return any((s := x.sense("object", "activity")) and s.value == kind for x in self.items)

    def meant(self) -> bool:
        """A record by name or by pronoun."""
        return (
            self.record()
            or self.family("it", "her", "him", "they", "those", "this")
            or self.value("ref", "email", "phone")
        )

    def ordered(self) -> bool:
        """It begins with a verb of change, so nothing is looked up: "move X to", "double the amount"."""
        colon = next((i for i, x in enumerate(self.items) if x.word == ":"), -1)
        said = [x for x in self.items[colon + 1 :] if not x.is_mark and not x.has("please")]
        verb = bool(said) and not said[0].candidates and (said[0].word in _ORDERING or self.closes(said))
        return verb and self.items[-1].word != "?"

    def closes(self, said: list[Item]) -> bool:
        """ "close all of Jonas's deals": an order, where "close date" is a field."""
        if said[0].word == "update" and len(said) == 2:
            return bool(said[1].candidates)  # "update Fenwick": something, but what?
        if said[0].word == "update" and len(said) > 2:
            return said[1].word not in ("on", "about", "me", "us", "for", "regarding")
        return (
            said[0].word == "close"
            and len(said) > 2
            and said[1].word in ("all", "the", "every", "my", "our", "it", "all of")
        )

    def removes(self) -> bool:
        """ "Delete the note about …": it begins with a verb of removal."""
        first = next((x for x in self.items if not x.is_mark and not x.has("please")), None)
        return first is not None and first.has("delete") and not first.candidates
