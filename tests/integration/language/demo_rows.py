"""Puts the demo company's CSV files straight into the tables, so that the engine is tried on it without the importer."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any
from uuid import UUID

from crm_store.database import Connection, Database
from crm_store.identity import Identity

Row = dict[str, Any]


class Loader:
    def __init__(self, connection: Connection, tenant: UUID, folder: Path) -> None:
        self.connection, self.tenant, self.folder = connection, tenant, folder
        self.ids: dict[str, dict[str, UUID]] = {}

    def rows(self, name: str) -> list[Row]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return [{k: v or None for k, v in row.items()} for row in csv.DictReader(file)]

    def get(self, table: str, key: str | None) -> UUID | None:
        return self.ids[table].get(key) if key else None

    async def insert(self, table: str, key: str | None, values: Row) -> None:
        values = {"tenant_id": self.tenant, **{k: v for k, v in values.items() if v is not None}}
        names = ", ".join(values)
        marks = ", ".join(["%s"] * len(values))
        cursor = await self.connection.execute(
            f"INSERT INTO crm.{table} ({names}) VALUES ({marks}) RETURNING *", list(values.values())
        )
        row = await cursor.fetchone()
        assert row and cursor.description
        if key:
            place = next(i for i, c in enumerate(cursor.description) if c.name == "id")
            self.ids.setdefault(table, {})[key] = row[place]

    async def people(self) -> None:
        teams = sorted({r["team"] for r in self.rows("users") if r["team"]})
        for team in teams:
            await self.insert("team", team, {"name": team})
        for r in self.rows("users"):
            await self.insert(
                "app_user",
                r["email"],
                {
                    "email": r["email"],
                    "name": r["name"],
                    "role": r["role"],
                    "team_id": self.get("team", r["team"]),
                    "manager_id": self.get("app_user", r["manager_email"]),
                    "timezone": r["timezone"],
                },
            )

    async def picklists(self) -> None:
        wanted = {
            ("lead", "source"): self.rows("leads"),
            ("lead", "product_interest"): self.rows("leads"),
            ("deal", "source"): self.rows("deals"),
            ("deal", "loss_reason"): self.rows("deals"),
            ("account", "industry"): self.rows("accounts"),
            ("ticket", "status"): self.rows("tickets"),
        }
        for (object_, field), rows in wanted.items():
            for n, value in enumerate(dict.fromkeys(r[field] for r in rows if r[field])):
                await self.connection.execute(
                    "INSERT INTO crm.picklist_value (tenant_id, object, field, value, position) VALUES (%s, %s, %s, %s, %s)"
                    " ON CONFLICT DO NOTHING",
                    (self.tenant, object_, field, value, 100 + n),
                )

    async def custom_fields(self) -> None:
        for name, kind in (("segment", "text"), ("sites", "number")):
            await self.connection.execute(
                "INSERT INTO crm.field_setting (tenant_id, object, field, label, custom_kind) VALUES (%s, 'account', %s, %s, %s)",
                (self.tenant, name, name.title(), kind),
            )

    async def companies(self) -> None:
        from psycopg.types.json import Jsonb

        for r in self.rows("products"):
            price = round(float(r["list_price"]) * 100)
            await self.insert(
                "product", r["name"], {"name": r["name"], "family": r["family"], "list_price_minor": price}
            )
        for r in self.rows("accounts"):
            await self.insert(
                "account",
                r["name"],
                {
                    k: r[k]
                    for k in (
                        "external_id",
                        "name",
                        "domain",
                        "industry",
                        "employees",
                        "city",
                        "country",
                        "phone",
                        "created_at",
                    )
                }
                | {
                    "annual_revenue_minor": int(r["annual_revenue"]) * 100,
                    "owner_id": self.get("app_user", r["owner_email"]),
                    "parent_account_id": self.get("account", r["parent_account"]),
                    "custom": Jsonb({"segment": r["Segment"], "sites": int(r["Sites"] or 0)}),
                },
            )
        for r in self.rows("contacts"):
            await self.insert(
                "contact",
                r["email"],
                {k: r[k] for k in ("external_id", "name", "email", "phone", "title", "created_at")}
                | {"account_id": self.get("account", r["account"]), "owner_id": self.get("app_user", r["owner_email"])},
            )

    async def sales(self) -> None:
        for r in self.rows("leads"):
            plain = "external_id name company email phone title source status product_interest created_at last_contacted_at follow_up_date notes"
            await self.insert(
                "lead",
                r["email"],
                {k: r[k] for k in plain.split()} | {"owner_id": self.get("app_user", r["owner_email"])},
            )
        for r in self.rows("deals"):
            plain = "external_id name stage currency close_date source next_step loss_reason created_at closed_at"
            await self.insert(
                "deal",
                r["external_id"],
                {k: r[k] for k in plain.split()}
                | {
                    "amount_minor": round(float(r["amount"]) * 100) if r["amount"] else None,
                    "account_id": self.get("account", r["account"]),
                    "contact_id": self.get("contact", r["contact_email"]),
                    "product_id": self.get("product", r["product"]),
                    "owner_id": self.get("app_user", r["owner_email"]),
                },
            )

    async def talk(self) -> None:
        for r in self.rows("activities"):
            plain = "external_id type subject body occurred_at due_date status priority"
            await self.insert(
                "activity",
                None,
                {k: r[k] for k in plain.split()}
                | {
                    "owner_id": self.get("app_user", r["owner_email"]),
                    "account_id": self.get("account", r["account"]),
                    "contact_id": self.get("contact", r["contact_email"]),
                    "lead_id": self.get("lead", r["lead_email"]),
                    "deal_id": self.get("deal", r["deal_external_id"]),
                },
            )
        for r in self.rows("tickets"):
            await self.insert(
                "ticket",
                None,
                {k: r[k] for k in ("external_id", "subject", "status", "created_at", "resolved_at")}
                | {
                    "priority": (r["priority"] or "normal").lower(),
                    "account_id": self.get("account", r["account"]),
                    "contact_id": self.get("contact", r["contact_email"]),
                    "owner_id": self.get("app_user", r["owner_email"]),
                },
            )


async def load_demo(database: Database, tenant: UUID, folder: Path) -> dict[str, Identity]:
    """Load everything; the identities by the first name of the user."""
    async with database.session(Identity.system(tenant)) as session:
        loader = Loader(session.connection, tenant, folder)
        await loader.picklists()
        await loader.custom_fields()
        await loader.people()
        await loader.companies()
        await loader.sales()
        await loader.talk()
    users = {r["email"]: r for r in loader.rows("users")}
    return {
        email.split(".")[0]: Identity(
            tenant, loader.ids["app_user"][email], email, r["name"], r["role"], "agent", r["timezone"] or "UTC"
        )
        for email, r in users.items()
    }
