"""What goes on about the records before, where speech seems to begin anew: "tasks, mine, open | and DUE TOMORROW"."""

from __future__ import annotations

from assistant.language.chart import Items

_PREDICATES = frozenset("due are is were was aren't isn't".split())
_PUT = [[how, to] for how in ("set", "marked", "flagged") for to in ("to", "as")]


def said_on(clause: Items, found: list[Items]) -> list[Items]:
    """The parts of a clause, those that only go on about the many records before as a part of what names these."""
    kept: list[Items] = []
    for part in found:
        if not part:
            continue
        many = bool(kept) and any((s := x.sense("object")) and s.plural and not x.candidates for x in kept[-1])
        start = clause.index(kept[-1][0]) if kept else 0
        on = part[0].word in _PREDICATES or participle(clause, start, clause.index(part[0]))
        if many and on and not any(x.of("contact", "lead") for x in part):
            kept[-1] = clause[start : clause.index(part[-1]) + 1]
        else:
            kept.append(part)
    return kept


def participle(items: Items, start: int, i: int) -> bool:
    """ "(Tickets that are open and) SET TO urgent": how they are, and no order."""
    done = [x.word for x in items[i : i + 2]] in _PUT
    before = items[i - 2] if i > start + 1 else None
    stated = before is not None and (before.has("open", "closed", "overdue") or before.sense("option") is not None)
    return done and stated and any(x.word in ("that", "which") for x in items[start:i])
