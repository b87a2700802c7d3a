"""Random organisations, written past the API, and a small oracle that says in plain Python who sees which row.

The oracle is the contract's table "Who sees and does what" with the default sharing: it shares no code with the product.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.types.json import Jsonb

from crm_store.database import Database
from crm_store.identity import Identity, Role
from crm_store.tenants import make_tenant

COLLECTIONS = {
    "account": "accounts", "contact": "contacts", "lead": "leads", "deal": "deals", "activity": "activities",
    "product": "products", "ticket": "tickets",
}  # fmt: skip
SEES_ALL = ("executive", "admin", "viewer")
LINKS = ("account", "contact", "lead", "deal")


@dataclass
class Row:
    object: str
    id: UUID
    ref: str
    word: str  # stands in the row's name alone: where it is read, the row was seen
    owner: UUID | None = None
    links: dict[str, Row] = field(default_factory=dict)
    participants: frozenset[UUID] = frozenset()
    amount: int = 0
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class Organisation:
    tenant_id: UUID
    people: list[Identity] = field(default_factory=list)
    manager: dict[UUID, UUID | None] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    @property
    def system(self) -> Identity:
        return Identity.system(self.tenant_id)

    def of(self, object_: str) -> list[Row]:
        return [r for r in self.rows if r.object == object_]

    def below(self, who: Identity) -> set[UUID]:
        found = {who.user_id}
        while more := {u for u, m in self.manager.items() if m in found} - found:
            found |= more
        return found

    def sees(self, who: Identity, row: Row) -> bool:
        if who.role in SEES_ALL or row.object in ("account", "contact", "ticket", "product"):
            return True
        mine = self.below(who)
        if row.owner in mine:
            return True
        if row.object != "activity":
            return False
        if closed := [row.links[n] for n in ("lead", "deal") if n in row.links]:
            return any(self.sees(who, r) for r in closed)
        if row.links:
            return True
        return bool(row.participants & mine)

    def changes(self, who: Identity, row: Row) -> bool:
        if who.role == "admin":
            return True
        if who.role == "viewer" or not self.sees(who, row):
            return False
        return row.owner in ({who.user_id} if who.role == "rep" else self.below(who))

    def account_of(self, activity: Row) -> Row | None:
        """An activity on a contact or deal carries the account too."""
        for holder in (activity, activity.links.get("deal"), activity.links.get("contact")):
            if holder is not None and "account" in holder.links:
                return holder.links["account"]
        return None


class Maker:
    """Draws an organisation from a seed and writes it."""

    def __init__(self, database: Database, tenant_id: UUID, seed: int) -> None:
        self.random = random.Random(seed)
        self.database = database
        self.org = Organisation(tenant_id)
        self.seed = seed
        self.count = 0

    async def people(self) -> None:
        """A tree of managers of any depth under an executive or under nobody, reps as its leaves; a viewer and an admin."""
        tops: list[Identity | None] = [await self._person("executive", None), None]
        managers: list[Identity | None] = list(tops)
        for _ in range(self.random.randint(2, 3)):
            managers.append(await self._person("manager", self.random.choice(managers[-3:])))
        for _ in range(self.random.randint(2, 4)):
            await self._person("rep", self.random.choice(managers))
        await self._person("viewer", None)
        await self._person("admin", None)

    async def records(self, each: int = 6) -> None:
        some = self.random.choice
        for _ in range(each):
            account = await self._row("account", name="{}")
            contact = await self._row("contact", {"account": some([account, None])}, name="{}")
            lead = await self._row("lead", name="{}", email=f"same{self.count % 3}@dup.example", status="New")
            amount = self.random.randint(1, 10_000)
            deal = await self._row(
                "deal", {"account": some([account, account, None]), "contact": some([contact, None])}, name="{}",
                stage=some(["Prospecting", "Proposal", "Negotiation"]), amount_minor=amount * 100, close_date="2026-12-15",
            )  # fmt: skip
            deal.amount = amount
            await self._row("ticket", {"account": account}, subject="{}")
            await self._row("product", name="{}")
            for about in ({}, {"lead": lead}, {"deal": deal}, {"contact": contact}, {"account": account},
                          {"deal": deal, "contact": contact}, {"lead": lead, "account": account}):  # fmt: skip
                await self._activity(about)

    async def _activity(self, about: dict[str, Row]) -> None:
        kind = self.random.choice(["call", "meeting", "email", "email", "note", "task"])
        people = self.random.sample(self.org.people, self.random.randint(0, 2)) if kind in ("email", "meeting") else []
        more: dict[str, Any] = {}
        if kind == "task":
            more = {"due_date": "2026-11-10"}
        row = await self._row(
            "activity", dict(about), subject="{}", body="We spoke about {} and its delivery.", type=kind,
            participants=Jsonb([{"role": "to", "name": p.name, "email": p.email, "user_id": str(p.user_id)} for p in people]), **more,
        )  # fmt: skip
        row.participants = frozenset(p.user_id for p in people)
        row.values["type"] = kind

    async def _person(self, role: Role, manager: Identity | None) -> Identity:
        name = f"{role}{len(self.org.people)}"
        email = f"{name}@random{self.seed}.example"
        above = manager.user_id if manager else None
        id_ = (await self._insert("app_user", email=email, name=name, role=role, manager_id=above, timezone="UTC"))[0]
        person = Identity(self.org.tenant_id, id_, email, name, role)
        self.org.people.append(person)
        self.org.manager[id_] = above
        return person

    async def _row(self, object_: str, links: dict[str, Row | None] | None = None, **values: Any) -> Row:
        self.count += 1
        word = f"zq{self.seed}x{self.count}q"
        owners = [p for p in self.org.people if p.role in ("rep", "manager", "executive")]
        chosen = None if object_ == "product" or self.random.random() < 0.1 else self.random.choice(owners).user_id
        known = {name: row for name, row in (links or {}).items() if row is not None}
        columns = {k: v.format(word) if isinstance(v, str) else v for k, v in values.items()}
        columns |= {f"{name}_id": row.id for name, row in known.items()}
        if object_ != "product":
            columns["owner_id"] = chosen
        id_, ref = await self._insert(object_, **columns)
        row = Row(object_, id_, ref, word, chosen, known)
        self.org.rows.append(row)
        return row

    async def _insert(self, table: str, **values: Any) -> tuple[UUID, str]:
        columns = {"tenant_id": self.org.tenant_id, **values}
        returning = "id, email" if table == "app_user" else "id, ref"
        statement = sql.SQL("INSERT INTO crm.{} ({}) VALUES ({}) RETURNING " + returning).format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, columns)),
            sql.SQL(", ").join(sql.Placeholder() * len(columns)),
        )
        async with self.database.session(self.org.system) as s:
            cursor = await s.connection.execute(statement, list(columns.values()))
            row = await cursor.fetchone()
        assert row is not None
        return row[0], row[1]


async def random_organisation(database: Database, admin: str, seed: int, each: int = 6) -> Organisation:
    maker = Maker(database, make_tenant(admin, f"random{seed}"), seed)
    await maker.people()
    await maker.records(each)
    return maker.org
