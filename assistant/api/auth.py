"""Signing in and out, and who I am."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from fastapi.security import OAuth2PasswordRequestForm

from assistant.api.dependencies import Caller, DatabaseDep, SettingsDep, TokenDep
from assistant.api.schemas import Me, Page, TenantInfo, Token, User
from crm_store import users
from crm_store.identity import Identity

router = APIRouter()


@router.post("/auth/token", response_model=Token, tags=["identity"])
async def token(
    form: Annotated[OAuth2PasswordRequestForm, Depends()], database: DatabaseDep, settings: SettingsDep
) -> Token:
    """A session token for an e-mail and a password (OAuth2 password form)."""
    life = timedelta(hours=settings.session_hours)
    value = await users.sign_in(database, form.username, form.password, life)
    return Token(access_token=value, expires_in=int(life.total_seconds()))


@router.delete("/auth/token", status_code=204, tags=["identity"])
async def sign_out(token: TokenDep, caller: Caller, database: DatabaseDep) -> Response:
    """End this token."""
    await users.revoke(database, token)
    return Response(status_code=204)


@router.get("/me", response_model=Me, tags=["identity"])
async def me(caller: Caller, database: DatabaseDep) -> Me:
    """Who calls, and what the screens need to write numbers and dates as the tenant does."""
    async with database.session(caller) as session:
        everybody = {u.id: u for u in await users.list_users(session)}
        tenant = session.catalog.settings
    wire = _wire(everybody[caller.user_id], everybody)
    info = TenantInfo(
        id=caller.tenant_id, name=tenant.name, currency=tenant.currency, locale=tenant.locale, timezone=tenant.timezone
    )
    return Me(**wire.model_dump(), scope=_scope(caller), tenant=info)


@router.get("/users", response_model=Page[User], tags=["identity"])
async def list_users(caller: Caller, database: DatabaseDep) -> Page[User]:
    """Everybody of the tenant."""
    async with database.session(caller) as session:
        everybody = {u.id: u for u in await users.list_users(session)}
    items = [_wire(user, everybody) for user in everybody.values()]
    return Page(items=items, total=len(items), next_cursor=None)


def _scope(identity: Identity) -> str:
    return "agent" if identity.scope == "agent" else "person"


def _wire(user: users.User, everybody: dict[UUID, users.User]) -> User:
    manager = everybody.get(user.manager_id) if user.manager_id else None
    return User(
        id=user.id, ref=user.email, label=user.name, email=user.email, name=user.name, role=user.role, team=user.team,
        manager_email=manager.email if manager else None, timezone=user.timezone,
    )  # fmt: skip
