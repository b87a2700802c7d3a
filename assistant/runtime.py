"""From settings to an open database: starts or joins the embedded server, or uses the one that is named."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import psycopg

from assistant.settings import Settings
from crm_store.database import Database
from crm_store.embedded import EmbeddedServer
from crm_store.errors import CrmError, Unavailable
from crm_store.migrate import applied, logins, migrations

if TYPE_CHECKING:
    from retrieval.encoder import OnnxEncoder


class NotMigrated(CrmError):
    """The database is not up to date: run `crm migrate`."""

    code = "not_migrated"


def embedded_server(settings: Settings) -> EmbeddedServer:
    return EmbeddedServer(settings.data_dir)


def load_encoder(settings: Settings) -> OnnxEncoder:
    """The sentence encoder of a process that answers people: small. EncoderUnavailable where set-up has not built it."""
    from retrieval.encoder import OnnxEncoder, default_encoder_path  # numpy, which most commands do without

    return OnnxEncoder(default_encoder_path(settings.encoder_dir), side_by_side=False)


def admin_conninfo(settings: Settings) -> str:
    """The administrator's conninfo; starts the embedded server where no database is named."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return embedded_server(settings).start().conninfo()


def check_migrated(admin: str) -> None:
    """Raise NotMigrated where a migration is missing, Unavailable where nobody answers."""
    try:
        with psycopg.connect(admin, autocommit=True, connect_timeout=10) as connection:
            present = set(applied(connection))
    except psycopg.OperationalError as error:
        raise Unavailable("The database does not answer: " + str(error).strip().splitlines()[0]) from error
    if missing := [name for name, _ in migrations() if name not in present]:
        raise NotMigrated(f"The database lacks {len(missing)} migration(s): run `crm migrate`.")


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """The process's database, migrated and open."""
    admin = admin_conninfo(settings)
    check_migrated(admin)
    roles = logins(admin)
    database = Database(roles.app, roles.agent, settings.clock, size=settings.pool_size)
    await database.open()
    try:
        yield database
    finally:
        await database.close()
