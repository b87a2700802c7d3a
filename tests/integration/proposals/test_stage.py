"""Staging: canonical values, refusals, warnings, approver, bulk, corrections."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from crm_store.database import Database
from crm_store.errors import Conflict, CrmError, Invalid, NotFound, NotPermitted, UnknownField
from crm_store.proposals.draft import BulkDraft, ChangeDraft, ProposalDraft
from crm_store.proposals.model import NewRecord
from crm_store.proposals.read import changes, find, get
from crm_store.proposals.stage import stage
from crm_store.query import Filter, Op
from tests.conftest import NOW, Company


async def _deal(make: Any, owner: Any, **values: Any) -> Any:
    account = await make("account", owner, name="Northwind")
    return await make(
        "deal",
        owner,
        **{"name": "40 units", "account_id": account, "stage": "Qualified", "amount_minor": 500_000, **values},
    )


async def test_an_update_shows_canonical_values_before_and_after(company: Company, make: Any, file: Any) -> None:
    deal = await _deal(make, company.ann)
    p = await file(
        company.ann,
        ChangeDraft(
            "update",
            "deal",
            deal,
            set={"stage": "negotiating", "amount": "8,000", "close_date": "2026-12-31", "owner": company.bob.email},
        ),
    )
    (change,) = p.changes
    assert (p.status, p.approver, p.confirm_twice, p.by.email) == ("pending", "self", False, company.ann.email)
    assert (change.set["stage"].before, change.set["stage"].after) == ("Qualified", "Negotiation")
    assert (change.set["amount"].before, change.set["amount"].after) == (5000, 8000)
    assert change.set["owner"].before.label == "Ann"
    assert (change.set["owner"].after.object, change.set["owner"].after.email) == ("user", company.bob.email)
    assert change.record is not None and change.record.label == "40 units" and change.record.ref.startswith("D-")
    assert p.expires_at == NOW + timedelta(hours=168)


async def test_fields_that_are_so_already_are_dropped(company: Company, make: Any, file: Any) -> None:
    deal = await _deal(make, company.ann)
    p = await file(company.ann, ChangeDraft("update", "deal", deal, set={"stage": "Qualified", "amount": 6000}))
    assert set(p.changes[0].set) == {"amount"}
    with pytest.raises(Invalid) as caught:
        await file(company.ann, ChangeDraft("update", "deal", deal, set={"amount": 5000}))
    assert caught.value.details["reason"] == "no_change"


async def test_a_later_change_points_at_what_an_earlier_one_creates(company: Company, file: Any) -> None:
    p = await file(
        company.ann,
        ChangeDraft("create", "account", key="a", set={"name": "Initech"}),
        ChangeDraft("create", "contact", key="c", set={"name": "Jane Roe", "account": {"change": "a"}}),
        ChangeDraft("create", "activity", set={"type": "call", "body": "wants 40 units", "contact": {"change": "c"}}),
    )
    account, contact, call = p.changes
    assert contact.set["account"].after == NewRecord(account.id)
    assert call.set["contact"].after == NewRecord(contact.id)
    assert call.set["subject"].after == "wants 40 units"


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"colour": "red"}, UnknownField),
        ({"closed_at": "2026-01-01"}, Invalid),
        ({"probability": 50}, Invalid),
        ({"stage": "Nowhere"}, Invalid),
        ({"amount": "-5"}, Invalid),
        ({"name": ""}, Invalid),
        ({"account": None}, Invalid),
        ({"owner": "nobody@acme.example"}, Invalid),
        ({"contact": {"change": "zzz"}}, Invalid),
        ({"account": "D-1"}, Invalid),
    ],
)
async def test_what_cannot_be_is_refused(
    company: Company, make: Any, file: Any, values: Any, error: type[CrmError]
) -> None:
    deal = await _deal(make, company.ann)
    with pytest.raises(error):
        await file(company.ann, ChangeDraft("update", "deal", deal, set=values))


async def test_an_invisible_record_does_not_exist_and_a_foreign_one_may_not_be_changed(
    company: Company, make: Any, file: Any
) -> None:
    deal = await _deal(make, company.carl)
    account = await make("account", company.carl, name="Globex")
    with pytest.raises(NotFound):
        await file(company.ann, ChangeDraft("update", "deal", deal, set={"amount": 1}))
    with pytest.raises(NotPermitted):
        await file(company.ann, ChangeDraft("update", "account", account, set={"city": "Oslo"}))
    with pytest.raises(NotPermitted):
        await file(company.viewer, ChangeDraft("create", "account", set={"name": "X"}))
    with pytest.raises(NotPermitted):
        await file(company.ann, ChangeDraft("create", "account", set={"name": "X", "owner": company.bob.email}))
    with pytest.raises(Invalid):
        await file(
            company.ann, ChangeDraft("create", "activity", set={"type": "note", "subject": "x", "deal": str(deal)})
        )


async def test_what_a_person_should_look_at_is_said(company: Company, make: Any, file: Any) -> None:
    deal = await _deal(make, company.ann, stage="Prospecting")
    await make("contact", company.bob, name="Sarah Lee", email="sarah@northwind.example")
    p = await file(
        company.ann,
        ChangeDraft("update", "deal", deal, set={"amount": 50_000, "close_date": "2026-01-31", "stage": "Negotiation"}),
        ChangeDraft("create", "contact", set={"name": "S. Lee", "email": "Sarah@Northwind.example"}),
        ChangeDraft("create", "activity", set={"type": "task", "subject": "Send it", "due_date": "2026-11-01"}),
    )
    codes = [{w["code"] for w in c.warnings} for c in p.changes]
    assert codes == [{"amount_jump", "close_date_past", "stage_skipped"}, {"likely_duplicate"}, {"due_past"}]


async def test_a_stage_asks_for_its_fields(database: Database, company: Company, make: Any, file: Any) -> None:
    async with database.session(company.admin) as s:
        await s.connection.execute("UPDATE crm.stage SET required_fields = '{next_step}' WHERE name = 'Proposal'")
    deal = await _deal(make, company.ann)
    bare = await file(company.ann, ChangeDraft("update", "deal", deal, set={"stage": "Proposal"}))
    full = await file(company.ann, ChangeDraft("update", "deal", deal, set={"stage": "Proposal", "next_step": "call"}))
    assert [w["code"] for w in bare.changes[0].warnings] == ["required_for_stage"]
    assert full.changes[0].warnings == ()


async def test_who_approves(company: Company, make: Any, file: Any) -> None:
    own = await _deal(make, company.ann)
    below = await _deal(make, company.carl)

    async def rule(who: Any, *parts: ChangeDraft) -> tuple[str, bool]:
        p = await file(who, *parts)
        return p.approver, p.confirm_twice

    many = [ChangeDraft("create", "activity", set={"type": "note", "subject": f"n{n}"}) for n in range(21)]
    assert await rule(company.ann, ChangeDraft("delete", "deal", own)) == ("manager", False)
    assert await rule(company.ann, *many[:20]) == ("self", False)
    assert await rule(company.ann, *many) == ("manager", False)
    assert await rule(company.executive, *many) == ("self", True)
    assert await rule(company.admin, ChangeDraft("delete", "deal", own)) == ("self", True)
    assert await rule(company.other_manager, ChangeDraft("update", "deal", below, set={"amount": 1})) == ("self", False)
    assert await rule(company.executive, ChangeDraft("update", "deal", below, set={"amount": 2})) == ("self", True)


async def test_bulk_is_spelt_out_for_what_the_caller_may_change(
    database: Database, company: Company, make: Any
) -> None:
    for n in range(3):
        await make("account", company.ann, name=f"Bulk {n}", country="Norway")
    await make("account", company.bob, name="Bulk of Bob", country="Norway")
    where = (Filter("country", Op.EQ, "Norway"),)
    async with database.session(company.ann, "agent", write=True) as s:
        p = await stage(s, ProposalDraft(bulk=BulkDraft("account", where, {"city": "Oslo"})))
    assert p.change_count == 3
    async with database.session(company.carl, "agent", write=True) as s:
        with pytest.raises(NotPermitted):
            await stage(s, ProposalDraft(bulk=BulkDraft("account", where, {"city": "Oslo"})))


async def test_what_is_said_of_one_by_name_counts_beside_what_all_get(
    database: Database, company: Company, make: Any
) -> None:
    one, gone, other = [await make("account", company.ann, name=f"Beside {n}", country="Chile") for n in range(3)]
    named = (ChangeDraft("update", "account", one, set={"city": "Arica"}), ChangeDraft("delete", "account", gone))
    many = BulkDraft("account", (Filter("country", Op.EQ, "Chile"),), {"city": "Lima"})
    async with database.session(company.ann, "agent", write=True) as s:
        p = await stage(s, ProposalDraft(changes=named, bulk=many))
    cities = {str(c.record.id): c.set["city"].after for c in p.changes if c.record and c.op == "update"}
    assert (cities, p.change_count) == ({str(one): "Arica", str(other): "Lima"}, 3)


async def test_a_correction_supersedes_once(database: Database, company: Company, make: Any, file: Any) -> None:
    deal = await _deal(make, company.ann)
    first = await file(company.ann, ChangeDraft("update", "deal", deal, set={"amount": 1000}))
    second = await file(company.ann, ChangeDraft("update", "deal", deal, set={"amount": 1060}), supersedes=first.id)
    async with database.session(company.ann, "agent") as s:
        assert (await get(s, first.id)).status == "superseded"
        assert (await get(s, second.ref.lower())).status == "pending"
    with pytest.raises(Conflict):
        await file(company.ann, ChangeDraft("update", "deal", deal, set={"amount": 1061}), supersedes=first.id)


async def test_a_proposal_is_seen_by_its_author_and_those_above(
    database: Database, company: Company, make: Any, file: Any
) -> None:
    deal = await _deal(make, company.ann)
    p = await file(company.ann, ChangeDraft("delete", "deal", deal))
    for who in (company.ann, company.manager, company.executive, company.admin):
        async with database.session(who) as s:
            assert (await get(s, p.id)).changes[0].record is not None
    for who in (company.bob, company.other_manager):
        async with database.session(who) as s:
            with pytest.raises(NotFound):
                await get(s, p.ref)
    async with database.session(company.manager) as s:
        mine = await find(s, status="pending", approver="me")
        assert p.id in {x.id for x in mine.items} and all(x.approver == "manager" for x in mine.items)
    async with database.session(company.ann) as s:
        assert p.id not in {x.id for x in (await find(s, approver="me")).items}


async def test_hidden_fields_and_invisible_records_do_not_leak(
    database: Database, company: Company, make: Any, file: Any
) -> None:
    deal = await _deal(make, company.ann)
    p = await file(company.ann, ChangeDraft("update", "deal", deal, set={"amount": 1234, "next_step": "secret step"}))
    async with database.session(company.admin) as s:
        await s.connection.execute(
            "INSERT INTO crm.field_setting (tenant_id, object, field, hidden_for) VALUES (%s, 'deal', 'next_step', '{rep}')",
            (company.tenant_id,),
        )
    async with database.session(company.ann) as s:
        shown = await get(s, p.id)
        assert set(shown.changes[0].set) == {"amount"}
        assert (shown.said, shown.summary) == ("as said", "")  # one's own words are no news
    async with database.session(company.manager) as s:
        assert (await get(s, p.id)).summary == "a summary"
    async with database.session(company.admin) as s:
        await s.connection.execute(
            "UPDATE crm.field_setting SET hidden_for = '{}', masked_for = '{manager}' WHERE field = 'next_step'"
        )
    async with database.session(company.manager) as s:
        shown = await get(s, p.id)
        assert (shown.said, shown.summary) == ("", "") and "secret" not in str(shown)
    async with database.session(company.ann) as s:
        assert (await get(s, p.id)).summary == "a summary"
    async with database.session(company.admin) as s:
        await s.connection.execute(
            "UPDATE crm.field_setting SET hidden_for = '{rep}', masked_for = '{}' WHERE field = 'next_step'"
        )
    with pytest.raises(UnknownField):
        await file(company.ann, ChangeDraft("update", "deal", deal, set={"next_step": "x"}))
    async with database.session(company.admin) as s:
        await s.connection.execute("DELETE FROM crm.field_setting WHERE field = 'next_step'")
        await s.connection.execute("UPDATE crm.deal SET owner_id = %s WHERE id = %s", (company.carl.user_id, deal))
    async with database.session(company.ann) as s:
        shown = await get(s, p.id)
    (change,) = shown.changes
    assert (change.record, dict(change.set), shown.summary) == (None, {}, "")


async def test_pages_of_changes_and_of_proposals(database: Database, company: Company, file: Any) -> None:
    p = await file(
        company.bob, *(ChangeDraft("create", "activity", set={"type": "note", "subject": f"n{n}"}) for n in range(205))
    )
    assert (p.change_count, len(p.changes)) == (205, 200)
    async with database.session(company.bob) as s:
        rest = await changes(s, p.id, cursor=(await changes(s, p.id)).next_cursor)
        assert [c.set["subject"].after for c in rest.items] == [f"n{n}" for n in range(200, 205)]
        assert rest.next_cursor is None
        with pytest.raises(Invalid):
            await changes(s, p.id, cursor="../etc")
        await file(company.bob, ChangeDraft("create", "account", set={"name": "Later"}))
        first = await find(s, limit=1)
        assert first.total == 2 and first.next_cursor
        assert [x.id for x in (await find(s, limit=1, cursor=first.next_cursor)).items] == [p.id]
