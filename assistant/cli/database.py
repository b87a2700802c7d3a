"""`crm migrate`, `crm import`, `crm db …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import psycopg
import typer
from psycopg.rows import scalar_row

from assistant.cli.context import TenantOption, out, run
from assistant.runtime import admin_conninfo, embedded_server
from assistant.settings import settings
from crm_store import migrate as migrations
from crm_store.database import Database
from crm_store.embedded import EmbeddedServer
from crm_store.errors import Conflict, Unavailable
from crm_store.identity import Identity
from crm_store.tenants import make_tenant

server = typer.Typer(no_args_is_help=True, help="The embedded database server.")
FIRST_TENANT = "Company"


def migrate(tenant: TenantOption = None, timezone: str = "UTC", currency: str = "USD") -> None:
    """Bring the database up to date and make the first tenant. Idempotent; safe when started twice at once."""
    admin = admin_conninfo(settings())
    done = migrate_database(admin)
    out.print(f"Applied: {', '.join(done)}." if done else "The database is up to date.")
    if made := ensure_tenant(admin, tenant, timezone=timezone, currency=currency):
        out.print(f"Made the tenant {made}.")
    run(_train_acts)


async def _train_acts(database: Database) -> None:
    from assistant.cli.training import train_acts

    async with database.anonymous() as connection:
        cursor = await connection.execute("SELECT id FROM crm.tenants() LIMIT 1")
        row = await cursor.fetchone()
    if row:
        await train_acts(database, Identity.system(row[0]))


def migrate_database(admin: str) -> list[str]:
    """The migrations applied now; Unavailable where nobody answers."""
    try:
        return migrations.migrate(admin)
    except psycopg.OperationalError as error:
        raise Unavailable("The database does not answer: " + str(error).strip().splitlines()[0]) from error


def ensure_tenant(admin: str, name: str | None, *, timezone: str = "UTC", currency: str = "USD") -> str | None:
    """Make the named tenant where it is missing, or the first one where there is none; its name when made."""
    with psycopg.connect(admin, row_factory=scalar_row) as connection:
        # One process at a time: two first migrations make one tenant.
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('crm first tenant'))")
        names = connection.execute("SELECT name FROM crm.tenants()").fetchall()
        wanted = name or (None if names else FIRST_TENANT)
        if wanted is None or wanted.casefold() in (n.casefold() for n in names):
            return None
        make_tenant(admin, wanted, timezone=timezone, currency=currency)
    return wanted


def import_files(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Folders or files: CSV, mbox, eml.")],
    object: Annotated[
        str | None, typer.Option(help="What one foreign file holds: account, contact, lead, deal, …")
    ] = None,
    map: Annotated[list[str] | None, typer.Option("--map", help="'Their Header=field', once per column.")] = None,
    dry_run: Annotated[bool, typer.Option(help="Say what would happen and change nothing.")] = False,
    tenant: TenantOption = None,
) -> None:
    """Import folders and files; a row that is already there is updated, a bad one goes to FILE.rejected.csv."""
    from assistant.cli.importing import run_import

    run_import(paths, object, map or [], dry_run, tenant)


@server.command("start")
def start() -> None:
    """Start the embedded server, or join the running one."""
    _embedded().start()
    status = _embedded().status()
    out.print(f"PostgreSQL {status.version} is running (process {status.pid}).")


@server.command("stop")
def stop() -> None:
    """Stop the embedded server; what is committed stays."""
    _embedded().stop()
    out.print("The database server is stopped.")


@server.command("backup")
def backup(target: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Write the whole database to one file."""
    with out.status("Backing up …"):
        _embedded().backup(target)
    out.print(f"Written: {target}")


@server.command("restore")
def restore(source: Annotated[Path, typer.Argument(help="A file that `crm db backup` wrote.")]) -> None:
    """Replace the database by a backup."""
    with out.status("Restoring …"):
        _embedded().restore(source)
        # Roles come back without passwords; migrating gives them theirs, and whatever the backup is too old for.
        migrate_database(admin_conninfo(settings()))
    out.print(f"Restored from {source}.")


def _embedded() -> EmbeddedServer:
    if settings().database_url is not None:
        raise Conflict("CRM_DATABASE_URL names a server of its own: use that server's tools.")
    return embedded_server(settings())
