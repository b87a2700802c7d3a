"""`crm demo`: the demo company, loaded once through the same import as anybody's, ready to sign in to."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from rich.console import Group
from rich.padding import Padding
from rich.table import Table

from assistant.cli.context import err, operator, run
from assistant.cli.database import ensure_tenant, migrate_database
from assistant.cli.progress import progress
from assistant.cli.training import train_acts
from assistant.demo import write_demo
from assistant.demo.deals import SOURCE_PULL
from assistant.demo.people import TIMEZONE, USERS
from assistant.runtime import admin_conninfo
from assistant.settings import settings
from crm_store.database import Database, Session
from crm_store.errors import CrmError, Invalid
from crm_store.identity import Identity
from crm_store.imports import import_paths
from crm_store.tenant_settings import FieldSetting, OptionSetting, set_field
from crm_store.users import list_users, set_password

TENANT = "Demo"
# Everybody in the demo company has it, and it is printed: the demo listens on this machine alone unless told otherwise.
PASSWORD = "kestrel-demo"  # noqa: S105


_ALSO = {"Web": ("website", "web form")}  # what people call a source besides


@dataclass(frozen=True, slots=True)
class _State:
    """What is still to do: the import is one transaction, passwords, index and scores come after it."""

    loaded: bool
    without_password: tuple[UUID, ...]
    to_index: int
    trained: bool


def load(size: str, *, embed: bool = False) -> Group:
    """Migrate, make the tenant and fill it where that is not done yet; a printable list of who can sign in."""
    if size == "mid":
        from assistant.cli.demo_mid import load_mid

        return load_mid(PASSWORD, embed=embed)
    if size != "small":
        raise Invalid(f"There is no size `{size}`: use small or mid.")
    admin = admin_conninfo(settings())
    migrate_database(admin)
    ensure_tenant(admin, TENANT, timezone=TIMEZONE)
    run(_fill)
    return sign_ins()


def sign_ins() -> Group:
    """Who can sign in."""
    table = Table("e-mail", "name", "role", "team", box=None)
    for user in USERS.values():
        table.add_row(user.email, user.name, user.role, user.team)
    return Group(f"Sign in as one of them with the password [bold]{PASSWORD}[/bold]", Padding(table, (1, 0, 1, 2)))


async def _fill(database: Database) -> None:
    system = await operator(database, TENANT)
    state = await _state(database, system)
    if not state.loaded:
        await _import(database, system)
        state = await _state(database, system)
    async with database.session(system) as session:
        for user_id in state.without_password:
            await set_password(session, user_id, PASSWORD)
    if state.to_index:
        await index_texts(database, system)
    if not state.trained:
        await train_scores(database, system)
    if not settings().acts_file.exists():
        await train_acts(database, system)


async def _state(database: Database, system: Identity) -> _State:
    async with database.session(system) as session:
        people = await list_users(session)
        cursor = await session.connection.execute(
            "SELECT (SELECT count(*) FROM crm.index_queue), EXISTS (SELECT FROM crm.score_model)"
        )
        row = await cursor.fetchone()
    async with database.anonymous() as connection:
        cursor = await connection.execute(
            "SELECT l.user_id FROM unnest(%s::text[]) AS x(email), crm.find_login(x.email) l WHERE l.tenant_id = %s",
            ([p.email for p in people], system.tenant_id),
        )
        ready = {user_id for (user_id,) in await cursor.fetchall()}
    waiting, trained = row or (0, False)
    return _State(bool(people), tuple(p.id for p in people if p.id not in ready), waiting, trained)


async def _import(database: Database, system: Identity) -> None:
    clock = settings().clock
    with tempfile.TemporaryDirectory() as name, progress() as bars:
        folder = Path(name)
        write_demo(folder, clock.today("UTC"), clock.now())
        summary = await import_paths(database, system, [folder], bars=bars)
    if summary.rejected:
        raise Invalid(f"The demo company has {summary.rejected} bad rows: {summary.files}")
    async with database.session(system) as session:
        await _own_sources(session)


async def _own_sources(session: Session) -> None:
    """The company's own sources instead of the usual ones: a picklist with both Web and Website would puzzle everybody."""
    own = tuple(OptionSetting(source, _ALSO.get(source, ())) for source in SOURCE_PULL)
    for object_ in ("lead", "deal"):
        await set_field(session, object_, "source", FieldSetting(options=own))


async def index_texts(database: Database, system: Identity) -> None:
    from assistant.worker import index_all

    try:
        with progress() as bars:
            await index_all(settings(), database, system, bars("indexing mail and notes"))
    except (CrmError, OSError) as error:
        # The worker tries again while it serves; everything but search works without.
        err.print(f"[yellow]Mail and notes are not searchable yet:[/yellow] {error}")


async def train_scores(database: Database, system: Identity) -> None:
    """Train on the past that was just loaded."""
    from scoring import train_all

    with err.status("training scores …"):
        async with database.session(system) as session:
            await train_all(session)
