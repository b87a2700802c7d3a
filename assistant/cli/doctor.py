"""`crm doctor`: what is there, what is well, and what to do about what is not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from rich.table import Table

from assistant.cli.context import out, run
from assistant.runtime import admin_conninfo
from assistant.sealing import verify_all
from assistant.settings import Settings
from crm_store.database import Database
from crm_store.identity import Identity
from crm_store.migrate import EXTENSIONS, LOGINS, applied, is_superuser, migrations
from retrieval.encoder import EncoderMeta, default_encoder_path

Connection = psycopg.Connection


@dataclass(frozen=True, slots=True)
class Check:
    """`state` is ok, warn or bad; only bad makes the exit code 1."""

    what: str
    state: str
    says: str


_COLOURS = {"ok": "green", "warn": "yellow", "bad": "red"}


def examine(settings: Settings, *, audit: bool) -> int:
    """Print every check; 0 when nothing is bad."""
    checks = list(_all(settings, audit))
    table = Table(box=None, show_header=False)
    for check in checks:
        table.add_row(check.what, f"[{_COLOURS[check.state]}]{check.state}[/]", check.says)
    out.print(table)
    return int(any(check.state == "bad" for check in checks))


def _all(settings: Settings, audit: bool) -> Iterator[Check]:
    yield Check("Python", "ok", sys.version.split()[0])
    yield _encoder(settings)
    yield Check("model", "ok", settings.model)
    yield Check(
        "business clock",
        "ok" if settings.now is None else "warn",
        "real" if settings.now is None else f"fixed at {settings.now}",
    )
    with psycopg.connect(admin_conninfo(settings), autocommit=True) as connection:
        yield from _server(connection)
        yield from _migrations(connection)
        yield from _roles(connection)
        yield from _indexes(connection)
    if audit:
        yield from run(lambda database: _audit(settings, database))


def _encoder(settings: Settings) -> Check:
    try:
        meta = EncoderMeta.read(default_encoder_path(settings.encoder_dir))
    except Exception as error:
        return Check("encoder", "bad", f"{error} (make setup exports it)")
    return Check("encoder", "ok", f"{meta.name}, {meta.dimensions} dimensions")


def _server(connection: Connection) -> Iterator[Check]:
    version = connection.info.server_version
    yield Check(
        "PostgreSQL",
        "ok" if version >= 160000 else "bad",
        f"{version // 10000}.{version % 10000} (16 or newer is needed)",
    )
    present: dict[str, str] = dict(connection.execute("SELECT extname, extversion FROM pg_extension").fetchall())
    for name in EXTENSIONS:
        found = present.get(name)
        yield Check(f"extension {name}", "ok" if found else "bad", found or "missing: run `crm migrate`")
    superuser = is_superuser(connection)
    says = (
        "leakproof operators marked, PUBLIC's extras revoked"
        if superuser
        else "not a superuser: some searches are slower under row-level security"
    )
    yield Check("administrator", "ok" if superuser else "warn", says)


def _migrations(connection: Connection) -> Iterator[Check]:
    have, want = set(applied(connection)), [name for name, _ in migrations()]
    missing = [name for name in want if name not in have]
    yield Check(
        "migrations",
        "bad" if missing else "ok",
        f"missing: {', '.join(missing)} (crm migrate)" if missing else f"{len(want)} applied",
    )


def _roles(connection: Connection) -> Iterator[Check]:
    roles = {
        row[0]: row
        for row in connection.execute("SELECT rolname, rolcanlogin, rolbypassrls, rolsuper FROM pg_roles").fetchall()
    }
    for name in LOGINS:
        row = roles.get(name)
        good = row is not None and row[1] and not row[2] and not row[3]
        yield Check(
            f"role {name}",
            "ok" if good else "bad",
            "obeys row-level security" if good else "missing, or above row-level security: run `crm migrate`",
        )
    writable = (
        connection.execute(
            "SELECT string_agg(c.relname, ', ') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname LIKE 'crm%'"
            " AND c.relkind IN ('r', 'p') AND has_table_privilege('crm_agent', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')"
        ).fetchone()
        if "crm_agent" in roles
        else None
    )
    if writable is not None:
        yield Check(
            "agent's rights",
            "bad" if writable[0] else "ok",
            f"may write {writable[0]}" if writable[0] else "reads, files proposals, writes nothing",
        )


def _indexes(connection: Connection) -> Iterator[Check]:
    bad = connection.execute(
        "SELECT string_agg(c.relname, ', ') FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT i.indisvalid"
    ).fetchone()
    yield Check(
        "indexes", "bad" if bad and bad[0] else "ok", f"invalid: {bad[0]} (REINDEX)" if bad and bad[0] else "all valid"
    )
    if connection.execute("SELECT to_regclass('crm.chunk')").fetchone() == (None,):
        return
    connection.execute("SET ROLE crm_keeper")
    counts = connection.execute("SELECT count(*), count(embedding) FROM crm.chunk").fetchone()
    waiting = connection.execute("SELECT count(*) FROM crm.index_queue").fetchone()
    connection.execute("RESET ROLE")
    assert counts and waiting
    says = f"{counts[0]:,} chunks, {counts[1]:,} with vectors, {waiting[0]:,} texts waiting"
    yield Check("search index", "warn" if waiting[0] else "ok", says + (" (crm embed)" if waiting[0] else ""))


async def _audit(settings: Settings, database: Database) -> list[Check]:
    """One check a tenant, and one for each event or seal that is not as it was."""
    checks = []
    async with database.anonymous() as connection:
        tenants = await (await connection.execute("SELECT id, name FROM crm.tenants()")).fetchall()
    for tenant, name in tenants:
        report = await verify_all(settings, database, Identity.system(tenant))
        says = f"{report.events:,} events in {report.batches:,} seals, {report.waiting:,} not sealed yet"
        checks.append(Check(f"audit of {name}", "ok" if report.ok else "bad", says))
        checks += [Check(f"audit: {f.kind}", "bad", f.text) for f in report.findings]
    return checks
