"""Two or three orders in one message: what must come of it is all that must come of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from random import Random
from types import MappingProxyType

from evals.language.case import Case, Expectation, Turn

Joint = Callable[[str, str], str]


def _ended(text: str) -> str:
    return text.rstrip() if text.rstrip().endswith((".", "!", "?")) else f"{text.rstrip()}."


def _small(text: str) -> str:
    return (
        text[0].lower() + text[1:]
        if text[:1].isupper() and not text.startswith(("I ", "I'")) and text.split(" ", 1)[0].isalpha()
        else text
    )


COMPOSED: Mapping[str, Joint] = MappingProxyType({
    "and_then": lambda a, b: f"{_ended(a)} {b[0].upper()}{b[1:]}",
    "and_also": lambda a, b: f"{_ended(a)} Also, {b}",
    "and": lambda a, b: f"{a.rstrip(' .!')} and {b}",
    "comma_then": lambda a, b: f"{a.rstrip(' .!')}, then {b}",
    "oh_and": lambda a, b: f"{_ended(a)} Oh, and {b}",
    "comma_and": lambda a, b: f"{a.rstrip(' .!')}, and {b}",
    "three": lambda a, b: f"{a.rstrip(' .!')}, {b}",
})  # fmt: skip


def composed(cases: Sequence[Case], name: str, size: int, random: Random) -> Iterator[Case]:
    """Up to `size` messages of two cases each, or three, of one speaker and about different records."""
    orders = [c for c in cases if _whole(c)]
    random.shuffle(orders)
    made = 0
    for first in orders:
        if made < size and (second := _beside(first, orders, random)):
            whole = _joined(first, second, name)
            if name == "three":
                third = _beside(whole, orders, random)
                whole = _joined(whole, third, "and") if third else whole
            made += 1
            yield replace(whole, id=f"{whole.id.replace(f'~{name}', '').removesuffix('~and')}~{name}")


def _beside(case: Case, orders: Sequence[Case], random: Random) -> Case | None:
    """Another case of the speaker, about other records."""
    fits = [c for c in orders if c.speaker == case.speaker and not _records(c) & _records(case)]
    return random.choice(fits) if fits else None


def _whole(case: Case) -> bool:
    """One sentence with its record named, that changes or creates and points at nothing before."""
    text = case.turns[-1].say or ""
    plain = len(case.turns) == 1 and not case.turns[0].page and 20 < len(text) < 110 and "?" not in text
    return (
        plain
        and not any(c in text for c in ':;\n"')
        and all(set(e) == {"changes"} and _records_of(e) for e in case.expect)
    )


def _records(case: Case) -> set[str]:
    return {key for e in case.expect for key in _records_of(e)}


def _records_of(expectation: Expectation) -> set[str]:
    """The records that are changed, or that what is created is about; empty where one of the changes names none."""
    found = [
        c.get("update") or c.get("about")
        for c in expectation["changes"]
        if c.get("update") or c.get("create") in ("task", "call", "note", "meeting")
    ]
    named = len(found) == len(expectation["changes"]) and all(found)
    return {k for keys in found for k in keys.split("|")} if named else set()


def _joined(a: Case, b: Case, name: str) -> Case:
    text = COMPOSED[name](
        a.turns[0].say or "", _small(b.turns[0].say or "") if name not in ("and_then",) else b.turns[0].say or ""
    )
    expect = tuple({"changes": [*x["changes"], *y["changes"]]} for x, y in product(a.expect, b.expect))
    return Case(f"{a.id}+{b.id}~{name}", a.category, a.split, a.style, a.speaker, (Turn(say=text),), expect)
