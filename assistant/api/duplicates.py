"""Duplicate candidates."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from assistant.api.dependencies import Caller, DatabaseDep
from assistant.api.schemas import DuplicatePair, Page
from crm_store.duplicates import find_duplicates

router = APIRouter(tags=["records"])


@router.get("/duplicates", response_model=Page[DuplicatePair])
async def duplicates(
    caller: Caller,
    database: DatabaseDep,
    object: str = "contact",
    limit: Annotated[int, Query(ge=1)] = 50,
    cursor: Annotated[str | None, Query(description="`next_cursor` of the page before")] = None,
) -> Page[DuplicatePair]:
    """Pairs of accounts, contacts or leads that are likely one, best first."""
    async with database.session(caller) as session:
        found = await find_duplicates(session, object, limit, cursor)
    pairs = [
        DuplicatePair(records=[str(i) for i in c.records], score=c.score, reasons=list(c.reasons)) for c in found.items
    ]
    return Page(items=pairs, total=found.total, next_cursor=found.next_cursor)
