"""The budgets of DESIGN.md over HTTP, one process, as a rep, a manager and an executive: `python -m evals.performance.api`.

Measures the company of CRM_DATA_DIR: load it with `crm demo --no-serve` or `crm demo --no-serve --size mid` first.
Each figure is the 95th percentile of `--repeats` requests after a warm-up, beside its budget, and beside what the server and the
database computed for it: on a machine that others use too, the latter is what a quiet one would take.
"""

from __future__ import annotations

import os
import re
import statistics
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

import httpx
from rich.console import Console
from rich.table import Table

from evals.performance.by_hand import ByHand
from evals.performance.requests import ASKED, Case, cases, chat
from evals.performance.server import Server, serving, token

REPEATS = 60
WARM_UP = 6


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of one request: the median, the 95th percentile, and what was computed for it, server and database."""

    median: float
    high: float
    cpu: float


def measure(server: Server, client: httpx.Client, case: Case, repeats: int) -> Times:
    """Raises where an answer is no success."""
    times = []
    for n in range(WARM_UP):
        case.call(client, n).raise_for_status()
    before = server.computed()
    for n in range(WARM_UP, WARM_UP + repeats):
        started = time.perf_counter()
        answer = case.call(client, n)
        times.append((time.perf_counter() - started) * 1000)
        answer.raise_for_status()
    cpu = (server.computed() - before) * 1000 / repeats
    return Times(statistics.median(times), statistics.quantiles(times, n=20)[18], cpu)


def run(server: Server, people: Sequence[tuple[str, str]], repeats: int, only: str) -> Table:
    table = Table("as", "request", "p50 ms", "p95 ms", "budget", "CPU ms", "SQL by hand p50", box=None)
    for role, email in people:
        hand = ByHand(email)
        with server.client(token(email)) as client:
            for case in cases(client):
                if re.search(only, case.name):
                    table.add_row(role, *_row(server, client, hand, case, repeats))
        hand.close()
    return table


def _row(server: Server, client: httpx.Client, hand: ByHand, case: Case, repeats: int) -> tuple[str, ...]:
    found = measure(server, client, case, repeats)
    colour = "green" if found.high <= case.budget else "red"
    bare = hand.measure(case.name, min(repeats, 20))
    said = "" if bare is None else f"{bare:.1f}"
    return (
        case.name,
        f"{found.median:.1f}",
        f"[{colour}]{found.high:.1f}[/]",
        f"{case.budget:.0f}",
        f"{found.cpu:.1f}",
        said,
    )


def floor(email: str, repeats: int) -> str:
    """What a bare application takes for one row."""
    with serving("evals.performance.floor") as bare, bare.client(token(email)) as client:
        found = measure(bare, client, Case("floor", 0, lambda c, _: c.get(f"/deals/{uuid4()}")), repeats)
    return f"{found.median:.1f} ms, p95 {found.high:.1f} ms, CPU {found.cpu:.1f} ms"


def first_answer(server: Server, email: str) -> float:
    """Seconds from the start of the process to the first chat answer."""
    with server.client(token(email)) as client:
        started = time.perf_counter()
        chat(ASKED)(client, 0).raise_for_status()
        return server.started + time.perf_counter() - started


def _given() -> Namespace:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rep", default="maya.ortiz@kestrelworks.example")
    parser.add_argument("--manager", default="marcus.bell@kestrelworks.example")
    parser.add_argument("--executive", default="evelyn.hart@kestrelworks.example")
    parser.add_argument("--mid", action="store_true", help="the people of `crm demo --size mid`")
    parser.add_argument("--roles", default="rep,manager,executive", help="who of them asks")
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--only", default="", help="requests whose name this pattern finds")
    given = parser.parse_args()
    if given.mid:
        given.executive, given.manager, given.rep = (f"user{n:02}@mid.example" for n in (0, 2, 4))
    return given


def main() -> None:
    given = _given()
    out = Console(highlight=False, width=140)
    out.print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with serving() as server:
        out.print(f"start to first chat answer: {first_answer(server, given.rep):.2f} s (budget 2 s)")
        people = [(role, getattr(given, role)) for role in given.roles.split(",")]
        out.print(run(server, people, given.repeats, given.only))
        out.print(f"floor, FastAPI + token + one row: {floor(given.rep, given.repeats)}")
        out.print(f"memory of the process: {server.memory():.0f} MB (budget 400 MB)")


if __name__ == "__main__":
    main()
