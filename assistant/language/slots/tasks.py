"""Marks tasks as done: found among the caller's open ones by what was said of them."""

from __future__ import annotations

from psycopg.rows import dict_row

from assistant.language.chart import Items
from assistant.language.linking.model import Candidate
from assistant.language.slots import answers
from assistant.language.slots.changes import read_changes
from assistant.language.slots.drafts import UNKNOWN, Draft
from assistant.language.slots.lists import parse_list
from assistant.language.slots.targets import find_target
from assistant.language.slots.turn import Json, Turn
from assistant.language.text import stem, words_of

# Open tasks of the caller, the next due first.
_OPEN = """
SELECT id::text, subject, due_date, account_id::text, contact_id::text, deal_id::text, lead_id::text FROM crm.activity
 WHERE type = 'task' AND status = 'open' AND owner_id = %s ORDER BY due_date NULLS LAST LIMIT 300
"""
_MOST_OF_IT = 0.7  # of the words of a task's subject, to be taken for the one to change
_EMPTY = frozenset(
    "mark the a as done task to with for my it is complete completed finished finish i off tick check close follow up reminder about on of and".split()
)


async def complete(items: Items, turn: Turn, draft: Draft) -> None:
    plural = any((s := x.sense("object", "activity")) and s.plural for x in items)
    if plural:
        scan = parse_list(items, turn, "activity", "task")
        where = [c for c in scan.conditions() if c != {"field": "status", "op": "eq", "value": "done"}]
        draft.bulk = {
            "object": "activity",
            "where": [*where, {"field": "status", "op": "eq", "value": "open"}],
            "set": {"status": "done"},
        }
        return
    placed = find_target(items, turn, ("activity",), pronouns=False, implied=False)
    found = [placed.one] if placed.one else await _matching(items, turn)
    if not found:
        meant = find_target(items, turn, ("activity",), implied=True)
        found = list(meant.candidates)
    if not found:
        draft.stop = answers.decline("not_possible", "I find no open task like that.")
        return
    draft.unclear = tuple(found[:8]) if len(found) > 1 else ()
    record = UNKNOWN if len(found) > 1 else found[0].id
    draft.changes.append({"op": "update", "object": "activity", "record": {"id": record}, "set": {"status": "done"}})


_DEFINITE = frozenset(["the", "my", "that", "this"])


def known_task(items: Items) -> int | None:
    """The item of a task that is there already: "the task …", or None."""
    for i, item in enumerate(items):
        sense = item.sense("object", "activity")
        if i and sense and sense.value == "task" and not sense.plural and items[i - 1].word in _DEFINITE:
            return i
    return None


async def changed(items: Items, turn: Turn, draft: Draft) -> bool:
    """ "postpone the task “Draft the agenda” to tomorrow": a change of one of the caller's open tasks."""
    at = known_task(items)
    if at is None or not any(x.has("set", "move", "push", "raise", "lower", "assign", "rename") for x in items[:at]):
        return False
    found = [c for c in await _matching(items[at + 1 :], turn) if _named_by(c, items)]
    if not found:
        draft.stop = answers.decline("not_possible", "I find no open task like that.")
        return True
    words = {stem(w) for w in words_of(found[0].label)}
    part = {i for i, x in enumerate(items) if i > at and (x.kind == "quote" or _within(x.word, words))}
    changes = read_changes(items, turn, "activity", part | {at})
    if not changes:
        draft.stop = answers.ask(f"What should change on “{found[0].label}”?")
        return True
    draft.unclear = tuple(found[:8]) if len(found) > 1 else ()
    change: Json = {
        "op": "update",
        "object": "activity",
        "record": {"id": UNKNOWN if len(found) > 1 else found[0].id},
        "set": changes.values,
    }
    draft.changes.append(change | ({"relative": changes.relative} if changes.relative else {}))
    return True


def _within(word: str, words: set[str]) -> bool:
    said = {stem(w) for w in words_of(word)}
    return bool(said) and said <= words


def _named_by(task: Candidate, items: Items) -> bool:
    """Most words of the task's subject were said."""
    said = {stem(w) for x in items for w in words_of(x.text)}
    words = {stem(w) for w in words_of(task.label)}
    return len(words & said) >= _MOST_OF_IT * len(words)


async def _matching(items: Items, turn: Turn) -> list[Candidate]:
    async with turn.session.connection.cursor(row_factory=dict_row) as cursor:
        rows = await (await cursor.execute(_OPEN, (turn.people.me,))).fetchall()
    ids = {c.id for x in items for c in x.candidates}
    loose = {stem(w) for x in items if not x.candidates and not x.value for w in words_of(x.word)} - _EMPTY
    said = loose | {stem(w) for x in items if x.kind == "quote" for w in words_of(x.text)}
    scored = [(_fit(row, ids, said), row) for row in rows]
    best = max((s for s, _ in scored), default=0.0)
    if best <= 0:
        return []
    return [
        Candidate("activity", r["id"], r["subject"], s, None, f"due {r['due_date']}" if r["due_date"] else None)
        for s, r in scored
        if s == best
    ]


def _fit(row: Json, ids: set[str], said: set[str]) -> float:
    words = {stem(w) for w in words_of(row["subject"])}
    shared = len(said & words)
    linked = any(row[k] in ids for k in ("account_id", "contact_id", "deal_id", "lead_id") if row[k])
    return shared + (1.5 if linked else 0.0) if not ids or linked or shared else 0.0
