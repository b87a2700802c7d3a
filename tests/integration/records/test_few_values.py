"""A part of a job title is looked for among the titles that there are, or among the rows: with the same answer."""

from __future__ import annotations

import pytest

from crm_store import records
from crm_store.database import Database, Session
from crm_store.errors import UnknownField
from crm_store.query import AnyOf, Filter, Not, Op, RecordQuery, Sort
from crm_store.records import few_values
from tests.conftest import Company

TITLES = (
    "Sales Manager",
    "sales manager",
    "Éditeur",
    "VP",
    "vp of sales",
    "100% owner",
    "under_score",
    "İlk",
    None,
    "",
)


@pytest.fixture(scope="module", autouse=True)
async def contacts(database: Database, company: Company) -> None:
    async with database.session(company.admin) as s:
        for n, title in enumerate(TITLES * 2):
            await records.create(s, "contact", {"name": f"Contact {n:02}", "title": title})


async def _titles(s: Session, part: str) -> list[str]:
    query = RecordQuery("contact", (Filter("title", Op.CONTAINS, part),), (Sort("name"),), limit=200)
    page = await records.find(s, query)
    assert page.total == len(page.items)
    return [str(r.value("title")) for r in page.items]


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("manager", {"Sales Manager", "sales manager"}),
        (" SALES ", {"Sales Manager", "sales manager", "vp of sales"}),
        ("é", {"Éditeur"}),
        ("vp", {"VP", "vp of sales"}),
        ("0% o", {"100% owner"}),
        ("_", {"under_score"}),
        ("%", {"100% owner"}),
        ("nobody has this", set()),
    ],
)
async def test_both_ways_find_the_same(
    database: Database, company: Company, monkeypatch: pytest.MonkeyPatch, part: str, expected: set[str]
) -> None:
    async with database.session(company.ann) as s:
        by_value = await _titles(s, part)
        monkeypatch.setattr(few_values, "MOST", 3)
        by_row = await _titles(s, part)
        assert ("many values", "contact", "title") in s.catalog.memo
        del s.catalog.memo["many values", "contact", "title"]
    assert by_value == by_row
    assert set(by_value) == expected
    assert len(by_value) == 2 * len(expected)


async def test_pages_go_on_where_the_last_ended(database: Database, company: Company) -> None:
    async with database.session(company.ann) as s:
        query = RecordQuery("contact", (Filter("title", Op.CONTAINS, "s"),), (Sort("title"), Sort("name")), limit=3)
        seen: list[str] = []
        while True:
            page = await records.find(s, query)
            seen += [r.label for r in page.items]
            if not page.next_cursor:
                break
            query = RecordQuery(query.object, query.where, query.sort, 3, page.next_cursor)
    assert len(seen) == len(set(seen)) == page.total == 8


async def test_inside_of_other_conditions(database: Database, company: Company) -> None:
    held = Filter("title", Op.CONTAINS, "manager")
    async with database.session(company.ann) as s:
        both = await records.find(s, RecordQuery("contact", (held, AnyOf((held, Filter("title", Op.EQ, "VP"))))))
        none = await records.find(s, RecordQuery("contact", (held, Not(held))))
    assert (both.total, none.total) == (4, 0)


async def test_a_title_that_is_closed_is_no_field(database: Database, company: Company) -> None:
    async with database.session(company.admin) as s:
        await s.connection.execute(
            "INSERT INTO crm.field_setting (tenant_id, object, field, hidden_for) VALUES (%s, 'contact', 'title', '{rep}')",
            (company.tenant_id,),
        )
    async with database.session(company.ann) as s:
        with pytest.raises(UnknownField):
            await _titles(s, "manager")
    async with database.session(company.manager) as s:
        assert len(await _titles(s, "manager")) == 4
