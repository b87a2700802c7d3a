"""Users as an object of the catalog: what a path like `owner.team` may walk to."""

from __future__ import annotations

from crm_store.catalog import Field, Kind, Object
from crm_store.catalog.model import frozen

USER = Object(
    "user",
    "User",
    "Users",
    "U",
    "name",
    frozen(
        [
            Field("name", "Name", Kind.TEXT, derived=True),
            Field("email", "E-mail", Kind.EMAIL, derived=True),
            Field("role", "Role", Kind.TEXT, derived=True),
            Field("timezone", "Time zone", Kind.TEXT, derived=True),
            Field("active", "Active", Kind.BOOLEAN, derived=True),
            Field("manager", "Manager", Kind.REFERENCE, target="user", derived=True),
            Field(
                "team",
                "Team",
                Kind.TEXT,
                derived=True,
                expression="(SELECT t.name FROM crm.team t WHERE t.tenant_id = r.tenant_id AND t.id = r.team_id)",
            ),
        ]
    ),
)
