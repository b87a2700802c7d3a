"""The second reading of a dictation: sentence by sentence, what the first one took for no more than told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from assistant.language.chart import Items
from assistant.language.intents.model import Intent
from assistant.language.intents.plainly import said_plainly
from assistant.language.intents.shapes import Change, fits
from assistant.language.intents.slots import Said
from assistant.language.slots.turn import Turn

_SURE = 0.85
_ENDS = frozenset(".!?;")
_SHORTEST = 3  # items of a sentence that can say something


def sentence_by_sentence(turn: Turn, proposed: Sequence[Change], reading: Callable[[Items], Intent]) -> str | None:
    """The message with each sentence said plainly that is surely a change and is none yet; None where there is none, or one sentence only."""
    sentences = list(_sentences(turn.items))
    if len(sentences) < 2:
        return None
    said, found = [], False
    for items in sentences:
        text = turn.text[items[0].start : items[-1].end]
        plainly = _missed(Said(text, items, turn.items), proposed, reading) if len(items) >= _SHORTEST else None
        found = found or plainly is not None
        said.append(f"{plainly[0].upper()}{plainly[1:]}." if plainly else text)
    return " ".join(said) if found else None


def _missed(said: Said, proposed: Sequence[Change], reading: Callable[[Items], Intent]) -> str | None:
    intent = reading(said.items)
    if intent.confidence < _SURE or any(fits(intent.name, [change]) for change in proposed):
        return None
    return said_plainly(intent.name, said)


def _sentences(items: Items) -> Iterator[Items]:
    start = 0
    for i, item in enumerate(items):
        if item.is_mark and item.word in _ENDS:
            if items[start : i + 1]:
                yield items[start : i + 1]
            start = i + 1
    if items[start:]:
        yield items[start:]
