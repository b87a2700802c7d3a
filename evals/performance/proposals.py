"""A proposal of 1,000 updates: to stage, to apply, to undo. `python -m evals.performance.proposals E-MAIL`.

In the process itself, as tools and decisions call it; what it changes it puts back.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

from assistant.runtime import open_database
from assistant.settings import settings
from crm_store.database import Database, Session
from crm_store.identity import Identity
from crm_store.proposals.decide import approve, undo
from crm_store.proposals.draft import ChangeDraft, ProposalDraft
from crm_store.proposals.model import Proposal
from crm_store.proposals.stage import stage
from crm_store.records import matching_ids
from crm_store.users import identify
from evals.performance.server import token

MANY = 1_000
BUDGETS = {"stage": 1.0, "apply": 1.5, "undo": 1.5}
T = TypeVar("T")


async def _timed(name: str, work: Awaitable[T]) -> T:
    started = time.perf_counter()
    result = await work
    print(f"{name:<6}{time.perf_counter() - started:6.2f} s  (budget {BUDGETS[name]} s)")
    return result


async def measure(database: Database, who: Identity) -> None:
    """One proposal of MANY deals' next steps: staged as the agent, decided as the person."""

    async def staged() -> str:
        async with database.session(who, "agent", write=True) as session:
            ids = await matching_ids(session, "deal", limit=MANY)
            changes = tuple(ChangeDraft("update", "deal", i, set={"next_step": f"measured {time.time()}"}) for i in ids)
            return str((await stage(session, ProposalDraft(changes=changes))).id)

    async def decided(work: Callable[[Session, UUID | str], Awaitable[Proposal]]) -> Proposal:
        async with database.session(who) as session:
            return await work(session, proposal)

    proposal = await _timed("stage", staged())
    await _timed("apply", decided(approve))
    await _timed("undo", decided(undo))


async def _main(email: str) -> None:
    async with open_database(settings()) as database:
        await measure(database, await identify(database, token(email)))


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1]))
