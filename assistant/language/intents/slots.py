"""What a message that says one thing says it of: its record, its value, its words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.language.chart import Item, Items

_PLACED = frozenset(["for", "on", "with", "at", "of", "in", "from", "under", "into", "to"])
_EDGES = frozenset(
    """is are was will be to the a our as it's it we need should have has that that's namely and , . : ; - = ! ? → -> > he she they
    will you can please put in under of now us so""".split()
)  # what does not begin or end what is to be done
_NEXT = re.compile(
    r"\b(as )?(the |our |an? |nxt |following is )*(next steps?( from here)?|nxt step|next up|up next|what comes next|comes next|next thing( to do)?|next move)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A message that says one thing."""

    text: str
    items: Items


def record(said: Said, *objects: str) -> str | None:
    """The words for the one record of these objects, the first object that is named; None where there is none, or several."""
    for object_ in objects:
        named = {x.text: x for x in said.items if x.candidates and x.candidates[0].object == object_}
        if len(named) == 1:
            return next(iter(named))
        if named:
            return None
    return None


def value(items: Items, *kinds: str) -> str | None:
    """The words for the one value of these kinds, the first kind that is there; None where there is none, or several."""
    for kind in kinds:
        found = [x.text for x in items if x.kind == kind and x.word != "now"]
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None


def values(items: Items) -> int:
    """How many values there are."""
    return sum(x.kind in _VALUES and x.word != "now" for x in items)


_VALUES = frozenset("money number percent date period shift duration email phone time range".split())


def stage(items: Items) -> str | None:
    """The one stage that is named, won and lost aside."""
    named = [x.text for x in items if (o := x.sense("option")) and o.field == "stage" and not x.has("won", "lost")]
    return named[0] if len(named) == 1 else None


def job_title(items: Items) -> str | None:
    """A job title as it is put: its noun with what stands before it, "Head of Packing" with what stands behind it."""
    at = next((i for i, x in enumerate(items) if x.sense("title") and not x.candidates), None)
    if at is None:
        return None
    first, last = at, at + 1
    while first and _of_title(items[first - 1]):
        first -= 1
    while last < len(items) and (_of_title(items[last]) or items[last].word in ("of", "and")):
        last += 1
    while items[last - 1].word in ("of", "and"):
        last -= 1
    return " ".join(x.text for x in items[first:last])


def _of_title(item: Item) -> bool:
    return not item.candidates and not item.is_mark and (item.capital or item.sense("title") is not None)


def step(text: str, items: Items) -> str | None:
    """What the next step is: the longest stretch beside "next step" and whom it is of."""
    return rest(text, items, _NEXT, without=("deal", "account")) if _NEXT.search(text) else None


def _bare(piece: str) -> str:
    words = re.findall(r"[^\s,.:;!?\"“”]+|[,.:;!?\"“”]", piece)
    while words and (words[0].lower() in _EDGES or not words[0][0].isalnum()):
        words.pop(0)
    while words and (words[-1].lower() in _EDGES or not words[-1][-1].isalnum()):
        words.pop()
    return re.sub(r"\s+([,.:;!?])", r"\1", " ".join(words))


def rest(
    text: str, items: Items, taken: re.Pattern[str], *, without: tuple[str, ...] = (), days: bool = False
) -> str | None:
    """The longest stretch of a message beside its records of these objects, its day, and the words of its kind."""
    out = [m.span() for m in taken.finditer(text)]
    for i, x in enumerate(items):
        named = bool(x.candidates) and x.candidates[0].object in without
        if named or (days and x.kind == "date"):
            out.append((items[i - 1].start if i and items[i - 1].word in _PLACED else x.start, x.end))
    pieces, at = [], 0
    for start, end in sorted(out):
        pieces.append(text[at : max(at, start)])
        at = max(at, end)
    pieces.append(text[at:])
    found = max((_bare(p) for part in pieces for p in re.split(r"[.!?](?=\s|$)|;", part)), key=len)
    return found if len(found.split()) > 1 else None
