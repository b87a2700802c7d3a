"""Cuts what is told in one breath into pieces that each say one thing: the cut of which the intent model is surest.

A piece ends with its sentence, and may end at a comma, a colon, a dash or before "and": where it does, is learned with what it says.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.language.chart import Items
from assistant.language.intents.model import Intent, Reading
from assistant.language.intents.plainly import VALUES
from assistant.language.intents.slots import Said, values

_ENDS = frozenset(".!?;")
_JOINS = frozenset("and so but then plus also & which because since".split())
_WIDEST = 3  # parts that one piece may have
_FEW = 6  # parts, up to which so wide pieces are read: reading is what it costs
_MOST = 24  # parts; what has more is a text, and no order
_SEVERAL = frozenset(["several", "other"])  # a piece says one thing
_CLEAR = 0.9  # a part that is as sure stands for itself
_CROWDED = 0.5  # of the odds
_LEAST = 0.02  # the odds of a piece that says several


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a message's words, and what they say."""

    said: Said
    intent: Intent


def pieces(message: Said, reading: Reading) -> list[Piece]:
    """The message in pieces; empty where it is too long.

    Each part is read alone, and joined to its neighbours only where it is not clear by itself: to read is what it costs.
    """
    parts = list(_parts(message.items))
    if not 1 < len(parts) <= _MOST:
        return []
    alone = [(i, i + 1) for i in range(len(parts))]
    read = _read(message, parts, alone, reading)
    weak = [_odds(read[span], _items(message, parts, span)) < _CLEAR for span in alone]
    widest = _WIDEST if len(parts) <= _FEW else _WIDEST - 1
    joined = [
        (i, j)
        for i in range(len(parts))
        for j in range(i + 2, min(i + widest, len(parts)) + 1)
        if _one(parts[i:j]) and sum(weak[i:j]) >= j - i - 1
    ]
    read |= _read(message, parts, joined, reading)
    odds = {span: _odds(intent, _items(message, parts, span)) for span, intent in read.items()}
    chosen = _surest(len(parts), {span: (span[1] - span[0]) * math.log(p) for span, p in odds.items()})
    return [Piece(_said(message, _unjoined(_items(message, parts, span))), read[span]) for span in chosen]


def _read(
    message: Said, parts: list[tuple[int, int, bool]], spans: list[tuple[int, int]], reading: Reading
) -> dict[tuple[int, int], Intent]:
    if not spans:
        return {}
    return dict(zip(spans, reading([_unjoined(_items(message, parts, span)) for span in spans]), strict=True))


def _parts(items: Items) -> Iterator[tuple[int, int, bool]]:
    """(first item, the one behind the last, whether the sentence ends there) of each part that holds a word."""
    start = 0
    for i in range(len(items) + 1):
        item = items[i] if i < len(items) else None
        joins = item is not None and item.word in _JOINS and i > start
        over = i > start and bool(items[i - 1].kind) and items[i - 1].text.endswith(".")  # "on December 4. He …"
        if not (item is None or item.is_mark or joins or over):
            continue
        if any(not x.is_mark for x in items[start:i]):
            yield start, i, item is None or over or (item.is_mark and item.word in _ENDS)
        start = i if joins or over else i + 1


def _one(parts: list[tuple[int, int, bool]]) -> bool:
    """Whether they are of one sentence."""
    return not any(ends for _, _, ends in parts[:-1])


def _items(message: Said, parts: list[tuple[int, int, bool]], span: tuple[int, int]) -> Items:
    return message.items[parts[span[0]][0] : parts[span[1] - 1][1]]


def _unjoined(items: Items) -> Items:
    """Without the word that only joins them to what stands before."""
    return items[1:] if len(items) > 1 and items[0].word in _JOINS else items


def _said(message: Said, items: Items) -> Said:
    return Said(message.text[items[0].start : items[-1].end], items)


def _odds(intent: Intent, items: Items) -> float:
    """Less where it has more values than the one thing takes that it says, or nothing but a value."""
    if intent.name in _SEVERAL:
        return _LEAST
    many = values(items) > VALUES.get(intent.name, 1) or (intent.name in VALUES and len(items) <= values(items))
    return max(intent.confidence * (_CROWDED if many else 1), _LEAST)


def _surest(size: int, scores: dict[tuple[int, int], float]) -> list[tuple[int, int]]:
    """The spans that cover all parts with the highest sum of scores."""
    best: list[tuple[float, list[tuple[int, int]]]] = [(0.0, [])]
    for end in range(1, size + 1):
        ways = [
            (best[start][0] + scores[start, end], [*best[start][1], (start, end)])
            for start in range(max(0, end - _WIDEST), end)
            if (start, end) in scores
        ]
        best.append(max(ways))
    return best[-1][1]
