"""What linking reads, as the caller, under row-level security."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import class_row

from assistant.language.linking.model import People, User
from crm_store.database import Session

MOST_OF_A_SPAN = 12


@dataclass(frozen=True, slots=True)
class Named:
    """A row found for span number `span` (0 where it was found for an account)."""

    span: int
    object: str
    id: UUID
    label: str
    name_key: str
    account_id: UUID | None
    note: str | None
    is_open: bool | None


# Rows whose names hold all words of a span.
_BY_WORDS = "SELECT * FROM crm.link_names(%s, %s)"
# Rows whose names are nearly like a span.
_NEAR = "SELECT * FROM crm.link_near(%s, %s)"
# Everybody of the tenant, with their teams.
_USERS = """
SELECT u.id::text, u.name, u.email, u.role, t.name AS team, u.manager_id::text
  FROM crm.app_user u LEFT JOIN crm.team t ON t.tenant_id = u.tenant_id AND t.id = u.team_id
 WHERE u.active ORDER BY u.name LIMIT 500
"""
# Which of some words stand in mails: notes hold what was said to the assistant, slips and all.
_WRITTEN = """
SELECT w FROM unnest(%s::text[]) AS w
 WHERE EXISTS (SELECT FROM crm.chunk WHERE kind = 'email' AND words @@ plainto_tsquery('simple', w))
"""
# By what stands for exactly one record: address, number, ref.
_BY_KEY = """
SELECT 0 AS span, 'contact' AS object, id, name AS label, name_key, account_id, title AS note, NULL::boolean AS is_open
  FROM crm.contact WHERE email_key = ANY (%(emails)s) OR phone_key = ANY (%(phones)s) OR ref = ANY (%(refs)s)
UNION ALL SELECT 0, 'lead', id, name, name_key, NULL, company, status <> 'Converted'
  FROM crm.lead WHERE email_key = ANY (%(emails)s) OR phone_key = ANY (%(phones)s) OR ref = ANY (%(refs)s)
UNION ALL SELECT 0, 'account', id, name, name_key, id, city, NULL
  FROM crm.account WHERE phone_key = ANY (%(phones)s) OR ref = ANY (%(refs)s)
UNION ALL SELECT 0, 'deal', id, name, name_key, account_id, stage, closed_at IS NULL FROM crm.deal WHERE ref = ANY (%(refs)s)
UNION ALL SELECT 0, 'product', id, name, name_key, NULL, family, NULL FROM crm.product WHERE ref = ANY (%(refs)s)
UNION ALL SELECT 0, 'ticket', id, subject, name_key, account_id, status, NULL FROM crm.ticket WHERE ref = ANY (%(refs)s)
UNION ALL SELECT 0, 'activity', id, subject, name_key, account_id, type, NULL FROM crm.activity WHERE ref = ANY (%(refs)s)
"""
# The people and deals of some accounts: for "Sarah at Northwind" and "the Globex renewal".
_OF_ACCOUNTS = """
(SELECT 0 AS span, 'deal' AS object, d.id, d.name AS label, d.name_key, d.account_id, d.stage AS note, s.kind = 'open' AS is_open
   FROM crm.deal d JOIN crm.stage s ON s.tenant_id = d.tenant_id AND s.pipeline = d.pipeline AND s.name = d.stage
  WHERE d.account_id = ANY (%(accounts)s) ORDER BY s.kind = 'open' DESC, d.updated_at DESC LIMIT 120)
UNION ALL
(SELECT 0, 'contact', c.id, c.name, c.name_key, c.account_id, c.title, NULL
   FROM crm.contact c WHERE c.account_id = ANY (%(accounts)s) ORDER BY c.name_key LIMIT 200)
"""


async def by_words(session: Session, spans: Sequence[str]) -> list[Named]:
    if not spans:
        return []
    async with session.connection.cursor(row_factory=class_row(Named)) as cursor:
        return await (await cursor.execute(_BY_WORDS, (list(spans), MOST_OF_A_SPAN))).fetchall()


async def nearby(session: Session, spans: Sequence[str]) -> list[Named]:
    if not spans:
        return []
    async with session.connection.cursor(row_factory=class_row(Named)) as cursor:
        return await (await cursor.execute(_NEAR, (list(spans), 4))).fetchall()


async def written(session: Session, words: Sequence[str]) -> set[str]:
    """Those of the words that stand in a mail as they are: "Orbis" is no slip of "Orbit"."""
    cursor = await session.connection.execute(_WRITTEN, (list(words),))
    return {row[0] for row in await cursor.fetchall()}


async def by_key(session: Session, emails: list[str], phones: list[str], refs: list[str]) -> list[Named]:
    async with session.connection.cursor(row_factory=class_row(Named)) as cursor:
        await cursor.execute(_BY_KEY, {"emails": emails, "phones": phones, "refs": refs})
        return await cursor.fetchall()


async def of_accounts(session: Session, accounts: Sequence[str]) -> list[Named]:
    if not accounts:
        return []
    async with session.connection.cursor(row_factory=class_row(Named)) as cursor:
        await cursor.execute(_OF_ACCOUNTS, {"accounts": [UUID(a) for a in accounts]})
        return await cursor.fetchall()


async def accounts_of(session: Session, contacts: Sequence[str], deals: Sequence[str]) -> tuple[str, ...]:
    """The accounts of these people and deals."""
    if not (contacts or deals):
        return ()
    cursor = await session.connection.execute(
        "SELECT account_id::text FROM crm.contact WHERE id = ANY (%s) AND account_id IS NOT NULL"
        " UNION SELECT account_id::text FROM crm.deal WHERE id = ANY (%s) AND account_id IS NOT NULL",
        ([UUID(c) for c in contacts], [UUID(d) for d in deals]),
    )
    return tuple(row[0] for row in await cursor.fetchall())


async def account_names(session: Session, accounts: Sequence[str]) -> dict[str, str]:
    """Names by id, of those that the caller sees."""
    cursor = await session.connection.execute(
        "SELECT id::text, name FROM crm.account WHERE id = ANY (%s)", ([UUID(a) for a in accounts],)
    )
    return dict(await cursor.fetchall())


async def people(session: Session) -> People:
    async with session.connection.cursor(row_factory=class_row(User)) as cursor:
        users = await (await cursor.execute(_USERS)).fetchall()
    return People(tuple(users), session.identity.user_id)
