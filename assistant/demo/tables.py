"""The rows of each CSV file, in the columns of the import format."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from assistant.demo import cast
from assistant.demo.activities import Activity
from assistant.demo.cards import phone
from assistant.demo.days import Days, rng, stamp
from assistant.demo.deals import Deal
from assistant.demo.leads import Lead, lead_born_contacts
from assistant.demo.people import PRODUCTS, TIMEZONE, USERS

Row = dict[str, str]
# A mobile number for a lead could be of any of these places.
_AREAS = ("212", "312", "415", "617", "206", "303", "404", "713")


def user_rows() -> list[Row]:
    return [
        {
            "email": user.email,
            "name": user.name,
            "role": user.role,
            "team": user.team,
            "manager_email": USERS[user.boss].email if user.boss else "",
            "timezone": TIMEZONE,
        }
        for user in USERS.values()
    ]


def product_rows() -> list[Row]:
    return [
        {"name": each.name, "family": each.family, "list_price": str(each.list_price)} for each in PRODUCTS.values()
    ]


def account_rows(days: Days, contacts: Sequence[Row]) -> list[Row]:
    """`Segment` and `Sites` are no fields of the product: they become custom fields."""
    oldest: dict[str, str] = {}
    for row in contacts:
        oldest[row["account"]] = min(row["created_at"], oldest.get(row["account"], "9"))
    return [
        {
            "external_id": f"ACC-{index:03d}",
            "name": account.name,
            "domain": account.domain,
            "industry": account.industry,
            "employees": str(account.employees),
            "annual_revenue": str(account.revenue),
            "city": account.city,
            "country": account.country,
            "phone": phone(account.area, account.name),
            "owner_email": USERS[account.owner].email,
            "parent_account": account.parent,
            "created_at": _earlier(oldest[account.name], account.name),
            "Segment": account.segment,
            "Sites": str(account.sites),
        }
        for index, account in enumerate(cast.accounts(), 1)
    ]


def _earlier(iso: str, key: str) -> str:
    return stamp(datetime.fromisoformat(iso) - timedelta(days=rng("account", key).randint(0, 60)))


def contact_rows(days: Days, deals: list[Deal], seen: dict[str, datetime]) -> list[Row]:
    """Contacts; `seen` says when each address first turned up, so that nobody is younger than their own mail."""
    born = lead_born_contacts(deals)
    people = [(each, account) for account in cast.accounts() for each in account.contacts]
    return [
        {
            "external_id": f"CON-{index:03d}",
            "name": contact.name,
            "email": contact.email,
            "phone": phone(account.area, contact.email),
            "title": contact.title,
            "account": account.name,
            "owner_email": USERS[account.owner].email,
            "created_at": stamp(_known_since(contact.email, days, seen, born)),
        }
        for index, (contact, account) in enumerate(people, 1)
    ]


def _known_since(email: str, days: Days, seen: dict[str, datetime], born: dict[str, datetime]) -> datetime:
    random = rng("contact", email)
    first = seen.get(email) or days.at(random.randint(60, 500), random)
    if email in born and born[email] <= first:
        return born[email]
    return first - timedelta(days=random.randint(2, 45))


def lead_rows(leads: list[Lead], activities: Sequence[Activity]) -> list[Row]:
    last: dict[str, datetime] = {}
    for each in activities:
        if each.lead and each.occurred_at:
            last[each.lead] = max(each.occurred_at, last.get(each.lead, each.occurred_at))
    return [
        {
            "external_id": f"LEAD-{index:03d}",
            "name": lead.name,
            "company": lead.company,
            "email": lead.email,
            "phone": phone(rng("area", lead.email).choice(_AREAS), lead.email) if lead.has_phone else "",
            "title": lead.title,
            "source": lead.source,
            "status": lead.status,
            "product_interest": lead.interest,
            "owner_email": USERS[lead.owner].email,
            "created_at": stamp(lead.created_at),
            "last_contacted_at": stamp(last.get(lead.email)),
            "follow_up_date": _day(lead.follow_up),
            "notes": lead.notes,
        }
        for index, lead in enumerate(leads, 1)
    ]


def deal_ids(deals: list[Deal]) -> dict[str, str]:
    """The external id of each deal by its key."""
    return {deal.key: f"OPP-{index:03d}" for index, deal in enumerate(deals, 1)}


def deal_rows(deals: list[Deal]) -> list[Row]:
    ids = deal_ids(deals)
    return [
        {
            "external_id": ids[deal.key],
            "name": deal.name,
            "account": deal.account.name,
            "contact_email": deal.contact.email,
            "stage": deal.stage,
            "amount": str(deal.amount),
            "currency": "USD",
            "close_date": _day(deal.close_date),
            "owner_email": USERS[deal.owner].email,
            "product": deal.product,
            "source": deal.source,
            "next_step": deal.next_step,
            "loss_reason": deal.loss_reason,
            "created_at": stamp(deal.created_at),
            "closed_at": stamp(deal.closed_at),
        }
        for deal in deals
    ]


def history_rows(deals: list[Deal]) -> list[Row]:
    ids = deal_ids(deals)
    return [
        {"deal_external_id": ids[deal.key], "stage": stage, "entered_at": stamp(when)}
        for deal in deals
        for stage, when in deal.history
    ]


def activity_rows(activities: Sequence[Activity], deals: list[Deal]) -> list[Row]:
    ids = deal_ids(deals)
    return [
        {
            "external_id": f"ACT-{index:04d}",
            "type": each.type,
            "subject": each.subject,
            "body": each.body,
            "occurred_at": stamp(each.occurred_at),
            "due_date": _day(each.due_date),
            "status": each.status,
            "priority": each.priority,
            "owner_email": USERS[each.owner].email,
            "account": each.account,
            "contact_email": each.contact,
            "lead_email": each.lead,
            "deal_external_id": ids[each.deal] if each.deal else "",
        }
        for index, each in enumerate(activities, 1)
    ]


def ticket_rows(days: Days) -> list[Row]:
    return [_ticket(index, ticket, days) for index, ticket in enumerate(cast.tickets(), 1)]


def _ticket(index: int, ticket: cast.TicketSpec, days: Days) -> Row:
    random = rng("ticket", ticket.account, ticket.subject)
    account = next(each for each in cast.accounts() if each.name == ticket.account)
    opened = days.at(ticket.opened, random)
    resolved = max(opened, days.at(ticket.resolved, random)) if ticket.resolved is not None else None
    return {
        "external_id": f"TIC-{index:03d}",
        "subject": ticket.subject,
        "status": ticket.status,
        "priority": ticket.priority,
        "account": ticket.account,
        "contact_email": cast.find_contact(ticket.contact, ticket.account).email,
        "owner_email": USERS[account.owner].email,
        "created_at": stamp(opened),
        "resolved_at": stamp(resolved),
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
