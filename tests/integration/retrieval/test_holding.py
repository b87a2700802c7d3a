"""What many chunks hold is taken before the search: the caller's own, narrowed as asked, so many at most."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from pgvector import HalfVector

from crm_store.database import Database
from crm_store.identity import Identity
from retrieval.arms import POOL, Shape
from retrieval.encoder import OnnxEncoder, build_encoder_path
from retrieval.holding import holding
from retrieval.index import index_batch
from retrieval.reach import Reach, Way
from tests.conftest import Company

NOTES = POOL + 10


@pytest_asyncio.fixture(scope="module")
async def encoder(database: Database, company: Company) -> OnnxEncoder:
    """More notes of Ann's than are taken, one of Bob's; each of some day, Ann's seventh of a harbour crane."""
    made = OnnxEncoder(build_encoder_path(), threads=1)
    async with database.session(company.system) as s:
        for who, notes in ((company.ann, NOTES), (company.bob, 1)):
            await s.connection.execute(
                "INSERT INTO crm.activity (tenant_id, type, subject, body, owner_id, occurred_at)"
                " SELECT %s, 'note', 'Note', CASE n WHEN 7 THEN 'The harbour crane waits for pallets.' ELSE 'Pallets of day ' || n || '.' END, %s,"
                " timestamptz '2026-01-01Z' + n * interval '1 day' FROM generate_series(1, %s) n",
                (company.tenant_id, who.user_id, notes),
            )
    async with database.session(company.system) as s:
        while await index_batch(s, made):
            pass
    return made


async def taken(
    database: Database, encoder: OnnxEncoder, who: Identity, shape: Shape, given: tuple[str, ...] = (), **values: Any
) -> list[UUID]:
    async with database.session(who, "agent") as session:
        parameters = {
            "model": encoder.name, "vector": HalfVector(encoder.encode_query("the harbour crane")), "any": "'pallet'", "names": "'pallet'",
            "phrases": "", "owners": list(session.sight.owners), "open": list(session.sight.open_objects),
        }  # fmt: skip
        ids, positions = await holding(session, given, shape, parameters | values)
        cursor = await session.connection.execute(
            "SELECT current_setting('enable_seqscan'), current_setting('enable_indexscan')"
        )
        assert await cursor.fetchone() == ("on", "on")
    assert len(ids) == len(positions)
    return ids


async def body(database: Database, company: Company, activity: UUID) -> str:
    async with database.session(company.system) as s:
        cursor = await s.connection.execute("SELECT body FROM crm.activity WHERE id = %s", (activity,))
        row = await cursor.fetchone()
    assert row is not None
    return str(row[0])


@pytest.mark.parametrize("way", ["own", "index"])
async def test_the_newest_that_hold_a_common_word(
    database: Database, company: Company, encoder: OnnxEncoder, way: Way
) -> None:
    shape = Shape("common", "", False, Reach(way, POOL))
    assert len(await taken(database, encoder, company.ann, shape)) == POOL
    assert len(await taken(database, encoder, company.bob, shape)) == 1
    after = await taken(database, encoder, company.ann, shape, ("after",), after="2026-03-05Z")
    assert len(after) == NOTES - 62
    assert await taken(database, encoder, company.ann, shape, any="'locomotive'") == []


@pytest.mark.parametrize("way", ["own", "index"])
async def test_a_phrase_stands_as_it_was_quoted(
    database: Database, company: Company, encoder: OnnxEncoder, way: Way
) -> None:
    shape = Shape("", "", True, Reach(way, POOL))
    (found,) = await taken(database, encoder, company.ann, shape, phrases='"harbour crane"')
    assert await body(database, company, found) == "The harbour crane waits for pallets."
    assert await taken(database, encoder, company.ann, shape, phrases='"crane harbour"') == []
    assert await taken(database, encoder, company.bob, shape, phrases='"harbour crane"') == []


async def test_the_nearest_that_hold_a_common_name(database: Database, company: Company, encoder: OnnxEncoder) -> None:
    found = await taken(database, encoder, company.ann, Shape("", "common", False, Reach("index", POOL)))
    assert "The harbour crane waits for pallets." in [await body(database, company, one) for one in found]


async def test_what_is_rare_is_not_taken_before(database: Database, company: Company, encoder: OnnxEncoder) -> None:
    assert await taken(database, encoder, company.ann, Shape("rare", "rare", False, Reach("index", POOL))) == []
    assert await taken(database, encoder, company.ann, Shape("common", "", True, Reach("tenant", POOL))) == []
