"""Write the demo company as a folder in the import format. The same `today` gives the same bytes."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from assistant.demo import mail, tables
from assistant.demo.activities import Activity, build_activities
from assistant.demo.days import Days
from assistant.demo.deals import Deal, build_deals
from assistant.demo.leads import build_leads
from assistant.demo.people import USERS
from assistant.demo.threads import build_routine, build_stories


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody who can sign in; the loader sets the password."""

    email: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """How many rows (mails for a mailbox) each written file holds, and who can sign in."""

    counts: Mapping[str, int]
    sign_ins: tuple[SignIn, ...]


def write_demo(folder: Path, today: date, now: datetime) -> DemoSummary:
    """Write CSV and mbox files of the demo company into `folder`, which is made if it is not there.

    Everything that happened did so before the office day of `today`; only due, follow-up and close dates lie later.
    Raises `ValueError` where `now` has no zone or lies before `today` begins, as the files would then hold a future.
    """
    if now.tzinfo is None or now < datetime.combine(today, time(), UTC):
        raise ValueError("now must be an aware instant on or after the start of today, UTC")
    rows, mails = _company(Days(today))
    folder.mkdir(parents=True, exist_ok=True)
    counts = {name: _write_csv(folder / name, table) for name, table in rows.items()}
    counts |= {name: _write_mailbox(folder / name, box) for name, box in _boxes(mails).items()}
    sign_ins = tuple(SignIn(user.email, user.name, user.role) for user in USERS.values())
    return DemoSummary(counts, sign_ins)


def _company(days: Days) -> tuple[dict[str, list[tables.Row]], list[mail.Mail]]:
    deals = build_deals(days)
    leads = build_leads(days, deals)
    mails, told = build_stories(days, deals)
    mails += build_routine(days, deals)
    activities = told + build_activities(days, deals, leads, len(told))
    activities.sort(key=_when)
    contacts = tables.contact_rows(days, deals, _first_seen(deals, activities, mails))
    rows = {
        "users.csv": tables.user_rows(),
        "accounts.csv": tables.account_rows(days, contacts),
        "contacts.csv": contacts,
        "leads.csv": tables.lead_rows(leads, activities),
        "products.csv": tables.product_rows(),
        "deals.csv": tables.deal_rows(deals),
        "stage_history.csv": tables.history_rows(deals),
        "activities.csv": tables.activity_rows(activities, deals),
        "tickets.csv": tables.ticket_rows(days),
    }
    return rows, mails


def _when(each: Activity) -> tuple[str, str, str]:
    moment = each.occurred_at.isoformat() if each.occurred_at else f"{each.due_date}"
    return moment, each.owner, each.subject


def _first_seen(deals: list[Deal], activities: list[Activity], mails: list[mail.Mail]) -> dict[str, datetime]:
    first: dict[str, datetime] = {}
    moments = [(deal.contact.email, deal.created_at) for deal in deals]
    moments += [(each.contact, each.occurred_at) for each in activities if each.contact and each.occurred_at]
    moments += [(who.email, each.sent_at) for each in mails for who in (each.sender, *each.to, *each.cc)]
    for email, when in moments:
        first[email] = min(when, first.get(email, when))
    return first


def _boxes(mails: list[mail.Mail]) -> dict[str, list[mail.Mail]]:
    boxes: dict[str, list[mail.Mail]] = {}
    for each in mails:
        boxes.setdefault(f"mail_{USERS[each.box].email.split('@')[0]}.mbox", []).append(each)
    return dict(sorted(boxes.items()))


def _write_csv(path: Path, rows: list[tables.Row]) -> int:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)


def _write_mailbox(path: Path, mails: list[mail.Mail]) -> int:
    path.write_bytes(mail.mailbox(mails))
    return len(mails)
