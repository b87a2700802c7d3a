"""Tasks that are there already, found by what was said of them: "the task about thanking Raj", "my follow up with Susan"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from psycopg.rows import dict_row

from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.turn import Json, Turn
from assistant.language.text import stem, words_of
from crm_store.database import Session

# Open tasks of one person, the next due first.
_OPEN = """
SELECT id::text, subject, due_date, account_id::text, contact_id::text, deal_id::text, lead_id::text FROM crm.activity
 WHERE type = 'task' AND status = 'open' AND owner_id = %s ORDER BY due_date NULLS LAST LIMIT 300
"""
# Tickets that are not settled yet, the newest first.
_TICKETS = """
SELECT id::text, subject, NULL AS due_date, account_id::text, contact_id::text, NULL AS deal_id, NULL AS lead_id FROM crm.ticket
 WHERE resolved_at IS NULL ORDER BY created_at DESC LIMIT 300
"""
MOST_OF_IT = 0.7  # of the words of a task's subject, to be taken for the one that is meant
_LINKS = ("account_id", "contact_id", "deal_id", "lead_id")
_EMPTY = frozenset(
    """mark the a as done task to with for my it is complete completed finished finish i off tick check cross close follow
    up reminder about on of and set postpone snooze reschedule move push delete remove bin cancel list please that due
    scratch over out ve ticket case w""".split()
) | (FUNCTION_WORDS - {"call", "send", "get", "quote", "thank"})
_ROOTS = frozenset("don complet delet remov postpon snooz clos schedul mov finish cas".split())  # of those words
_PAST = {
    "sent": "send", "met": "meet", "told": "tell", "wrote": "write", "spoke": "speak", "got": "get", "gave": "give",
    "made": "make", "went": "send", "brought": "bring", "bought": "buy", "found": "find", "paid": "pay", "rang": "ring",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a task: the records, the words, and the words of a quoted subject."""

    ids: frozenset[str]
    words: frozenset[str]
    quoted: frozenset[str]
    names: frozenset[str]  # words with a capital: what a task that is meant must speak of


def said_of(items: Items) -> Said:
    records = frozenset(c.id for x in items for c in x.candidates)
    plain = [x for x in items if not x.value or x.kind in ("quote", "number")]
    words = frozenset(root(w) for x in plain for w in words_of(x.text)) - _EMPTY - _ROOTS
    quoted = frozenset(root(w) for x in items if x.kind == "quote" for w in words_of(x.text))
    names = frozenset(root(w) for x in items[1:] if _proper(x) for w in words_of(x.text))
    return Said(records, words, quoted, names)


def _proper(item: Item) -> bool:
    return item.capital and not item.value and not item.senses and item.word.isalpha() and not item.of("user")


def root(word: str) -> str:
    """A verb in its plain form, a noun in the singular: roughly, the same on both sides."""
    word = _PAST.get(word, stem(word))
    for ending, least in (("ing", 6), ("ed", 5)):
        if word.endswith(ending) and len(word) >= least:
            short = word[: -len(ending)]
            return short[:-1] if len(short) > 3 and short[-1] == short[-2] else short
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


async def open_tasks(session: Session, owner: str) -> list[Json]:
    """The open tasks of a person, the next due first."""
    async with session.connection.cursor(row_factory=dict_row) as cursor:
        return await (await cursor.execute(_OPEN, (owner,))).fetchall()


async def matching(items: Items, turn: Turn, owner: str | None = None) -> list[Candidate]:
    """The open tasks of a person (the caller, unless another is given) that fit best what was said; empty where none does."""
    return _best(await open_tasks(turn.session, owner or str(turn.people.me)), items, "activity")


async def tickets(items: Items, turn: Turn, near: frozenset[str]) -> list[Candidate]:
    """The unsettled tickets that fit best what was said of one; of those `near` where it names nobody; empty where none does."""
    async with turn.session.connection.cursor(row_factory=dict_row) as cursor:
        rows = await (await cursor.execute(_TICKETS)).fetchall()
    return _best(rows, items, "ticket", near)


def _best(rows: list[Json], items: Items, object_: str, near: frozenset[str] = frozenset()) -> list[Candidate]:
    said = said_of(items)
    said = said if said.ids else replace(said, ids=near)
    scored = [(_fit(row, said), row) for row in rows]
    best = max((s for s, _ in scored), default=0.0)
    if best <= 0:
        return []
    return [
        Candidate(object_, r["id"], r["subject"], s, None, f"due {r['due_date']}" if r["due_date"] else None)
        for s, r in scored
        if s == best
    ]


def _fit(row: Json, said: Said) -> float:
    words = {root(w) for w in words_of(row["subject"])}
    shared = len(said.words & words)
    linked = any(row[k] in said.ids for k in _LINKS if row[k])
    if said.quoted and not said.quoted <= words:
        return 0.0
    if said.names - words and not linked:
        return 0.0
    return shared + (1.5 if linked else 0.0) if linked or shared else 0.0


def well_named(task: Candidate, items: Items) -> bool:
    """Most words of the task's subject were said, or a record of it and something of the matter."""
    return wholly_named(task, items) or task.score >= 2.5


def wholly_named(task: Candidate, items: Items) -> bool:
    """Most words of the task's subject were said."""
    said = {root(w) for x in items for w in words_of(x.text)}
    words = {root(w) for w in words_of(task.label)}
    return len(words & said) >= MOST_OF_IT * len(words)


def all_of_it(task: Candidate, items: Items) -> bool:
    """Nothing was said of it but what its subject says, and whom it is about by name."""
    subject = {root(w) for w in words_of(task.label)}
    records = {root(w) for x in items if x.candidates for w in words_of(x.text)}
    said = said_of(items).words
    return len(said & subject) >= _TWO and said <= subject | records


_TWO = 2  # words of its subject
