"""Changes of the rows that were shown: all of them, the first two, the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.conversation.state import Shown
from assistant.language.chart import Items
from assistant.language.rows import MOST
from assistant.language.slots import answers
from assistant.language.slots.reads.lists import parse_list
from assistant.language.slots.turn import Json, Turn, eq
from assistant.language.slots.writes.changed_texts import Changes
from assistant.language.slots.writes.changes import read_changes
from assistant.language.slots.writes.drafts import Draft
from assistant.language.values import LimitValue


def bulk(object_: str, where: list[Json], changes: Changes) -> Json:
    planned = bool(_PLANNED & {*changes.values, *changes.relative})
    if object_ == "deal" and planned and not any(c.get("field") in _ENDED for c in where):
        where = [*where, eq("is_open", True)]  # what is won or lost is planned no more
    state = any(c.get("field") in ("status", "is_overdue") for c in where)
    if object_ == "activity" and "status" not in changes.values and not state:
        where = [*where, eq("status", "open")]  # and what is done is put off no more
    found: Json = {"object": object_, "where": where, "set": changes.values}
    return found | ({"relative": changes.relative} if changes.relative else {})


_PLANNED = frozenset(["stage", "amount", "close_date", "next_step"])


_ENDED = frozenset(["stage", "is_open", "is_won", "is_lost", "closed_at", "loss_reason"])


SEVERAL = 2


def each(ids: Sequence[str], object_: str, changes: Changes, draft: Draft) -> None:
    """The same changes of each record."""
    for record in ids if changes else ():
        one = {"op": "update", "object": object_, "record": {"id": record}, "set": dict(changes.values)}
        draft.changes.append(one | ({"relative": dict(changes.relative)} if changes.relative else {}))


def of_shown(items: Items, said: Items, change: Items, turn: Turn, draft: Draft) -> bool:
    """ "mark those as lost"; with more said, those of them: "the ones of Grace"."""
    shown = turn.state.shown
    if shown is None:
        return False
    if any(x.word == "both" for x in items) and len(shown.ids) != SEVERAL:
        draft.stop = answers.ask("Which two of them do you mean?")
        return True
    where = parse_list(said, turn, shown.object).conditions() if len(said) > 1 else []
    query: Mapping[str, Any] = shown.query
    rest = any(is_rest(items, i) for i in range(len(items)))
    all_of_them = _all_of_query(shown) and not rest
    changes = read_changes(change if where else items, turn, shown.object, set())
    if changes and (where or all_of_them):
        draft.bulk = bulk(shown.object, [*query.get("where", []), *where], changes)
        return True
    ids = _left_of(shown, turn) if rest else _first_of(shown.ids, items)
    if rest and changes and not ids:
        draft.stop = answers.ask("Which ones are left? Name them, please.")
        return True
    each(ids, shown.object, changes, draft)
    return bool(changes)


def _first_of(ids: Sequence[str], items: Items) -> Sequence[str]:
    """ "The first two", "the last three" of the rows; all where no part is said."""
    for item in items:
        value = item.value.value if item.value else None
        if isinstance(value, LimitValue) and value.count and item.word.split()[0] in ("first", "last"):
            return ids[-value.count :] if item.word.startswith("last") else ids[: value.count]
    return ids


def is_some(items: Items, i: int) -> bool:
    """ "The first two", with no noun behind that they are counted of."""
    value = mention.value if (mention := items[i].value) else None
    counted = isinstance(value, LimitValue) and bool(value.count) and items[i].word.split()[0] in ("first", "last")
    return counted and not any(x.sense("object") for x in items[i + 1 : i + 2])


def is_rest(items: Items, i: int) -> bool:
    """ "The rest", "the others"; no "rest of the week"."""
    behind = items[i + 1].word if i + 1 < len(items) else ""
    return items[i].word in _REST and (behind != "of" or any(x.word == "them" for x in items[i + 2 : i + 3]))


_REST = frozenset(["rest", "others", "remaining", "other ones"])


def _all_of_query(shown: Shown) -> bool:
    """The list was counted, or it goes on behind the rows that were shown: what asked for it says which they are."""
    query = shown.query
    whole = not (query.get("limit") or query.get("search"))
    return whole and bool(query.get("where")) and (bool(query.get("count_only")) or len(shown.ids) >= MOST)


def _left_of(shown: Shown, turn: Turn) -> tuple[str, ...]:
    """The rows that were not spoken of by themselves; none where none of them was."""
    spoken = {m.id for m in turn.state.focus if m.object == shown.object}
    left = tuple(i for i in shown.ids if i not in spoken)
    return left if len(left) < len(shown.ids) else ()
