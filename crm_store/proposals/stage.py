"""Filing a proposal: values made canonical, refused where they cannot be, warned of where a person should look.

The database refuses on its own whatever the caller may not propose, and works out author, approver, versions and
`before`; what is checked here is checked for the sake of its message.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from psycopg.types.json import Jsonb

from crm_store.database import Session
from crm_store.errors import Invalid, NotPermitted
from crm_store.proposals import bulk
from crm_store.proposals.draft import ChangeDraft, ProposalDraft
from crm_store.proposals.model import Proposal
from crm_store.proposals.prepare import Made, Prepared, check_draft, one, pointers
from crm_store.proposals.read import get
from crm_store.proposals.values import Directory, Row, look_up, rows_by_id, rows_of
from crm_store.proposals.warn import Considered, duplicates, warnings


async def stage(session: Session, draft: ProposalDraft) -> Proposal:
    """File a proposal and return it as its author sees it.

    Raises NotFound, NotPermitted, Invalid (`reason='no_change'` where everything is as asked already), Conflict (the
    superseded proposal has been decided). The session may be the agent's (opened with `write=True`).
    """
    if session.identity.role == "viewer":
        raise NotPermitted
    drafts = list(draft.changes)
    if draft.bulk is not None:
        drafts += await bulk.expand(session, draft.bulk, draft.changes)
    prepared = await _prepare(session, drafts)
    body = {
        "said": draft.said,
        "summary": draft.summary or await _summary(draft, prepared),
        "author_kind": draft.author_kind,
        "conversation_id": str(draft.conversation_id) if draft.conversation_id else None,
        "supersedes": str(draft.supersedes) if draft.supersedes else None,
        "changes": [p.json() for p in prepared],
    }
    filed = await rows_of(session, "SELECT crm.file_proposal(%s) AS id", (Jsonb(body),))
    return await get(session, filed[0]["id"])


async def _summary(draft: ProposalDraft, prepared: Sequence[Prepared]) -> str:
    if draft.summarise is None:
        return ""
    return await draft.summarise(draft.changes if draft.bulk else [p.changing() for p in prepared])


async def _prepare(session: Session, drafts: Sequence[ChangeDraft]) -> list[Prepared]:
    drafts = [replace(d, object=session.catalog.object(d.object).name) for d in drafts]
    if not drafts:
        raise Invalid("Say what is to be changed.")
    for draft in drafts:
        check_draft(session, draft)
    directory = await look_up(session, pointers(session.catalog, drafts))
    rows = await _rows(session, drafts, directory)
    keys: dict[str, Made] = {}
    found = [one(session, draft, directory, rows, keys) for draft in drafts]
    kept = [p for p in found if p.draft.op in ("create", "delete", "merge") or p.set]
    if not kept:
        raise Invalid("It is like that already: nothing would change.", reason="no_change")
    return await _warned(session, kept)


async def _rows(session: Session, drafts: Iterable[ChangeDraft], directory: Directory) -> dict[UUID, Row]:
    wanted: dict[str, set[UUID]] = {}
    for draft in drafts:
        if draft.record_id is not None:
            wanted.setdefault(draft.object, set()).add(directory.id(draft.object, draft.record_id))
    found: dict[UUID, Row] = {}
    for object_, ids in wanted.items():
        found.update(await rows_by_id(session, object_, ids))
    return found


async def _warned(session: Session, prepared: Sequence[Prepared]) -> list[Prepared]:
    looked = [p.considered() for p in prepared]
    known = await duplicates(
        session, (c if p.draft.op in ("create", "update") else _NOTHING for p, c in zip(prepared, looked, strict=True))
    )
    return [
        replace(p, warnings=(*warnings(session.catalog, session.today, c), *known.get(n, ())))
        for n, (p, c) in enumerate(zip(prepared, looked, strict=True))
    ]


_NOTHING = Considered("", None, {}, {}, {})
