"""What a write through REST becomes: done at once for a person, a proposal for an agent's token; once per Idempotency-Key."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi.responses import JSONResponse

from assistant.conversation.blocks import wire_proposal
from crm_store import records
from crm_store.database import Database, Session
from crm_store.errors import Invalid, Stale
from crm_store.idempotency import fingerprint, recall, remember
from crm_store.identity import Identity
from crm_store.proposals.draft import ChangeDraft, ProposalDraft
from crm_store.proposals.stage import stage

Work = Callable[[Session], Awaitable[dict[str, Any]]]

CREATED, ACCEPTED, OK = 201, 202, 200


async def write(
    database: Database,
    caller: Identity,
    status: int,
    work: Work,
    draft: ChangeDraft,
    key: str | None,
    version: int | None = None,
) -> JSONResponse:
    """Do `work` for a person, answering `status`; file `draft` for an agent, answering 202 with the proposal.

    `version` is the one that the caller saw, which `work` checks by itself.
    """
    if caller.scope == "agent":
        return await _filed_once(database, caller, draft, key, version)
    request = _fingerprint(status, draft)
    async with database.session(caller) as session:
        before = await recall(session, key, request) if key else None
        if before is not None:
            return _again(before.status, before.body)
        body = await work(session)
        if key:
            await remember(session, key, request, status, body)
    return JSONResponse(body, status)


async def _filed_once(
    database: Database, caller: Identity, draft: ChangeDraft, key: str | None, version: int | None
) -> JSONResponse:
    request = _fingerprint(ACCEPTED, draft)
    if key is None:
        return JSONResponse(await file_for_agent(database, caller, draft, version), ACCEPTED)
    async with database.session(caller) as session:  # holds the key until the proposal is filed and noted
        before = await recall(session, key, request)
        if before is not None:
            return _again(before.status, before.body)
        body = await file_for_agent(database, caller, draft, version)
        await remember(session, key, request, ACCEPTED, body)
    return JSONResponse(body, ACCEPTED)


async def file_for_agent(
    database: Database, caller: Identity, draft: ChangeDraft, version: int | None = None
) -> dict[str, Any]:
    """{proposal} of one change, filed as the role that can do no more than that; Stale for an old `version`."""
    async with database.session(caller, role="agent", write=True) as session:
        if version is not None and draft.record_id is not None:
            found = await records.get(session, draft.object, draft.record_id)
            if found.version != version:
                raise Stale(version=found.version)
        proposal = await stage(session, ProposalDraft(changes=(draft,), author_kind="agent"))
    return {"proposal": wire_proposal(proposal).model_dump(mode="json")}


def _fingerprint(status: int, draft: ChangeDraft) -> bytes:
    return fingerprint(status, draft.op, draft.object, draft.record_id, dict(draft.set), list(draft.merge))


def _again(status: int, body: Any) -> JSONResponse:
    return JSONResponse(body, status, {"Idempotency-Replayed": "true"})


def writable(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body that is text through and through; Invalid for halves of surrogate pairs."""
    try:
        json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Invalid("The request is not valid Unicode.") from None
    return dict(body)


def version_of(body: dict[str, Any]) -> int | None:
    """The version that a change was made from, taken out of its body; None where none is given."""
    version = body.pop("version", None)
    if version is not None and (isinstance(version, bool) or not isinstance(version, int)):
        raise Invalid("`version` is a whole number.", field="version")
    return version
