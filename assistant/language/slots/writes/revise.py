"""Corrections of the proposal that waits: "actually make it 60", "no, the other Sarah", "Friday instead", "skip the task"."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from assistant.language.acts.model import Act
from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.plan import ToolCall
from assistant.language.slots import answers
from assistant.language.slots.meant import undecided
from assistant.language.slots.targets import find_target
from assistant.language.slots.turn import Json, Turn
from assistant.language.slots.writes.additions import (
    added,
    adds,
    adds_deal,
    answers_itself,
    goes_on,
    set_too,
    stepped_too,
    with_deal,
)
from assistant.language.slots.writes.corrections import corrected, meant, says_when
from assistant.language.slots.writes.current import in_scale
from assistant.language.slots.writes.fewer import drops, fewer
from assistant.language.slots.writes.held import is_time_alone
from assistant.language.slots.writes.of_shown import is_rest
from crm_store.errors import NotFound
from crm_store.proposals.model import Change, NewRecord, Proposal
from crm_store.proposals.read import get
from crm_store.records.model import Reference

_CORRECTING = frozenset(
    "actually instead rather no not wait sorry correction meant mean change make other nope should hang hold".split()
)
_NEW_ORDERS = frozenset(
    [
        "find",
        "count",
        "lookup",
        "latest",
        "search",
        "report",
        "create",
        "log",
        "delete",
        "merge",
        "convert",
        "brief",
        "draft",
        "score",
        "recommend",
    ]
)
_ALL_OF_IT = "That is all there is in the proposal: reject it to drop it."
_SHORT = 3  # words of "make it 3pm"
_LONGEST = 12  # words of a correction; a longer message is an order of its own


async def revised(turn: Turn, clauses: list[Items], acts: list[Act]) -> ToolCall | None:
    """The proposal with the correction in it, or None where the message is none."""
    more = adds_deal(turn)
    if turn.state.proposal_id is None or not (more or _correcting(turn, acts) or _only_time(turn)):
        return None
    try:
        proposal = await get(turn.session, UUID(turn.state.proposal_id))
    except NotFound:
        return None
    if proposal.status != "pending":
        return None
    changes = [as_ordered(c) for c in proposal.changes]
    if more and with_deal(turn, changes):
        return ToolCall("revise_proposal", {"changes": changes})
    if _only_time(turn) and changes[-1]["set"].get("type") == "task":
        return answers.decline("not_possible", "A task has a day, and no time of day. I left it as it was.")
    dropped = fewer(turn, changes, [_record_label(c) for c in proposal.changes])
    if dropped is not None:
        return (
            ToolCall("revise_proposal", {"changes": dropped})
            if dropped
            else answers.decline("not_possible", _ALL_OF_IT)
        )
    if (more_of_it := await stepped_too(turn, changes)) is not None:
        return more_of_it
    if added(turn, changes):
        return ToolCall("revise_proposal", {"changes": changes})
    other = _other_record(turn, proposal, changes)
    if other is not None:
        return other
    too = len(clauses) == 1 and set_too(turn, changes)
    if too:
        changes[0]["set"] = await in_scale(turn, changes[0]["object"], changes[0]["record"]["id"], changes[0]["set"])
    fixed = too or corrected(turn, changes, _on_record(proposal))
    return ToolCall("revise_proposal", {"changes": changes}) if fixed else None


def _correcting(turn: Turn, acts: list[Act]) -> bool:
    words = [w for x in turn.items if not x.is_mark for w in x.word.split()]
    if len(words) > _LONGEST:
        return False
    said = set(words)
    if _refuses(turn) and any(a.name in _NEW_CHANGES for a in acts):
        return False  # "no, don't delete it, mark it lost": another order instead
    if any(is_rest(turn.items, i) for i in range(len(turn.items))):
        return False  # "and postpone the others": rows that the proposal does not change
    if said & _CORRECTING or drops(turn.items):
        plain = acts[0].name not in _NEW_ORDERS or acts[0].confidence < 0.8 or words[0] in _CORRECTING
        return plain or _restates(turn)
    if adds(turn) or goes_on(turn) or answers_itself(turn.items) or says_when(turn.items):
        return True
    if acts[0].name not in _NEW_ORDERS or acts[0].confidence < _SURE:
        first = turn.items[0]
        if first.has("her", "him", "they") or first.word in ("due", "for", "by") or first.has("due"):
            return True
    refers = any(x.has("it") for x in turn.items) and not any(x.candidates for x in turn.items)
    told = acts[0].name in ("update", "state") and _restates(turn) and turn.items[-1].word != "?"
    return (
        told
        or (refers and acts[0].name == "update")
        or (len(words) <= 3 and acts[0].name in ("update", "refine", "state"))
    )


def _only_time(turn: Turn) -> bool:
    """ "At 3pm", "make it 3pm"."""
    return len(turn.items) <= _SHORT and any(map(is_time_alone, turn.items))


def _restates(turn: Turn) -> bool:
    """ "My apologies, it should read 345": what it is, with a value and no record of its own."""
    held = any(x.value or x.sense("option") for x in turn.items)
    return held and any(x.has("it") for x in turn.items) and not any(x.candidates for x in turn.items)


_SURE = 0.8
_NEW_CHANGES = frozenset(["update", "delete", "merge", "convert", "create"])
_REFUSALS = frozenset(["don't", "dont", "not"])


def _refuses(turn: Turn) -> bool:
    """ "don't delete it": what was proposed is refused by its verb."""
    items = turn.items
    return any(
        x.word in _REFUSALS
        and i + 1 < len(items)
        and items[i + 1].has("delete", "move", "set", "push", "merge", "convert")
        for i, x in enumerate(items)
    )


_TURNING = frozenset(["no", "nope", "rather", "instead", "sorry", "actually"])  # "no, just mark it as lost"


def instead(turn: Turn, calls: list[ToolCall]) -> list[ToolCall]:
    """The calls, with the new order in the place of the refused proposal that waits."""
    if turn.state.proposal_id is None or not (_refuses(turn) or turn.items[0].word in _TURNING):
        return calls
    return [
        ToolCall("revise_proposal", {"changes": c.args["changes"]})
        if c.name == "propose_changes" and not c.args.get("bulk")
        else c
        for c in calls
    ]


def waiting(proposal: Proposal) -> list[Json]:
    """The changes of a pending proposal as they were ordered; nothing where it no longer waits."""
    return [as_ordered(c) for c in proposal.changes] if proposal.status == "pending" else []


def as_ordered(change: Change) -> Json:
    """A change of a proposal in the words in which it is ordered."""
    found: Json = {"op": change.op, "object": change.object, "set": {k: _plain(v.after) for k, v in change.set.items()}}
    if change.op == "create":
        found["key"] = str(change.id)
    elif change.record:
        found["record"] = {"id": str(change.record.id)}
    if change.merge:
        found["merge"] = [str(m.id) for m in change.merge]
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Reference):
        return str(value.id)
    return {"change": str(value.change_id)} if isinstance(value, NewRecord) else value


def _other_record(turn: Turn, proposal: Proposal, changes: list[Json]) -> ToolCall | None:
    """Another person or record than the one that was taken."""
    if turn.items[0].word in _BESIDES and not {w for x in turn.items for w in x.word.split()} & _CORRECTING:
        return None  # "and Owen": somebody more, and nobody instead
    item = next((x for x in meant(turn.items) if x.of("contact", "deal", "lead", "account")), None)
    item = item or _described(turn, changes)
    if item is None:
        return None
    used = {str(v) for c in changes for v in c["set"].values()} | {c["record"]["id"] for c in changes if "record" in c}
    options = [
        c
        for c in item.of("contact", "deal", "lead", "account")
        if c.id not in used and c.object == item.candidates[0].object
    ]
    wrong = _wrong(changes, item.candidates[0].object, proposal)
    if not options or wrong is None:
        return None
    chosen = undecided(tuple(options))
    old = _label(proposal, wrong)
    calls = [
        ToolCall("revise_proposal", {"changes": _with_values(turn, _swapped(changes, wrong, c, old))}) for c in chosen
    ]
    return calls[0] if len(calls) == 1 else answers.which(chosen, calls, item.candidates[0].object)


_BESIDES = frozenset(["and", "also", "plus"])


def _described(turn: Turn, changes: list[Json]) -> Item | None:
    """ "No, I meant the care plan": another deal of the account that was spoken of, by what it is called there."""
    if len(changes) != 1 or not any(x.word in ("meant", "mean") for x in turn.items) or changes[0]["object"] != "deal":
        return None
    target = find_target(turn.items, turn, ("deal",), pronouns=False, implied=False)
    return replace(turn.items[0], candidates=target.candidates) if target.candidates else None


def _wrong(changes: list[Json], object_: str, proposal: Proposal) -> str | None:
    """The id that stands where a record of this object is meant."""
    for change in changes:
        if object_ in change["set"]:
            return str(change["set"][object_])
        if change["object"] == object_ and "record" in change:
            return str(change["record"]["id"])
    return None


def _with_values(turn: Turn, changes: list[Json]) -> list[Json]:
    """ "I meant the other deal, to Negotiation": what is said beside the name counts too."""
    corrected(turn, changes, [{} for _ in changes])  # of another record than the one that was read
    return changes


def _on_record(proposal: Proposal) -> list[Json]:
    return [{name: _plain(value.before) for name, value in change.set.items()} for change in proposal.changes]


def _label(proposal: Proposal, record: str) -> str:
    """What the record is called that stands in a change."""
    for change in proposal.changes:
        for value in change.set.values():
            if isinstance(value.after, Reference) and str(value.after.id) == record:
                return value.after.label
    return ""


def _record_label(change: Change) -> str:
    return change.record.label if change.record else ""


def _swapped(changes: list[Json], wrong: str, right: Candidate, old: str = "") -> list[Json]:
    def one(change: Json) -> Json:
        fields = {k: right.id if v == wrong else v for k, v in change["set"].items()}
        if old and isinstance(fields.get("subject"), str):
            fields["subject"] = fields["subject"].replace(old, right.label)
        if isinstance(fields.get("subject"), str) and change["object"] == "activity" and right.object in fields:
            fields["subject"] = (
                f"{fields['subject'].split(' with ')[0]} with {right.label}"
                if " with " in fields["subject"]
                else fields["subject"]
            )
        new = {**change, "set": fields}
        if change.get("record", {}).get("id") == wrong:
            new["record"] = {"id": right.id}
        return new

    return [one(c) for c in changes]
