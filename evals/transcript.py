"""What happens to proposals, shown against the running server: `python -m evals.transcript` prints it.

Stale, partial, undo, two approvals at once, and expiry, over HTTP, in an installation of its own. Ends with an error where an
answer is not the one that the contract promises.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx

from evals.performance.server import ADMIN, crm, installation, serving, token

REP = "rosa@evals.example"
TODAY, LATER = "2026-11-18T15:00:00Z", "2026-11-27T15:00:00Z"  # nine days on: a proposal lives for seven


@dataclass(frozen=True)
class Told:
    """Prints what is asked and answered, and holds each answer to what was promised."""

    person: httpx.Client
    agent: httpx.Client

    def ask(
        self, client: httpx.Client, method: str, path: str, body: Any = None, *, wanted: int = 200
    ) -> dict[str, Any]:
        answer = client.request(method, path, json=body)
        who = "agent" if client is self.agent else "rosa "
        print(
            f"  {who} {method:5} {path}{'  ' + _short(body) if body else ''}\n         -> {answer.status_code} {_outcome(answer)}"
        )
        if answer.status_code != wanted:
            raise SystemExit(f"expected {wanted}, got {answer.status_code}: {answer.text[:500]}")
        found: dict[str, Any] = answer.json()
        return found

    def propose(self, deal: str, **fields: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.ask(self.agent, "PATCH", f"/deals/{deal}", fields, wanted=202)["proposal"]
        return found

    def deal(self, ref: str, **wanted: Any) -> dict[str, Any]:
        found = self.ask(self.person, "GET", f"/deals/{ref}")
        _hold({name: found[name] for name in wanted}, wanted)
        return found


def _short(body: Any) -> str:
    return ", ".join(f"{k}={v if isinstance(v, str | int | float) else '…'}" for k, v in body.items())


def _outcome(answer: httpx.Response) -> str:
    body = answer.json()
    if answer.is_error:
        changed = "; ".join(f"{c['record']}: {c['text']}" for c in body.get("changed", []))
        return f"{body['code']}: {body['detail']}{' | ' + changed if changed else ''}"
    body = body.get("proposal", body)
    if "change_count" in body:
        return f"{body['ref']} {body['status']}, {len(body['changes'])} change(s): {', '.join(c['status'] for c in body['changes'])}"
    if "stage" in body:
        return f"{body['ref']} version {body['version']}: stage {body['stage']}, amount {body['amount']}, next step {body['next_step']!r}"
    return str(body.get("ref") or body.get("status") or body.get("id"))


def _hold(found: Any, wanted: Any) -> None:
    if found != wanted:
        raise SystemExit(f"expected {wanted}, found {found}")


def stale(told: Told, deal: str) -> None:
    print("\n1. Stale: the record changes after it was proposed; nothing is applied, and the answer says what changed.")
    proposal = told.propose(deal, amount=52000)
    told.ask(told.person, "PATCH", f"/deals/{deal}", {"amount": 45000})
    told.ask(told.person, "POST", f"/proposals/{proposal['ref']}/approve", wanted=409)
    told.deal(deal, amount=45000)


def partial_and_undo(told: Told, deal: str) -> None:
    print("\n2. Partial approval of what one sentence proposed, then undo.")
    conversation = told.ask(told.person, "POST", "/conversations", {}, wanted=201)["id"]
    said = "Move the Globex renewal to Negotiation and create a task to send the contract next Friday"
    message = told.ask(told.person, "POST", f"/conversations/{conversation}/messages", {"text": said})
    proposal = told.ask(told.person, "GET", f"/proposals/{message['proposal_id']}")
    chosen = [c["id"] for c in proposal["changes"] if c["object"] == "deal"]
    _hold((len(proposal["changes"]), len(chosen)), (2, 1))
    done = told.ask(told.person, "POST", f"/proposals/{proposal['ref']}/approve", {"changes": chosen})
    _hold(done["status"], "partly_applied")
    told.deal(deal, stage="Negotiation")
    told.ask(told.person, "POST", f"/proposals/{proposal['ref']}/undo")
    told.deal(deal, stage="Prospecting")


def at_once(told: Told, deal: str) -> None:
    print("\n3. Two approvals at once: both are answered, it is applied once.")
    before = told.deal(deal)["version"]
    proposal = told.propose(deal, next_step="Send the contract")
    with ThreadPoolExecutor(2) as pool:
        path = f"/proposals/{proposal['ref']}/approve"
        both = list(pool.map(lambda _: told.ask(told.person, "POST", path)["status"], range(2)))
    _hold(both, ["applied", "applied"])
    told.deal(deal, version=before + 1, next_step="Send the contract")


def expiry(told: Told, proposal: str, deal: str) -> None:
    print("\n4. Expiry: nine days later, on the same database.")
    told.ask(told.person, "POST", f"/proposals/{proposal}/approve", wanted=410)
    told.deal(deal, next_step="Send the contract")


def _told(url: str) -> Told:
    person, agent = token(REP), token(REP, agent=True)
    clients = [
        httpx.Client(
            base_url=f"{url}/api/v1", headers={"Authorization": f"Bearer {t}", "Accept": "application/json"}, timeout=60
        )
        for t in (person, agent)
    ]
    return Told(*clients)


def main() -> int:
    with installation():
        crm("user", "create", REP, "--role", "rep", "--name", "Rosa Diaz")
        with serving(CRM_NOW=TODAY) as server:
            told = _told(server.url)
            print(
                f"Rosa, a rep, and her agent. {ADMIN.partition('@')[0].capitalize()} made the tenant; the clock stands at {TODAY}."
            )
            account = told.ask(told.person, "POST", "/accounts", {"name": "Globex"}, wanted=201)["id"]
            deal = told.ask(
                told.person,
                "POST",
                "/deals",
                {"name": "Globex renewal", "account": account, "amount": 40000},
                wanted=201,
            )["ref"]
            stale(told, deal)
            partial_and_undo(told, deal)
            at_once(told, deal)
            waiting = told.propose(deal, next_step="Too late")["ref"]
        with serving(CRM_NOW=LATER) as server:
            expiry(_told(server.url), waiting, deal)
    print("\nAll as promised.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
