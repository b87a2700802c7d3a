"""Merging: every child moves, gaps are filled, and all of it goes back."""

from __future__ import annotations

import pytest
from psycopg.types.json import Jsonb

from crm_store import records
from crm_store.database import Database
from crm_store.errors import Conflict, Invalid, NotFound, NotPermitted, Stale
from tests.conftest import Company


async def test_a_merged_contact_leaves_its_children_and_fills_gaps(database: Database, company: Company) -> None:
    async with database.session(company.ann) as s:
        keep = await records.create(s, "contact", {"name": "Jane Roe"})
        gone = await records.create(s, "contact", {"name": "J. Roe", "email": "jane@x.org", "phone": "+1 415 555 0100"})
        note = await records.create(s, "activity", {"type": "note", "body": "hi", "contact": gone.id})
    async with database.session(company.bob) as s:  # whose deal and mail Ann does not see or own
        acme = await records.create(s, "account", {"name": "Acme"})
        deal = await records.create(s, "deal", {"name": "Bob's", "account": acme.id, "contact": gone.id})
        mail = await records.create(s, "activity", {"type": "email", "subject": "Hello"})
        await s.connection.execute(
            "UPDATE crm.activity SET participants = %s WHERE id = %s",
            (Jsonb([{"role": "to", "email": "jane@x.org", "contact_id": str(gone.id)}]), mail.id),
        )
    async with database.session(company.ann) as s:
        merged = await records.merge(s, "contact", keep.id, [gone.ref], {gone.id: 1})
        with pytest.raises(NotFound):
            await records.get(s, "contact", gone.id)
        kept = await records.get(s, "contact", keep.id)
        assert (kept.values["email"], kept.values["phone"], kept.version) == (
            "jane@x.org",
            "+1 415 555 0100",
            merged.version,
        )
        assert (await records.get(s, "activity", note.id)).values["contact"].id == keep.id
        assert {r.id for r in (await records.timeline(s, "contact", keep.id)).items} >= {note.id}
    async with database.session(company.bob) as s:
        moved = await records.get(s, "deal", deal.id)
        assert (moved.values["contact"].id, moved.version) == (keep.id, deal.version)
        assert (await records.get(s, "activity", mail.id)).values["participants"][0]["contact_id"] == str(keep.id)
    async with database.session(company.ann) as s:
        await records.unmerge(s, "contact", merged.undo)
        back = await records.get(s, "contact", gone.id)
        assert (back.values["email"], (await records.get(s, "contact", keep.id)).values["email"]) == (
            "jane@x.org",
            None,
        )
    async with database.session(company.bob) as s:
        assert (await records.get(s, "deal", deal.id)).values["contact"].id == gone.id
        assert (await records.get(s, "activity", mail.id)).values["participants"][0]["contact_id"] == str(gone.id)


async def test_merged_accounts_keep_no_circle(database: Database, company: Company) -> None:
    async with database.session(company.ann) as s:
        top = await records.create(s, "account", {"name": "Top"})
        middle = await records.create(s, "account", {"name": "Middle", "parent_account": top.id})
        keep = await records.create(s, "account", {"name": "Bottom", "parent_account": middle.id})
        contact = await records.create(s, "contact", {"name": "Al", "account": top.id})
        merged = await records.merge(s, "account", keep.id, [top.id])
        assert (await records.get(s, "account", keep.id)).values["parent_account"] is None
        assert (await records.get(s, "account", middle.id)).values["parent_account"].id == keep.id
        assert (await records.get(s, "contact", contact.id)).values["account"].id == keep.id
        await records.unmerge(s, "account", merged.undo)
        assert (await records.get(s, "account", keep.id)).values["parent_account"].id == middle.id
        assert (await records.get(s, "account", middle.id)).values["parent_account"].id == top.id


async def test_nobody_merges_beyond_their_rights(database: Database, company: Company) -> None:
    async with database.session(company.ann) as s:
        mine = await records.create(s, "lead", {"name": "Mine"})
        account = await records.create(s, "account", {"name": "Mine"})
        deal = await records.create(s, "deal", {"name": "D", "account": account.id})
    async with database.session(company.bob) as s:
        lead = await records.create(s, "lead", {"name": "Bob's"})
        other = await records.create(s, "account", {"name": "Bob's"})
    async with database.session(company.ann) as s:
        with pytest.raises(NotFound):
            await records.merge(s, "lead", mine.id, [lead.id])
        with pytest.raises(NotPermitted):
            await records.merge(s, "account", account.id, [other.id])
        with pytest.raises(Invalid):
            await records.merge(s, "lead", mine.id, [mine.ref])
        with pytest.raises(Invalid):
            await records.merge(s, "deal", deal.id, [mine.id])
        with pytest.raises(Stale):
            await records.merge(s, "lead", mine.id, [(await records.create(s, "lead", {"name": "x"})).id], {mine.id: 7})


async def test_what_changed_since_is_not_unmerged(database: Database, company: Company) -> None:
    async with database.session(company.ann) as s:
        keep = await records.create(s, "lead", {"name": "One"})
        gone = await records.create(s, "lead", {"name": "Two"})
        merged = await records.merge(s, "lead", keep.id, [gone.id])
        await records.update(s, "lead", keep.id, {"title": "CEO"})
        with pytest.raises(Conflict):
            await records.unmerge(s, "lead", merged.undo)
