"""Words that no vocabulary has, found in what the records of a list hold: "Boston customers", "safety people", "leak tickets"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from psycopg import sql

from assistant.language.chart import Item, Items
from assistant.language.lexicon import Sense
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.reads.lists import head_of
from assistant.language.slots.reports.metric_names import about
from assistant.language.slots.reports.ranked import RANKING
from assistant.language.slots.turn import Turn
from assistant.language.slots.unread import NAMED, fills, topmost
from assistant.language.text import stem, words_of

# Where a word may stand that narrows a list of these, the likeliest first.
_WRITTEN: dict[str, tuple[tuple[str, str], ...]] = {
    "account": (("account", "city"), ("account", "country")),
    "contact": (("contact", "title"), ("account", "city"), ("account", "country")),
    "lead": (("lead", "company"), ("lead", "title"), ("lead", "notes")),
    "deal": (("deal", "name"), ("account", "city"), ("account", "country"), ("deal", "next_step")),
    "ticket": (("ticket", "subject"),),
    "product": (("product", "family"),),
}
_ROWS = 20_000  # rows that are looked through; a word that classes a list stands in many
_SHORTEST = 4
# Which of the words begin a word of one field, in rows that the caller sees.
_STANDING = """
SELECT w FROM unnest(%s::text[]) AS w
 WHERE EXISTS (SELECT FROM (SELECT {column} AS t FROM crm.{table} LIMIT {rows}) s WHERE t ~* ('\\m' || w))
"""


async def with_written(turn: Turn, clause: Items) -> Items:
    """The clause, its unknown words as values of the first field that holds them; as it was where none does."""
    head = _listed(clause, turn)
    clause = _in_two_words(clause) if head in _WRITTEN else clause
    words = (
        {
            i: stem(x.word)
            for i, x in enumerate(clause)
            if _unknown(x) and _narrows(clause, i) and not topmost(clause, i, head)
        }
        if head in _WRITTEN
        else {}
    )
    if not words or head is None:
        return clause
    found: dict[str, Sense] = {}
    for object_, name in _WRITTEN[head]:
        field = turn.field(object_, name)
        left = set(words.values()) - found.keys()
        if left and field is not None and not field.closed(turn.session.identity.role):
            found |= {w: Sense("text", w, object_, name) for w in await _standing(turn, object_, field.column, left)}
    return tuple(_with(x, found.get(words.get(i, ""))) for i, x in enumerate(clause))


def _in_two_words(clause: Items) -> Items:
    """ "In new york": a word of the vocabulary and one that is not, behind a word of place, as one."""
    at = next((i for i, x in enumerate(clause) if i > 1 and _unknown(x) and _second_of_place(clause, i)), None)
    if at is None:
        return clause
    first, last = clause[at - 1], clause[at]
    text, word = f"{first.text} {last.text}", f"{first.word} {last.word}"
    both = replace(last, start=first.start, first=first.first, text=text, word=word)
    return (*clause[: at - 1], both, *clause[at + 1 :])


def _second_of_place(clause: Items, i: int) -> bool:
    first = clause[i - 1]
    plain = bool(first.senses) and first.word.isalpha() and not (first.value or first.candidates or first.plural)
    return plain and first.sense("object") is None and clause[i - 2].word in ("in", "near", "from")


def _with(item: Item, sense: Sense | None) -> Item:
    return replace(item, senses=(*item.senses, sense), candidates=()) if sense else item


def _listed(clause: Items, turn: Turn) -> str | None:
    """The object of which the clause lists or counts records."""
    many = any((s := x.sense("object")) and s.plural and not x.candidates for x in clause)
    head = head_of(clause, turn) if many else None
    metric = next((s.value for x in clause if not x.candidates and (s := x.sense("metric"))), None)
    return head[0] if head else about(metric)[0] if metric else None


def _unknown(item: Item) -> bool:
    """A plain word that means nothing and names nothing for sure."""
    plain = item.word.isascii() and item.word.replace(" ", "").isalpha() and len(item.word) >= _SHORTEST
    known = item.senses or item.value or (item.candidates and (item.candidates[0].score >= NAMED or _begins(item)))
    return plain and not known and item.word not in FUNCTION_WORDS | RANKING and not fills(item)


def _begins(item: Item) -> bool:
    """The name of a company by its first word, as a name is written: "Northwind"."""
    best = item.candidates[0]
    return item.capital and best.object == "account" and words_of(best.label)[:1] == words_of(item.text)[:1]


_LEADING = frozenset("in about for on with at of from near regarding and or called like doing the , /".split())


def _narrows(clause: Items, i: int) -> bool:
    """It stands before what is listed ("safety people"), behind a word that leads to what narrows it, or ends a telegram
    ("customers boston")."""
    behind = clause[i + 1] if i + 1 < len(clause) else None
    before = clause[i - 1].sense("object") if i else None
    if i == 1 and before is not None and before.plural and (behind is None or behind.word in ("/", ",", "or", "and")):
        return True
    noun = any((s := x.sense("object")) and s.plural for x in clause[i + 1 : i + 3])
    noun = noun or any(x.sense("title") and not x.candidates for x in clause[i + 1 : i + 2])
    return noun or (i > 0 and (clause[i - 1].word in _LEADING or clause[i - 1].has("about")))


async def _standing(turn: Turn, table: str, column: str, words: Iterable[str]) -> list[str]:
    query = sql.SQL(_STANDING).format(
        table=sql.Identifier(table), column=sql.Identifier(column), rows=sql.Literal(_ROWS)
    )
    cursor = await turn.session.connection.execute(query, (sorted(words),))
    return [row[0] for row in await cursor.fetchall()]
