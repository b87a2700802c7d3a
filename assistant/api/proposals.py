"""Proposals over REST: what waits, and a person's decision. An agent's token may look and decides nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from assistant.api.dependencies import Caller, DatabaseDep
from assistant.api.problems import answers
from assistant.api.record_query import limit_of
from assistant.api.schemas import ApproveRequest, Change, Page, Proposal, ProposalStatus, RejectRequest
from assistant.conversation.blocks import wire_change, wire_proposal
from crm_store.database import Database, Session
from crm_store.identity import Identity
from crm_store.proposals import decide, model, read

router = APIRouter(prefix="/proposals", tags=["proposals"])

Limit = Annotated[
    str | None, Query(alias="limit", description="1 to 200; larger is clamped", json_schema_extra={"type": "integer"})
]
Cursor = Annotated[str | None, Query(description="`next_cursor` of the page before")]


def _problems(**texts: str) -> dict[int | str, dict[str, Any]]:
    common = {401: "Not signed in", 404: "No such proposal", 422: "What was sent does not fit"}
    return answers({**common, **{int(code.removeprefix("_")): text for code, text in texts.items()}})


_DECISION = _problems(
    _403="Somebody else decides it (`not_approver`), or a change is not permitted",
    _409="`stale`: a record changed meanwhile; `conflict`: it has been decided",
    _410="`expired`",
)


@router.get("", response_model=Page[Proposal], responses=_problems())
async def list_proposals(
    caller: Caller,
    database: DatabaseDep,
    status: ProposalStatus | None = None,
    approver: Annotated[Literal["me"] | None, Query(description="`me`: those that the caller decides")] = None,
    limit: Limit = None,
    cursor: Cursor = None,
) -> Page[Proposal]:
    """Proposals of the caller and of everybody below them, newest first."""
    async with database.session(caller) as session:
        page = await read.find(session, status, approver, cursor, limit_of(limit))
    return Page(
        items=[wire_proposal(p) for p in page.items],
        total=page.total,
        total_is=page.total_is,
        next_cursor=page.next_cursor,
    )


@router.get("/{id}", response_model=Proposal, responses=_problems())
async def get_proposal(id: str, caller: Caller, database: DatabaseDep) -> Proposal:
    """One proposal, by id or ref, with its first 200 changes."""
    async with database.session(caller) as session:
        return wire_proposal(await read.get(session, id))


@router.get("/{id}/changes", response_model=Page[Change], responses=_problems())
async def list_changes(
    id: str, caller: Caller, database: DatabaseDep, limit: Limit = None, cursor: Cursor = None
) -> Page[Change]:
    """All changes of a proposal, in their order."""
    async with database.session(caller) as session:
        page = await read.changes(session, id, cursor, limit_of(limit))
    return Page(
        items=[wire_change(c) for c in page.items],
        total=page.total,
        total_is=page.total_is,
        next_cursor=page.next_cursor,
    )


@router.post("/{id}/approve", response_model=Proposal, responses=_DECISION)
async def approve(id: str, caller: Caller, database: DatabaseDep, body: ApproveRequest | None = None) -> Proposal:
    """Apply it: all of it or the chosen changes, with corrections. Idempotent; all or nothing."""
    asked = body or ApproveRequest()
    return await _decided(database, caller, lambda session: decide.approve(session, id, asked.changes, asked.edits))


@router.post("/{id}/reject", response_model=Proposal, responses=_DECISION)
async def reject(id: str, caller: Caller, database: DatabaseDep, body: RejectRequest | None = None) -> Proposal:
    """Turn it down: whoever decides it, or its author."""
    return await _decided(database, caller, lambda session: decide.reject(session, id, body.reason if body else None))


@router.post("/{id}/undo", response_model=Proposal, responses=_DECISION)
async def undo(id: str, caller: Caller, database: DatabaseDep) -> Proposal:
    """Make the inverse changes, unless a record changed since."""
    return await _decided(database, caller, lambda session: decide.undo(session, id))


async def _decided(
    database: Database, caller: Identity, work: Callable[[Session], Awaitable[model.Proposal]]
) -> Proposal:
    async with database.session(caller) as session:
        decided = await work(session)
    # After the commit: that it was found stale or expired is kept, and then said.
    return wire_proposal(model.settle(decided))
