"""Calls, meetings, notes, logged mails and tasks of everyday work."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random

from assistant.demo import cast
from assistant.demo.days import Days, rng
from assistant.demo.deals import Deal
from assistant.demo.leads import Lead, touch_times
from assistant.demo.people import USERS
from assistant.demo.phrases import FOLLOW_UPS, LEAD_TOUCHES, REACTIONS, SHORT_CALLS, TASKS, facts

ACTIVITIES = 800
TASKS_PER_REP = 14
# Shares no divisor with the number of topics, so that all of them come up before one comes again.
TOPIC_STRIDE = 31
# Days a stale deal has been quiet at least: above the 30 that people ask for.
QUIET_DAYS = 33


@dataclass(frozen=True, slots=True)
class Activity:
    """A row of activities.csv; people by address, the deal by its key. Open tasks have no `occurred_at`."""

    type: str
    subject: str
    body: str
    owner: str
    occurred_at: datetime | None = None
    due_date: date | None = None
    status: str = ""
    priority: str = ""
    account: str = ""
    contact: str = ""
    lead: str = ""
    deal: str = ""


def build_activities(days: Days, deals: list[Deal], leads: list[Lead], told: int) -> list[Activity]:
    """Routine activities that bring the total, with the `told` ones of stories, to `ACTIVITIES`."""
    found = [touch for lead in leads for touch in _lead_touches(lead, days)]
    found += _tasks(days, deals, leads)
    starts = accumulate((deal.touches for deal in deals), initial=0)
    found += [touch for deal, start in zip(deals, starts, strict=False) for touch in _deal_touches(deal, start, days)]
    missing = ACTIVITIES - told - len(found)
    return found[:missing] if missing < 0 else found + _account_touches(days, deals, missing)


def _lead_touches(lead: Lead, days: Days) -> list[Activity]:
    random = rng("touch", lead.email)
    texts = random.sample(LEAD_TOUCHES, k=lead.touches)
    slots = {"first": lead.first, "company": lead.company, "product": lead.interest or "our carts"}
    times = touch_times(lead, days, random)
    return [
        Activity(
            type="email" if "ailed the" in body else "call",
            subject=subject,
            body=body.format(**slots),
            owner=lead.owner,
            occurred_at=when,
            lead=lead.email,
        )
        for (subject, body), when in zip(texts, times, strict=True)
    ]


def _deal_touches(deal: Deal, start: int, days: Days) -> list[Activity]:
    """The touches of a deal; `start` counts those of the deals before, so that topics take turns."""
    random = rng("touches", deal.key)
    times = sorted(_deal_time(deal, days, random) for _ in range(deal.touches))
    return [_touch(deal, when, start + place, random) for place, when in enumerate(times)]


def _deal_time(deal: Deal, days: Days, random: Random) -> datetime:
    """When a touch happened: won and lively deals are busy near their end, lost ones fall silent before it."""
    end = deal.closed_at or days.at(QUIET_DAYS if deal.stale else 2, random)
    if deal.stage == "Lost":
        end -= (end - deal.created_at) * random.uniform(0.1, 0.5)
    start = deal.created_at
    if (deal.stage == "Won" or (deal.is_open and not deal.stale)) and random.random() < 0.45:
        start = max(start, end - timedelta(days=24))
    return days.between(start, max(start, end), random)


def _touch(deal: Deal, when: datetime, turn: int, random: Random) -> Activity:
    kind = random.choices(("call", "meeting", "note", "email"), (46, 24, 22, 8))[0]
    base = Activity(
        type=kind,
        subject="",
        body="",
        owner=deal.owner,
        occurred_at=when,
        account=deal.account.name,
        contact=deal.contact.email,
        deal=deal.key,
    )
    slots = _slots(deal)
    if kind == "call" and random.random() < 0.3:
        subject, body = random.choice(SHORT_CALLS)
        return replace(base, subject=subject, body=body.format(**slots))
    subject, body = _talk_text(kind, slots, turn, random)
    return replace(base, subject=subject, body=body)


def _slots(deal: Deal) -> dict[str, str]:
    return {
        "first": deal.contact.first,
        "name": deal.contact.name,
        "account": deal.account.name,
        "city": deal.account.city,
        "product": deal.product,
    }


def _talk_text(kind: str, slots: dict[str, str], turn: int, random: Random) -> tuple[str, str]:
    """Subject and body of a talk of this kind."""
    topic, fact = facts()[turn * TOPIC_STRIDE % len(facts())]
    heads = {"call": "Call with {name}: ", "meeting": "Visit in {city}: ", "note": "", "email": "Re: "}
    subject = heads[kind].format(**slots) + (topic if kind == "call" else topic.capitalize())
    parts = (
        [fact, random.choice(FOLLOW_UPS)]
        if kind == "note"
        else [random.choice(REACTIONS), fact, random.choice(FOLLOW_UPS)]
    )
    return subject, " ".join(parts).format(**slots).strip()


def _account_touches(days: Days, deals: list[Deal], count: int) -> list[Activity]:
    """Touches of customers outside of any deal; accounts of stale deals are left alone."""
    quiet = {deal.account.name for deal in deals if deal.stale}
    lively = [account for account in cast.accounts() if account.name not in quiet]
    return [_account_touch(lively[index % len(lively)], index, days) for index in range(count)]


def _account_touch(account: cast.Account, index: int, days: Days) -> Activity:
    random = rng("account-touch", index)
    contact = random.choice(account.contacts)
    kind = random.choice(("call", "note", "meeting"))
    slots = {
        "first": contact.first,
        "name": contact.name,
        "account": account.name,
        "city": account.city,
        "product": "their equipment",
    }
    subject, body = _talk_text(kind, slots, index, random)
    return Activity(
        type=kind,
        subject=subject,
        body=body,
        owner=account.owner,
        occurred_at=days.at(random.randint(2, 200), random),
        account=account.name,
        contact=contact.email,
    )


def _tasks(days: Days, deals: list[Deal], leads: list[Lead]) -> list[Activity]:
    found = []
    for rep in (user.key for user in USERS.values() if user.role == "rep"):
        mine = [deal for deal in deals if deal.owner == rep and deal.is_open and not deal.stale]
        found += [_task(rep, index, mine[index % len(mine)], days) for index in range(TASKS_PER_REP)]
        found += [_lead_task(lead, days) for lead in leads if lead.owner == rep and lead.status == "Qualified"]
    return found


def _task(rep: str, index: int, deal: Deal, days: Days) -> Activity:
    """Each rep has tasks that are overdue, due today, due soon, and done."""
    random = rng("task", rep, index)
    subject = TASKS[(index + len(rep) * 5) % len(TASKS)].format(**_slots(deal))
    base = Activity(
        type="task",
        subject=subject,
        body="",
        owner=rep,
        priority=random.choices(("High", "Normal", "Low"), (3, 6, 2))[0],
        account=deal.account.name,
        contact=deal.contact.email,
        deal=deal.key,
    )
    if index < 2:
        return replace(base, status="open", due_date=days.back(random.randint(1, 11)))
    if index < 4:
        return replace(base, status="open", due_date=days.today)
    if index < 9:
        return replace(base, status="open", due_date=days.ahead(random.randint(1, 18)))
    done = days.between(deal.created_at, max(deal.created_at, days.at(1, random)), random)
    return replace(base, status="done", occurred_at=done, due_date=done.date() + timedelta(days=random.randint(-3, 4)))


def _lead_task(lead: Lead, days: Days) -> Activity:
    return Activity(
        type="task",
        subject=f"Call {lead.first} at {lead.company}",
        body="",
        owner=lead.owner,
        due_date=lead.follow_up or days.ahead(6),
        status="open",
        priority="Normal",
        lead=lead.email,
    )
