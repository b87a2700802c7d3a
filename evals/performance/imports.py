"""How long an import takes, into an empty tenant in a database of its own.

`python -m evals.performance.imports [CONTACTS]`: 10,000 accounts and 250,000 contacts, and the same files again.
`python -m evals.performance.imports --real FOLDER`: real exports as a person imports them, one `crm import` each, the start of
the command counted in. FOLDER holds `maven_crm_sales` (a computer seller's CRM, Maven Analytics) and `enron/enron48.mbox`.
"""

from __future__ import annotations

import asyncio
import csv
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path
from uuid import UUID

from crm_store.clock import Clock
from crm_store.database import Database
from crm_store.embedded import EmbeddedServer
from crm_store.identity import Identity
from crm_store.imports import ImportSummary, import_paths
from crm_store.migrate import logins, migrate
from crm_store.tenants import make_tenant
from evals.performance.server import crm, installation

ACCOUNTS = 10_000
CONTACTS = 250_000
BUDGET = 90.0  # seconds for the first import
_FIRST = "Jane John Ana Bob Carl Dora Eve Finn Gus Hana Ivan Jill Kurt Lena Milo Nora Omar Pia Quin Rosa".split()
_LAST = "Smith Jones Muller Garcia Chen Khan Silva Rossi Novak Berg Olsen Dubois Weber Ito Kim Lopez".split()


def write_files(folder: Path, contacts: int) -> None:
    """accounts.csv and contacts.csv, the same at every run."""
    dice = random.Random(1)
    accounts = [[f"A{i}", f"Company {i} Inc", f"company{i}.example"] for i in range(ACCOUNTS)]
    _write(folder / "accounts.csv", "external_id,name,domain", accounts)
    people = [_contact(i, dice) for i in range(contacts)]
    _write(folder / "contacts.csv", "external_id,name,email,phone,title,account,created_at", people)


def _contact(i: int, dice: random.Random) -> list[str]:
    account = dice.randrange(ACCOUNTS)
    phone = f"+1 {dice.randrange(201, 989)} 555 {dice.randrange(10_000):04}"
    return [f"C{i}", f"{dice.choice(_FIRST)} {dice.choice(_LAST)} {i % 997}", f"p{i}@company{account}.example", phone,
            dice.choice(["CEO", "Buyer", "Engineer"]), f"Company {account} Inc", "2025-06-11T10:00:00Z"]  # fmt: skip


def _write(path: Path, header: str, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header.split(","), *rows])


async def measure(admin: str, tenant: UUID, folder: Path) -> list[tuple[str, float, ImportSummary]]:
    roles = logins(admin)
    database = Database(roles.app, roles.agent, Clock())
    await database.open()
    runs = []
    for label in ("first", "again"):
        start = time.perf_counter()
        summary = await import_paths(database, Identity.system(tenant), [folder])
        runs.append((label, time.perf_counter() - start, summary))
    await database.close()
    return runs


# File, what it holds, and what its columns are.
SELLER = (
    ("sales_teams", "user", ("sales_agent=name", "manager=manager", "regional_office=team")),
    ("accounts", "account", ("account=name", "sector=industry", "revenue=annual_revenue", "office_location=country", "subsidiary_of=parent_account")),
    ("products", "product", ("product=name", "series=family", "sales_price=list_price")),
    ("sales_pipeline", "deal", ("opportunity_id=external_id", "sales_agent=owner", "engage_date=created_at", "close_value=amount")),
)  # fmt: skip
SELLER_BUDGET = 10.0  # seconds for the four files


def real(source: Path) -> None:
    """The computer seller's four files and 48 mails, by the command line."""
    with installation(), tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(source, folder, dirs_exist_ok=True)
        total = 0.0
        for file, object_, pairs in SELLER:
            maps = [word for pair in pairs for word in ("--map", pair)]
            total += _timed(str(folder / "maven_crm_sales" / f"{file}.csv"), "--object", object_, *maps)
        print(f"the computer seller: {total:.1f} s  (budget {SELLER_BUDGET:.0f} s)")
        _timed(str(folder / "enron" / "enron48.mbox"))


def _timed(*words: str) -> float:
    started = time.perf_counter()
    crm("import", *words)
    seconds = time.perf_counter() - started
    print(f"  crm import {Path(words[0]).name:24} {seconds:5.1f} s")
    return seconds


def main(contacts: int = CONTACTS) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "files"
        folder.mkdir()
        write_files(folder, contacts)
        server = EmbeddedServer(Path(name) / "data")
        try:
            admin = server.start().conninfo()
            migrate(admin)
            for label, seconds, summary in asyncio.run(measure(admin, make_tenant(admin, "Measured"), folder)):
                rows = sum(f.created + f.updated + f.unchanged for f in summary.files)
                print(
                    f"{label:6} {rows:>9,} rows {seconds:7.1f} s  {rows / seconds:>8,.0f} rows/s  (budget {BUDGET:.0f} s)"
                )
        finally:
            server.stop()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--real"]:
        real(Path(sys.argv[2]))
    else:
        main(*(int(said) for said in sys.argv[1:]))
