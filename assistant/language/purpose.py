"""What a list is wanted for, said before it: "for the pipeline meeting I need …". It narrows nothing, and orders nothing."""

from __future__ import annotations

from assistant.language.chart import Items


def without_purpose(items: Items) -> Items:
    """ "For the pipeline meeting I need …", "for the Christmas cards show me …": what it is wanted for narrows nothing."""
    first = next((i for i, x in enumerate(items) if not x.is_mark and x.word not in ("so", "okay", "ok", "and")), 0)
    if not items or items[first].word != "for":
        return items
    ends = (i for i in range(first + 2, min(len(items), first + _PURPOSE)) if items[i].has("show") or _wants(items, i))
    end = next(ends, None)
    if end is None or any(x.candidates and x.candidates[0].score >= _NAMED for x in items[first:end]):
        return items
    last = next((x for x in reversed(items[first:end]) if not x.is_mark), items[first])
    noun = last.sense("object")
    plain = not last.value and (noun is None or noun.object == "activity")
    return items[end:] if plain else items


def _wants(items: Items, i: int) -> bool:
    behind = items[i + 1].word if i + 1 < len(items) else ""
    return items[i].word in ("i", "we") and behind.split()[0:1] in (["need"], ["want"], ["would"])


_PURPOSE = 9  # items that say what a list is wanted for, and that it is wanted
_NAMED = 0.8  # the score of a record that is meant rather than hit upon by chance
