"""Deals and their stage history: the hand-made ones, and a past that a model can learn from.

For the invented past the outcome is drawn first and what a deal looks like second, each trait weighted by how much
more often it goes with a win. That is a logistic model with known weights (`SOURCE_PULL` and the others): a model
trained on the result has something true to find, and enough noise that nothing is certain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import exp
from random import Random

from assistant.demo.cast import Account, Contact, DealSpec, accounts, find_contact, is_senior
from assistant.demo.days import Days, add_months, month_end, rng
from assistant.demo.people import PRODUCTS
from assistant.demo.phrases import NEXT_STEPS

STAGES = ("Prospecting", "Qualified", "Proposal", "Negotiation")
LOSS_REASONS = ("Price", "Competitor", "No budget", "No decision", "Timing", "Missing feature")
PAST_DEALS = 68
# Half of each trait's log-odds: added for a win, taken off for a loss.
SOURCE_PULL = {
    "Referral": 0.9,
    "Existing Customer": 0.75,
    "Partner": 0.5,
    "Web": 0.0,
    "Trade Show": -0.35,
    "Email Campaign": -0.6,
    "Cold Call": -0.95,
}
INDUSTRY_PULL = {"Logistics": 0.4, "Retail": 0.3, "Building Materials": -0.5, "Aerospace": -0.5}
SENIOR_PULL = 0.5
SHORT_NAMES = {
    name: name
    for name in ("Globex Logistics", "Larkspur Labs", "Pacific Crate", "Golden Fern", "Desert Star", "Copper Canyon")
} | {"Castellan Cold Storage": "Castellan Cold", "Alder & Finch": "Alder & Finch"}
PHASES = {
    "Equipment": ("pilot", "order", "expansion", "refresh", "second site"),
    "Software": ("licence", "upgrade", "renewal"),
    "Service": ("contract", "renewal", "extension"),
}
WORDS = {
    "Swift Cart": "carts",
    "Swift Cart XL": "XL carts",
    "Talon Tugger": "tugger",
    "Talon Lift": "lift",
    "Harrier Conveyor Kit": "conveyor",
    "Perch Charger": "charger",
    "Dock Gate Sensor": "dock sensor",
    "Roost Fleet Manager": "fleet software",
    "Roost Insight": "analytics",
    "Care Basic": "basic care",
    "Care Plus": "care plus",
    "Commissioning Package": "commissioning",
    "Operator Training": "training",
}


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal with all its dates worked out. `touches` is how many activities the generator gives it."""

    key: str
    name: str
    account: Account
    contact: Contact
    stage: str
    product: str
    units: int
    amount: int
    source: str
    close_date: date
    created_at: datetime
    closed_at: datetime | None
    loss_reason: str
    next_step: str
    history: tuple[tuple[str, datetime], ...]
    touches: int
    stale: bool

    @property
    def owner(self) -> str:
        return self.account.owner

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


def build_deals(days: Days) -> list[Deal]:
    """All 140 deals, oldest first."""
    specs = [spec for account in accounts() for spec in account.deals] + _past()
    # By age, not by date: weekends would change the order, and with it the ids, from day to day.
    return [_resolve(spec, days) for spec in sorted(specs, key=lambda spec: (-spec.age, spec.key))]


def pick(random: Random, options: Sequence[str], pull: dict[str, float], won: bool) -> str:
    """One of the options, tilted towards those that go with the outcome."""
    sign = 1 if won else -1
    return random.choices(options, [exp(sign * pull.get(option, 0.0)) for option in options])[0]


def _past() -> list[DealSpec]:
    used: set[str] = {spec.name for account in accounts() for spec in account.deals}
    return [_past_deal(index, used) for index in range(PAST_DEALS)]


def _past_deal(index: int, used: set[str]) -> DealSpec:
    random = rng("past", index)
    won = random.random() < 0.54
    account = _past_account(random, won)
    contact = pick(random, [each.key for each in account.contacts], _seniority(account), won)
    product = random.choice([name for name in PRODUCTS if name != "Roost Insight"])
    name = _past_name(random, account, product, used)
    cycle = max(14, round(random.gauss(58 if won else 76, 22)))
    closed = 4 + round(index * 7.7) + random.randint(0, 5)
    return DealSpec(
        key=f"past-{index}",
        name=name,
        account=account.name,
        contact=contact,
        stage="Won" if won else "Lost",
        product=product,
        units=_units(random, product, account.sites),
        source=pick(random, list(SOURCE_PULL), SOURCE_PULL, won),
        closing=f"-{closed}",
        age=closed + cycle,
        flag="" if won else random.choice(LOSS_REASONS),
    )


def _past_account(random: Random, won: bool) -> Account:
    by_name = {account.name: account for account in accounts()}
    pull = {name: INDUSTRY_PULL.get(account.industry, 0.0) for name, account in by_name.items()}
    return by_name[pick(random, list(by_name), pull, won)]


def _seniority(account: Account) -> dict[str, float]:
    return {each.key: SENIOR_PULL if is_senior(each.title) else -SENIOR_PULL for each in account.contacts}


def short_name(account: str) -> str:
    """What a rep calls the account in the name of a deal."""
    for start, short in SHORT_NAMES.items():
        if account.startswith(start):
            return short
    return account.split(maxsplit=1)[0]


def _past_name(random: Random, account: Account, product: str, used: set[str]) -> str:
    phases = list(PHASES[PRODUCTS[product].family])
    random.shuffle(phases)
    stem = f"{short_name(account.name)} {WORDS[product]}"
    name = next(name for name in [*(f"{stem} {phase}" for phase in phases), f"{stem} add-on"] if name not in used)
    used.add(name)
    return name


def _units(random: Random, product: str, sites: int) -> int:
    price = PRODUCTS[product].list_price
    if PRODUCTS[product].family != "Equipment":
        return random.randint(1, max(1, sites))
    return max(1, round(random.triangular(12_000, 160_000, 38_000) / price))


def _resolve(spec: DealSpec, days: Days) -> Deal:
    random = rng("deal", spec.key)
    account = next(each for each in accounts() if each.name == spec.account)
    created = days.at(spec.age, random)
    closed = _closed_at(spec, days, random)
    history = _history(spec, created, closed, days, random)
    stale = spec.flag == "stale"
    return Deal(
        key=spec.key,
        name=spec.name,
        account=account,
        contact=find_contact(spec.contact, spec.account),
        stage=spec.stage,
        product=spec.product,
        units=spec.units,
        amount=_amount(spec, random),
        source=spec.source,
        close_date=closed.date() + timedelta(days=random.randint(-6, 5)) if closed else _closing(spec, days),
        created_at=created,
        closed_at=closed,
        loss_reason=spec.flag if spec.stage == "Lost" else "",
        next_step=random.choice(NEXT_STEPS[spec.stage]) if closed is None else "",
        history=history,
        touches=_touches(spec, random),
        stale=stale,
    )


def _amount(spec: DealSpec, random: Random) -> int:
    """Units at list price less up to 15 %, rounded to $50."""
    full = PRODUCTS[spec.product].list_price * spec.units
    return round(full * (1 - random.choice((0, 0, 0.03, 0.05, 0.08, 0.1, 0.12, 0.15))) / 50) * 50


def _closed_at(spec: DealSpec, days: Days, random: Random) -> datetime | None:
    return days.at(-int(spec.closing), random) if spec.closing.startswith("-") else None


def _closing(spec: DealSpec, days: Days) -> date:
    """A day of the month that the cast names. In the current month some dates have slipped, as they do."""
    random = rng("closing", spec.key)
    start = add_months(days.today, int(spec.closing[1:]))
    end = month_end(start)
    if spec.closing == "m0":
        slipped = random.random() < 0.2
        left = (end - days.today).days
        start, end = (start, days.today) if slipped or left < 3 else (days.today, end)
        start = max(start, end - timedelta(days=9)) if end == days.today else start
    choices = [start + timedelta(days=step) for step in range((end - start).days + 1)]
    return random.choice([day for day in choices if day.weekday() < 5] or choices)


def _touches(spec: DealSpec, random: Random) -> int:
    """How often the rep and the customer were in contact: more where it went, or is going, well."""
    mean = {"Won": 3.9, "Lost": 1.9, "Negotiation": 3.3, "Proposal": 2.5}.get(spec.stage, 1.8)
    return max(1, round(random.gauss(mean, 1.5)))


def _history(
    spec: DealSpec, created: datetime, closed: datetime | None, days: Days, random: Random
) -> tuple[tuple[str, datetime], ...]:
    reached = list(STAGES[: STAGES.index(spec.stage) + 1]) if closed is None else _path(spec.stage, random)
    quiet = 34 if spec.flag == "stale" else 2
    end = closed or max(created + timedelta(hours=1), _utc(days.today - timedelta(days=quiet)))
    steps = [random.uniform(0.08, 0.97) for _ in reached[1:]]
    moves = [created, *(created + (end - created) * step for step in sorted(steps))]
    entered = [(stage, when.replace(microsecond=0)) for stage, when in zip(reached, moves, strict=True)]
    return tuple([*entered, (spec.stage, closed)] if closed else entered)


def _path(outcome: str, random: Random) -> list[str]:
    """The open stages a closed deal went through; a lost one may have stopped early, small ones skip a stage."""
    depth = 4 if outcome == "Won" else random.choices((1, 2, 3, 4), (1, 3, 4, 3))[0]
    path = list(STAGES[:depth])
    if depth == 4 and random.random() < 0.2:
        path.remove("Qualified")
    return path


def _utc(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
