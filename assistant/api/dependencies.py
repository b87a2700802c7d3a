"""What routes ask for: the caller, the database, the encoder."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import OAuth2PasswordBearer

from assistant.settings import Settings
from assistant.state import AppState
from crm_store.database import Database, Session
from crm_store.errors import NotPermitted, NotSignedIn
from crm_store.identity import Identity
from crm_store.users import identify, reading
from retrieval.encoder import Encoder

_bearer = OAuth2PasswordBearer(tokenUrl="/api/v1/auth/token", auto_error=False)


def app_state(request: Request) -> AppState:
    state: AppState = request.app.state.crm
    return state


def database(request: Request) -> Database:
    return app_state(request).database


def encoder(request: Request) -> Encoder:
    return app_state(request).encoder


def settings(request: Request) -> Settings:
    return app_state(request).settings


async def bearer(token: Annotated[str | None, Depends(_bearer)]) -> str:
    if not token:
        raise NotSignedIn
    return token


async def caller(token: Annotated[str, Depends(bearer)], database: Annotated[Database, Depends(database)]) -> Identity:
    """Who calls, from the bearer token."""
    return await identify(database, token)


def reader(
    token: Annotated[str, Depends(bearer)], database: Annotated[Database, Depends(database)]
) -> Callable[[], AbstractAsyncContextManager[Session]]:
    """Opens a read-only session of the caller, who is known only then: one round trip less than a caller and a session."""
    return lambda: reading(database, token)


async def person(identity: Annotated[Identity, Depends(caller)]) -> Identity:
    """A caller that is a person: an agent's token decides nothing."""
    if identity.scope != "person":
        raise NotPermitted("An agent's token may not do this.")
    return identity


async def administrator(identity: Annotated[Identity, Depends(person)]) -> Identity:
    if identity.role != "admin":
        raise NotPermitted("Only an administrator may do this.")
    return identity


Reader = Annotated[Callable[[], AbstractAsyncContextManager[Session]], Depends(reader)]
StateDep = Annotated[AppState, Depends(app_state)]
DatabaseDep = Annotated[Database, Depends(database)]
EncoderDep = Annotated[Encoder, Depends(encoder)]
SettingsDep = Annotated[Settings, Depends(settings)]
TokenDep = Annotated[str, Depends(bearer)]
Caller = Annotated[Identity, Depends(caller)]
Person = Annotated[Identity, Depends(person)]
Administrator = Annotated[Identity, Depends(administrator)]
