"""A deal that is called by a name which none of its account's deals has: "the Meridian lineside tuggers deal"."""

from __future__ import annotations

from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.meant import accounts_in
from assistant.language.slots.turn import Turn
from assistant.language.text import stem, words_of


def gone_deal(items: Items, turn: Turn) -> str | None:
    """The name; None where a deal may be meant that the caller sees."""
    for i, item in enumerate(items):
        if not item.of("account") or item.possessive or (i and items[i - 1].word in _AMONG):
            continue
        end = next((j for j in range(i + 1, len(items)) if not _of_name(items[j])), len(items))
        if end == i + 1 or not (_is_noun(items, end) or (items[end - 1].has("deal_noun") and end > i + 2)):
            continue
        said = {stem(w) for x in items[i + 1 : end] for w in words_of(x.word)}
        accounts = accounts_in((item,))
        theirs = [c for c in turn.related if c.object == "deal" and c.account_id in accounts]
        if not any(said & set(map(stem, words_of(c.label))) for c in theirs):
            return turn.text[item.start : items[end - 1].end]
    return None


_AMONG = frozenset("to from by with on about did does has".split())


def _of_name(item: Item) -> bool:
    """A word that may belong to the name of a deal: a plain one, or one that some record's name has too."""
    plain = item.word.isalpha() and item.word not in FUNCTION_WORDS and not (item.value or item.possessive)
    part = not item.candidates or (
        item.candidates[0].object in ("deal", "product") and item.candidates[0].score < _SURE
    )
    return plain and part and (not item.senses or item.has("deal_noun")) and item.sense("object") is None


_SURE = 0.8


def _is_noun(items: Items, at: int) -> bool:
    noun = items[at].sense("object", "deal") if at < len(items) and not items[at].candidates else None
    return noun is not None and not noun.plural
