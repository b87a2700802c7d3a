"""Tenants: made and listed by the operator, on the administrator's connection."""

from __future__ import annotations

from uuid import UUID, uuid4

import psycopg

from crm_store.errors import Duplicate


def make_tenant(admin: str, name: str, *, timezone: str = "UTC", currency: str = "USD") -> UUID:
    """A new tenant with the default pipelines and picklists; Duplicate where the name is taken."""
    tenant = uuid4()
    with psycopg.connect(admin) as connection:
        connection.execute("SET ROLE crm_owner")
        try:
            connection.execute(
                "INSERT INTO crm.tenant (id, name, timezone, currency) VALUES (%s, %s, %s, %s)",
                (tenant, name, timezone, currency),
            )
        except psycopg.errors.UniqueViolation:
            raise Duplicate(f"There is a tenant `{name}` already.") from None
    return tenant
