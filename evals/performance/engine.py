"""The language engine alone: what it costs to load, and what one message costs to plan. `python -m evals.performance.engine --data DIR`.

In this process, on the company of DIR: the load and the memory beyond the sentence encoder (everything that understanding
imports counts), then sentences of every kind, taken from the seen cases of the language evals, planned as their speakers.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.conversation.state import DialogueState
from assistant.demo.people import USERS
from assistant.runtime import load_encoder, open_database
from assistant.settings import Settings, settings
from crm_store.database import Database
from crm_store.identity import Identity
from crm_store.users import list_users
from evals.performance.chat import chosen

if TYPE_CHECKING:
    from assistant.language.engine import Engine
    from retrieval.encoder import OnnxEncoder

LOAD_BUDGET, MEMORY_BUDGET, PLAN_BUDGET = 1.0, 150.0, 60.0  # seconds, MB, milliseconds at the 95th percentile
EACH, ROUNDS = 8, 3  # the first round warms up


async def measure(chosen_settings: Settings) -> None:
    async with open_database(chosen_settings) as database:
        people = await known_people(database)
        encoder = load_encoder(chosen_settings)
        encoder.encode_query("warm")
        before, started = _memory(), time.perf_counter()
        engine = await _load(database, encoder, chosen_settings, people["maya"])
        seconds = time.perf_counter() - started
        times = await _plan(engine, database, encoder, people)
        print(
            f"load {seconds:.2f} s (budget {LOAD_BUDGET:.0f} s), {_memory() - before:.0f} MB (budget {MEMORY_BUDGET:.0f} MB)"
        )
        print(
            f"a plan: p50 {statistics.median(times):.0f} ms, p95 {_high(times):.0f} ms (budget {PLAN_BUDGET:.0f} ms), {len(times)} plans"
        )


async def known_people(database: Database) -> dict[str, Identity]:
    """The demo company's users by their short names."""
    async with database.anonymous() as connection:
        row = await (await connection.execute("SELECT id, timezone FROM crm.tenants() LIMIT 1")).fetchone()
    if row is None:
        raise SystemExit("There is no tenant: run `crm demo --no-serve` first.")
    async with database.session(Identity.system(row[0])) as session:
        users = {user.email: user for user in await list_users(session)}
    known = {name: users[person.email] for name, person in USERS.items() if person.email in users}
    return {n: Identity(row[0], u.id, u.email, u.name, u.role, timezone=row[1]) for n, u in known.items()}


async def _load(database: Database, encoder: OnnxEncoder, chosen_settings: Settings, who: Identity) -> Engine:
    from assistant.language.engine import Engine  # its imports are part of its load

    engine = Engine(chosen_settings.acts_file)
    async with database.session(who, "agent") as session:
        pass  # training takes longer than a transaction may idle
    engine.load(encoder, session)
    return engine


async def _plan(
    engine: Engine, database: Database, encoder: OnnxEncoder, people: dict[str, Identity]
) -> Sequence[float]:
    """Milliseconds of each plan, in all rounds but the first: reading the database included, tools and HTTP not."""
    from assistant.language.plan import TurnInput

    times = []
    for round_ in range(ROUNDS):
        for case in chosen(EACH):
            async with database.session(people[case.speaker], "agent") as session:
                started = time.perf_counter()
                await engine.plan(TurnInput(case.turns[0].say or "", DialogueState(), None, session, encoder))
                if round_:
                    times.append((time.perf_counter() - started) * 1000)
    return times


def _high(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[18]


def _memory() -> float:
    """Resident MB of this process now."""
    line = next(x for x in Path("/proc/self/status").read_text(encoding="ascii").splitlines() if x.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="CRM_DATA_DIR of a loaded demo company")
    given = parser.parse_args()
    if given.data:
        os.environ["CRM_DATA_DIR"] = str(given.data)
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    asyncio.run(measure(settings()))


if __name__ == "__main__":
    main()
