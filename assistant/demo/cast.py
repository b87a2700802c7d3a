"""Read the hand-made cast (`cast.txt`, `leads.txt`, `tickets.txt`) into values."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at a customer. `key` is the local part of the address."""

    key: str
    name: str
    title: str
    email: str
    account: str

    @property
    def first(self) -> str:
        return self.name.split()[0]


@dataclass(frozen=True, slots=True)
class DealSpec:
    """A hand-made deal as the cast file says it; `age` in days since it was created."""

    key: str
    name: str
    account: str
    contact: str
    stage: str
    product: str
    units: int
    source: str
    closing: str
    age: int
    flag: str


@dataclass(frozen=True, slots=True)
class Account:
    """A customer; `revenue` in whole dollars, `owner` a key of the users."""

    name: str
    domain: str
    industry: str
    employees: int
    revenue: int
    city: str
    country: str
    area: str
    owner: str
    segment: str
    sites: int
    parent: str
    contacts: list[Contact] = field(default_factory=list)
    deals: list[DealSpec] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LeadSpec:
    name: str
    company: str
    title: str
    status: str


@dataclass(frozen=True, slots=True)
class TicketSpec:
    """A support case; `opened` and `resolved` in days before today, `resolved` None while it is open."""

    account: str
    contact: str
    subject: str
    status: str
    priority: str
    opened: int
    resolved: int | None


def local_part(name: str) -> str:
    """The local part of an address for a name: `Élise Gagnon` is `elise.gagnon`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return ".".join(plain.lower().replace("'", "").split())


def read_lines(file: str) -> Iterator[tuple[str, list[str]]]:
    """(mark, cells) of each line; the mark is the sign before the first cell, if it has one."""
    for line in (FOLDER / file).read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        mark, text = (line[0], line[2:]) if line[:2] in {"= ", "- ", "$ "} else ("", line)
        yield mark, [cell.strip() for cell in text.split("|")]


def _account(cells: list[str]) -> Account:
    name, stem, industry, employees, revenue, city, country, area, owner, segment, sites, parent = cells
    return Account(
        name=name,
        domain=f"{stem}.example",
        industry=industry,
        employees=int(employees),
        revenue=int(revenue) * 1_000_000,
        city=city,
        country=country,
        area=area,
        owner=owner,
        segment=segment,
        sites=int(sites),
        parent=parent,
    )


def _contact(text: str, account: Account) -> Contact:
    name, title = text.split(", ", 1)
    key = local_part(name)
    return Contact(key, name, title, f"{key}@{account.domain}", account.name)


def _deal(cells: list[str], account: Account) -> DealSpec:
    key, name, contact, stage, item, source, closing, age, flag = [*cells, ""][:9]
    product, units = item.rsplit(" x", 1)
    return DealSpec(key, name, account.name, contact, stage, product, int(units), source, closing, int(age), flag)


@cache
def accounts() -> tuple[Account, ...]:
    """The sixty accounts in the order of the file, with their contacts and hand-made deals."""
    found: list[Account] = []
    for mark, cells in read_lines("cast.txt"):
        if mark == "=":
            found.append(_account(cells if len(cells) == 12 else [*cells, ""]))
        elif mark == "-":
            found[-1].contacts.append(_contact(cells[0], found[-1]))
        else:
            found[-1].deals.append(_deal(cells, found[-1]))
    return tuple(found)


@cache
def leads() -> tuple[LeadSpec, ...]:
    """Leads that are no customers yet, or never will be."""
    status, found = "", []
    for _, cells in read_lines("leads.txt"):
        if len(cells) == 1:
            status = cells[0].strip("[]")
        else:
            found.append(LeadSpec(cells[0], cells[1], cells[2], status))
    return tuple(found)


@cache
def tickets() -> tuple[TicketSpec, ...]:
    """Support cases in the order of the file."""
    found = []
    for _, (account, contact, subject, status, priority, opened, resolved) in read_lines("tickets.txt"):
        closed = None if resolved == "-" else int(resolved)
        found.append(TicketSpec(account, contact, subject, status, priority, int(opened), closed))
    return tuple(found)


def find_contact(key: str, account: str) -> Contact:
    """The contact `key` of an account; `KeyError` where there is none."""
    owner = next(each for each in accounts() if each.name == account)
    for contact in owner.contacts:
        if contact.key == key.split("@", maxsplit=1)[0]:
            return contact
    raise KeyError(f"{account} has no contact {key}")


def is_senior(title: str) -> bool:
    """Whether somebody with this title usually signs."""
    return any(word in title for word in ("Chief", "VP", "President", "Owner", "Founder", "Director", "Head"))
