"""Who sees and who changes what (contract, section 2), through every way of reading."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest
import pytest_asyncio

from crm_store import records
from crm_store.database import Database
from crm_store.errors import NotFound, NotPermitted
from crm_store.query import Filter, Op, RecordQuery
from crm_store.records import Record
from tests.conftest import Company, make_company

OWNERS = ("ann", "bob", "carl", "manager")
SEES_ALL = ("executive", "admin", "viewer")
BELOW = {
    "ann": {"ann"},
    "bob": {"bob"},
    "carl": {"carl"},
    "manager": {"ann", "bob", "manager"},
    "other_manager": {"carl"},
}
READERS = (*BELOW, *SEES_ALL)
OPEN = ("account", "contact", "ticket")
CLOSED = ("lead", "deal")


@dataclass
class Rows:
    of: dict[tuple[str, str], Record]  # (object, owner)
    notes: dict[tuple[str, str], Record]  # about that record

    def owner(self, id_: UUID) -> str:
        return next(owner for (_, owner), r in self.of.items() if r.id == id_)


@pytest_asyncio.fixture(scope="module")
async def rows(database: Database, company: Company) -> Rows:
    of, notes = {}, {}
    for owner in OWNERS:
        async with database.session(getattr(company, owner)) as s:
            account = await records.create(s, "account", {"name": f"{owner} Inc"})
            of["account", owner] = account
            of["contact", owner] = await records.create(
                s, "contact", {"name": f"{owner} contact", "account": account.id}
            )
            of["lead", owner] = await records.create(s, "lead", {"name": f"{owner} lead"})
            of["deal", owner] = await records.create(
                s, "deal", {"name": f"{owner} deal", "account": account.id, "amount": 100}
            )
            of["ticket", owner] = await records.create(
                s, "ticket", {"subject": f"{owner} ticket", "account": account.id}
            )
            for about in ("account", "contact", "lead", "deal"):
                made = await records.create(s, "activity", {"type": "note", "subject": "n", about: of[about, owner].id})
                notes[about, owner] = made
    return Rows(of, notes)


def seen(reader: str, object_: str, owner: str) -> bool:
    return reader in SEES_ALL or object_ in OPEN or owner in BELOW[reader]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("role", ["app", "agent"])
async def test_each_reader_sees_their_own_part(
    database: Database, company: Company, rows: Rows, reader: str, role
) -> None:
    async with database.session(getattr(company, reader), role) as s:
        for object_ in (*OPEN, *CLOSED):
            expected = {o for o in OWNERS if seen(reader, object_, o)}
            page = await records.find(s, RecordQuery(object_, limit=200))
            assert {rows.owner(r.id) for r in page.items} == expected, object_
            assert page.total == await records.count(s, object_) == len(expected)
            ids = [rows.of[object_, o].id for o in OWNERS]
            assert len(await records.get_many(s, object_, ids)) == len(expected)
            assert len(await records.labels(s, [(object_, i) for i in ids])) == len(expected)
        money = await records.sum_money(s, "deal")
        assert money.total == 100 * sum(seen(reader, "deal", o) for o in OWNERS)
        found = await records.find(s, RecordQuery("deal", search="deal"))
        assert found.total == sum(seen(reader, "deal", o) for o in OWNERS)


@pytest.mark.parametrize("reader", READERS)
async def test_an_activity_is_seen_with_what_it_is_about(
    database: Database, company: Company, rows: Rows, reader: str
) -> None:
    async with database.session(getattr(company, reader)) as s:
        for (about, owner), note in rows.notes.items():
            found = await records.get_many(s, "activity", [note.id])
            assert bool(found) == seen(reader, about, owner), (about, owner)
            if seen(reader, about, owner):
                timeline = await records.timeline(s, about, rows.of[about, owner].id)
                assert note.id in {r.id for r in timeline.items}
            else:
                with pytest.raises(NotFound):
                    await records.timeline(s, about, rows.of[about, owner].id)
        for owner in OWNERS:  # an account's timeline has its deals' activities, as far as they are seen
            ids = {r.id for r in (await records.timeline(s, "account", rows.of["account", owner].id)).items}
            assert (rows.notes["deal", owner].id in ids) == seen(reader, "deal", owner)
            assert rows.notes["contact", owner].id in ids


@pytest.mark.parametrize("reader", READERS)
async def test_each_changes_what_they_and_those_below_own(
    database: Database, company: Company, rows: Rows, reader: str
) -> None:
    everybody = set(OWNERS)
    edits = {**BELOW, "executive": everybody, "admin": everybody, "viewer": set()}[reader]
    for (object_, owner), record in rows.of.items():
        values = {"next_step" if object_ == "deal" else "priority" if object_ == "ticket" else "phone": None}
        values = {"title": None} if object_ in ("contact", "lead") else values
        async with database.session(getattr(company, reader)) as s:
            if not seen(reader, object_, owner):
                with pytest.raises(NotFound):
                    await records.update(s, object_, record.id, values)
            elif owner in edits:
                await records.update(s, object_, record.id, values)
            else:
                with pytest.raises(NotPermitted):
                    await records.update(s, object_, record.id, values)


async def test_what_is_invisible_is_not_filtered_by(database: Database, company: Company, rows: Rows) -> None:
    hidden = rows.of["lead", "carl"]
    async with database.session(company.ann) as s:
        for value in (hidden.id, hidden.ref, hidden.label):
            assert await records.count(s, "activity", [Filter("lead", Op.EQ, value)]) == 0
        assert await records.count(s, "activity", [Filter("lead.name", Op.CONTAINS, "carl")]) == 0


async def test_another_tenant_is_nowhere(database: Database, company: Company, admin: str, rows: Rows) -> None:
    other = await make_company(database, admin, "rival")
    async with database.session(other.admin) as s:
        for (object_, _), record in rows.of.items():
            for key in (record.id, record.ref):
                with pytest.raises(NotFound):
                    await records.get(s, object_, key)
                with pytest.raises(NotFound):
                    await records.delete(s, object_, key)
                with pytest.raises(NotFound):
                    await records.restore(s, object_, key)
            assert await records.count(s, object_) == 0
            assert await records.labels(s, [(object_, record.id), ("user", company.ann.user_id)]) == {}
