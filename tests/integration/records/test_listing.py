"""Long lists: where there are more rows than totals count, pages follow indexes in parts and must say the same as one sort."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from psycopg import sql

from crm_store import records
from crm_store.catalog import Field, Kind
from crm_store.custom_indexes import index_custom_fields
from crm_store.database import Database, Session
from crm_store.errors import Invalid
from crm_store.query import AnyOf, Filter, Op, RecordQuery, Sort
from crm_store.records import listing, read, recent
from crm_store.records.terms import custom_order, custom_order_here
from tests.conftest import Company

FIELDS = (
    "name",
    "account",
    "owner",
    "amount",
    "close_date",
    "seats",
    "since",
    "account.industry",
    "created_at",
    "is_open",
    "stage",
)
ROWS = 40


@pytest_asyncio.fixture(scope="module")
async def deals(database: Database, company: Company) -> int:
    """Deals with and without everything, some alike; seats and since are custom."""
    pick = random.Random(3)
    async with database.session(company.admin) as s:
        for field, kind in (("seats", "number"), ("since", "date")):
            await s.connection.execute(
                "INSERT INTO crm.field_setting (tenant_id, object, field, custom_kind) VALUES (%s, 'deal', %s, %s)",
                (company.tenant_id, field, kind),
            )
    async with database.session(company.admin) as s:
        accounts = [
            await records.create(s, "account", {"name": name, "industry": industry})
            for name, industry in (("Éclair", None), ("eclair two", "Retail"), ("Zulu", "Energy"), ("alpha", "Retail"))
        ]
        owners = [w.email for w in (company.ann, company.bob, company.carl)]
        for n in range(ROWS):
            await records.create(
                s,
                "deal",
                {
                    "name": pick.choice(["A", "b", "Ç"]) + str(n % 7), "account": pick.choice(accounts).id, "owner": pick.choice(owners),
                    "amount": pick.choice([None, 0, 12.5, 9000]), "close_date": pick.choice([None, "2026-01-31", "9999-12-31"]),
                    "seats": pick.choice([None, -1, 2.5, 400]), "since": pick.choice([None, "0001-01-01", "2026-11-18"]),
                },
            )  # fmt: skip
        hidden = await records.create(s, "account", {"name": "Gone"})
        last = await records.create(s, "deal", {"name": "of an account that is gone", "account": hidden.id})
        await records.delete(s, "account", hidden.id)
        assert (await records.get(s, "deal", last.id)).values["account"] is None
    return ROWS + 1


async def _walk(s: object, query: RecordQuery) -> list[str]:
    """Every ref, page by page."""
    refs: list[str] = []
    cursor: str | None = None
    while True:
        page = await records.find(s, RecordQuery("deal", sort=query.sort, limit=query.limit, cursor=cursor))  # type: ignore[arg-type]
        refs += [r.ref for r in page.items]
        if (cursor := page.next_cursor) is None:
            return refs


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("field", FIELDS)
async def test_pages_of_a_long_list_are_those_of_a_short_one(
    database: Database, company: Company, deals: int, field: str, descending: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = RecordQuery("deal", sort=(Sort(field, descending), Sort("ref")), limit=7)
    async with database.session(company.executive) as s:
        whole = await _walk(s, RecordQuery("deal", sort=query.sort, limit=200))
        assert len(whole) == len(set(whole)) == deals
        monkeypatch.setattr(listing, "SOME", 3)
        assert (await records.find(s, query)).total == deals
        assert await _walk(s, query) == whole
        monkeypatch.setattr(listing, "EXACT", 5)
        monkeypatch.setattr(read, "EXACT", 5)
        page = await records.find(s, query)
        assert (page.total, page.total_is) == (5, "at_least")
        assert await _walk(s, query) == whole


@pytest.mark.parametrize("descending", [False, True])
async def test_a_list_by_and_of_a_custom_number_follows_its_index(
    database: Database, company: Company, deals: int, descending: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, sort = (Filter("custom.seats", Op.GTE, -1),), (Sort("custom.seats", descending), Sort("ref"))
    async with database.session(company.ann) as s:
        whole = (await records.find(s, RecordQuery("deal", where, sort, limit=200))).items
        monkeypatch.setattr(listing, "FEW", 2)
        found, cursor = [], None
        while True:
            page = await records.find(s, RecordQuery("deal", where, sort, limit=3, cursor=cursor))
            assert page.total == len(whole) > 3
            found += page.items
            if (cursor := page.next_cursor) is None:
                break
    assert [r.ref for r in found] == [r.ref for r in whole]


@pytest.mark.parametrize("op", [Op.LT, Op.LTE, Op.GT, Op.GTE])
@pytest.mark.parametrize(("field", "value"), [("seats", 3), ("seats", -1), ("since", "2024-02-01")])
async def test_custom_numbers_are_counted_as_they_are_listed(
    database: Database, company: Company, deals: int, op: Op, field: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = RecordQuery("deal", (Filter(f"custom.{field}", op, value),), (Sort(f"custom.{field}"),), limit=200)
    async with database.session(company.executive) as s:
        monkeypatch.setattr(listing, "FEW", 0)
        page = await records.find(s, query)
        assert page.total == len(page.items) == await records.count(s, "deal", query.where)


@pytest.mark.parametrize("limit", [1, 2, 5])
async def test_a_long_search_finds_what_a_short_one_finds(
    database: Database, company: Company, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names that begin with the text, that hold it, and whose e-mail alone holds it, page by page."""

    async def found(s: Session, limit: int, cursor: str | None = None) -> list[str]:
        page = await records.find(s, RecordQuery("contact", search="marv", limit=limit, cursor=cursor))
        return [r.ref for r in page.items] + (await found(s, limit, page.next_cursor) if page.next_cursor else [])

    async with database.session(company.ann) as s:
        for n, name in enumerate(
            ("Marv", "Marvin Oh", "Marvin Oh", "marva", "Élan Marv", "Ike Starmarv", "Zoë", "Marvy")
        ):
            await records.create(s, "contact", {"name": name, "email": f"marv{limit}.{n}@marv.example"})
        whole = await found(s, 200)
        monkeypatch.setattr(listing, "EXACT", 3)
        assert await found(s, limit) == whole and len(whole) == len(set(whole)) >= 8


async def test_custom_numbers_get_an_index_once(database: Database, admin: str, deals: int) -> None:
    made = index_custom_fields(admin)
    assert len(made) == 4 and all(name.startswith("deal_custom_") for name in made)
    assert sum(name.endswith("_owner") for name in made) == 2
    assert index_custom_fields(admin) == []


ODD = (0, -2.5, 1e14, "2026-11-18", "0001-01-01", "12", "", "x", True, None, [1], {"a": 1})


async def test_custom_numbers_are_the_same_with_and_without_the_index(database: Database, company: Company) -> None:
    found = Field("seats", "Seats", Kind.NUMBER, custom=True)
    same = sql.SQL("SELECT {} IS NOT DISTINCT FROM {} FROM unnest(%s::jsonb[]) AS r(custom)")
    texts = [json.dumps({"seats": value}) for value in ODD] + ['{"seats": 1e301}', "{}"]
    async with database.session(company.ann) as s:
        cursor = await s.connection.execute(
            same.format(custom_order(found, "r"), custom_order_here(found, "r")), (texts,)
        )
        assert await cursor.fetchall() == [(True,)] * len(texts)


async def test_quiet_or_never_touched_is_asked_at_once(database: Database, company: Company, deals: int) -> None:
    """`Empty or before` is one condition in SQL: it finds what both of its halves find."""
    empty, before = (
        Filter("last_activity_at", Op.ISNULL, True),
        Filter("last_activity_at", Op.LT, "2026-01-02T00:00:00Z"),
    )
    async with database.session(company.ann) as s:
        account = await records.create(s, "account", {"name": "Called"})
        for day in (1, 9):
            await records.create(
                s, "activity", {"type": "call", "subject": "x", "account": account.id, "occurred_at": f"2026-01-0{day}"}
            )
            halves = [set(await records.matching_ids(s, "account", (part,))) for part in (empty, before)]
            for both in ((empty, before), (before, empty)):
                found = set(await records.matching_ids(s, "account", (AnyOf(both),)))
                assert found == halves[0] | halves[1]
                assert (account.id in found) == (day == 1)


@pytest.mark.parametrize("looked_at", [1, 5, 400])
async def test_the_latest_touched_come_first(
    database: Database, company: Company, looked_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recent, "TRIES", (looked_at, 2 * looked_at))
    pick, start = random.Random(looked_at), datetime(2026, 1, 1, tzinfo=UTC)
    async with database.session(company.ann) as s:
        made = [await records.create(s, "account", {"name": f"Touched {looked_at} {n}"}) for n in range(12)]
        for account in made[:9]:
            for _ in range(pick.randrange(1, 5)):
                when = (start + timedelta(hours=pick.randrange(40))).isoformat()
                await records.create(
                    s, "activity", {"type": "call", "subject": "x", "account": account.id, "occurred_at": when}
                )
    async with database.session(company.bob) as s:
        everything = (await records.find(s, RecordQuery("account", sort=(Sort("name"),), limit=200))).items
        touched = [r for r in everything if r.values["last_activity_at"]]
        wanted = [
            r.ref
            for r in sorted(
                sorted(touched, key=lambda r: r.id), key=lambda r: str(r.values["last_activity_at"]), reverse=True
            )
        ]
        refs, cursor = [], None
        for _ in range(40):
            query = RecordQuery("account", sort=(Sort("last_activity_at", descending=True),), limit=4, cursor=cursor)
            page = await records.find(s, query)
            refs += [r.ref for r in page.items]
            if (cursor := page.next_cursor) is None:
                break
        assert refs[: len(wanted)] == wanted
        assert len(refs) == len(set(refs)) == len(everything)


async def test_a_rep_sees_their_own_alone_whoever_reports_to_them(database: Database, company: Company) -> None:
    async with database.session(company.bob) as s:
        deal = await records.create(s, "deal", {"name": "Bob's", "account": await _account(s)})
    async with database.session(company.admin) as s:
        await s.connection.execute(
            "UPDATE crm.app_user SET manager_id = %s WHERE id = %s", (company.ann.user_id, company.bob.user_id)
        )
    try:
        async with database.session(company.ann) as s:
            assert await records.get_many(s, "deal", [deal.id]) == []
            assert deal.id not in {r.id for r in (await records.find(s, RecordQuery("deal", limit=200))).items}
        async with database.session(company.manager) as s:
            assert len(await records.get_many(s, "deal", [deal.id])) == 1
    finally:
        async with database.session(company.admin) as s:
            await s.connection.execute(
                "UPDATE crm.app_user SET manager_id = %s WHERE id = %s", (company.manager.user_id, company.bob.user_id)
            )


async def _account(s: object) -> object:
    return (await records.create(s, "account", {"name": "Any"})).id  # type: ignore[arg-type]


async def test_names_nearly_like_it_fill_the_page(database: Database, company: Company) -> None:
    async with database.session(company.ann) as s:
        for name in ("Quintero One", "Quintero Two", "Quintero Three", "Quintera Four"):
            await records.create(s, "contact", {"name": name})

        async def names(limit: int, cursor: str | None = None) -> tuple[list[str], int, str | None]:
            page = await records.find(s, RecordQuery("contact", search="quintero", limit=limit, cursor=cursor))
            return [r.label for r in page.items], page.total, page.next_cursor

        first, total, cursor = await names(2)  # more than a page holds the text: nobody looks for typing errors
        assert (len(first), total) == (2, 3) and cursor
        assert len((await names(2, cursor))[0]) == 1
        first, total, cursor = await names(3)
        assert total == 4 and "Quintera Four" not in first and cursor
        assert (await names(3, cursor))[0] == ["Quintera Four"]
        with pytest.raises(Invalid):
            await records.find(s, RecordQuery("contact", search="quintera", limit=3, cursor=cursor))
        with pytest.raises(Invalid):
            await records.find(s, RecordQuery("contact", search="quintero", cursor="bm9uZQ"))


async def test_the_index_of_names_serves_their_beginnings_too(database: Database, company: Company) -> None:
    """The one that was made for it alone is gone where text is ordered by its bytes."""
    async with database.session(company.ann) as s:
        await s.connection.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor = await s.connection.execute(
            "EXPLAIN SELECT 1 FROM crm.contact WHERE tenant_id = crm.tenant_id() AND name_key LIKE 'mar%'"
            " ORDER BY name_key, id LIMIT 1"
        )
        plan = " ".join([row[0] for row in await cursor.fetchall()])
    assert "contact_name_order" in plan
    assert "name_key >= 'mar'" in plan
