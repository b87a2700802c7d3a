"""However the nearest chunks are found, the same are, and none that the caller may not see."""

from __future__ import annotations

from typing import get_args
from uuid import UUID

import psycopg
import pytest
import pytest_asyncio
from pgvector import HalfVector

from crm_store.database import Database
from crm_store.errors import NotPermitted
from crm_store.identity import Identity
from retrieval.arms import POOL, Shape
from retrieval.encoder import OnnxEncoder, build_encoder_path
from retrieval.index import index_batch
from retrieval.reach import Reach, Way, reach
from retrieval.search import SearchQuery, tune
from retrieval.statement import statement
from retrieval.words import count_words
from tests.conftest import Company

ASKED = "when do the pallets arrive?"
UNNARROWED = SearchQuery(ASKED)


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


async def found(
    database: Database, encoder: OnnxEncoder, who: Identity, by: Way, query: SearchQuery = UNNARROWED
) -> list[UUID]:
    """The activities of the whole statement without the arms of words and names."""
    vector = HalfVector(encoder.encode_query(ASKED))
    empty = ("queries", "weights", "name_queries", "name_weights", "author_queries", "subjects")
    async with database.session(who, "agent") as session:
        await tune(session, planned_once=False)
        parameters = {
            **{key: [] for key in empty}, "model": encoder.name, "vector": vector, "matter": vector, "concept": None, "ours": False,
            "expected": None, "total": 0.0, "name_total": 0.0,
            "owners": list(session.sight.owners), "open": list(session.sight.open_objects), "kinds": list(query.kinds),
        }  # fmt: skip
        searched = statement(query, Shape("", "", False, Reach(by, POOL)), 50)
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
        assert (await reach(session)).way == "tenant"  # so few that each is compared
        cursor = await session.connection.execute("SELECT whose FROM crm.text_reach")
        told = {row[0] for row in await cursor.fetchall()}
    assert str(company.ann.user_id) in told
    assert told.isdisjoint({str(company.bob.user_id), str(company.carl.user_id)})


async def test_a_search_that_is_narrowed_compares_the_chunks_themselves(
    database: Database, company: Company, encoder: OnnxEncoder
) -> None:
    notes, mails = (SearchQuery(ASKED, kinds=(kind,)) for kind in ("note", "email"))
    assert set(await found(database, encoder, company.ann, "own", notes)) == await seen(database, company.ann)
    assert await found(database, encoder, company.ann, "own", mails) == []


async def signs_of(database: Database, who: Identity) -> set[UUID]:
    """The activities whose sketches somebody sees."""
    async with database.session(who, "agent") as session:
        cursor = await session.connection.execute("SELECT activity_id FROM crm.chunk_sketch")
        return {row[0] for row in await cursor.fetchall()}


async def test_sketches_are_seen_by_readers_alone_and_follow_their_chunks(
    database: Database, company: Company, encoder: OnnxEncoder
) -> None:
    note = await _note(database, company, encoder)
    assert await signs_of(database, company.ann) == await seen(database, company.ann)
    assert await signs_of(database, company.manager) == await seen(database, company.manager)
    assert note in await signs_of(database, company.ann)
    assert note not in await signs_of(database, company.bob)
    async with database.session(company.system) as s:
        await s.connection.execute("UPDATE crm.activity SET owner_id = %s WHERE id = %s", (company.bob.user_id, note))
    assert note not in await signs_of(database, company.ann)
    assert note in await signs_of(database, company.bob)
    assert note in await found(database, encoder, company.bob, "own")
    async with database.session(company.system) as s:
        await s.connection.execute("SELECT set_config('crm.writing', 'on', true)")
        await s.connection.execute("UPDATE crm.activity SET deleted_at = crm.now() WHERE id = %s", (note,))
        cursor = await s.connection.execute("SELECT count(*) FROM crm.chunk WHERE activity_id = %s", (note,))
        assert await cursor.fetchone() == (0,)
    assert note not in await signs_of(database, company.bob)


async def test_a_sketch_follows_a_new_vector(database: Database, company: Company, encoder: OnnxEncoder) -> None:
    note = await _note(database, company, encoder)
    async with database.session(company.system) as s:
        turned = HalfVector(-encoder.encode_query(ASKED))
        await s.connection.execute("UPDATE crm.chunk SET embedding = %s WHERE activity_id = %s", (turned, note))
    async with database.session(company.ann, "agent") as session:
        cursor = await session.connection.execute(
            "SELECT bool_and(s.signs = public.binary_quantize(c.embedding)), count(*) FROM crm.chunk c"
            " JOIN crm.chunk_sketch s USING (tenant_id, activity_id, position) WHERE c.activity_id = %s",
            (note,),
        )
        assert await cursor.fetchone() == (True, 1)


async def test_nobody_writes_sketches(database: Database, company: Company, encoder: OnnxEncoder) -> None:
    for who, role in ((company.ann, "app"), (company.ann, "agent"), (company.system, "app")):
        with pytest.raises((NotPermitted, psycopg.errors.InsufficientPrivilege)):
            async with database.session(who, role, write=True) as session:  # type: ignore[arg-type]
                await session.connection.execute("UPDATE crm.chunk_sketch SET reader = %s", (who.user_id,))


async def _note(database: Database, company: Company, encoder: OnnxEncoder) -> UUID:
    async with database.session(company.system) as s:
        cursor = await s.connection.execute(
            "INSERT INTO crm.activity (tenant_id, type, subject, body, owner_id) VALUES (%s, 'note', 'Note', 'The pallets are late.', %s) RETURNING id",
            (company.tenant_id, company.ann.user_id),
        )
        row = await cursor.fetchone()
        while await index_batch(s, encoder):
            pass
    assert row is not None
    made: UUID = row[0]
    return made
