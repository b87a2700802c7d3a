"""However the nearest chunks are found, the same are, and none that the caller may not see."""

from __future__ import annotations

from typing import get_args
from uuid import UUID

import pytest_asyncio
from pgvector import HalfVector

from crm_store.database import Database
from crm_store.identity import Identity
from retrieval.encoder import OnnxEncoder, build_encoder_path
from retrieval.index import index_batch
from retrieval.reach import Way, way
from retrieval.search import SCAN, SearchQuery
from retrieval.statement import Shape, statement
from retrieval.words import count_words
from tests.conftest import Company

ASKED = "when do the pallets arrive?"


@pytest_asyncio.fixture(scope="module")
async def encoder(database: Database, company: Company) -> OnnxEncoder:
    """Twelve notes of each of three people, indexed and counted."""
    made = OnnxEncoder(build_encoder_path(), threads=1)
    async with database.session(company.system) as s:
        for who in (company.ann, company.bob, company.carl):
            await s.connection.execute(
                "INSERT INTO crm.activity (tenant_id, type, subject, body, owner_id)"
                " SELECT %s, 'note', 'Note', %s || n || ' pallets arrive on day ' || n || '.', %s FROM generate_series(1, 12) n",
                (company.tenant_id, f"{who.name}: ", who.user_id),
            )
    async with database.session(company.system) as s:
        while await index_batch(s, made):
            pass
        await count_words(s, 1_000)
    return made


async def found(database: Database, encoder: OnnxEncoder, who: Identity, by: Way) -> list[UUID]:
    """The activities of the whole statement without the arms of words and names."""
    vector = HalfVector(encoder.encode_query(ASKED))
    empty = ("queries", "weights", "name_queries", "name_weights", "author_queries", "subjects")
    async with database.session(who, "agent") as session:
        await session.connection.execute(SCAN)
        parameters = {
            **{key: [] for key in empty}, "model": encoder.name, "vector": vector, "matter": vector, "concept": None, "ours": False,
            "expected": None, "total": 0.0, "name_total": 0.0,
            "owners": list(session.sight.owners), "open": list(session.sight.open_objects),
        }  # fmt: skip
        searched = statement(SearchQuery(ASKED), Shape(False, False, False, by), 50)
        cursor = await session.connection.execute(searched, parameters)
        return [row[0] for row in await cursor.fetchall()]


async def seen(database: Database, who: Identity) -> set[UUID]:
    async with database.session(who, "agent") as session:
        cursor = await session.connection.execute("SELECT activity_id FROM crm.chunk")
        return {row[0] for row in await cursor.fetchall()}


async def test_every_way_finds_the_same_and_only_what_is_seen(
    database: Database, company: Company, encoder: OnnxEncoder
) -> None:
    for who in (company.ann, company.bob, company.manager, company.executive):
        ways: list[Way] = [w for w in get_args(Way) if w != "own" or who is not company.executive]
        results = {by: await found(database, encoder, who, by) for by in ways}
        allowed = await seen(database, who)
        for by, activities in results.items():
            assert set(activities) <= allowed, by
            assert set(activities) == set(results["index"]), by
        assert len(results["index"]) == min(len(allowed), 50), who.name


async def test_what_is_shared_with_everyone_later_is_found_by_comparing_too(
    database: Database, company: Company, encoder: OnnxEncoder
) -> None:
    before = set(await found(database, encoder, company.ann, "own"))
    rule = "UPDATE crm.tenant SET sharing = sharing || jsonb_build_object('none', %s::text) WHERE id = %s"
    async with database.session(company.system) as s:
        await s.connection.execute(rule, ("everyone", company.tenant_id))
    after = set(await found(database, encoder, company.ann, "own"))
    async with database.session(company.system) as s:
        await s.connection.execute(
            "UPDATE crm.tenant SET sharing = sharing - 'none' WHERE id = %s", (company.tenant_id,)
        )
    assert before < after
    assert len(after) == 36


async def test_what_one_person_reaches_is_told_to_nobody_else(
    database: Database, company: Company, encoder: OnnxEncoder
) -> None:
    async with database.session(company.ann, "agent") as session:
        assert await way(session) == "tenant"  # so few that each is compared
        cursor = await session.connection.execute("SELECT whose FROM crm.text_reach")
        told = {row[0] for row in await cursor.fetchall()}
    assert str(company.ann.user_id) in told
    assert told.isdisjoint({str(company.bob.user_id), str(company.carl.user_id)})
