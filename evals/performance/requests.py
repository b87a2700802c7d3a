"""The requests that have a budget (DESIGN.md, Budgets), on records that the caller sees and may change."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from evals.performance.server import first

Call = Callable[[httpx.Client, int], httpx.Response]
TYPED = (
    "smi",
    "garc",
    "chen",
    "jane",
    "o'br",
    "wat",
    "mar",
    "lind",
)  # what stands in a search box while somebody types
ASKED = (
    "show my open deals closing this month",
    "did anyone mention a competitor?",
    "pipeline by rep and stage",
    "which deals have had no activity for 30 days?",
    "who should I call first?",
    "overdue tasks",
    "what is my biggest deal?",
    "contacts named Smith",
    "top 10 accounts by pipeline",
    "what should I do today?",
)


@dataclass(frozen=True)
class Case:
    """One request, repeated. `call` gets a counter, so that no two writes are alike."""

    name: str
    budget: float  # milliseconds
    call: Call


def cases(client: httpx.Client) -> list[Case]:
    """All of them, for this caller."""
    own = client.get("/deals?owner=me&limit=1").json()["items"]
    deal = own[0] if own else first(client, "/deals")
    contact = (deal.get("contact") or {}).get("id") or first(client, "/contacts", sort="-updated_at")["id"]
    return [
        Case("record open", 20, _get(f"/deals/{deal['id']}")),
        Case("record save", 25, _save(f"/deals/{deal['id']}")),
        *_lists(),
        *_customs(deal),
        Case("name search, while typing", 40, lambda c, n: c.get("/contacts", params={"q": TYPED[n % len(TYPED)]})),
        Case("timeline of a contact", 60, _get(f"/contacts/{contact}/timeline?limit=50")),
        Case("everything about one contact, 4 requests", 60, _everything(contact)),
        Case("next best actions", 100, _get("/recommendations?limit=10")),
        Case(
            "search mail and notes",
            50,
            lambda c, n: c.get("/search", params={"q": f"who decides about the budget {n}"}),
        ),
        Case("report: pipeline by owner and stage", 200, _report(["pipeline"], ["owner", "stage"])),
        Case("report: win rate by source and quarter", 200, _report(["win_rate", "won_amount"], ["source", "quarter"])),
        Case("chat turn, embedded model", 150, chat(ASKED)),
    ]


def _lists() -> list[Case]:
    asked = {
        "deals by stage, sorted by amount": "/deals?stage=Negotiation&sort=-amount&limit=50",
        "deals by account's industry, sorted by close date": "/deals?account.industry=Retail&sort=-close_date&limit=50",
        "deals sorted by owner": "/deals?sort=owner&limit=50",
        "contacts by title, sorted by name": "/contacts?title__contains=manager&sort=name&limit=50",
        "contacts by a rare title": "/contacts?title=owner&sort=-updated_at&limit=50",
        "contacts sorted by account": "/contacts?sort=account&limit=50",
        "leads by status, newest first": "/leads?status=Working&sort=-created_at&limit=50",
        "leads by status and source, sorted by company": "/leads?status=New&source=Referral&sort=company&limit=50",
        "accounts sorted by last activity": "/accounts?sort=-last_activity_at&limit=50",
        "open tasks by due date": "/activities?type=task&status=open&sort=due_date&limit=50",
    }

    def by_amount(client: httpx.Client, n: int) -> httpx.Response:
        return client.get(f"/deals?amount__gte={1000 + n}&close_date__gte=2020-01-01&sort=-close_date")

    return [Case("deals by amount and close date", 40, by_amount), *(Case(n, 40, _get(p)) for n, p in asked.items())]


def _customs(deal: dict[str, Any]) -> list[Case]:
    """Lists by a custom field, where the company has one."""
    said = deal.get("custom") or {}
    text = next((name for name, value in said.items() if isinstance(value, str)), None)
    number = next((name for name, value in said.items() if isinstance(value, int | float)), None)
    found = []
    if text:
        path = f"/deals?custom.{text}={said[text]}&sort=-amount&limit=50"
        found.append(Case("deals by a custom field, sorted by amount", 40, _get(path)))
    if number:
        path = f"/deals?custom.{number}__gte={said[number]}&sort=-custom.{number}&limit=50"
        found.append(Case("deals by and sorted by a custom number", 40, _get(path)))
    return found


def _get(path: str) -> Call:
    return lambda client, _: client.get(path)


def _save(path: str) -> Call:
    return lambda client, n: client.patch(path, json={"next_step": f"step {n} {time.time()}"})


def _everything(contact: str) -> Call:
    """What a contact's page asks for."""
    paths = (
        f"/contacts/{contact}",
        f"/deals?contact={contact}&limit=50",
        f"/tickets?contact={contact}&limit=50",
        f"/contacts/{contact}/timeline?limit=50",
    )

    def call(client: httpx.Client, _: int) -> httpx.Response:
        answers = [client.get(path).raise_for_status() for path in paths]
        return answers[-1]

    return call


def _report(metrics: list[str], group_by: list[str]) -> Call:
    return lambda client, _: client.post("/reports/run", json={"metrics": metrics, "group_by": group_by})


def chat(texts: Sequence[str]) -> Call:
    """A turn of one conversation, the sentences in turn."""
    conversation: dict[int, str] = {}

    def call(client: httpx.Client, n: int) -> httpx.Response:
        if id(client) not in conversation:
            conversation[id(client)] = client.post("/conversations").json()["id"]
        return client.post(f"/conversations/{conversation[id(client)]}/messages", json={"text": texts[n % len(texts)]})

    return call
