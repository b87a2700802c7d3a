"""Leads: those that became customers, made from deals and their contacts, and those from `leads.txt`."""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from assistant.demo import cast
from assistant.demo.days import Days, rng
from assistant.demo.deals import SOURCE_PULL, Deal, pick
from assistant.demo.people import USERS

CONVERTED = 36
AGES = {"New": (1, 16), "Working": (12, 70), "Qualified": (20, 95), "Unqualified": (25, 430)}
INTERESTS = (
    "Swift Cart",
    "Talon Tugger",
    "Talon Lift",
    "Harrier Conveyor Kit",
    "Roost Fleet Manager",
    "Dock Gate Sensor",
)
LEAD_SOURCES = [source for source in SOURCE_PULL if source != "Existing Customer"]
REPS = [user.key for user in USERS.values() if user.role == "rep"]
# How often a lead of each status was contacted (mean): those who convert were worked harder and answered.
TOUCHES = {"New": 0.0, "Working": 1.6, "Qualified": 2.2, "Unqualified": 1.2, "Converted": 2.0}
NOTES = (
    "Asked about delivery times for {interest}.",
    "Wants to see {interest} running before talking numbers.",
    "Has one building, about {people} people on the floor.",
    "Opened our last two mails.",
    "Knows us from a colleague at a former job.",
    "Found us by a search for {interest}.",
    "",
    "",
)
DEAD_NOTES = ("Far too small for us.", "Wrong person, no warehouse.", "Collecting prices for a school project.", "", "")


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead with its dates; `touches` is how many activities the generator gives it."""

    name: str
    company: str
    email: str
    title: str
    has_phone: bool
    source: str
    status: str
    interest: str
    owner: str
    created_at: datetime
    until: datetime
    follow_up: date | None
    notes: str
    touches: int

    @property
    def first(self) -> str:
        return self.name.split()[0]


def build_leads(days: Days, deals: list[Deal]) -> list[Lead]:
    """All 120 leads, oldest first."""
    found = [_converted(deal, days) for deal in _lead_born(deals)]
    found += [_open_or_dead(spec, index, days) for index, spec in enumerate(cast.leads())]
    return sorted(found, key=lambda lead: (lead.created_at, lead.email))


def lead_born_contacts(deals: list[Deal]) -> dict[str, datetime]:
    """When each contact who began as a lead became one, by address."""
    return {deal.contact.email: deal.created_at for deal in _lead_born(deals)}


def _lead_born(deals: list[Deal]) -> list[Deal]:
    """The first deals of people who began as leads: one deal a person, spread over the whole past."""
    first: dict[str, Deal] = {}
    for deal in deals:
        first.setdefault(deal.contact.email, deal)
    fitting = [deal for deal in first.values() if deal.source != "Existing Customer"]
    random = rng("lead-born")
    return sorted(random.sample(fitting, CONVERTED), key=lambda deal: deal.created_at)


def _converted(deal: Deal, days: Days) -> Lead:
    random = rng("lead", deal.contact.email)
    age = (days.today - deal.created_at.date()).days
    return Lead(
        name=deal.contact.name,
        company=deal.account.name,
        email=deal.contact.email,
        title=deal.contact.title,
        has_phone=random.random() < 0.8,
        source=deal.source,
        status="Converted",
        interest=deal.product if random.random() < 0.7 else "",
        owner=deal.owner,
        created_at=days.at(age + random.randint(6, 40), random),
        until=deal.created_at,
        follow_up=None,
        notes=_notes(random, NOTES, deal.product),
        touches=_touches("Converted", random),
    )


def _open_or_dead(spec: cast.LeadSpec, index: int, days: Days) -> Lead:
    random = rng("lead", spec.name, spec.company)
    dead = spec.status == "Unqualified"
    low, high = AGES[spec.status]
    age = random.randint(low, high)
    interest = random.choice(INTERESTS) if random.random() < (0.5 if dead else 0.7) else ""
    stem = "".join(letter for letter in spec.company.lower() if letter.isalnum())
    return Lead(
        name=spec.name,
        company=spec.company,
        email=f"{cast.local_part(spec.name)}@{stem}.example",
        title=spec.title,
        has_phone=random.random() < (0.65 if dead else 0.8),
        source=pick(random, LEAD_SOURCES, SOURCE_PULL, not dead),
        status=spec.status,
        interest=interest,
        owner=REPS[index % len(REPS)],
        created_at=days.at(age, random),
        until=days.at(max(1, age - random.randint(10, 45)) if dead else 1, random),
        follow_up=_follow_up(spec.status, index, days, random),
        notes=_notes(random, DEAD_NOTES if dead else NOTES, interest),
        touches=_touches(spec.status, random),
    )


def _follow_up(status: str, index: int, days: Days, random: Random) -> date | None:
    """Some overdue, some today, most ahead; none for what nobody works on."""
    if status == "Unqualified" or (status == "New" and random.random() < 0.6):
        return None
    if index % 7 == 0:
        return days.today
    offset = random.choice((-9, -4, -2, 1, 2, 3, 5, 7, 8, 12, 16, 21))
    return days.ahead(offset) if offset > 0 else days.back(-offset)


def _notes(random: Random, options: tuple[str, ...], interest: str) -> str:
    text = random.choice(options)
    return text.format(interest=interest or "our carts", people=random.randrange(20, 180, 5))


def _touches(status: str, random: Random) -> int:
    mean = TOUCHES[status]
    return max(0, round(random.gauss(mean, 1.1))) if mean else 0


def touch_times(lead: Lead, days: Days, random: Random) -> list[datetime]:
    """When the lead was contacted: between its creation and its end, oldest first."""
    end = max(lead.until, lead.created_at)
    return sorted(days.between(lead.created_at, end, random) for _ in range(lead.touches))
