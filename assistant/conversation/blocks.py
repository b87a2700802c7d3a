"""Blocks from what the store gives: the contract's types, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from typing import Any

import scoring
from assistant.api.schemas import (
    Action,
    Change,
    Citation,
    CitationsBlock,
    Finding,
    Proposal,
    ProposalBlock,
    Reason,
    RecordItem,
    RecordsBlock,
    Reference,
)
from assistant.conversation.wording import shortened
from crm_store import records
from crm_store.proposals import model as proposals
from retrieval.search import Hit

QUOTE = 280
# What a list shows of each record, beside what was asked by.
SHOWN: Mapping[str, tuple[str, ...]] = {
    "account": ("industry", "city", "annual_revenue", "owner"),
    "contact": ("title", "account", "email", "phone"),
    "lead": ("company", "status", "source", "owner"),
    "deal": ("account", "stage", "amount", "close_date", "owner"),
    "activity": ("type", "occurred_at", "due_date", "status", "owner"),
    "product": ("family", "list_price"),
    "ticket": ("status", "priority", "account", "owner"),
}


def reference(found: records.Reference) -> Reference:
    return Reference(object=found.object, id=found.id, ref=found.ref, label=found.label, email=found.email)


def record_item(record: records.Record, fields: Iterable[str]) -> RecordItem:
    """A record with these fields; the currency goes along wherever it has one."""
    names = [*fields, "currency"] if "currency" in record.values else list(fields)
    values = {name: records.plain(record.value(name)) for name in names if name != "label"}
    return RecordItem(id=record.id, ref=record.ref, label=record.label, fields=values)


def records_block(object_: str, found: Sequence[records.Record], total: int, fields: Iterable[str]) -> RecordsBlock:
    chosen = tuple(fields)
    return RecordsBlock(object=object_, total=total, items=[record_item(record, chosen) for record in found])


def activity_citations(found: Sequence[records.Record], start: int = 1) -> CitationsBlock:
    return CitationsBlock(items=[_of_activity(n, record) for n, record in enumerate(found, start)])


def _of_activity(n: int, record: records.Record) -> Citation:
    about = [record.value(name) for name in ("deal", "lead", "contact", "account")]
    return Citation(
        n=n,
        kind=str(record.value("type")),
        record=reference(record.reference),
        about=[reference(item) for item in about if isinstance(item, records.Reference)],
        message_id=record.external_id if record.value("type") == "email" else None,
        title=record.label,
        author=author(record),
        at=record.value("occurred_at") or record.value("completed_at") or record.created_at,
        quote=shortened(str(record.value("body") or record.label), QUOTE),
        url=f"/activities/{record.ref}",
    )


def author(record: records.Record) -> str:
    """Who wrote or did it: a mail's sender, else its owner."""
    for part in record.value("participants") or ():
        if part.get("role") == "from":
            return str(part.get("name") or part.get("email") or "")
    owner = record.value("owner")
    return owner.label if isinstance(owner, records.Reference) else ""


def hit_citation(n: int, hit: Hit, quote: str) -> Citation:
    """The wire form of one search hit; its url is the activity's page in the web app."""
    return Citation(
        n=n,
        kind=hit.kind,
        record=Reference(object="activity", id=str(hit.activity_id), ref=hit.ref, label=hit.title),
        about=[Reference(**about) for about in hit.about],
        message_id=hit.external_id if hit.kind == "email" else None,
        title=hit.title,
        author=hit.author or "",
        at=hit.at,
        quote=quote,
        url=f"/activities/{hit.ref}",
    )


def wire_finding(found: scoring.Finding) -> Finding:
    return Finding(
        record=Reference(object=found.object, id=str(found.id), ref=found.ref, label=found.label),
        kind=found.kind,
        score=found.score,
        reasons=[Reason(text=r.text, weight=r.weight) for r in found.reasons],
        action=Action(label=found.action_label, say=found.action_say),
    )


def proposal_block(found: proposals.Proposal) -> ProposalBlock:
    return ProposalBlock(proposal=wire_proposal(found))


def wire_proposal(found: proposals.Proposal) -> Proposal:
    return Proposal.model_validate(
        {
            "id": found.id,
            "ref": found.ref,
            "status": found.status,
            "said": found.said,
            "by": reference(found.by),
            "approver": found.approver,
            "confirm_twice": found.confirm_twice or None,
            "expires_at": found.expires_at,
            "change_count": found.change_count,
            "summary": found.summary,
            "changes": [_change(change) for change in found.changes],
        }
    )


def wire_change(change: proposals.Change) -> Change:
    return Change.model_validate(_change(change))


def _change(change: proposals.Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "op": change.op,
        "object": change.object,
        "record": reference(change.record) if change.record else None,
        "merge": [reference(merged) for merged in change.merge] or None,
        "set": {name: {"before": _value(v.before), "after": _value(v.after)} for name, v in change.set.items()},
        "warnings": [dict(w) for w in change.warnings],
        "evidence": [dict(e) for e in change.evidence],
        "status": change.status,
    }


def _value(value: Any) -> Any:
    if isinstance(value, proposals.NewRecord):
        return {"change_id": str(value.change_id)}
    if isinstance(value, records.Reference):
        return value.json()
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
