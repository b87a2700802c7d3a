"""Deciding: once, all or nothing, by whom it belongs to, and back again."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from crm_store.clock import Clock
from crm_store.database import Database
from crm_store.errors import Conflict, CrmError, Expired, Invalid, NotApprover, NotFound, NotPermitted, Stale
from crm_store.identity import Identity
from crm_store.migrate import logins
from crm_store.proposals.decide import approve, reject, undo
from crm_store.proposals.draft import ChangeDraft
from crm_store.proposals.model import Proposal, settle
from tests.conftest import NOW, Company


async def _deal(make: Any, owner: Any, **values: Any) -> UUID:
    account = await make("account", owner, name="Northwind")
    values = {"name": "40 units", "account_id": account, "stage": "Qualified", "amount_minor": 500_000, **values}
    return UUID(str(await make("deal", owner, **values)))


async def _row(database: Database, company: Company, table: str, key: UUID) -> dict[str, Any] | None:
    async with database.session(company.system) as s:
        cursor = await s.connection.execute(f"SELECT to_jsonb(r) FROM crm.{table} r WHERE id = %s".encode(), (key,))
        row = await cursor.fetchone()
    return row[0] if row else None


async def _count(database: Database, company: Company, table: str, proposal: UUID) -> int:
    async with database.session(company.admin) as s:
        cursor = await s.connection.execute(
            f"SELECT count(*) FROM crm.{table} WHERE proposal_id = %s AND object <> 'proposal'".encode(), (proposal,)
        )
        row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


async def _approve(database: Database, who: Identity, p: Proposal, **rest: Any) -> Proposal:
    async with database.session(who) as s:
        decided = await approve(s, p.id, **rest)
    return settle(decided)


async def _undo(database: Database, who: Identity, p: Proposal) -> Proposal:
    async with database.session(who) as s:
        return await undo(s, p.id)


async def test_approve_applies_everything_with_audit_and_undo_takes_it_back(
    database: Database, company: Company, make: Any, file: Any
) -> None:
    deal = await _deal(make, company.ann)
    p = await file(
        company.ann,
        ChangeDraft("update", "deal", deal, set={"stage": "Won", "amount": 8000}),
        ChangeDraft("create", "contact", key="c", set={"name": "Jane Roe"}),
        ChangeDraft(
            "create", "activity", set={"type": "call", "subject": "Said yes", "contact": {"change": "c"}, "deal": deal}
        ),
    )
    done = await _approve(database, company.ann, p)
    assert done.status == "applied" and {c.status for c in done.changes} == {"applied"}
    assert all(c.record is not None for c in done.changes)
    row = await _row(database, company, "deal", deal)
    assert row is not None and (row["stage"], row["amount_minor"]) == ("Won", 800_000) and row["closed_at"]
    contact, call = done.changes[1].record, done.changes[2].record
    assert contact is not None and call is not None
    activity = await _row(database, company, "activity", call.id)
    assert activity is not None and activity["contact_id"] == str(contact.id)
    assert activity["owner_id"] == str(company.ann.user_id)
    assert await _count(database, company, "audit_event", p.id) == 3

    back = await _undo(database, company.ann, p)
    assert back.status == "undone" and {c.status for c in back.changes} == {"undone"}
    row = await _row(database, company, "deal", deal)
    assert row is not None and (row["stage"], row["amount_minor"], row["closed_at"]) == ("Qualified", 500_000, None)
    assert await _row(database, company, "contact", contact.id) is None
    assert (await _undo(database, company.ann, p)).status == "undone"
    with pytest.raises(Conflict):
        await _approve(database, company.ann, p)


async def test_a_second_approval_changes_nothing(database: Database, company: Company, make: Any, file: Any) -> None:
    deal = await _deal(make, company.ann)
    p = await file(company.ann, ChangeDraft("update", "deal", deal, set={"amount": 8000}))
    await _approve(database, company.ann, p)
    before = await _row(database, company, "deal", deal)
    assert (await _approve(database, company.ann, p)).status == "applied"
    assert await _row(database, company, "deal", deal) == before


async def test_fifty_approvals_at_once_apply_once(
    database: Database, admin: str, company: Company, make: Any, file: Any
) -> None:
    deal = await _deal(make, company.ann)
    p = await file(
        company.ann,
        ChangeDraft("update", "deal", deal, set={"amount": 8000}),
        ChangeDraft("create", "activity", set={"type": "note", "subject": "once"}),
    )
    roles = logins(admin)
    wide = Database(roles.app, roles.agent, Clock(NOW), size=20)
    await wide.open()
    try:
        done = await asyncio.gather(*(_approve(wide, company.ann, p) for _ in range(50)))
    finally:
        await wide.close()
    assert {d.status for d in done} == {"applied"}
    row = await _row(database, company, "deal", deal)
    assert row is not None and row["version"] == 2
    assert await _count(database, company, "audit_event", p.id) == 2


async def test_a_stale_proposal_applies_nothing_and_shows_what_changed(
    database: Database, company: Company, make: Any, file: Any
) -> None:
    deal, other = await _deal(make, company.ann), await _deal(make, company.ann)
    p = await file(
        company.ann,
        ChangeDraft("update", "deal", other, set={"amount": 1}),
        ChangeDraft("update", "deal", deal, set={"amount": 8000}),
    )
    async with database.session(company.ann) as s:
        await s.connection.execute("UPDATE crm.deal SET amount_minor = 610000 WHERE id = %s", (deal,))
    with pytest.raises(Stale) as caught:
        await _approve(database, company.ann, p)
    assert caught.value.details["changed"][0]["text"] == "Amount is now 6,100."
    with pytest.raises(Stale):
        await _approve(database, company.ann, p)
    async with database.session(company.ann) as s:
        shown = await approve(s, p.ref)
    assert shown.status == "stale" and [c.status for c in shown.changes] == ["pending", "stale"]
    row = await _row(database, company, "deal", other)
    assert row is not None and row["amount_minor"] == 500_000


async def test_a_deleted_record_makes_it_stale(database: Database, company: Company, make: Any, file: Any) -> None:
    deal = await _deal(make, company.ann)
    p = await file(company.ann, ChangeDraft("update", "deal", deal, set={"amount": 8000}))
    async with database.session(company.system) as s:
        await s.connection.execute("SELECT set_config('crm.writing', 'on', true)")
        await s.connection.execute("UPDATE crm.deal SET deleted_at = now() WHERE id = %s", (deal,))
    with pytest.raises(Stale):
        await _approve(database, company.ann, p)


async def test_only_the_chosen_changes_are_applied(database: Database, company: Company, make: Any, file: Any) -> None:
    deal = await _deal(make, company.ann)
    p = await file(
        company.ann,
        ChangeDraft("update", "deal", deal, set={"amount": 8000}),
        ChangeDraft("create", "contact", key="c", set={"name": "Jane Roe"}),
        ChangeDraft("create", "activity", set={"type": "note", "subject": "x", "contact": {"change": "c"}}),
    )
    first, _, third = (c.id for c in p.changes)
    for choice in ([third], [], [uuid4()], ["nonsense"]):
        with pytest.raises(Invalid):
            await _approve(database, company.ann, p, changes=choice)
    done = await _approve(database, company.ann, p, changes=[str(first)])
    assert done.status == "partly_applied"
    assert [c.status for c in done.changes] == ["applied", "rejected", "rejected"]
    assert (await _undo(database, company.ann, p)).status == "undone"


async def test_edits_change_values_and_nothing_else(database: Database, company: Company, make: Any, file: Any) -> None:
    deal = await _deal(make, company.ann)
    p = await file(company.ann, ChangeDraft("update", "deal", deal, set={"amount": 8000}))
    (change,) = p.changes
    for bad in (
        {"id": str(uuid4())},
        {"tenant_id": "x"},
        {"object": "lead"},
        {"amount": "many"},
        {"closed_at": "2026-01-01"},
    ):
        with pytest.raises(CrmError):
            await _approve(database, company.ann, p, edits={str(change.id): bad})
    with pytest.raises(Invalid):
        await _approve(database, company.ann, p, edits={str(uuid4()): {"amount": 1}})
    done = await _approve(database, company.ann, p, edits={str(change.id): {"amount": 7500, "stage": "quote"}})
    assert {n: (v.before, v.after) for n, v in done.changes[0].set.items()} == {
        "amount": (5000, 7500),
        "stage": ("Qualified", "Proposal"),
    }
    row = await _row(database, company, "deal", deal)
    assert row is not None and (row["amount_minor"], row["stage"]) == (750_000, "Proposal")


async def test_an_edit_cannot_hand_a_create_to_somebody_out_of_reach(
    database: Database, company: Company, file: Any
) -> None:
    p = await file(company.ann, ChangeDraft("create", "account", set={"name": "Mine"}))
    with pytest.raises((NotApprover, NotPermitted)):
        await _approve(database, company.ann, p, edits={p.changes[0].id: {"owner": company.carl.email}})


async def test_whose_it_is_to_approve(database: Database, company: Company, make: Any, file: Any) -> None:
    deal = await _deal(make, company.ann)
    mine = await file(company.ann, ChangeDraft("update", "deal", deal, set={"amount": 8000}))
    gone = await file(company.ann, ChangeDraft("delete", "deal", deal))
    for who, p in ((company.manager, mine), (company.admin, mine), (company.viewer, mine), (company.ann, gone)):
        with pytest.raises(NotApprover):
            await _approve(database, who, p)
    for who in (company.bob, company.other_manager):
        with pytest.raises(NotFound):
            await _approve(database, who, gone)
    agent = Identity(company.tenant_id, company.ann.user_id, role="rep", scope="agent")
    with pytest.raises(NotApprover):
        await _approve(database, agent, mine)
    assert (await _approve(database, company.manager, gone)).status == "applied"
    assert await _row(database, company, "deal", deal) is None
    with pytest.raises(NotApprover):
        await _undo(database, company.ann, gone)
    assert (await _undo(database, company.manager, gone)).status == "undone"
    assert await _row(database, company, "deal", deal) is not None


async def test_rights_are_checked_again(database: Database, company: Company, make: Any, file: Any) -> None:
    account = await make("account", company.ann, name="Moves on")
    p = await file(company.ann, ChangeDraft("update", "account", account, set={"city": "Oslo"}))
    async with database.session(company.admin) as s:
        # Without a new version: rights alone are at stake.
        await s.connection.execute(
            "UPDATE crm.account SET owner_id = %s WHERE id = %s", (company.carl.user_id, account)
        )
    async with database.session(company.system) as s:
        await s.connection.execute("UPDATE crm.account SET city = city WHERE id = %s", (account,))
    with pytest.raises((NotPermitted, NotApprover)):
        await _approve(database, company.ann, p)
    row = await _row(database, company, "account", account)
    assert row is not None and row["city"] is None


async def test_what_the_policy_names_since_goes_to_the_manager(
    database: Database, company: Company, make: Any, file: Any
) -> None:
    ticket = await make("ticket", company.ann, subject="Broken")
    p = await file(company.ann, ChangeDraft("update", "ticket", ticket, set={"priority": "high"}))
    async with database.session(company.admin) as s:
        await s.connection.execute("""UPDATE crm.tenant SET policy = policy || '{"manager_objects": ["ticket"]}'""")
    with pytest.raises(NotApprover):
        await _approve(database, company.ann, p)
    try:
        assert (await _approve(database, company.manager, p)).status == "applied"
    finally:
        async with database.session(company.admin) as s:
            await s.connection.execute("""UPDATE crm.tenant SET policy = policy || '{"manager_objects": []}'""")


async def test_expiry(database: Database, admin: str, company: Company, make: Any, file: Any) -> None:
    deal = await _deal(make, company.ann)
    p = await file(company.ann, ChangeDraft("update", "deal", deal, set={"amount": 8000}))
    roles = logins(admin)
    later = Database(roles.app, roles.agent, Clock(NOW + timedelta(days=8)))
    await later.open()
    try:
        with pytest.raises(Expired):
            await _approve(later, company.ann, p)
    finally:
        await later.close()
    async with database.session(company.ann) as s:
        assert (await approve(s, p.id)).status == "expired"
    row = await _row(database, company, "deal", deal)
    assert row is not None and row["amount_minor"] == 500_000


async def test_reject(database: Database, company: Company, make: Any, file: Any) -> None:
    deal = await _deal(make, company.ann)
    p = await file(company.ann, ChangeDraft("delete", "deal", deal))
    async with database.session(company.admin) as s:
        assert (await reject(s, p.id, "not now")).reason == "not now"
    async with database.session(company.ann) as s:
        again = await reject(s, p.id)
    assert again.status == "rejected" and {c.status for c in again.changes} == {"rejected"}
    for act in (_approve(database, company.manager, p), _undo(database, company.manager, p)):
        with pytest.raises(Conflict):
            await act


async def test_undo_is_refused_where_a_record_changed_since(
    database: Database, company: Company, make: Any, file: Any
) -> None:
    deal = await _deal(make, company.ann)
    p = await file(
        company.ann,
        ChangeDraft("update", "deal", deal, set={"amount": 8000}),
        ChangeDraft("create", "account", set={"name": "Stays"}),
    )
    done = await _approve(database, company.ann, p)
    async with database.session(company.ann) as s:
        await s.connection.execute("UPDATE crm.deal SET next_step = 'call' WHERE id = %s", (deal,))
    with pytest.raises(Conflict) as caught:
        await _undo(database, company.ann, p)
    assert "40 units" in caught.value.message
    record = done.changes[1].record
    assert record is not None and await _row(database, company, "account", record.id) is not None


async def test_a_deal_that_is_won_again_was_won_when_it_was(
    database: Database, company: Company, make: Any, file: Any
) -> None:
    when = datetime(2026, 3, 1, tzinfo=UTC)
    deal = await _deal(make, company.ann, stage="Won", closed_at=when)
    p = await file(company.ann, ChangeDraft("update", "deal", deal, set={"stage": "Negotiation"}))
    await _approve(database, company.ann, p)
    await _undo(database, company.ann, p)
    row = await _row(database, company, "deal", deal)
    assert row is not None and datetime.fromisoformat(row["closed_at"]) == when


async def test_a_merge_keeps_children_and_is_undone(database: Database, company: Company, make: Any, file: Any) -> None:
    keep = await make("account", company.ann, name="Globex")
    twin = await make("account", company.ann, name="Globex Inc", city="Oslo")
    deal = await make("deal", company.ann, name="Twin deal", account_id=twin, stage="Proposal")
    p = await file(company.ann, ChangeDraft("merge", "account", keep, merge=(twin,), set={"industry": "Retail"}))
    assert [m.label for m in p.changes[0].merge] == ["Globex Inc"]
    await _approve(database, company.manager, p)
    row = await _row(database, company, "deal", deal)
    kept = await _row(database, company, "account", keep)
    assert row is not None and row["account_id"] == str(keep)
    assert kept is not None and (kept["city"], kept["industry"]) == ("Oslo", "Retail")
    await _undo(database, company.manager, p)
    row = await _row(database, company, "deal", deal)
    kept = await _row(database, company, "account", keep)
    assert row is not None and row["account_id"] == str(twin)
    assert kept is not None and (kept["city"], kept["industry"]) == (None, None)


async def test_handing_a_record_over_is_undone_by_whoever_may(
    database: Database, company: Company, make: Any, file: Any
) -> None:
    deal = await _deal(make, company.ann)
    p = await file(company.ann, ChangeDraft("update", "deal", deal, set={"owner": company.bob.email}))
    assert (await _approve(database, company.ann, p)).status == "applied"
    row = await _row(database, company, "deal", deal)
    assert row is not None and row["owner_id"] == str(company.bob.user_id)
    with pytest.raises((NotPermitted, Conflict)):
        await _undo(database, company.ann, p)
