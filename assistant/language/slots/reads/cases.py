"""Tickets found by what was said of them: "the ticket about the cart brake", "who reported the belt tracking problem"."""

from __future__ import annotations

from dataclasses import replace

from psycopg.rows import DictRow, dict_row

from assistant.language.acts.asking import asks
from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.turn import Turn
from assistant.language.slots.writes.known_tasks import matching, root
from assistant.language.text import words_of

# The tickets that the caller sees, open ones first.
_TICKETS = """
SELECT id::text, subject, status, account_id::text, contact_id::text, resolved_at IS NULL AS open FROM crm.ticket
 ORDER BY resolved_at IS NOT NULL, created_at DESC LIMIT 400
"""
_CUES = frozenset("problem issue complaint case fault defect bug trouble incident ticket".split())
_REPORTED = frozenset("reported report reports raised opened logged filed submitted flagged complained".split())
_PLAIN = FUNCTION_WORDS | frozenset(
    """ticket tickets problem issue complaint case status priority urgent urgency open opened closed resolved report reported
    raised who what when how owner important still working handling handles happened latest tell know""".split()
)
_LEAST = 2  # words of a subject that must have been said; one where the account was


async def with_cases(turn: Turn, clause: Items) -> Items:
    """The clause with the ticket that its words tell of as what its noun names; as it was where none fits alone."""
    if asks(clause) and (task := await _quoted_task(turn, clause)):
        return task
    at = next((i for i, x in enumerate(clause) if _cue(x)), None)
    if at is None or not asks(clause) or clause[at].candidates or _says(clause):
        return clause
    words = {root(w) for x in clause if not _customer(x) for w in words_of(x.text) if w not in _PLAIN and len(w) > 2}
    whose = {c.id for x in clause if _customer(x) for c in x.of("account", "contact")}
    if not (words or whose):
        return clause
    async with turn.session.connection.cursor(row_factory=dict_row) as cursor:
        rows = await (await cursor.execute(_TICKETS)).fetchall()
    rows = [row for row in rows if not whose or whose & {row["account_id"], row["contact_id"]}]
    row = _told(rows, words, bool(whose)) or (_only_open(rows) if whose and _definite(clause, at) else None)
    if row is None:
        return clause
    ticket = Candidate("ticket", row["id"], row["subject"], 0.99, row["account_id"], row["status"])
    led = at - 1 if at and clause[at - 1].possessive else at  # "Dana's ticket": asked of the ticket, and not of her
    return tuple(
        replace(x, candidates=(ticket,) if i == at else ()) if i in (led, at) else x for i, x in enumerate(clause)
    )


async def _quoted_task(turn: Turn, clause: Items) -> Items | None:
    """ "what's due on the “Order demo unit” task": one of the caller's open tasks by its subject."""
    at = next((i for i, x in enumerate(clause) if (s := x.sense("object", "activity")) and s.value == "task"), None)
    if at is None or not any(x.kind == "quote" for x in clause):
        return None
    found = await matching(clause, turn)
    if len(found) != 1:
        return None
    task = replace(found[0], score=0.99)
    return tuple(replace(x, candidates=(task,)) if i == at else x for i, x in enumerate(clause))


def _says(clause: Items) -> bool:
    """ "what did Crestline report about a leaking lift": their words are asked for, and no ticket."""
    words = [w for x in clause if not x.is_mark for w in x.word.split()]
    return words[:2] in (["what", "did"], ["what", "has"], ["what", "have"]) and any(x.has("about") for x in clause)


def _cue(item: Item) -> bool:
    noun = item.sense("object", "ticket")
    return bool((noun and not noun.plural) or item.word in _CUES or item.word in _REPORTED)


def _customer(item: Item) -> bool:
    return bool(item.of("account", "contact") and item.candidates[0].score >= 0.6)


def _definite(clause: Items, at: int) -> bool:
    """ "Dana's ticket", "the ticket of Globex", and no word that may tell one from another; "a ticket from Globex" is any."""
    led = clause[at - 1].possessive or any(x.word in _THE for x in clause[max(0, at - 2) : at])
    plain = (x.senses or x.candidates or x.value or x.is_mark or x.word in _PLAIN for x in clause)
    return at > 0 and led and all(plain)


_THE = frozenset("the that this his her their".split())


def _told(rows: list[DictRow], words: set[str], named: bool) -> DictRow | None:
    """The ticket whose subject shares most words; one word more is needed where no customer was named."""
    fits = [(len(words & {root(w) for w in words_of(row["subject"])}), row) for row in rows]
    best = max((shared for shared, _ in fits), default=0)
    found = [row for shared, row in fits if shared == best]
    enough = best >= _LEAST or (named and best == len(words))  # one word of several is another matter
    return found[0] if best and enough and len(found) == 1 else None


def _only_open(rows: list[DictRow]) -> DictRow | None:
    """ "Dana's ticket": the one that is open, where there is one."""
    still = [row for row in rows if row["open"]]
    return still[0] if len(still) == 1 else None
