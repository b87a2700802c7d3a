"""`crm user …` and `crm token …`."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, cast, get_args

import typer
from rich.table import Table

from assistant.cli.context import TenantOption, operator, out, run
from crm_store import users as store
from crm_store.database import Database
from crm_store.errors import Invalid
from crm_store.identity import Role

users = typer.Typer(no_args_is_help=True, help="The people of a tenant.")
tokens = typer.Typer(no_args_is_help=True, help="Tokens for programs.")
Email = Annotated[str, typer.Argument(metavar="EMAIL")]


@users.command("create")
def create(
    email: Email,
    role: Annotated[str, typer.Option(help="rep, manager, executive, admin or viewer")] = "rep",
    name: Annotated[str | None, typer.Option(help="Their name; else made from the e-mail.")] = None,
    manager: Annotated[str | None, typer.Option(help="The e-mail of their manager.")] = None,
    password: Annotated[str | None, typer.Option(help="Their password; asked for where a terminal is there.")] = None,
    timezone: Annotated[str | None, typer.Option(help="IANA time zone, as Europe/Berlin.")] = None,
    tenant: TenantOption = None,
) -> None:
    """Add a person (with --role admin, the first administrator)."""
    if role not in get_args(Role):
        raise Invalid(f"There is no role `{role}`: use one of {', '.join(get_args(Role))}.")
    said = name or email.split("@")[0].replace(".", " ").replace("_", " ").title()
    secret = password or (_ask_password() if sys.stdin.isatty() else None)

    async def work(database: Database) -> None:
        async with database.session(await operator(database, tenant)) as session:
            user = await store.create_user(
                session, email, name=said, role=cast(Role, role), manager=manager, timezone=timezone
            )
            if secret:
                await store.set_password(session, user.id, secret)

    run(work)
    out.print(f"{email} is there ({role})." + ("" if secret else f" Set a password with: crm user password {email}"))


@users.command("password")
def password(
    email: Email,
    password: Annotated[
        str | None, typer.Option(help="The new one; else asked for, or read from standard input.")
    ] = None,
    tenant: TenantOption = None,
) -> None:
    """Set a person's password."""
    secret = password or (_ask_password() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n"))

    async def work(database: Database) -> None:
        async with database.session(await operator(database, tenant)) as session:
            user = await store.find_user(session, email)
            await store.set_password(session, user.id, secret)

    run(work)
    out.print(f"The password of {email} is set.")


@users.command("list")
def list_users(tenant: TenantOption = None) -> None:
    """Everybody of the tenant."""

    async def work(database: Database) -> tuple[store.User, ...]:
        async with database.session(await operator(database, tenant)) as session:
            return await store.list_users(session)

    table = Table("e-mail", "name", "role", "team", box=None)
    for user in run(work):
        table.add_row(user.email, user.name, user.role, user.team or "")
    out.print(table)


@tokens.command("create")
def create_token(
    email: Email,
    agent: Annotated[
        bool, typer.Option("--agent", help="For a program that reads language: it can propose and no more.")
    ] = False,
    days: Annotated[int | None, typer.Option(help="Days until it expires; never when not given.", min=1)] = None,
    name: Annotated[str, typer.Option(help="What it is for.")] = "",
    tenant: TenantOption = None,
) -> None:
    """Make a token for a user and print it, alone, once."""

    async def work(database: Database) -> str:
        system = await operator(database, tenant)
        async with database.session(system) as session:
            user = await store.find_user(session, email)
        identity = replace(system, user_id=user.id, scope="person", role=user.role)
        life = timedelta(days=days) if days else None
        return await store.create_token(database, identity, "agent" if agent else "personal", name, life)

    print(run(work))


def _ask_password() -> str:
    return cast(str, typer.prompt("Password", hide_input=True, confirmation_prompt=True))
