"""Read the folder that `write_demo` makes."""

from __future__ import annotations

import csv
import email
import mailbox
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email import policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path

from evals.company.rows import Row, Value, as_number, local_day, parse_instant

FILES = {
    "account": "accounts.csv", "contact": "contacts.csv", "lead": "leads.csv", "deal": "deals.csv",
    "activity": "activities.csv", "ticket": "tickets.csv", "product": "products.csv",
}  # fmt: skip
NUMBERS = frozenset({"amount", "employees", "annual_revenue", "list_price", "Sites"})
RENAMED = {"owner_email": "owner", "contact_email": "contact", "deal_external_id": "deal", "lead_email": "lead"}
STAGE_PROBABILITY = {"Prospecting": 0.1, "Qualified": 0.25, "Proposal": 0.5, "Negotiation": 0.75, "Won": 1.0}


@dataclass(frozen=True, slots=True)
class Person:
    """A user: `key` is the first name in lower case."""

    key: str
    name: str
    email: str
    role: str
    team: str
    manager: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail of the boxes; `people` are the addresses of everybody on it, `text` its subject and body."""

    message_id: str
    day: str
    people: frozenset[str]
    text: str


@dataclass(frozen=True)
class Company:
    """Everything of the company, and who may see what of it."""

    people: Mapping[str, Person]
    rows: Mapping[str, Sequence[Row]]
    mails: Sequence[Mail]
    _by_key: Mapping[str, Row] = field(default_factory=dict)
    _accounts: Mapping[str, Row] = field(default_factory=dict)

    def row(self, key: str) -> Row:
        return self._by_key[key]

    def find(self, key: str) -> Row | None:
        return self._by_key.get(key)

    def account_of(self, row: Row) -> str:
        """The name of the account that the row belongs to, or nothing."""
        return row.text("name") if row.object == "account" else row.text("account")

    def account(self, name: str) -> Row | None:
        return self._accounts.get(name)

    def below(self, key: str) -> frozenset[str]:
        """The user and everyone below, at any depth."""
        mine = {key}
        while more := {p.key for p in self.people.values() if p.manager in mine} - mine:
            mine |= more
        return frozenset(mine)

    def sees(self, speaker: str, row: Row) -> bool:
        """Section 2 of the contract."""
        if self.people[speaker].role in ("executive", "admin", "viewer") or row.object not in (
            "lead",
            "deal",
            "activity",
        ):
            return True
        if row.get("owner") in self.below(speaker):
            return True
        return row.object == "activity" and self._sees_subject(speaker, row)

    def _sees_subject(self, speaker: str, row: Row) -> bool:
        about = row.get("deal") or row.get("lead")
        return about is None or self.sees(speaker, self._by_key[str(about)])


def load_company(folder: Path) -> Company:
    """Read every file; the rows keep the order of the files."""
    people = {p.key: p for p in _people(folder / "users.csv")}
    by_email = {p.email: p.key for p in people.values()}
    contacts = {r["email"]: r["external_id"] for r in _csv(folder / FILES["contact"])}
    leads = {r["email"]: r["external_id"] for r in _csv(folder / FILES["lead"])}
    links = {"owner": by_email, "contact": contacts, "lead": leads}
    rows = {name: [_row(name, r, links) for r in _csv(folder / file)] for name, file in FILES.items()}
    by_key = {row.key: row for some in rows.values() for row in some}
    accounts = {row.text("name"): row for row in rows["account"]}
    return Company(people, rows, tuple(_mails(folder)), by_key, accounts)


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _people(path: Path) -> Iterator[Person]:
    for r in _csv(path):
        yield Person(short(r["email"]), r["name"], r["email"], r["role"], r["team"], short(r["manager_email"]))


def short(address: str) -> str:
    return address.split("@", maxsplit=1)[0].split(".", maxsplit=1)[0]


def _row(name: str, raw: Mapping[str, str], links: Mapping[str, Mapping[str, str]]) -> Row:
    values: dict[str, Value] = {}
    moments: dict[str, datetime] = {}
    for column, text in raw.items():
        to = RENAMED.get(column, column)
        if text == "":
            values[to] = None
        elif column.endswith("_at"):
            moments[to] = parse_instant(text)
            values[to] = local_day(moments[to])
        elif to in NUMBERS:
            values[to] = as_number(text)
        else:
            values[to] = links[to].get(text, text) if to in links and "@" in text else text
    return Row(name, raw.get("external_id") or raw["name"], values, moments)


def _mails(folder: Path) -> Iterator[Mail]:
    for path in sorted(folder.glob("*.mbox")):
        for raw in mailbox.mbox(path):
            message = email.message_from_bytes(raw.as_bytes(), policy=policy.default)
            people = getaddresses([str(message[h]) for h in ("From", "To", "Cc") if message[h]])
            sent = parsedate_to_datetime(str(message["Date"])).astimezone(UTC)
            yield Mail(
                str(message["Message-ID"]).strip("<> "), local_day(sent),
                frozenset(address.lower() for _, address in people), f"{message['Subject']}\n{_body(message)}",
            )  # fmt: skip


def _body(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    return str(part.get_content()) if part else ""


def write_company(folder: Path, today: date, now: datetime) -> Company:
    """Write the demo company and read it back."""
    from assistant.demo import write_demo

    write_demo(folder, today, now)
    return load_company(folder)
