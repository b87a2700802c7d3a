"""Creating, changing, deleting and restoring records on a real database."""

from __future__ import annotations

import pytest
from psycopg.rows import dict_row

from crm_store import records
from crm_store.audit import Writer
from crm_store.database import Database
from crm_store.errors import Invalid, NotFound, NotPermitted, Stale, UnknownField
from crm_store.records import Record, Reference
from tests.conftest import Company


async def account(database: Database, who, name: str = "Globex", **values) -> Record:
    async with database.session(who) as s:
        return await records.create(s, "account", {"name": name, **values})


async def deal(database: Database, who, name: str = "Big one", **values) -> Record:
    async with database.session(who) as s:
        if "account" not in values:
            values["account"] = (await records.create(s, "account", {"name": f"{name} Inc"})).id
        return await records.create(s, "deal", {"name": name, **values})


async def test_a_created_deal_has_its_defaults(database: Database, company: Company) -> None:
    made = await deal(database, company.ann, amount=52_000.5)
    assert made.values["owner"] == Reference("user", company.ann.user_id, company.ann.email, "Ann", company.ann.email)
    assert (made.values["pipeline"], made.values["stage"], made.values["currency"]) == ("Sales", "Prospecting", "USD")
    assert made.values["amount"] == 52_000.5
    assert made.version == 1
    assert made.values["account"].label == "Big one Inc"


async def test_a_stage_is_taken_by_synonym_and_case(database: Database, company: Company) -> None:
    made = await deal(database, company.ann, stage="closed won")
    assert made.values["stage"] == "Won"
    assert made.values["closed_at"] == "2026-11-18T15:00:00Z"


@pytest.mark.parametrize(
    ("values", "subject"),
    [
        ({"type": "note", "body": "Wants 40 units.\nCall again."}, "Wants 40 units."),
        ({"type": "call"}, "Call"),
        ({"type": "task", "subject": "Send it", "due_date": "2026-11-20"}, "Send it"),
    ],
)
async def test_an_activity_gets_a_subject(database: Database, company: Company, values, subject) -> None:
    async with database.session(company.ann) as s:
        assert (await records.create(s, "activity", values)).label == subject


async def test_an_update_counts_the_version_and_an_old_one_is_stale(database: Database, company: Company) -> None:
    made = await deal(database, company.ann)
    async with database.session(company.ann) as s:
        changed = await records.update(s, "deal", made.id, {"amount": "52,000", "stage": "negotiation"}, made.version)
    assert (changed.version, changed.values["amount"], changed.values["stage"]) == (2, 52_000, "Negotiation")
    with pytest.raises(Stale):
        async with database.session(company.ann) as s:
            await records.update(s, "deal", made.id, {"amount": 1}, made.version)


async def test_writing_what_is_already_so_writes_nothing(database: Database, company: Company) -> None:
    made = await deal(database, company.ann, amount=5)
    async with database.session(company.ann) as s:
        same = await records.update(
            s, "deal", made.ref, {"amount": 5, "owner": "me", "account": made.values["account"].json()}
        )
    assert same.version == 1


async def test_a_write_is_audited_and_told_with_its_reason(database: Database, company: Company) -> None:
    made = await deal(database, company.ann, amount=5)
    async with database.session(company.ann) as s:
        await records.update(s, "deal", made.id, {"amount": 7}, writer=Writer(reason="she said so"))
    async with database.session(company.system) as s:
        cursor = s.connection.cursor(row_factory=dict_row)
        await cursor.execute("SELECT * FROM crm.audit_event WHERE record_id = %s ORDER BY id", (made.id,))
        first, second = await cursor.fetchall()
        await cursor.execute("SELECT event, payload FROM crm.outbox WHERE record_id = %s ORDER BY id", (made.id,))
        told = await cursor.fetchall()
    assert (first["action"], second["action"], second["actor_id"]) == ("create", "update", company.ann.user_id)
    assert (second["before"], second["after"], second["reason"]) == ({"amount": 5}, {"amount": 7}, "she said so")
    assert (second["actor_kind"], second["record_owner_id"]) == ("person", company.ann.user_id)
    assert [t["event"] for t in told] == ["deal.created", "deal.updated"]
    assert told[1]["payload"]["fields"] == ["amount"]


async def test_a_failed_write_leaves_nothing(database: Database, company: Company) -> None:
    made = await deal(database, company.ann, amount=5)
    with pytest.raises(RuntimeError):
        async with database.session(company.ann) as s:
            await records.update(s, "deal", made.id, {"amount": 7})
            raise RuntimeError
    async with database.session(company.ann) as s:
        assert (await records.get(s, "deal", made.id)).values["amount"] == 5


async def test_what_is_seen_but_another_s_is_not_permitted(database: Database, company: Company) -> None:
    made = await account(database, company.ann)
    async with database.session(company.bob) as s:
        with pytest.raises(NotPermitted):
            await records.update(s, "account", made.id, {"city": "Ulm"})
        with pytest.raises(NotPermitted):
            await records.delete(s, "account", made.id)


async def test_what_is_not_seen_is_not_found(database: Database, company: Company) -> None:
    made = await deal(database, company.ann)
    async with database.session(company.bob) as s:
        for key in (made.id, made.ref, str(made.id), "D-999999999", "nonsense", ""):
            with pytest.raises(NotFound):
                await records.update(s, "deal", key, {"amount": 1})
            with pytest.raises(NotFound):
                await records.delete(s, "deal", key)
            with pytest.raises(NotFound):
                await records.get(s, "deal", key)


async def test_a_rep_creates_for_themselves_and_a_manager_for_those_below(database: Database, company: Company) -> None:
    for who, owner, fine in [
        (company.ann, company.bob, False),
        (company.manager, company.bob, True),
        (company.manager, company.carl, False),
        (company.executive, company.carl, True),
        (company.admin, company.carl, True),
    ]:
        async with database.session(who) as s:
            if fine:
                made = await records.create(s, "lead", {"name": "Jane Roe", "owner": owner.email})
                assert made.values["owner"].id == owner.user_id
            else:
                with pytest.raises(NotPermitted):
                    await records.create(s, "lead", {"name": "Jane Roe", "owner": owner.email})


async def test_a_viewer_and_an_agent_write_nothing(database: Database, company: Company) -> None:
    made = await account(database, company.ann, "Hooli")
    async with database.session(company.viewer) as s:
        with pytest.raises(NotPermitted):
            await records.create(s, "account", {"name": "X"})
        with pytest.raises(NotPermitted):
            await records.update(s, "account", made.id, {"city": "Ulm"})


async def test_a_deal_handed_over_is_the_new_owner_s_alone(database: Database, company: Company) -> None:
    made = await deal(database, company.ann, amount=5)
    async with database.session(company.ann) as s:
        left = await records.update(s, "deal", made.id, {"owner": company.bob.email})
        assert left.values["owner"].id == company.bob.user_id
        assert left.version == 2
        with pytest.raises(NotFound):
            await records.get(s, "deal", made.id)
        cursor = await s.connection.execute("SELECT count(*) FROM crm.deal WHERE id = %s", (made.id,))
        assert await cursor.fetchone() == (0,)
    async with database.session(company.bob) as s:
        assert (await records.get(s, "deal", made.id)).version == 2


async def test_a_deleted_record_is_gone_until_it_is_restored(database: Database, company: Company) -> None:
    made = await deal(database, company.ann, amount=5)
    async with database.session(company.ann) as s:
        await records.delete(s, "deal", made.id, 1)
        with pytest.raises(NotFound):
            await records.get(s, "deal", made.id)
    async with database.session(company.bob) as s:
        with pytest.raises(NotFound):
            await records.restore(s, "deal", made.id)
    async with database.session(company.ann) as s:
        back = await records.restore(s, "deal", made.ref)
        assert back.values["amount"] == 5
        with pytest.raises(NotFound):
            await records.restore(s, "deal", made.id)
        with pytest.raises(Stale):
            await records.delete(s, "deal", made.id, 1)


async def test_parents_make_no_circle(database: Database, company: Company) -> None:
    a = await account(database, company.ann, "A")
    b = await account(database, company.ann, "B", parent_account=a.id)
    c = await account(database, company.ann, "C", parent_account=b.ref)
    for child in (a, b, c):
        with pytest.raises(Invalid) as caught:
            async with database.session(company.ann) as s:
                await records.update(s, "account", a.id, {"parent_account": child.id})
        assert caught.value.details["field"] == "parent_account"


async def test_a_stage_of_another_pipeline_and_what_a_stage_requires(database: Database, company: Company) -> None:
    async with database.session(company.admin) as s:
        await s.connection.execute("INSERT INTO crm.pipeline VALUES (%s, 'Renewals', false, 1)", (company.tenant_id,))
        await s.connection.execute(
            "INSERT INTO crm.stage (tenant_id, pipeline, name, position, probability, kind, required_fields) VALUES"
            " (%(t)s, 'Renewals', 'Due', 0, 60, 'open', '{}'), (%(t)s, 'Renewals', 'Renewed', 1, 100, 'won', '{amount}')",
            {"t": company.tenant_id},
        )
    made = await deal(database, company.ann)
    async with database.session(company.ann) as s:
        with pytest.raises(Invalid) as caught:
            await records.update(s, "deal", made.id, {"stage": "Renewed"})
        assert caught.value.details["field"] == "stage"
        moved = await records.update(s, "deal", made.id, {"pipeline": "Renewals"})
        assert moved.values["stage"] == "Due"
        with pytest.raises(Invalid) as caught:
            await records.update(s, "deal", made.id, {"stage": "Renewed"})
        assert caught.value.details["field"] == "amount"
        won = await records.update(s, "deal", made.id, {"stage": "Renewed", "amount": 10})
        assert won.values["is_won"]


async def test_field_rules_hold_for_reading_writing_and_filtering(database: Database, company: Company) -> None:
    from crm_store.query import Filter, Op, RecordQuery, Sort

    rules = [
        ("contact", "phone", "{rep}", "{}", "{}"),
        ("contact", "email", "{}", "{rep}", "{}"),
        ("contact", "title", "{}", "{}", "{rep}"),
    ]
    async with database.session(company.ann) as s:
        made = await records.create(s, "contact", {"name": "Jo Doe", "email": "zx81@quux.org", "phone": "+14155550100"})
    async with database.session(company.admin) as s:
        for object_, field, hidden, masked, read_only in rules:
            await s.connection.execute(
                "INSERT INTO crm.field_setting (tenant_id, object, field, hidden_for, masked_for, read_only_for)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                (company.tenant_id, object_, field, hidden, masked, read_only),
            )
    try:
        async with database.session(company.ann) as s:
            seen = await records.get(s, "contact", made.id)
            assert "phone" not in seen.values
            assert seen.values["email"] == records.MASK
            for field in ("phone", "email"):
                with pytest.raises(UnknownField):
                    await records.count(s, "contact", [Filter(field, Op.ISNULL, False)])
                with pytest.raises(UnknownField):
                    await records.find(s, RecordQuery("contact", sort=(Sort(field),)))
                with pytest.raises(UnknownField):
                    await records.update(s, "contact", made.id, {field: "x"})
            assert (await records.find(s, RecordQuery("contact", search="zx81@quux.org"))).total == 0
            assert (await records.find(s, RecordQuery("contact", search="4155550100"))).total == 0
            with pytest.raises(NotPermitted):
                await records.update(s, "contact", made.id, {"title": "CEO"})
            renamed = await records.update(s, "contact", made.id, {"name": "Joan Doe"})
        async with database.session(company.manager) as s:
            full = await records.get(s, "contact", made.id)
            assert (full.values["email"], full.values["phone"], renamed.label) == (
                "zx81@quux.org",
                "+14155550100",
                full.label,
            )
    finally:
        async with database.session(company.admin) as s:
            await s.connection.execute("DELETE FROM crm.field_setting WHERE object = 'contact'")


async def test_custom_fields_are_typed_kept_and_removed(database: Database, company: Company) -> None:
    async with database.session(company.admin) as s:
        for field, kind in (("tier", "text"), ("seats", "number"), ("renewal", "date")):
            await s.connection.execute(
                "INSERT INTO crm.field_setting (tenant_id, object, field, custom_kind) VALUES (%s, 'account', %s, %s)",
                (company.tenant_id, field, kind),
            )
    made = await account(
        database, company.ann, "Umbrella", custom={"tier": "Gold", "seats": "40"}, renewal="2027-01-01"
    )
    assert made.custom == {"tier": "Gold", "seats": 40, "renewal": "2027-01-01"}
    async with database.session(company.ann) as s:
        changed = await records.update(s, "account", made.id, {"custom.tier": None, "seats": 41.5})
        assert changed.custom == {"seats": 41.5, "renewal": "2027-01-01"}
        with pytest.raises(Invalid):
            await records.update(s, "account", made.id, {"custom": {"seats": "many"}})
        with pytest.raises(UnknownField):
            await records.update(s, "account", made.id, {"custom": {"nope": 1}})
