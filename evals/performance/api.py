"""The budgets of DESIGN.md over HTTP, one process, as a rep and as an executive: `python -m evals.performance.api`.

Measures the company of CRM_DATA_DIR: load it with `crm demo --no-serve` or `crm demo --no-serve --size mid` first.
Each figure is the 95th percentile of REPEATS requests after a warm-up, beside its budget.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx
from rich.console import Console
from rich.table import Table

from evals.performance.server import Server, first, serving, token

REPEATS = 60
WARM_UP = 6


@dataclass(frozen=True)
class Case:
    """One request, repeated. `call` gets a counter, so that no two writes are alike."""

    name: str
    budget: float
    call: Callable[[httpx.Client, int], httpx.Response]


def cases(client: httpx.Client) -> list[Case]:
    """The requests, on records that this caller sees and may change."""
    deal = (
        first(client, "/deals", owner="me", limit=1)
        if client.get("/deals?owner=me&limit=1").json()["items"]
        else first(client, "/deals")
    )
    contact = first(client, "/contacts", sort="-updated_at")
    return [
        Case("record open", 20, lambda c, _: c.get(f"/deals/{deal['id']}")),
        Case(
            "record save",
            25,
            lambda c, n: c.patch(f"/deals/{deal['id']}", json={"next_step": f"step {n} {time.time()}"}),
        ),
        Case(
            "list of 50, by stage, sorted by amount",
            40,
            lambda c, _: c.get("/deals?stage=Negotiation&sort=-amount&limit=50"),
        ),
        Case(
            "list of 50, amount and close date",
            40,
            lambda c, n: c.get(f"/deals?amount__gte={1000 + n}&close_date__gte=2020-01-01&sort=-close_date"),
        ),
        Case(
            "list of 50 contacts, by title",
            40,
            lambda c, _: c.get("/contacts?title__contains=manager&sort=name&limit=50"),
        ),
        Case(
            "list of 50 leads, by status and source",
            40,
            lambda c, _: c.get("/leads?status=Working&sort=-created_at&limit=50"),
        ),
        Case(
            "name search", 40, lambda c, n: c.get("/contacts", params={"q": ("smith", "garcia", "chen", "jane")[n % 4]})
        ),
        Case("everything about one contact", 60, lambda c, _: c.get(f"/contacts/{contact['id']}/timeline?limit=50")),
        Case("next best actions", 100, lambda c, _: c.get("/recommendations?limit=10")),
        Case(
            "search mail and notes",
            50,
            lambda c, n: c.get("/search", params={"q": f"who decides about the budget {n}"}),
        ),
        Case(
            "report: pipeline by owner and stage",
            200,
            lambda c, _: c.post("/reports/run", json={"metrics": ["pipeline"], "group_by": ["owner", "stage"]}),
        ),
    ]


def chat(texts: Sequence[str]) -> Callable[[httpx.Client, int], httpx.Response]:
    """A turn of one conversation, the sentences in turn."""
    conversation: dict[int, str] = {}

    def call(client: httpx.Client, n: int) -> httpx.Response:
        if id(client) not in conversation:
            conversation[id(client)] = client.post("/conversations").json()["id"]
        return client.post(f"/conversations/{conversation[id(client)]}/messages", json={"text": texts[n % len(texts)]})

    return call


ASKED = (
    "show my open deals closing this month",
    "did anyone mention a competitor?",
    "pipeline by rep and stage",
    "which deals have had no activity for 30 days?",
    "who should I call first?",
)


def measure(client: httpx.Client, case: Case) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds; raises where an answer is no success."""
    times = []
    for n in range(WARM_UP + REPEATS):
        started = time.perf_counter()
        answer = case.call(client, n)
        if n >= WARM_UP:
            times.append((time.perf_counter() - started) * 1000)
        answer.raise_for_status()
    return statistics.median(times), statistics.quantiles(times, n=20)[18]


def run(server: Server, people: Sequence[tuple[str, str]]) -> Table:
    table = Table("as", "request", "p50 ms", "p95 ms", "budget", box=None)
    for role, email in people:
        with server.client(token(email)) as client:
            for case in [*cases(client), Case("chat turn, embedded model", 150, chat(ASKED))]:
                median, high = measure(client, case)
                colour = "green" if high <= case.budget else "red"
                table.add_row(role, case.name, f"{median:.1f}", f"[{colour}]{high:.1f}[/]", f"{case.budget:.0f}")
    return table


def first_answer(server: Server, email: str) -> float:
    """Seconds from the start of the process to the first chat answer."""
    with server.client(token(email)) as client:
        started = time.perf_counter()
        chat(ASKED)(client, 0).raise_for_status()
        return server.started + time.perf_counter() - started


def main() -> None:
    from argparse import ArgumentParser

    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rep", default="maya.ortiz@kestrelworks.example")
    parser.add_argument("--executive", default="evelyn.hart@kestrelworks.example")
    given = parser.parse_args()
    out = Console(highlight=False)
    with serving() as server:
        out.print(f"start to first chat answer: {first_answer(server, given.rep):.2f} s (budget 2 s)")
        out.print(run(server, [("rep", given.rep), ("executive", given.executive)]))
        out.print(f"memory of the process: {server.memory():.0f} MB (budget 400 MB)")


if __name__ == "__main__":
    main()
