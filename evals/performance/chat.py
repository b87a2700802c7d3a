"""What a person waits for in chat, over HTTP, one process: `python -m evals.performance.chat [--data DIR]`.

Drives a server of its own on the demo company with sentences of every kind, taken from the seen cases of the language
evals: the first answer counted from the start of the process, then each sentence as its speaker, a few times over.
"""

from __future__ import annotations

import os
import statistics
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from assistant.demo.people import USERS
from evals.language.case import Case, load_cases
from evals.performance.server import Server, serving, token

BUDGET = 150.0  # milliseconds, 95th percentile
FIRST_BUDGET = 2.0  # seconds
FIRST = "show my open deals closing this month"
EACH = 6  # cases of a kind: 11 kinds make some 60 conversations
ROUNDS = 3  # the first one warms up


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds that an answer took, and those of CPU in the API's process (in steps of 10; the database's come on top)."""

    ms: float
    cpu: float


Times = dict[str, list[Taken]]


def chosen(each: int) -> Iterator[Case]:
    """The same few of every kind each time, spread over its file; only what is said, nothing chosen or approved."""
    kinds: dict[str, list[Case]] = {}
    for case in load_cases():
        if case.split == "seen" and all(turn.say and not turn.page for turn in case.turns):
            kinds.setdefault(case.category, []).append(case)
    for cases in kinds.values():
        yield from cases[:: max(1, len(cases) // each)][:each]


def hold(server: Server, client: httpx.Client, case: Case) -> Iterator[Taken]:
    """One conversation: what each of its answers took."""
    conversation = client.post("/conversations").raise_for_status().json()["id"]
    for turn in case.turns:
        started, used = time.perf_counter(), server.cpu()
        client.post(f"/conversations/{conversation}/messages", json={"text": turn.say}).raise_for_status()
        yield Taken((time.perf_counter() - started) * 1000, (server.cpu() - used) * 1000)


def drive(server: Server, clients: Mapping[str, httpx.Client], cases: Sequence[Case], rounds: int) -> Times:
    """What answers took, by kind, in all rounds but the first."""
    times: Times = {}
    for round_ in range(rounds):
        for case in cases:
            taken = list(hold(server, clients[case.speaker], case))
            if round_:
                times.setdefault(case.category, []).extend(taken)
    return times


def first_answer(server: Server, client: httpx.Client) -> float:
    """Seconds from the start of the process to the last byte of the first answer; call it at once."""
    started = time.perf_counter()
    conversation = client.post("/conversations").raise_for_status().json()["id"]
    client.post(f"/conversations/{conversation}/messages", json={"text": FIRST}).raise_for_status()
    return server.started + time.perf_counter() - started


def shown(times: Times) -> Table:
    table = Table("kind", "turns", "p50 ms", "p95 ms", "slowest", "CPU of the API", box=None)
    for kind, taken in [*sorted(times.items()), ("all", [t for each in times.values() for t in each])]:
        ms = [t.ms for t in taken]
        high = statistics.quantiles(ms, n=20)[18]
        colour = "green" if high <= BUDGET else "red"
        cpu = statistics.fmean(t.cpu for t in taken)
        cells = (statistics.median(ms), f"[{colour}]{high:.0f}[/]", max(ms), cpu)
        table.add_row(kind, str(len(taken)), *(c if isinstance(c, str) else f"{c:.0f}" for c in cells))
    return table


def _given() -> Namespace:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="CRM_DATA_DIR of a loaded demo company")
    parser.add_argument("--each", type=int, default=EACH, help="cases of a kind")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="at least 2; the first one warms up")
    parser.add_argument("--first", action="store_true", help="only the first answer")
    return parser.parse_args()


def main() -> None:
    given, out = _given(), Console(highlight=False)
    if given.data:
        os.environ["CRM_DATA_DIR"] = str(given.data)
    cases = list(chosen(given.each))
    speakers = sorted({case.speaker for case in cases} if not given.first else {"maya"})
    tokens = {name: token(USERS[name].email) for name in {"maya", *speakers}}  # also warms the database
    out.print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with serving() as server:
        clients = {name: server.client(token) for name, token in tokens.items()}
        seconds = first_answer(server, clients["maya"])
        out.print(f"start to first answer: {seconds:.2f} s (budget {FIRST_BUDGET:.0f} s), {server.cpu():.2f} s of CPU")
        if not given.first:
            out.print(shown(drive(server, clients, cases, given.rounds)))
        out.print(f"memory of the process: {server.memory():.0f} MB (budget 400 MB)")


if __name__ == "__main__":
    main()
