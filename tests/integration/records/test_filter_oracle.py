"""Filters against an oracle: random conditions over random rows mean the same in SQL as in a few lines of Python."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_store import records
from crm_store.database import Database
from crm_store.query import AllOf, AnyOf, Condition, Filter, Not, Op, RecordQuery, Related, Sort, Through
from crm_store.records import Record, Reference
from tests.conftest import Company

NAMES = ["Alpha", "alpha two", "Bêta", "50%", "a_b", "Zulu", "b\\c"]
INDUSTRIES = ["Retail", "Energy", None]
STAGES = ["Prospecting", "Qualified", "Proposal", "Negotiation", "Won", "Lost"]
AMOUNTS = [None, 0, 0.5, 10, 1000, 99999.99]
DATES = [None, "2026-01-31", "2026-11-18", "2027-06-01"]
SEATS = [None, 0, 2.5, 40]
TIERS = [None, "Gold", "Silver"]
KINDS = ["note", "task", "call"]


@dataclass
class World:
    """What was written, as it reads: the oracle's rows."""

    deals: list[Record]
    accounts: dict[UUID, Record]
    activities: list[Record]
    owners: dict[str, UUID]


@pytest_asyncio.fixture(scope="module")
async def world(database: Database, company: Company) -> World:
    pick = random.Random(7)
    async with database.session(company.admin) as s:
        for field, kind in (("seats", "number"), ("tier", "text"), ("hot", "boolean"), ("since", "date")):
            await s.connection.execute(
                "INSERT INTO crm.field_setting (tenant_id, object, field, custom_kind) VALUES (%s, 'deal', %s, %s)",
                (company.tenant_id, field, kind),
            )
    owners = {w.email: w.user_id for w in (company.ann, company.bob, company.carl)}
    async with database.session(company.admin) as s:
        accounts = [
            await records.create(s, "account", {"name": f"{n} Co", "industry": pick.choice(INDUSTRIES), "employees": e})
            for n, e in zip(NAMES, [None, 1, 50, 50, 1000, 7, None], strict=True)
        ]
        deals = [await records.create(s, "deal", _deal(pick, accounts, list(owners))) for _ in range(60)]
        activities = [
            await records.create(
                s, "activity", {"type": pick.choice(KINDS), "subject": "x", "deal": pick.choice(deals).id}
            )
            for _ in range(40)
        ]
        deals = await records.get_many(s, "deal", [d.id for d in deals])
    return World(deals, {a.id: a for a in accounts}, activities, owners)


def _deal(pick: random.Random, accounts: list[Record], owners: list[str]) -> dict[str, Any]:
    return {
        "name": pick.choice(NAMES), "account": pick.choice(accounts).id, "stage": pick.choice(STAGES), "amount": pick.choice(AMOUNTS),
        "close_date": pick.choice(DATES), "owner": pick.choice(owners), "next_step": pick.choice([None, "Call", "call back"]),
        "source": pick.choice([None, "Partner", "Website"]), "seats": pick.choice(SEATS), "tier": pick.choice(TIERS),
        "hot": pick.choice([None, True, False]), "since": pick.choice(DATES),
    }  # fmt: skip


def leaf(field: str, values: list[Any], *ops: Op) -> st.SearchStrategy[Condition]:
    filled = [v for v in values if v is not None]
    parts = [st.builds(Filter, st.just(field), st.sampled_from([Op.EQ, Op.NE]), st.sampled_from(values))]
    parts.append(st.builds(Filter, st.just(field), st.just(Op.IN), st.lists(st.sampled_from(values), max_size=3)))
    parts.append(st.builds(Filter, st.just(field), st.just(Op.ISNULL), st.booleans()))
    if ops:
        parts.append(st.builds(Filter, st.just(field), st.sampled_from(ops), st.sampled_from(filled)))
    return st.one_of(parts)


ORDER = (Op.LT, Op.LTE, Op.GT, Op.GTE)
OWNERS = [f"{n}@acme.example" for n in ("ann", "bob", "carl")]
ACCOUNT_LEAF = st.one_of(
    leaf("industry", INDUSTRIES),
    leaf("employees", [1, 50, None, 7], *ORDER),
    leaf("name", ["Alpha Co", "ZULU CO"], Op.CONTAINS),
)
DEAL_LEAF = st.one_of(
    leaf("name", ["alpha", "Beta", "50%", "a_b", "b\\c", "zulu"], Op.CONTAINS, Op.STARTS),
    leaf("amount", AMOUNTS, *ORDER),
    leaf("close_date", DATES, *ORDER),
    leaf("stage", STAGES, *ORDER, Op.CONTAINS),
    leaf("source", [None, "Partner", "Website"], Op.CONTAINS),
    leaf("next_step", [None, "CALL", "call back"], *ORDER, Op.CONTAINS),
    leaf("owner", OWNERS),
    leaf("account", ["Alpha Co", "zulu co", "none such", None], Op.CONTAINS),
    leaf("account.industry", INDUSTRIES),
    leaf("account.employees", [1, 50, None], *ORDER),
    leaf("custom.seats", SEATS, *ORDER),
    leaf("tier", TIERS, Op.CONTAINS),
    leaf("hot", [True, False, None]),
    leaf("since", DATES, *ORDER),
    leaf("is_open", [True, False]),
    leaf("probability", [10, 25, 100, 0], *ORDER),
    leaf("version", [1, 2], *ORDER),
    st.builds(Through, st.just("account"), ACCOUNT_LEAF),
    st.builds(
        Related,
        st.just("activity"),
        st.just("deal"),
        st.one_of(st.none(), leaf("type", KINDS)),
        st.integers(0, 3),
        st.one_of(st.none(), st.integers(0, 3)),
    ),
)
CONDITIONS = st.recursive(
    DEAL_LEAF,
    lambda inner: st.one_of(
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AllOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=6,
)


def holds(world: World, row: Record, asked: Condition) -> bool:
    match asked:
        case AllOf(parts):
            return all(holds(world, row, p) for p in parts)
        case AnyOf(parts):
            return any(holds(world, row, p) for p in parts)
        case Not(part):
            return not holds(world, row, part)
        case Through(field, where):
            target = row.values[field]
            return target is not None and holds(world, world.accounts[target.id], where)
        case Related(_, via, where, least, most):
            about = [a for a in world.activities if (r := a.values[via]) is not None and r.id == row.id]
            n = sum(where is None or holds(world, a, where) for a in about)
            return n >= least and (most is None or n <= most)
        case Filter(field, op, value):
            return compared(world, row, field, op, value)


def compared(world: World, row: Record, path: str, op: Op, value: Any) -> bool:
    if op is Op.NE:
        return not compared(world, row, path, Op.EQ, value)
    head, _, rest = path.removeprefix("custom.").partition(".")
    actual: Any = row.value(head)
    if rest:
        actual = world.accounts[actual.id].value(rest) if actual else None
        head = rest
    if op is Op.ISNULL:
        return (actual is None) == value
    if op is Op.IN:
        return any(compared(world, row, path, Op.EQ, v) for v in value)
    if value is None:
        return op is Op.EQ and actual is None
    if actual is None:
        return False
    return _matches(world, head, actual, op, value)


def _matches(world: World, field: str, actual: Any, op: Op, value: Any) -> bool:
    if isinstance(actual, Reference):
        if op is Op.CONTAINS:
            return value.lower() in actual.label.lower()
        return actual.id == world.owners[value] if "@" in value else actual.label.lower() == value.lower()
    if field == "stage" and op is not Op.CONTAINS:
        actual, value = STAGES.index(actual), STAGES.index(value)
    if isinstance(actual, str):
        actual, value = actual.lower().replace("ê", "e"), value.lower()
    tests = {
        Op.EQ: lambda: actual == value, Op.LT: lambda: actual < value, Op.LTE: lambda: actual <= value,
        Op.GT: lambda: actual > value, Op.GTE: lambda: actual >= value, Op.CONTAINS: lambda: value in actual,
        Op.STARTS: lambda: actual.startswith(value),
    }  # fmt: skip
    return bool(tests[op]())


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=CONDITIONS, who=st.sampled_from(["admin", "manager", "ann"]))
async def test_a_condition_means_what_the_oracle_says(
    database: Database, company: Company, world: World, asked: Condition, who: str
) -> None:
    sees = {
        "admin": set(world.owners.values()),
        "manager": {company.ann.user_id, company.bob.user_id},
        "ann": {company.ann.user_id},
    }[who]
    expected = {d.id for d in world.deals if d.values["owner"].id in sees and holds(world, d, asked)}
    async with database.session(getattr(company, who)) as s:
        found = await records.find(s, RecordQuery("deal", (asked,), limit=200), fields=["name"])
        assert {r.id for r in found.items} == expected
        assert found.total == await records.count(s, "deal", [asked]) == len(expected)
        assert set(await records.matching_ids(s, "deal", [asked])) == expected


SORTS = [
    "name",
    "amount",
    "close_date",
    "stage",
    "owner",
    "account",
    "account.industry",
    "custom.seats",
    "tier",
    "is_open",
    "weighted_amount",
]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    sorts=st.lists(st.builds(Sort, st.sampled_from(SORTS), st.booleans()), max_size=3),
    limit=st.integers(1, 40),
)
async def test_pages_hold_every_row_once_and_in_order(
    database: Database, company: Company, world: World, sorts: list[Sort], limit: int
) -> None:
    async with database.session(company.admin) as s:
        whole = await records.find(s, RecordQuery("deal", sort=tuple(sorts), limit=200), fields=["name", "amount"])
        seen: list[Record] = []
        cursor = None
        while True:
            page = await records.find(
                s, RecordQuery("deal", (), tuple(sorts), limit, cursor), fields=["name", "amount"]
            )
            seen += page.items
            cursor = page.next_cursor
            if cursor is None:
                break
    assert [r.id for r in seen] == [r.id for r in whole.items]
    assert {r.id for r in seen} == {d.id for d in world.deals}
    if sorts and sorts[0].field == "amount":
        amounts = [r.values["amount"] for r in seen]
        filled = sorted((a for a in amounts if a is not None), reverse=sorts[0].descending)
        assert amounts == filled + [None] * (len(amounts) - len(filled))
