"""Where a clause ends in speech without stops: learned from examples said one after another without a mark between.

The gap before an item is seen by the kinds of the items around it and how long the clause already is. A logistic model over
hashed pairs of these; the weights are one array.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from assistant.language.chart import Item, Items

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]

BUCKETS = 1 << 14
_EDGE = "|"
_LONGEST = 6  # steps of the length of a clause, of three items each
_STEP = 3


def kind_of(item: Item) -> str:
    """What an item is to its neighbours: a record, a value, a known word of talk, or a word as it stands."""
    if item.candidates:
        return f"={item.candidates[0].object}"
    if item.kind:
        return f"#{item.kind}"
    for kind in ("field", "option", "object"):
        if sense := item.sense(kind):
            return f"+{kind}:{sense.value or sense.object if kind == 'object' else kind}"
    return item.word


def _gap(kinds: Sequence[str], i: int, since: int) -> list[int]:
    """The features of the gap before `kinds[i]`, `since` items into the clause, as places in the weights."""
    before, first, second, third = kinds[i - 1 : i + 3] if i + 2 < len(kinds) else (*kinds[i - 1 :], _EDGE)
    size = min(since // _STEP, _LONGEST)
    named = (
        f"b{before}", f"f{first}", f"s{second}", f"t{third}", f"bf{before}{_EDGE}{first}", f"fs{first}{_EDGE}{second}",
        f"ab{kinds[i - 2]}{_EDGE}{before}", f"bs{before}{_EDGE}{first}{_EDGE}{second}", f"n{size}", f"nf{size}{first}",
    )  # fmt: skip
    return [zlib.crc32(name.encode()) % BUCKETS for name in named]


def spoken_parts(items: Items, weights: Floats) -> list[Items]:
    """The clauses of a long stretch of telling or ordering; the stretch itself where nothing surely parts it."""
    if len(items) < _LONG or not _tells(items):
        return [items]
    kinds = [_EDGE, _EDGE, *(kind_of(x) for x in items), _EDGE, _EDGE]
    parts: list[Items] = []
    start = 0
    for i in range(_LEAST, len(items) - _LEAST + 2):
        if i - start < _LEAST or not _may_begin(items, i) or _goes_on(items[start:i]):
            continue
        if items[i].word.startswith("log ") and not any(x.has("spoke") for x in items[start:i]):
            continue  # "… accepted the terms log that as a call": one contact
        sum_ = float(weights[_gap(kinds, i + 2, i - start)].sum() + weights[-1])
        if sum_ > (_CUED if _opens(items[i]) else _SURE):
            parts.append(items[start:i])
            start = i
    return [*parts, items[start:]]


_LONG, _LEAST = 10, 4  # items of a stretch that is looked at, and of a part of it
# Log odds: nine of ten such gaps part two clauses; before a verb of change or "task" less is enough.
_SURE, _CUED = 1.6, 0.0
_READING = (
    "show",
    "what",
    "who",
    "which",
    "when",
    "where",
    "count",
    "find",
    "report",
    "tell",
    "brief",
    "draft",
    "search",
)
_TELLING = ("log", "spoke", "remind", "set", "move", "push", "assign", "won", "lost", "complete", "convert")


def _goes_on(items: Items) -> bool:
    """The text of a task, or a name that was announced, has not come to its end."""
    return _text_of_task(items) or any(x.word in ("called", "named") for x in items[-_NAME:])


_NAME = 3  # words of a name


def _text_of_task(items: Items) -> bool:
    """ "Create a task for Tom, high priority: prepare …": what is to be done goes on to the next stop."""
    colon = next((i for i, x in enumerate(items) if x.word == ":"), 0)
    nouns = (x.sense("object", "activity") for x in items[:colon])
    cued = any(x.has("remind") for x in items[:colon])  # "create a task"
    return cued or any(n is not None and n.value == "task" and not n.plural for n in nouns)


def _opens(item: Item) -> bool:
    noun = item.sense("object", "activity")
    return not item.candidates and (
        item.has(*_ORDERING) or (noun is not None and noun.value == "task" and not noun.plural)
    )


_ORDERING = ("log", "remind", "set", "move", "push", "assign", "convert")


def _tells(items: Items) -> bool:
    """Something is told or ordered, and nothing asked: the parts of a question belong together."""
    first = next((x for x in items if not x.is_mark and not x.has("please")), items[0])
    asked = any(x.has(*_READING) for x in items[:3]) or items[-1].word == "?"
    detailed = first.has("convert", "create") and not first.candidates  # what follows says what the new one is
    return not (asked or detailed) and any(x.has(*_TELLING) or x.sense("object", "activity") for x in items)


def _may_begin(items: Items, i: int) -> bool:
    """No value, no mark and no second name begins a clause; behind a comma only what goes on with a small word."""
    item, before = items[i], items[i - 1]
    if item.word == "and" and before.sense("option") and i + 1 < len(items) and items[i + 1].sense("option"):
        return False  # "to proposal and negotiation, respectively"
    if item.word in ("called", "named", "worth") and before.sense("object"):
        return False  # "with a deal called …"
    if (
        item.value
        or item.is_mark
        or item.has("closing", "due", "won", "lost")
        or before.word in _LEADING
        or item.word in _TAKEN
    ):
        return False
    if before.is_mark:
        return before.word == "," and item.word in _JOINTS
    behind = items[i + 1] if i + 1 < len(items) else item
    if item.has(*_ORDERING) and not _taken_by_verb(behind):
        return False  # "the night shift is happy", "the charger set, 8,800": a noun
    return not (item.word in _JOINTS and before.candidates and behind.candidates)


def _taken_by_verb(item: Item) -> bool:
    """What an order goes on with: what it is done to, or to whom."""
    known = item.candidates or item.value or item.sense("field") or item.sense("object") or item.sense("option")
    return bool(known) or item.word.split()[0] in _OBJECTS or item.has("her", "him", "it", "they", "this", "me")


_OBJECTS = frozenset("the a an my our his her their its it that this them him me us all every both new another".split())
_TAKEN = frozenset("a an as of to about than or nor".split())  # what follows belongs to what was said before
_LEADING = frozenset("the a an to of for with on at in by and or so that call name".split())


# How people go on: mostly without a word.
_JOINTS = ("", "", "", "", "and", "and", "so", "then", "also")
_SPOKEN = 5_000  # messages that are put together


def learn(charts: Sequence[Items], joints: dict[str, Item], seed: int = 7) -> Floats:
    """The weights [BUCKETS + 1], the last is the constant, from single clauses; `joints` are the items of small words."""
    places: list[list[int]] = []
    parts: list[bool] = []
    for items, starts in _messages([_bare(c) for c in charts], joints, random.Random(seed)):  # noqa: S311
        since = 0
        kinds = [_EDGE, _EDGE, *(kind_of(x) for x in items), _EDGE, _EDGE]
        for i in range(1, len(items)):
            since += 1
            places.append(_gap(kinds, i + 2, since))
            parts.append(i in starts)
            since = 0 if i in starts else since
    return _fit(np.array(places), np.array(parts, dtype=np.float32))


def _bare(items: Items) -> Items:
    return tuple(x for x in items if not x.is_mark)


def _messages(
    clauses: Sequence[Items], joints: dict[str, Item], rng: random.Random
) -> Iterator[tuple[Items, set[int]]]:
    """Two to five clauses in a row, and where each but the first begins."""
    for _ in range(_SPOKEN):
        items: list[Item] = []
        starts: set[int] = set()
        for clause in rng.choices(clauses, k=rng.randint(2, 5)):
            if items and (word := rng.choice(_JOINTS)):
                starts.add(len(items))
                items += [joints[word], *clause]
                continue
            if items:
                starts.add(len(items))
            items += clause
        yield tuple(items), starts


_ROUNDS, _BATCH, _RATE, _DECAY = 6, 256, 0.3, 1e-4


def _fit(places: Places, parts: Floats) -> Floats:
    """Logistic regression by Adagrad."""
    weights = np.zeros(BUCKETS + 1, dtype=np.float32)
    steps = np.full(BUCKETS + 1, 1e-3, dtype=np.float32)
    order = np.random.default_rng(7)
    for _ in range(_ROUNDS):
        for rows in np.array_split(order.permutation(len(places)), max(1, len(places) // _BATCH)):
            at = np.hstack([places[rows], np.full((len(rows), 1), BUCKETS)])
            error = 1 / (1 + np.exp(-weights[at].sum(axis=1))) - parts[rows]
            slope = np.zeros_like(weights)
            np.add.at(slope, at.ravel(), np.repeat(error, at.shape[1]).astype(np.float32) / len(rows))
            slope += _DECAY * weights * (slope != 0)
            steps += slope**2
            weights -= _RATE * slope / np.sqrt(steps)
    return weights
