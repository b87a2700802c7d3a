"""Duplicate candidates."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from assistant.api.dependencies import Caller, DatabaseDep
from assistant.api.schemas import DuplicatePair, Items
from crm_store.duplicates import find_duplicates

router = APIRouter(tags=["records"])


@router.get("/duplicates", response_model=Items[DuplicatePair])
async def duplicates(
    caller: Caller, database: DatabaseDep, object: str = "contact", limit: Annotated[int, Query(ge=1)] = 50
) -> Items[DuplicatePair]:
    """Pairs of accounts, contacts or leads that are likely one, best first."""
    async with database.session(caller) as session:
        found = await find_duplicates(session, object, limit)
    return Items(
        items=[
            DuplicatePair(records=[str(i) for i in c.records], score=c.score, reasons=list(c.reasons)) for c in found
        ]
    )
