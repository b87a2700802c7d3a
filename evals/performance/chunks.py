"""Many synthetic chunks for a benchmark: clustered as real vectors are, with words that agree with them, made in bulk.

Each vector lies near that of one of some thousand real sentences, and the chunk's text is that sentence. Triggers and foreign
keys are off while they are written (what they would work out, owner and who sees it, is given); the indexes are built afterwards
and their times printed.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import psycopg
from pgvector import HalfVector

from retrieval.encoder import Encoder, Vectors

EXECUTIVE, MANAGER, REP = "exec@bench.example", "manager@bench.example", "rep@bench.example"
TEAM, REST = "team@bench.example", "rest@bench.example"
REP_SEES, TEAM_SEES = (
    100,
    5,
)  # the rep sees one chunk in so many, the rep's colleague too: the manager sees what both see
WATCHED = 60.0  # seconds between two lines of progress
SENTENCES = 3_000
# How far chunks lie from their sentence, as a share of how far the sentences lie from one another, and in the same directions: so
# that about 20 dimensions matter among neighbours, as among paragraphs that people wrote (23; evenly in all directions it is 74,
# which no index of neighbours is made for). The cosine with the nearest of a few hundred of one sentence is 0.8.
SPREAD = 1.0
BLOCK = 20_000
ASKED = 200
_SUBJECTS = "The buyer,Our plant manager,Their lawyer,The warehouse lead,IT,Purchasing,The director,A driver,The auditor,Finance".split(
    ","
)
_VERBS = "wants,refuses,asks about,complains about,praises,waits for,needs,postpones,compares,approves".split(",")
_THINGS = (
    "the discount,a shorter delivery,the penalty clause,the safety report,new batteries,the pilot in March,training for two shifts,"
    "the service contract,spare parts,the interface,a reference customer,the lease,the tender,the floor plan,a second site,"
    "the payment terms,the warranty,our competitor's offer,the budget freeze,the security questionnaire"
).split(",")
_ENDS = "before summer,since last week,at the Hamburg site,for all twelve machines,without delay,in writing,again,this quarter".split(
    ","
)
_ROWS = """
INSERT INTO crm.activity (tenant_id, id, type, subject, body, owner_id, occurred_at, audience, seen_by)
SELECT {tenant}, crm.new_id(), 'note', 'Note', '', o.id, now() - n * interval '1 minute', 'none', ARRAY[o.id]
  FROM generate_series(1, {chunks}) n,
       LATERAL (SELECT CASE WHEN n % {rep_sees} = 0 THEN {rep}::uuid WHEN n % {team_sees} = 1 THEN {team}::uuid ELSE {rest}::uuid END AS id) o
"""
_CHUNKS = """
INSERT INTO crm.chunk (tenant_id, activity_id, position, kind, title, body, body_hash, occurred_at, owner_id, audience, seen_by, author,
                       names, embedding, sentences, phrases, model)
SELECT a.tenant_id, a.id, 0, a.type, a.subject, s.body || ' Number ' || v.n || '.', '', a.occurred_at, a.owner_id, a.audience, a.seen_by,
       '', '', v.embedding, ARRAY[v.embedding, s.embedding], ARRAY[v.n, hashtextextended(s.body, 0)], %s
  FROM bench_vector v JOIN bench_sentence s USING (of) JOIN (SELECT a.*, row_number() OVER (ORDER BY id) AS n FROM crm.activity a) a ON a.n = v.n
"""
# What a trigger does where triggers are on.
_SKETCHES = """
INSERT INTO crm.chunk_sketch (tenant_id, reader, activity_id, position, signs)
SELECT c.tenant_id, r, c.activity_id, c.position, public.binary_quantize(c.embedding) FROM crm.chunk c, unnest(c.seen_by) AS r ORDER BY 1, 2, 3, 4
"""
_DONE = """
SELECT coalesce(100 * p.blocks_done / nullif(p.blocks_total, 0), 0)::int FROM pg_stat_progress_create_index p
"""


def sentences() -> list[str]:
    """Different sentences of sales talk, the same at every run."""
    dice = random.Random(5)
    made = {
        " ".join(dice.choice(part) for part in (_SUBJECTS, _VERBS, _THINGS, _ENDS)) + "." for _ in range(4 * SENTENCES)
    }
    return sorted(made)[:SENTENCES]


def questions() -> list[str]:
    """What is asked: half of a sentence each, so that many chunks are near and some share its words."""
    dice = random.Random(6)
    return [f"who {dice.choice(_VERBS)} {dice.choice(_THINGS)} {dice.choice(_ENDS)}? {n}" for n in range(ASKED)]


def common_questions() -> list[str]:
    """What is asked in words that many chunks hold: without a number that is found at once."""
    return [f"{thing} {end}" for thing in _THINGS for end in _ENDS]


def binary_rows(centres: Vectors, chunks: int) -> Iterator[bytes]:
    """(number, which sentence, vector) in PostgreSQL's binary COPY format: fixed width, so that NumPy writes it."""
    rng = np.random.default_rng(7)
    apart = np.linalg.cholesky(np.cov(centres.T) + 1e-9 * np.eye(centres.shape[1])).T.astype(np.float32) * SPREAD
    row = np.dtype([("fields", ">i2"), ("l1", ">i4"), ("n", ">i4"), ("l2", ">i4"), ("of", ">i4"), ("l3", ">i4"), ("dim", ">i2"),
                    ("unused", ">i2"), ("vector", ">f2", centres.shape[1])])  # fmt: skip
    yield b"PGCOPY\n\xff\r\n\0" + bytes(8)
    for start in range(0, chunks, BLOCK):
        count = min(BLOCK, chunks - start)
        of = rng.integers(0, len(centres), count)
        vectors = centres[of] + rng.standard_normal((count, centres.shape[1]), np.float32) @ apart
        block = np.zeros(count, row)
        block["fields"], block["l1"], block["l2"], block["l3"], block["dim"] = (
            3,
            4,
            4,
            4 + 2 * centres.shape[1],
            centres.shape[1],
        )
        block["n"], block["of"] = np.arange(start + 1, start + count + 1), of
        block["vector"] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        yield block.tobytes()
    yield b"\xff\xff"


def fill(admin: str, chunks: int, encoder: Encoder) -> bool:
    """The tenant's chunks and their indexes; prints what each step took. False where they are there already."""
    with psycopg.connect(admin, autocommit=True) as connection:
        if _value(connection, "SELECT count(*) FROM crm.chunk") == chunks:
            return False
        connection.execute("SET session_replication_role = replica; SET search_path = public, pg_catalog")
        connection.execute("SET maintenance_work_mem = '3GB'; SET work_mem = '256MB'")
        connection.execute(f"SET max_parallel_maintenance_workers = {(os.cpu_count() or 2) - 1}".encode())
        connection.execute("TRUNCATE crm.chunk, crm.chunk_sketch, crm.activity CASCADE")
        connection.execute("DROP INDEX IF EXISTS crm.chunk_embedding; DROP INDEX IF EXISTS crm.chunk_words")
        _timed("vectors", lambda: _copy(connection, encoder, chunks))
        _timed("activities", lambda: connection.execute(_ROWS.format(**_numbers(connection, chunks)).encode()))
        _timed("chunks", lambda: connection.execute(_CHUNKS, (encoder.name,)))
        _timed("signs of vectors by reader", lambda: connection.execute(_SKETCHES.encode()))
        with _progress(admin):
            build = "CREATE INDEX chunk_embedding ON crm.chunk USING hnsw (embedding public.halfvec_cosine_ops)"
            _timed("index of vectors (HNSW)", lambda: connection.execute(build))
        build_words = "CREATE INDEX chunk_words ON crm.chunk USING gin (words)"
        _timed("index of words (GIN)", lambda: connection.execute(build_words))
        _timed("vacuum", lambda: connection.execute("VACUUM ANALYZE crm.chunk, crm.chunk_sketch, crm.activity"))
    return True


def _numbers(connection: psycopg.Connection, chunks: int) -> dict[str, object]:
    find = "SELECT id FROM crm.app_user WHERE email = %s"
    people = {name: f"'{_value(connection, find, email)}'" for name, email in zip(
        ("rep", "team", "rest"), (REP, TEAM, REST), strict=True)}  # fmt: skip
    tenant = _value(connection, "SELECT id FROM crm.tenant LIMIT 1")
    return {**people, "tenant": f"'{tenant}'", "rep_sees": REP_SEES, "team_sees": TEAM_SEES, "chunks": chunks}


def _copy(connection: psycopg.Connection, encoder: Encoder, chunks: int) -> None:
    said = sentences()
    centres = encoder.encode(said)
    connection.execute("CREATE TEMP TABLE bench_sentence (of int, body text, embedding public.halfvec(384))")
    with connection.cursor() as cursor, cursor.copy("COPY bench_sentence FROM STDIN") as copy:
        for number, (body, vector) in enumerate(zip(said, centres, strict=True)):
            copy.write_row((number, body, HalfVector(vector).to_text()))
    connection.execute("CREATE TEMP TABLE bench_vector (n int, of int, embedding public.halfvec(384))")
    with connection.cursor() as cursor, cursor.copy("COPY bench_vector FROM STDIN (FORMAT binary)") as copy:
        for block in binary_rows(centres, chunks):
            copy.write(block)
    connection.execute("ANALYZE bench_sentence, bench_vector")


@contextmanager
def _progress(admin: str) -> Iterator[None]:
    """Print every minute how far the index is."""
    done = threading.Event()

    def watch() -> None:
        with psycopg.connect(admin, autocommit=True) as connection:
            while not done.wait(WATCHED):
                print(f"    {time.strftime('%H:%M:%S')} {_value(connection, _DONE)} %", flush=True)

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        done.set()
        watching.join()


def _timed(what: str, work: Callable[[], object]) -> None:
    started = time.perf_counter()
    work()
    print(f"  {what}: {time.perf_counter() - started:.1f} s", flush=True)


def _value(connection: psycopg.Connection, statement: str, *values: object) -> Any:
    row = connection.execute(statement.encode(), values).fetchone()
    return row and row[0]


def sizes(admin: str) -> str:
    with psycopg.connect(admin) as connection:
        of = "SELECT pg_size_pretty(pg_total_relation_size('crm.chunk')), pg_size_pretty(pg_relation_size('crm.chunk_embedding'))," \
             " pg_size_pretty(pg_relation_size('crm.chunk_words')), pg_size_pretty(pg_total_relation_size('crm.chunk_sketch'))"  # fmt: skip
        row = connection.execute(of).fetchone()
    return "table with indexes {}, index of vectors {}, of words {}, signs {}".format(*row) if row else ""
