"""What the pieces of a message change together with what its clauses do: each thing once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from assistant.language.intents import slots
from assistant.language.intents.made import TALKS, joined_with, kind_of, kind_that
from assistant.language.intents.shapes import Change, fields_of
from assistant.language.intents.slots import Said
from assistant.language.values import DateValue, MoneyValue

_LOST = frozenset(["stage", "loss_reason"])
_AMOUNTS = frozenset(["amount", "raise_by", "lower_by"])
_AGAIN = frozenset("follow again follow-up back reconnect".split())
_SUMS = frozenset(["won", "stage"])  # may name the amount too


def is_known(intent: str, told: Said, known: Sequence[Change]) -> bool:
    """Whether what the piece sets is set already, by the same value or one that was counted: it need not be planned again."""
    values = [dict(c.get("set", {})) for c in known if c.get("op") == "update"]
    said = {x.value.value.amount for x in told.items if x.value and isinstance(x.value.value, MoneyValue)}
    used = any(said & {x for x in v.values() if isinstance(x, int | float | Decimal)} for v in values)
    if intent in _AMOUNTS:
        same = any(v.get("amount") in said for v in values)
        return used if intent == "amount" else not same and any("amount" in v for v in values)
    if intent in _SUMS and said and not used:
        return False
    if intent == "title":
        return not _is_longer(slots.job_title(told.items), [str(v["title"]) for v in values if v.get("title")])
    if intent == "task":
        days = {
            x.value.value.future.isoformat() for x in told.items if x.value and isinstance(x.value.value, DateValue)
        }
        if any(kind_of(c) == "task" and c["set"].get("due_date") in days for c in known):
            return True
        return any("follow_up_date" in c.get("set", {}) for c in known) and any(
            _AGAIN.intersection(x.word.split()) for x in told.items
        )
    fields = _LOST if intent.startswith("lost_") else fields_of("stage" if intent == "lost" else intent)
    return bool(fields) and any(fields <= set(v) for v in values)


def _is_longer(title: str | None, known: Sequence[str]) -> bool:
    """Whether a job title is none of those that are known, but holds more of it: "Purchasing Manager", not "Purchasing"."""
    return title is not None and all(one != title and one in title for one in known)


def with_more(changes: list[Change], more: Sequence[Change], *, sure: bool) -> list[Change]:
    """The changes with others of the same records; of two values for one field the first stays unless the other is sure."""
    for new in more:
        at = next((i for i, c in enumerate(changes) if _same_record(c, new)), None)
        if new.get("op") == "create":
            changes = joined_with(new, changes) or [*changes, new]
        elif at is None:
            changes = [*changes, new]
        else:
            old, added = dict(changes[at].get("set", {})), dict(new.get("set", {}))
            both = {**changes[at], "set": {**old, **added} if sure else {**added, **old}}
            changes = [*changes[:at], both, *changes[at + 1 :]]
    return changes


def only_told(changes: list[Change], intents: Sequence[str]) -> list[Change]:
    """Without what no piece says: a second log of the same talk, a ticket more, a deal that is the newcomer, an end."""
    left = Counter(kind_that(intent) for intent in intents)
    ends = any(intent in ("won", "stage", "several") or intent.startswith("lost") for intent in intents)
    people = {c["set"].get("name") for c in changes if kind_of(c) == "contact"}
    kept: list[Change] = []
    for change in changes:
        kind, values = kind_of(change), change.get("set", {})
        twice = kind in TALKS and left[kind] < _TWO and any(_alike(change, one) for one in kept)
        more = kind == "ticket" and left[kind] < _TWO and any(kind_of(one) == kind for one in kept)
        idle = kind == "task" and not left[kind] and "due_date" not in values
        if twice or more or idle or (kind in ("deal", "account") and values.get("name") in people):
            continue
        kept += [change] if ends or kind else _no_end(change)
    return kept


def _no_end(change: Change) -> list[Change]:
    """A change without the end of a deal that it sets: "we lost 10k on it"."""
    values = dict(change.get("set", {}))
    if change.get("object") != "deal" or values.get("stage") != "Lost":
        return [change]
    rest = {name: value for name, value in values.items() if name not in _LOST}
    return [{**change, "set": rest}] if rest else []


_TWO = 2


def _alike(one: Change, other: Change) -> bool:
    """Logs of one kind of talk with one person."""
    return kind_of(one) == kind_of(other) and one["set"].get("contact") == other["set"].get("contact")


def _same_record(one: Change, other: Change) -> bool:
    return one.get("op") != "create" and all(one.get(part) == other.get(part) for part in ("op", "object", "record"))
