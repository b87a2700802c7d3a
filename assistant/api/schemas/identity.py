"""Who speaks, and what went wrong."""

from typing import Any, Literal

from pydantic import ConfigDict, Field

from assistant.api.schemas.base import Id, Maybe, Wire

Role = Literal["rep", "manager", "executive", "admin", "viewer"]


class User(Wire):
    object: Literal["user"] = "user"
    id: Id
    ref: str
    label: str
    email: str
    name: str
    role: Role
    team: str | None = None
    manager_email: str | None = None
    timezone: str


class TenantInfo(Wire):
    """What the screens need to write numbers and dates as the tenant does."""

    id: Id
    name: str
    currency: str = Field(description="ISO 4217")
    locale: str = "en-US"
    timezone: str


class Me(User):
    scope: Literal["person", "agent"] = "person"
    tenant: TenantInfo


class Token(Wire):
    """OAuth2's own names. `expires_in` is in seconds."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105
    expires_in: int


class Problem(Wire):
    """RFC 9457. `code` is stable; `detail` is one sentence for a person."""

    model_config = ConfigDict(extra="allow")

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    instance: Maybe[str] = None
    field: Maybe[str] = None
    errors: Maybe[list[dict[str, Any]]] = None
