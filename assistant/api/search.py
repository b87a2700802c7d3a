"""Search over mail and notes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from assistant.api.dependencies import Caller, DatabaseDep, EncoderDep
from assistant.api.schemas import Citation, Items
from assistant.conversation.blocks import hit_citation
from crm_store.errors import TooLarge
from retrieval.answers import relevant
from retrieval.quotes import quotes
from retrieval.search import SearchQuery, search

router = APIRouter(tags=["search"])
MAX_QUESTION = 100_000  # characters taken; only the first 2,000 are searched by


@router.get("/search", response_model=Items[Citation])
async def search_text(
    caller: Caller,
    database: DatabaseDep,
    encoder: EncoderDep,
    q: str = "",
    kind: str | None = None,
    limit: Annotated[int, Query(ge=1)] = 10,
) -> Items[Citation]:
    """Mail, calls, meetings and notes that answer a question: by meaning and by words, quoted; none where none is relevant."""
    if len(q) > MAX_QUESTION:
        raise TooLarge("A question has 100,000 characters at most.")
    kinds = tuple(k for k in (kind or "").split(",") if k)
    async with database.session(caller, "agent") as session:
        query = SearchQuery(q, kinds=kinds, limit=limit)
        hits = relevant(query, await search(session, encoder, query))
    found = quotes(q, hits)
    return Items(items=[hit_citation(n, hit, quote) for n, (hit, quote) in enumerate(zip(hits, found, strict=True), 1)])
