"""A text that knows where each of its characters stood in the original."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Traced:
    """`origin[i]` is the place of character `i` in the original text."""

    text: str
    origin: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Traced":
        return cls(text, tuple(range(len(text))))

    def pick(self, spans: Iterable[tuple[int, int]]) -> "Traced":
        """The characters of the spans, in the order given."""
        kept = [i for start, end in spans for i in range(start, end)]
        return Traced("".join(self.text[i] for i in kept), tuple(self.origin[i] for i in kept))

    def without(self, spans: Iterable[tuple[int, int]]) -> "Traced":
        """All but the spans, which are sorted."""
        kept, last = [], 0
        for start, end in spans:
            if start > last:
                kept.append((last, start))
            last = max(last, end)
        return self.pick([*kept, (last, len(self.text))])

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        """Where a non-empty piece of this text stood: the smallest original span that holds it."""
        places = self.origin[start:end]
        return min(places), max(places) + 1
