"""What a mail is about: its people by their addresses, the account by contact or domain, the deal that was open then."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import dict_row

from crm_store.imports.model import Context
from crm_store.mail import ParsedMail
from crm_store.records.keys import fold

_USERS = "SELECT id, lower(email) AS email FROM crm.app_user WHERE tenant_id = (SELECT crm.tenant_id()) AND lower(email) = ANY (%s)"
_CONTACTS = """
SELECT DISTINCT ON (email_key) id, email_key AS email, account_id FROM crm.contact
 WHERE tenant_id = (SELECT crm.tenant_id()) AND email_key = ANY (%s) ORDER BY email_key, created_at, id
"""
# Of two leads with one address, the later one is the one at work.
_LEADS = """
SELECT DISTINCT ON (email_key) id, email_key AS email FROM crm.lead
 WHERE tenant_id = (SELECT crm.tenant_id()) AND email_key = ANY (%s) ORDER BY email_key, created_at DESC, id
"""
# A domain that several accounts share says nothing.
_ACCOUNTS = """
SELECT min(id::text)::uuid AS id, domain_key AS domain FROM crm.account
 WHERE tenant_id = (SELECT crm.tenant_id()) AND domain_key = ANY (%s) GROUP BY domain_key HAVING count(*) = 1
"""
_DEALS = """
SELECT d.id, d.name, d.account_id, d.contact_id, d.owner_id, d.created_at, d.closed_at, p.name AS product
  FROM crm.deal d LEFT JOIN crm.product p ON p.tenant_id = d.tenant_id AND p.id = d.product_id
 WHERE d.tenant_id = (SELECT crm.tenant_id()) AND (d.account_id = ANY (%s) OR d.contact_id = ANY (%s)) ORDER BY d.created_at, d.id
"""
# Words of a deal's name that many deals have.
_COMMON = frozenset("deal order renewal pilot project upgrade expansion new the and for of with".split())
MIN_WORD = 4


@dataclass(frozen=True, slots=True)
class Links:
    """What one mail belongs to. `people` maps an address to what is known of it (`user_id`, `contact_id`, `lead_id`)."""

    owner_id: UUID | None = None
    account_id: UUID | None = None
    contact_id: UUID | None = None
    lead_id: UUID | None = None
    deal_id: UUID | None = None
    direction: str = "in"
    people: Mapping[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Known:
    users: Mapping[str, UUID]
    contacts: Mapping[str, dict[str, Any]]
    leads: Mapping[str, UUID]
    domains: Mapping[str, UUID]
    deals: Sequence[dict[str, Any]]


async def find_links(context: Context, mails: Sequence[ParsedMail]) -> list[Links]:
    """The links of each mail, looked up for all of them at once."""
    known = await _known(context, mails)
    return [_links(mail, known) for mail in mails]


async def _known(context: Context, mails: Sequence[ParsedMail]) -> _Known:
    emails = sorted({a.email for mail in mails for a in mail.participants})
    domains = sorted({e.rpartition("@")[2] for e in emails})
    users = {row["email"]: row["id"] for row in await _rows(context, _USERS, emails)}
    contacts = {row["email"]: row for row in await _rows(context, _CONTACTS, emails)}
    leads = {row["email"]: row["id"] for row in await _rows(context, _LEADS, emails)}
    accounts = {row["domain"]: row["id"] for row in await _rows(context, _ACCOUNTS, domains)}
    about = {c["account_id"] for c in contacts.values() if c["account_id"]} | set(accounts.values())
    deals = await _rows(context, _DEALS, list(about), [c["id"] for c in contacts.values()])
    return _Known(users, contacts, leads, accounts, deals)


async def _rows(context: Context, query: str, *values: object) -> list[dict[str, Any]]:
    async with context.connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query, values)
        return await cursor.fetchall()


def _links(mail: ParsedMail, known: _Known) -> Links:
    emails = [a.email for a in mail.participants]
    users = [known.users[e] for e in emails if e in known.users]
    outside = [e for e in emails if e not in known.users]
    contact = next((known.contacts[e] for e in outside if e in known.contacts), None)
    lead = next((known.leads[e] for e in outside if e in known.leads), None)
    account = contact["account_id"] if contact else None
    if account is None and lead is None:
        domains = (e.rpartition("@")[2] for e in outside)
        account = next((known.domains[d] for d in domains if d in known.domains), None)
    deal = _deal(mail, known.deals, contact["id"] if contact else None, account, users)
    return Links(
        owner_id=users[0] if users else None,
        account_id=account,
        contact_id=contact["id"] if contact else None,
        # Somebody who became a contact is written to as one.
        lead_id=lead if contact is None else None,
        deal_id=deal,
        direction=_direction(mail, known, outside),
        people={e: said for e in emails if (said := _person(e, known))},
    )


def _person(email: str, known: _Known) -> dict[str, str]:
    said = {
        "user_id": known.users.get(email),
        "contact_id": known.contacts[email]["id"] if email in known.contacts else None,
        "lead_id": known.leads.get(email),
    }
    return {key: str(value) for key, value in said.items() if value is not None}


def _direction(mail: ParsedMail, known: _Known, outside: Sequence[str]) -> str:
    if mail.from_ is None or mail.from_.email not in known.users:
        return "in"
    return "out" if outside else "internal"


def _deal(
    mail: ParsedMail,
    deals: Sequence[dict[str, Any]],
    contact: UUID | None,
    account: UUID | None,
    users: Sequence[UUID],
) -> UUID | None:
    """The deal that the mail is about: the only one open then, else the only one that it names, else the contact's own."""
    at = mail.date
    if at is None or (contact is None and account is None):
        return None
    open_ = [d for d in deals if _open(d, at) and (d["contact_id"] == contact or d["account_id"] == account)]
    for narrower in (
        open_,
        [d for d in open_ if _names(mail, d)],
        [d for d in open_ if contact is not None and d["contact_id"] == contact],
        [d for d in open_ if d["owner_id"] in users],
    ):
        if len(narrower) == 1:
            found: UUID = narrower[0]["id"]
            return found
    return None


def _open(deal: Mapping[str, Any], at: datetime) -> bool:
    return bool(deal["created_at"] <= at and (deal["closed_at"] is None or at <= deal["closed_at"]))


def _names(mail: ParsedMail, deal: Mapping[str, Any]) -> bool:
    """Whether the mail says the product or the telling words of the deal's name."""
    text = fold(f"{mail.subject}\n{mail.body_text}")
    if deal["product"] and fold(deal["product"]) in text:
        return True
    words = [w for w in re.findall(r"\w+", fold(deal["name"])) if len(w) >= MIN_WORD and w not in _COMMON]
    return len(words) > 1 and all(re.search(rf"\b{re.escape(w)}", text) for w in words[1:])
