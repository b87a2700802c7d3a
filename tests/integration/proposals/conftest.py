"""Records of the small company, made by plain SQL so that these tests stand on the schema alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from psycopg import sql

from crm_store.database import Database
from crm_store.proposals.draft import ChangeDraft, ProposalDraft
from crm_store.proposals.model import Proposal
from crm_store.proposals.stage import stage
from tests.conftest import Company

Make = Callable[..., Awaitable[UUID]]


@pytest.fixture
def make(database: Database, company: Company) -> Make:
    """make('deal', owner, name=…, stage=…) inserts a row and returns its id."""

    async def insert(table: str, owner: Any = None, **values: Any) -> UUID:
        values = {"tenant_id": company.tenant_id, **({"owner_id": owner.user_id} if owner else {}), **values}
        async with database.session(company.system) as s:
            cursor = await s.connection.execute(
                sql.SQL("INSERT INTO crm.{} ({}) VALUES ({}) RETURNING id").format(
                    sql.Identifier(table),
                    sql.SQL(", ").join(map(sql.Identifier, values)),
                    sql.SQL(", ").join(sql.Placeholder() * len(values)),
                ),
                list(values.values()),
            )
            row = await cursor.fetchone()
        assert row is not None
        return UUID(str(row[0]))

    return insert


@pytest.fixture
def file(database: Database) -> Callable[..., Awaitable[Proposal]]:
    """file(identity, change, …) stages a proposal as the agent role would."""

    async def filed(identity: Any, *changes: ChangeDraft, **rest: Any) -> Proposal:
        async with database.session(identity, "agent", write=True) as s:
            return await stage(s, ProposalDraft(changes=changes, **{"said": "as said", "summary": "a summary", **rest}))

    return filed
