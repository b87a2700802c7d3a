"""Search among many chunks: milliseconds over HTTP, recall under row-level security, and what the index costs.

`python -m evals.performance.retrieval [--chunks 300000] [--data FOLDER]` fills an installation of its own (a folder that holds the
chunks already is used as it is). As an executive, who sees everything, as a manager, who sees one chunk in five, and as a rep, who
sees one in a hundred.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import psycopg
from pgvector import HalfVector
from pgvector.psycopg import register_vector

from assistant.runtime import admin_conninfo, open_database
from assistant.settings import Settings
from crm_store.database import Database, Session
from crm_store.identity import Identity
from crm_store.users import identify
from evals.performance.chunks import EXECUTIVE, MANAGER, REP, REST, TEAM, common_questions, fill, questions, sizes
from evals.performance.server import serving, token
from retrieval.arms import Shape, arms
from retrieval.encoder import OnnxEncoder, default_encoder_path
from retrieval.reach import Reach, reach
from retrieval.search import SearchQuery, search, tune
from retrieval.words import count_words

CRM = (sys.executable, "-m", "assistant.cli")
RECALLED = 40  # questions whose neighbours are compared with an exact scan
_EXACT = (
    "SELECT c.activity_id FROM crm.chunk c WHERE c.tenant_id = (SELECT crm.tenant_id())"
    " ORDER BY (c.embedding OPERATOR(public.<=>) %(vector)s::public.halfvec) + 0 LIMIT 10"  # an expression no index knows
)
_BARE = "SELECT activity_id FROM crm.chunk ORDER BY embedding OPERATOR(public.<=>) %s::public.halfvec LIMIT 10"
_PATIENT = "SELECT set_config('statement_timeout', '0', true)"  # an exact scan reads a gigabyte
Times = list[float]  # milliseconds


@dataclass(frozen=True)
class Recall:
    """Shares of the ten nearest chunks that the caller may see: `ten` of them where ten are asked for, `pool` among the candidates of a
    search. And the milliseconds of the former."""

    ten: float
    pool: float
    times: Times


async def recall(database: Database, who: Identity, encoder: OnnxEncoder, vectors: Sequence[HalfVector]) -> Recall:
    """The arm of the nearest as search has it, against an exact scan under the same policies."""
    tens, pools, times = [], [], []
    for vector in vectors:
        async with database.session(who, "agent") as session:
            parameters = {
                "vector": vector, "model": encoder.name, "open": list(session.sight.open_objects), "owners": list(session.sight.owners),
            }  # fmt: skip
            found = await reach(session)
            await tune(session, planned_once=True)
            ten, pool = (nearest(replace(found, pool=size), session) for size in (10, found.pool))
            await _ids(session, ten, parameters)  # planned once for each connection
            started = time.perf_counter()
            near = await _ids(session, ten, parameters)
            times.append((time.perf_counter() - started) * 1_000)
            taken = await _ids(session, pool, parameters)
            await session.connection.execute(_PATIENT)
            exact = await _ids(session, _EXACT.encode(), parameters)
        tens.append(len(near & exact) / len(exact))
        pools.append(len(taken & exact) / len(exact))
    return Recall(statistics.mean(tens), statistics.mean(pools), times)


def nearest(found: Reach, session: Session) -> bytes:
    """The statement of that arm alone."""
    return arms((), Shape("", "", False, found)).as_bytes(session.connection)


async def _ids(session: Session, statement: bytes, parameters: dict[str, Any]) -> set[Any]:
    cursor = await session.connection.execute(statement, parameters, prepare=True)
    return {row[0] for row in await cursor.fetchall()}


async def in_process(database: Database, who: Identity, encoder: OnnxEncoder) -> Times:
    """The whole search without HTTP, the question's vector known: what the statements cost."""
    times = []
    for question in questions():
        encoder.encode_query(question)
        async with database.session(who, "agent") as session:
            started = time.perf_counter()
            await search(session, encoder, SearchQuery(question))
            times.append((time.perf_counter() - started) * 1_000)
    return times[10:]


def bare(admin: str, vectors: Sequence[HalfVector]) -> Times:
    """pgvector's own query over one connection, with no policy and no filter, the same breadth of search."""
    with psycopg.connect(admin, autocommit=True) as connection:
        register_vector(connection)
        connection.execute("SET hnsw.ef_search = 100")
        times = []
        for vector in vectors:
            started = time.perf_counter()
            connection.execute(_BARE, (vector,)).fetchall()
            times.append((time.perf_counter() - started) * 1_000)
    return times


def over_http(client: httpx.Client, asked: Sequence[str]) -> Times:
    """`GET /search`, every question new; the first ten warm up."""
    times = []
    for question in asked:
        started = time.perf_counter()
        client.get("/search", params={"q": question}).raise_for_status()
        times.append((time.perf_counter() - started) * 1_000)
    return times[10:]


def line(what: str, times: Sequence[float], extra: str = "") -> str:
    """Median and 95th percentile in milliseconds."""
    ordered = sorted(times)
    return f"{what:<44}{statistics.median(ordered):>8.1f}{ordered[int(len(ordered) * 0.95)]:>8.1f}  {extra}"


def ratio(ours: Sequence[float], bare_: Sequence[float]) -> str:
    return f"{statistics.median(ours) / statistics.median(bare_):.1f} x bare"


def prepare() -> None:
    """An installation with one tenant, an executive, a manager, and reps in the manager's team and outside of it."""
    subprocess.run([*CRM, "migrate"], check=True, stdout=subprocess.DEVNULL)
    led = ("--manager", MANAGER)
    people = (
        (EXECUTIVE, "executive", ()),
        (MANAGER, "manager", ()),
        (REP, "rep", led),
        (TEAM, "rep", led),
        (REST, "rep", ()),
    )
    for email, role, under in people:
        # A person who is there already is refused, which is as good.
        command = [*CRM, "user", "create", email, "--role", role, *under]
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


async def inside(settings: Settings, encoder: OnnxEncoder, tokens: dict[str, str], admin: str) -> None:
    """Everything that needs no HTTP."""
    vectors = [HalfVector(encoder.encode_query(question)) for question in questions()]
    bare(admin, vectors)  # what it reads is in memory afterwards
    async with open_database(settings) as database:
        for secret in tokens.values():
            who = await identify(database, secret)
            found = await recall(database, who, encoder, vectors[:RECALLED])
            whole = await in_process(database, who, encoder)
            beside = bare(admin, vectors)  # in the same minutes
            shares = f"recall@10 {found.ten:.3f}, among a search's candidates {found.pool:.3f}"
            print(line(f"bare pgvector, everything, beside {who.role}", beside))
            print(
                line(
                    f"nearest ten under the policies, {who.role}",
                    found.times,
                    f"{ratio(found.times, beside)}, {shares}",
                )
            )
            print(line(f"whole search, {who.role}", whole, ratio(whole, beside)), flush=True)


async def count(settings: Settings, chunks: int) -> None:
    """Count words and phrases, as the background worker does."""
    async with open_database(settings) as database:
        async with database.anonymous() as connection:
            row = await (await connection.execute("SELECT id FROM crm.tenants()")).fetchone()
        if row is not None:
            async with database.session(Identity.system(row[0])) as session:
                started = time.perf_counter()
                await count_words(session, chunks)
                print(f"  counting words and phrases: {time.perf_counter() - started:.1f} s", flush=True)


def measure(data: Path, chunks: int) -> None:
    os.environ["CRM_DATA_DIR"] = str(data)
    settings = Settings(data_dir=data, database_url=None)
    encoder = OnnxEncoder(default_encoder_path())
    prepare()
    admin = admin_conninfo(settings)
    if fill(admin, chunks, encoder):
        asyncio.run(count(settings, chunks))
    print(f"{chunks:,} chunks: {sizes(admin)}\n{'milliseconds':<44}{'median':>8}{'p95':>8}")
    tokens = {email: token(email) for email in (EXECUTIVE, MANAGER, REP)}
    asyncio.run(inside(settings, encoder, tokens, admin))
    with serving(CRM_DATA_DIR=str(data)) as server:
        with server.client(tokens[EXECUTIVE]) as client:
            over_http(client, [f"{question} please" for question in questions()])  # a server that has served before
        for kind, asked in (("", questions()), (", common words", common_questions())):
            for email, secret in tokens.items():
                with server.client(secret) as client:
                    times = over_http(client, asked)
                print(line(f"GET /search over HTTP, {email.split('@')[0]}{kind}", times), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, default=300_000)
    parser.add_argument(
        "--data", type=Path, help="an installation to fill, or one that is filled; else a temporary one"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="crm-bench-", ignore_cleanup_errors=True) as folder:
        data = (arguments.data or Path(folder) / "data").resolve()
        try:
            measure(data, arguments.chunks)
        finally:
            subprocess.run(
                [*CRM, "db", "stop"],
                env=os.environ | {"CRM_DATA_DIR": str(data)},
                check=False,
                stdout=subprocess.DEVNULL,
            )


if __name__ == "__main__":
    main()
