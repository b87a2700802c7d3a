"""Tickets found by what was said of them: "the ticket about the cart brake", "who reported the belt tracking problem"."""

from __future__ import annotations

from dataclasses import replace

from psycopg.rows import dict_row

from assistant.language.acts.asking import asks
from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.turn import Turn
from assistant.language.slots.writes.known_tasks import matching, root
from assistant.language.text import words_of

# The tickets that the caller sees, open ones first.
_TICKETS = """
SELECT id::text, subject, status, account_id::text FROM crm.ticket
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
    words = {root(w) for x in clause if not _account(x) for w in words_of(x.text) if w not in _PLAIN and len(w) > 2}
    if not words:
        return clause
    async with turn.session.connection.cursor(row_factory=dict_row) as cursor:
        rows = await (await cursor.execute(_TICKETS)).fetchall()
    accounts = {c.id for x in clause for c in x.of("account")}
    fits = [(_fit(words, accounts, row["subject"], row["account_id"]), row) for row in rows]
    best = max((score for score, _ in fits), default=0.0)
    found = [row for score, row in fits if score == best]
    if best < _LEAST or len(found) != 1:
        return clause
    row = found[0]
    ticket = Candidate("ticket", row["id"], row["subject"], 0.99, row["account_id"], row["status"])
    return tuple(replace(x, candidates=(ticket,)) if i == at else x for i, x in enumerate(clause))


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


def _account(item: Item) -> bool:
    return bool(item.of("account") and item.candidates[0].score >= 0.6)


def _fit(words: set[str], accounts: set[str], subject: str, account: str | None) -> float:
    """Shared words, one more for the account; none where another account was named."""
    if accounts and account not in accounts:
        return 0.0
    shared = len(words & {root(w) for w in words_of(subject)})
    return shared + (1.0 if accounts else 0.0) if shared else 0.0
