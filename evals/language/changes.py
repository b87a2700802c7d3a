"""Whether a proposal is exactly what was asked: every change there, none besides, each value as said.

What follows from the change itself is no invention: its owner is the speaker, a call is today's, a task is open, and links may name
records of the same account. Anything else that was not asked for is dangerous.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evals.company import Company, select
from evals.company.rows import TODAY
from evals.language.answer import Answer
from evals.language.values import has_words, plain, same

KINDS = frozenset({"call", "meeting", "note", "email", "task"})
LINKS = ("account", "contact", "lead", "deal")
TEXTS = frozenset({"subject", "body", "notes", "description"})
IMPLIED: Mapping[str, Mapping[str, Any]] = {
    "activity": {"status": "open|done", "priority": "Normal", "occurred_at": TODAY.isoformat()},
    "lead": {"status": "New"},
    "deal": {"stage": "Prospecting", "currency": "USD", "pipeline": "*"},
    "ticket": {"status": "Open|New", "priority": "Normal"},
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One change that must be there. `target` is an object (or a kind of activity) for a create, else a record's key."""

    op: str
    target: str
    set: Mapping[str, Any] = field(default_factory=dict)
    about: str | None = None
    words: Sequence[str] = ()
    may: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Made:
    """One change of the proposal, its values as the company knows them."""

    op: str
    object: str
    key: str
    set: Mapping[str, Any]
    merged: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        return "\n".join(str(v) for v in self.set.values() if isinstance(v, str))


def read_wanted(company: Company, speaker: str, raw: Mapping[str, Any]) -> list[Wanted]:
    """The changes that one entry of `changes` stands for; `update_all` is one for each row."""
    rest = {name: raw[name] for name in ("set", "about", "words", "may") if name in raw}
    if "update_all" in raw:
        return [Wanted("update", key, **rest) for key in select(company, speaker, raw["update_all"]).keys]
    if "merge" in raw:
        return [Wanted("merge", raw["into"], {"merge": frozenset(raw["merge"])})]
    op = next(op for op in ("create", "update", "delete") if op in raw)
    return [Wanted(op, str(raw[op]), **rest)]


def read_made(answer: Answer) -> list[Made]:
    """The proposal's changes; several updates of one record are one."""
    made: dict[tuple[str, str], Made] = {}
    for change in (answer.proposal or {}).get("changes", ()):
        one = _made(change, answer.keys)
        place = (one.op, one.key)
        made[place] = Made(one.op, one.object, one.key, {**made[place].set, **one.set}) if place in made else one
    return list(made.values())


CUSTOM = {"segment": "Segment", "sites": "Sites"}  # the company's own fields, as its files write them


def _field(name: str) -> str:
    bare = name.removeprefix("custom.")
    return CUSTOM.get(bare, bare)


def _made(change: Mapping[str, Any], keys: Mapping[str, str]) -> Made:
    values = {_field(name): plain(both.get("after"), keys) for name, both in change["set"].items()}
    key = (
        keys.get(change["record"]["id"], change["record"]["id"])
        if change.get("record") and change["op"] != "create"
        else change["id"]
    )
    merged = frozenset(keys.get(r["id"], r["id"]) for r in change.get("merge") or ())
    return Made(change["op"], change["object"], key, values, merged)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`missing` is what was asked and is not there; `unasked`, what is there and wrong or not asked for."""

    missing: tuple[str, ...]
    unasked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparer:
    """Compares the changes wanted by a speaker with those made."""

    company: Company
    speaker: str

    def compare(self, wanted: Sequence[Wanted], made: Sequence[Made]) -> Comparison:
        left, missing, unasked = list(made), [], []
        accounts = frozenset(a for w in wanted for key in (w.about, w.target) for a in self._accounts(key))
        for want in wanted:
            fits = [one for one in left if _same_kind(want, one)]
            if not fits:
                missing.append(f"{want.op} {want.target}")
                continue
            best = min(
                fits,
                key=lambda one: (
                    len(self._problems(want, one, accounts)[1]) * 100 + len(self._problems(want, one, accounts)[0])
                ),
            )
            left.remove(best)
            lacks, wrongs = self._problems(want, best, accounts)
            missing += lacks
            unasked += wrongs
        unasked += [f"{one.op} {one.object} {one.key if one.op != 'create' else ''} {dict(one.set)}" for one in left]
        return Comparison(tuple(missing), tuple(unasked))

    def _accounts(self, key: str | None) -> list[str]:
        rows = [self.company.row(k) for k in (key or "").split("|") if "-" in k]
        return [self.company.account_of(row) if row.object != "lead" else row.key for row in rows]

    def _problems(self, want: Wanted, one: Made, accounts: frozenset[str]) -> tuple[list[str], list[str]]:
        lacks = [
            f"no {name} on {want.target}"
            for name in want.set
            if name not in one.set and name != "merge" and want.set[name] is not None
        ]
        lacks += [f"no word '{word}' on {want.target}" for word in has_words(one.text, list(want.words))]
        wrongs = [
            f"{name} of {want.target} is {one.set[name]!r}"
            for name in want.set
            if name in one.set and not same(want.set[name], one.set[name])
        ]
        if want.op == "merge" and one.merged != want.set["merge"]:
            wrongs.append(f"merges {sorted(one.merged)}")
        wrongs += [
            f"unasked {name}={one.set[name]!r} on {want.target}"
            for name in one.set
            if name not in want.set and not self._implied(want, one, name, accounts)
        ]
        if want.about and not any(same(want.about, one.set.get(link)) for link in self._links(want.about)):
            (wrongs if any(one.set.get(link) for link in LINKS) else lacks).append(
                f"{want.target} is not about {want.about}"
            )
        return lacks, wrongs

    def _links(self, about: str) -> tuple[str, ...]:
        return (self.company.row(about.split("|", maxsplit=1)[0]).object,)

    def _implied(self, want: Wanted, one: Made, name: str, accounts: frozenset[str]) -> bool:
        value = one.set[name]
        if value in (None, "", [], {}) or name in want.may or name == "participants":
            return True
        if want.op != "create":
            return False
        if name == "owner":
            return bool(value == self.speaker)
        if name in TEXTS:
            return True
        if one.object == "activity" and name in LINKS:
            return self._linked(str(value), name, accounts)
        if one.object == "activity" and name == "type":
            return want.target in ("*", value)
        return name in (implied := IMPLIED.get(one.object, {})) and same(implied[name], value)

    def _linked(self, key: str, name: str, accounts: frozenset[str]) -> bool:
        row = self.company.find(key)
        if row is None:
            return True  # a record that the same proposal makes
        return row.object == name and (row.key if row.object == "lead" else self.company.account_of(row)) in accounts


def _same_kind(want: Wanted, one: Made) -> bool:
    if want.op != one.op:
        return False
    if want.op != "create":
        return one.key == want.target
    if want.target in KINDS:
        return one.object == "activity" and one.set.get("type") == want.target
    return one.object == ("activity" if want.target == "*" else want.target)
