"""Many synthetic chunks for a benchmark: clustered as real vectors are, with words that agree with them, made in bulk.

Each vector lies near that of one of some thousand real sentences, and the chunk's text is that sentence. Triggers and foreign
keys are off while they are written; the indexes are built afterwards and their times printed.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import psycopg

from retrieval.encoder import Encoder, Vectors

EXECUTIVE, REP, REST = "exec@bench.example", "rep@bench.example", "rest@bench.example"
REP_SEES = 100  # the rep sees one chunk in so many
SENTENCES = 3_000
SPREAD = 0.035  # standard deviation of each dimension: two neighbours of one sentence have a cosine of about 0.68
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
SELECT {tenant}, crm.new_id(), 'note', 'Note', '', CASE WHEN n % {one_in} = 0 THEN {rep}::uuid ELSE {rest}::uuid END,
       now() - n * interval '1 minute', 'none', ARRAY[CASE WHEN n % {one_in} = 0 THEN {rep}::uuid ELSE {rest}::uuid END]
  FROM generate_series(1, {chunks}) n
"""
_CHUNKS = """
INSERT INTO crm.chunk (tenant_id, activity_id, position, kind, title, body, body_hash, occurred_at, owner_id, audience, seen_by, author,
                       names, embedding, sentences, phrases, model)
SELECT a.tenant_id, a.id, 0, a.type, a.subject, v.body, '', a.occurred_at, a.owner_id, a.audience, a.seen_by, '', '', v.embedding,
       ARRAY[v.embedding, v.embedding], ARRAY[hashtextextended(v.body, 0), v.n], %s
  FROM bench_vector v JOIN (SELECT a.*, row_number() OVER (ORDER BY id) AS n FROM crm.activity a) a ON a.n = v.n
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


def binary_rows(centres: Vectors, chunks: int) -> Iterator[bytes]:
    """(number, which sentence, vector) in PostgreSQL's binary COPY format: fixed width, so that NumPy writes it."""
    rng = np.random.default_rng(7)
    row = np.dtype([("fields", ">i2"), ("l1", ">i4"), ("n", ">i4"), ("l2", ">i4"), ("of", ">i4"), ("l3", ">i4"), ("dim", ">i2"),
                    ("unused", ">i2"), ("vector", ">f2", centres.shape[1])])  # fmt: skip
    yield b"PGCOPY\n\xff\r\n\0" + bytes(8)
    for start in range(0, chunks, BLOCK):
        count = min(BLOCK, chunks - start)
        of = rng.integers(0, len(centres), count)
        vectors = centres[of] + rng.normal(0, SPREAD, (count, centres.shape[1])).astype(np.float32)
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
        tenant = _value(connection, "SELECT id FROM crm.tenant LIMIT 1")
        if _value(connection, "SELECT count(*) FROM crm.chunk") == chunks:
            return False
        connection.execute(
            "SET session_replication_role = replica; SET search_path = public, pg_catalog; SET maintenance_work_mem = '3GB'"
        )
        connection.execute("SET max_parallel_maintenance_workers = 2; TRUNCATE crm.chunk, crm.activity CASCADE")
        connection.execute("DROP INDEX crm.chunk_embedding; DROP INDEX crm.chunk_words")
        _timed("vectors", lambda: _copy(connection, encoder, chunks))
        ids = {
            email: _value(connection, "SELECT id FROM crm.app_user WHERE email = %s", email) for email in (REP, REST)
        }
        numbers = {
            "tenant": f"'{tenant}'",
            "one_in": REP_SEES,
            "rep": f"'{ids[REP]}'",
            "rest": f"'{ids[REST]}'",
            "chunks": chunks,
        }
        _timed("activities", lambda: connection.execute(_ROWS.format(**numbers).encode()))
        _timed("chunks", lambda: connection.execute(_CHUNKS, (encoder.name,)))
        build = "CREATE INDEX chunk_embedding ON crm.chunk USING hnsw (embedding public.halfvec_cosine_ops)"
        _timed("index of vectors (HNSW)", lambda: connection.execute(build))
        _timed(
            "index of words (GIN)",
            lambda: connection.execute("CREATE INDEX chunk_words ON crm.chunk USING gin (words)"),
        )
        connection.execute("DROP TABLE bench_vector")
        connection.execute("VACUUM ANALYZE crm.chunk, crm.activity")
    return True


def _copy(connection: psycopg.Connection, encoder: Encoder, chunks: int) -> None:
    said = sentences()
    connection.execute("CREATE TEMP TABLE bench_sentence (of int, body text)")
    with connection.cursor() as cursor, cursor.copy("COPY bench_sentence FROM STDIN") as copy:
        for pair in enumerate(said):
            copy.write_row(pair)
    connection.execute("CREATE TEMP TABLE bench_raw (n int, of int, embedding public.halfvec(384))")
    with connection.cursor() as cursor, cursor.copy("COPY bench_raw FROM STDIN (FORMAT binary)") as copy:
        for block in binary_rows(encoder.encode(said), chunks):
            copy.write(block)
    connection.execute(
        "CREATE UNLOGGED TABLE bench_vector AS SELECT r.n, s.body || ' Number ' || r.n || '.' AS body, r.embedding"
        " FROM bench_raw r JOIN bench_sentence s USING (of)"
    )
    connection.execute("DROP TABLE bench_raw")


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
             " pg_size_pretty(pg_relation_size('crm.chunk_words'))"  # fmt: skip
        row = connection.execute(of).fetchone()
    return "table with indexes {}, index of vectors {}, of words {}".format(*row) if row else ""
