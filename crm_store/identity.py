"""Who is speaking: taken from a token, never from what is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Role = Literal["rep", "manager", "executive", "admin", "viewer"]
Scope = Literal["person", "agent", "system"]

# The actor of imports and workers: no row of app_user has it.
SYSTEM_USER = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Identity:
    """A user of a tenant in one of three scopes.

    `person` writes with the user's rights; `agent` reads with them and files proposals, and writes nothing;
    `system` (imports, workers) sees and edits the whole tenant and belongs to nobody.
    """

    tenant_id: UUID
    user_id: UUID
    email: str = ""
    name: str = ""
    role: Role = "rep"
    scope: Scope = "person"
    timezone: str = "UTC"

    @classmethod
    def system(cls, tenant_id: UUID, name: str = "system", timezone: str = "UTC") -> Identity:
        return cls(tenant_id, SYSTEM_USER, name=name, role="admin", scope="system", timezone=timezone)
