"""propose_changes and revise_proposal: a change is filed for a person's approval, never made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal
from uuid import UUID

from pydantic import Field, field_validator

from assistant.conversation.blocks import proposal_block
from assistant.conversation.deps import Deps, ToolResult
from assistant.conversation.said import already, summary, told
from assistant.conversation.state import DialogueState, Mention
from assistant.conversation.tools.base import Args, Tool
from crm_store.errors import Invalid
from crm_store.proposals.draft import BulkDraft, ChangeDraft, ProposalDraft
from crm_store.proposals.model import Change, Proposal
from crm_store.proposals.stage import stage
from crm_store.query import parse_conditions
from crm_store.records.model import Reference

MAX_EVIDENCE = 500


class RecordId(Args):
    id: str = Field(max_length=100, description="id or ref")


class ChangeArgs(Args):
    op: Literal["create", "update", "delete", "merge"]
    object: str
    record: RecordId | None = None
    key: str | None = Field(default=None, max_length=40)
    set: dict[str, Any] = Field(default_factory=dict)
    merge: list[str] = Field(default_factory=list, max_length=50)

    @field_validator("record", mode="before")
    @classmethod
    def _bare_id(cls, value: Any) -> Any:
        return {"id": value} if isinstance(value, str) else value

    @field_validator("merge", mode="before")
    @classmethod
    def _bare_ids(cls, value: Any) -> Any:
        return (
            [v["id"] if isinstance(v, Mapping) and "id" in v else v for v in value]
            if isinstance(value, list)
            else value
        )


class BulkArgs(Args):
    object: str
    where: list[dict[str, Any]] = Field(default_factory=list)
    set: dict[str, Any]
    search: str | None = Field(default=None, max_length=200)


class ProposeChanges(Args):
    changes: list[ChangeArgs] = Field(default_factory=list, max_length=500)
    summary: str | None = Field(default=None, max_length=300)
    bulk: BulkArgs | None = None


class ReviseProposal(Args):
    changes: list[ChangeArgs] = Field(min_length=1, max_length=500)
    summary: str | None = Field(default=None, max_length=300)


async def propose_changes(deps: Deps, args: ProposeChanges) -> ToolResult:
    return await _file(deps, args.changes, args.summary, bulk=args.bulk)


async def revise_proposal(deps: Deps, args: ReviseProposal) -> ToolResult:
    if deps.state.proposal_id is None:
        raise Invalid("No proposal waits in this conversation.")
    return await _file(deps, args.changes, args.summary, supersedes=UUID(deps.state.proposal_id))


async def _file(
    deps: Deps,
    changes: Sequence[ChangeArgs],
    said: str | None,
    *,
    bulk: BulkArgs | None = None,
    supersedes: UUID | None = None,
) -> ToolResult:
    drafts = tuple(_draft(change, deps.said) for change in changes)
    await deps.reader.close()  # never two connections at once: under load each turn would wait for the other
    async with deps.database.session(deps.identity, role="agent", write=True) as session:
        draft = ProposalDraft(
            said=deps.said,
            summary=said or "",
            summarise=lambda changes: summary(session, changes, bulk.object if bulk else None),
            changes=drafts,
            conversation_id=deps.conversation_id,
            supersedes=supersedes,
            author_kind="agent" if deps.identity.scope == "agent" else "person",
            bulk=BulkDraft(bulk.object, parse_conditions(bulk.where), bulk.set, bulk.search) if bulk else None,
        )
        filed = await stage(session, draft)
        return _result(deps.state, filed, told(session, filed), await already(session, drafts, filed))


def _draft(change: ChangeArgs, sentence: str) -> ChangeDraft:
    return ChangeDraft(
        change.op,
        change.object,
        change.record.id if change.record else None,
        change.key,
        change.set,
        tuple(change.merge),
        evidence=({"text": sentence[:MAX_EVIDENCE], "code": "said"},) if sentence else (),
    )


def _result(state: DialogueState, filed: Proposal, waits: str, besides: str) -> ToolResult:
    content = (
        f"proposal {filed.ref} id={filed.id} waits for approval by {filed.approver}; changes: {filed.change_count}"
    )
    apart = "\n\n" if "\n" in waits else " "
    return ToolResult(
        content=f"{content}. {besides}" if besides else content,
        say=f"{waits}{apart}{besides}".rstrip(),
        blocks=(proposal_block(filed),),
        status="needs_approval",
        state=replace(state, proposal_id=str(filed.id)).focused(_mentions(filed)),
        proposal_id=filed.id,
    )


def _mentions(filed: Proposal) -> list[Mention]:
    found = [change.record for change in filed.changes if change.record]
    found += [ref for change in filed.changes for ref in _spoken_with(change)]
    return [Mention(r.object, str(r.id), r.label) for r in found[:5]]


def _spoken_with(change: Change) -> list[Reference]:
    """With whom the call or meeting was that is logged: what is said next is of them. Of a task it may be of the task."""
    of = {name: value.after for name, value in change.set.items()}
    if change.op != "create" or change.object != "activity" or of.get("type") == "task":
        return []
    return [ref for name in ("contact", "lead", "account") if isinstance(ref := of.get(name), Reference)]


PROPOSE_CHANGES = Tool("propose_changes", ProposeChanges, propose_changes, changes=True)
REVISE_PROPOSAL = Tool("revise_proposal", ReviseProposal, revise_proposal, changes=True)
