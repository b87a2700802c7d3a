"""Random deals, random specs: the report equals plain Python over the same rows, for everybody who asks."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_store.analytics import ReportSpec, run_report
from crm_store.database import Database
from crm_store.identity import Identity
from tests.conftest import Company
from tests.integration.analytics.conftest import insert

PROBABILITY = {"Prospecting": 10, "Qualified": 25, "Proposal": 50, "Negotiation": 75, "Won": 100, "Lost": 0}
SOURCES = ["Website", "Referral", "Partner", None]
INDUSTRIES = ["Retail", "Finance", None]
ZONES = ["UTC", "America/Los_Angeles", "Pacific/Auckland"]


@dataclass(frozen=True)
class Deal:
    owner: UUID
    stage: str
    cents: int | None
    source: str | None
    industry: str | None
    created: datetime
    closed: datetime | None
    close_date: date | None

    @property
    def open(self) -> bool:
        return self.stage not in ("Won", "Lost")


@pytest_asyncio.fixture(scope="module")
async def deals(database: Database, company: Company) -> list[Deal]:
    dice = random.Random(20261118)
    accounts = await insert(
        database, company, "account", [{"name": f"A{n}", "industry": i} for n, i in enumerate(INDUSTRIES)]
    )
    found, rows = [], []
    for n in range(300):
        stage = dice.choice(list(PROBABILITY))
        created = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=dice.randrange(650 * 24 * 60))
        # Many closings around midnight at the ends of months, where time zones differ.
        closed = None
        if stage in ("Won", "Lost"):
            month = datetime(2025 + dice.randrange(2), dice.randrange(1, 13), 1, tzinfo=UTC)
            closed = month + timedelta(minutes=dice.randrange(-1500, 1500))
        which = dice.randrange(len(INDUSTRIES) + 1)
        deal = Deal(
            dice.choice([company.ann, company.bob, company.carl]).user_id, stage, dice.choice([None, dice.randrange(10**7)]),
            dice.choice(SOURCES), INDUSTRIES[which] if which < len(INDUSTRIES) else None, created, closed,
            dice.choice([None, date(2026, 1, 1) + timedelta(days=dice.randrange(500))]),
        )  # fmt: skip
        found.append(deal)
        rows.append({
            "name": f"d{n}", "owner_id": deal.owner, "stage": stage, "amount_minor": deal.cents, "source": deal.source,
            "account_id": accounts[which] if which < len(accounts) else None, "created_at": created, "closed_at": closed,
            "close_date": deal.close_date,
        })  # fmt: skip
    await insert(database, company, "deal", rows)
    return found


METRICS: dict[str, tuple[str, Any]] = {
    "pipeline": ("close_date", lambda d: d.open),
    "weighted_pipeline": ("close_date", lambda d: d.open),
    "won_amount": ("closed", lambda d: d.stage == "Won"),
    "won_count": ("closed", lambda d: d.stage == "Won"),
    "lost_count": ("closed", lambda d: d.stage == "Lost"),
    "win_rate": ("closed", lambda d: not d.open),
    "average_deal_size": ("closed", lambda d: d.stage == "Won"),
    "sales_cycle": ("closed", lambda d: d.stage == "Won"),
    "deal_count": ("created", lambda d: True),
}


def measured(name: str, rows: list[Deal]) -> float | None:
    cents = [d.cents for d in rows if d.cents is not None]
    if name in ("pipeline", "won_amount"):
        return sum(cents) / 100
    if name == "weighted_pipeline":
        return sum(d.cents * PROBABILITY[d.stage] for d in rows if d.cents is not None) / 10_000
    if name == "win_rate":
        return 100 * sum(d.stage == "Won" for d in rows) / len(rows) if rows else None
    if name == "average_deal_size":
        return sum(cents) / len(cents) / 100 if cents else None
    if name == "sales_cycle":
        days = [(d.closed - d.created) / timedelta(days=1) for d in rows if d.closed]
        return sum(days) / len(days) if days else None
    return len(rows)


def day_of(deal: Deal, field: str, zone: str) -> date | None:
    value = getattr(deal, field)
    return value.astimezone(ZoneInfo(zone)).date() if isinstance(value, datetime) else value


def key_of(deal: Deal, group: str, field: str, zone: str) -> Any:
    day = day_of(deal, field, zone)
    match group:
        case "owner":
            return str(deal.owner)
        case "stage":
            return deal.stage
        case "source":
            return deal.source
        case "account.industry":
            return deal.industry
        case _ if day is None:
            return None
        case "month":
            return f"{day:%Y-%m}"
        case "quarter":
            return f"{day.year}-Q{(day.month + 2) // 3}"
        case "week":
            return f"{day.isocalendar().year}-W{day.isocalendar().week:02d}"
    return f"{day.year}"


def expected(
    seen: list[Deal], name: str, groups: list[str], span: tuple[date, date] | None, zone: str
) -> dict[Any, Any]:
    field, counted = METRICS[name]
    found: dict[Any, list[Deal]] = defaultdict(list)
    for deal in seen:
        day = day_of(deal, field, zone)
        if counted(deal) and (span is None or (day is not None and span[0] <= day <= span[1])):
            found[tuple(key_of(deal, g, field, zone) for g in groups)].append(deal)
    return {key: measured(name, rows) for key, rows in found.items()}


SPANS = st.none() | st.tuples(
    st.dates(date(2024, 12, 1), date(2026, 12, 31)), st.integers(0, 500)
).map(lambda s: (s[0], s[0] + timedelta(days=s[1])))  # fmt: skip
GROUPS = st.lists(st.sampled_from(["owner", "stage", "source", "account.industry"]), unique=True, max_size=2)
STEPS = st.sampled_from([[], ["month"], ["quarter"], ["week"], ["year"]])


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    names=st.lists(st.sampled_from(list(METRICS)), min_size=1, max_size=3, unique=True), groups=GROUPS, step=STEPS,
    span=SPANS, zone=st.sampled_from(ZONES), who=st.sampled_from(["executive", "manager", "ann", "carl", "viewer"]),
)  # fmt: skip
async def test_a_report_is_what_plain_python_says(
    database: Database, company: Company, deals: list[Deal], names: list[str], groups: list[str], step: list[str],
    span: tuple[date, date] | None, zone: str, who: str,
) -> None:  # fmt: skip
    someone: Identity = getattr(company, who)
    identity = Identity(someone.tenant_id, someone.user_id, someone.email, someone.name, someone.role, timezone=zone)
    owners = {"manager": [company.ann, company.bob], "ann": [company.ann], "carl": [company.carl]}.get(who)
    seen = [d for d in deals if owners is None or d.owner in {o.user_id for o in owners}]
    period = {"from": span[0].isoformat(), "to": span[1].isoformat()} if span else None
    spec = ReportSpec.from_json({"metrics": names, "group_by": [*step, *groups], "period": period})
    async with database.session(identity, "agent") as session:
        result = await run_report(session, spec, most=1_000_000)  # a screen is handed fewer
    keys = [f"{g}_id" if g == "owner" else g for g in [*step, *groups]]
    rows = {tuple(row.values[k] for k in keys): row.values for row in result.rows}
    assert len(rows) == len(result.rows)
    for name in names:
        wanted = expected(seen, name, [*step, *groups], span, zone)
        assert set(wanted) <= set(rows)
        empty = measured(name, [])
        for key, values in rows.items():
            assert _near(values[name], wanted.get(key, empty)), (name, key)
        total = expected(seen, name, [], span, zone).get((), empty)
        assert _near((result.totals or result.rows[0].values)[name], total)


def _near(found: float | None, wanted: float | None) -> bool:
    if found is None or wanted is None:
        return found is wanted
    return abs(found - wanted) < 0.006
