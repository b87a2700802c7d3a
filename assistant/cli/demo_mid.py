"""`crm demo --size mid`: the tenant for measuring, beside the demo company or alone."""

from __future__ import annotations

from rich.console import Group
from rich.padding import Padding
from rich.table import Table

from assistant.cli.context import operator, run
from assistant.cli.database import ensure_tenant, migrate_database
from assistant.cli.progress import progress
from assistant.cli.training import train_acts
from assistant.demo.mid import MID, is_made, make_mid
from assistant.demo.people import TIMEZONE
from assistant.runtime import admin_conninfo
from assistant.settings import settings
from crm_store.custom_indexes import index_custom_fields
from crm_store.database import Database
from crm_store.users import User, list_users, set_password

TENANT = "Mid"


def load_mid(password: str, *, embed: bool) -> Group:
    """Make the tenant once; a printable list of who can sign in.

    Its half million texts are searchable by meaning only with `embed`: that takes hours, and nothing else needs it.
    """
    admin = admin_conninfo(settings())
    migrate_database(admin)
    ensure_tenant(admin, TENANT, timezone=TIMEZONE)

    async def whole(database: Database) -> tuple[User, ...]:
        return await _fill(database, password, embed)

    people = run(whole)
    index_custom_fields(admin)  # the worker would make them a minute after the first start
    return _sign_ins(people, password)


async def _fill(database: Database, password: str, embed: bool) -> tuple[User, ...]:
    system = await operator(database, TENANT)
    async with database.session(system) as session:
        made = await is_made(session)
    if not made:
        with progress() as bars:
            async with database.session(system) as session:
                await make_mid(session, MID, bars("a mid-market tenant, thousands of rows"))
                if not embed:
                    await session.connection.execute(
                        "DELETE FROM crm.index_queue WHERE tenant_id = %s", (system.tenant_id,)
                    )
                people = await list_users(session)
                for user in people:
                    await set_password(session, user.id, password)
    if embed:
        from assistant.cli.demo import index_texts

        await index_texts(database, system)
    if not settings().acts_file.exists():
        await train_acts(database, system)
    async with database.session(system) as session:
        return await list_users(session)


def _sign_ins(people: tuple[User, ...], password: str) -> Group:
    table = Table("e-mail", "name", "role", box=None)
    for user in sorted(people, key=lambda u: u.email):
        table.add_row(user.email, user.name, user.role)
    return Group(f"Sign in as one of them with the password [bold]{password}[/bold]", Padding(table, (1, 0, 1, 2)))
