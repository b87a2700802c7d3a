"""Who reads which events, and what of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from crm_store import records
from crm_store.audit_read import AuditFilter, AuditPage, find_events
from crm_store.database import Database
from crm_store.identity import Identity
from tests.conftest import Company


async def _read(database: Database, who: Identity, **wanted: Any) -> AuditPage:
    async with database.session(who) as s:
        return await find_events(s, AuditFilter(**wanted))


async def _made(database: Database, who: Identity) -> UUID:
    async with database.session(who) as s:
        account = await records.create(s, "account", {"name": "Audited"})
        deal = await records.create(s, "deal", {"name": "Deal", "account": account.ref, "amount": 100})
        await records.update(s, "deal", deal.id, {"amount": 250, "next_step": "call"}, reason="said so")
    return deal.id


async def test_the_owner_and_those_above_read_what_happened(database: Database, company: Company) -> None:
    deal = await _made(database, company.ann)
    for who in (company.ann, company.manager, company.executive, company.admin):
        page = await _read(database, who, record_id=deal)
        update, create = page.items
        assert (page.total, update.action, create.action) == (2, "update", "create")
        assert update.actor is not None and update.actor.email == company.ann.email
        assert update.record is not None and update.record.label == "Deal"
        assert update.before == {"amount": 100, "next_step": None} and update.after == {
            "amount": 250,
            "next_step": "call",
        }
        assert update.reason == "said so"
    for who in (company.bob, company.carl, company.other_manager):
        assert (await _read(database, who, record_id=deal)).total == 0


async def test_hidden_fields_stay_hidden(database: Database, company: Company) -> None:
    deal = await _made(database, company.ann)
    async with database.session(company.admin) as s:
        await s.connection.execute(
            "INSERT INTO crm.field_setting (tenant_id, object, field, hidden_for, masked_for) VALUES (%s, 'deal', 'next_step', '{rep}', '{}'), (%s, 'deal', 'amount', '{}', '{rep}')",
            (company.tenant_id, company.tenant_id),
        )
    try:
        (update, create) = (await _read(database, company.ann, record_id=deal)).items
    finally:
        async with database.session(company.admin) as s:
            await s.connection.execute("DELETE FROM crm.field_setting WHERE object = 'deal'")
    assert update.before == {"amount": "•••"} and "next_step" not in (create.after or {})


async def test_what_was_handed_away_is_no_longer_shown(database: Database, company: Company) -> None:
    deal = await _made(database, company.ann)
    async with database.session(company.admin) as s:
        await records.update(s, "deal", deal, {"owner": company.carl.email})
    events = (await _read(database, company.ann, record_id=deal)).items
    assert events and all(e.record is None and e.before is None and e.after is None for e in events)


async def test_pages(database: Database, company: Company) -> None:
    await _made(database, company.bob)
    seen: list[int] = []
    cursor = None
    async with database.session(company.bob) as s:
        while True:
            page = await find_events(s, AuditFilter(), cursor, 2)
            seen += [e.id for e in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
    assert seen == sorted(set(seen), reverse=True) and len(seen) == page.total
