"""The product's API as one user sees it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

API = "/api/v1"
PLURAL = {
    "account": "accounts", "contact": "contacts", "lead": "leads", "deal": "deals", "activity": "activities",
    "product": "products", "ticket": "tickets",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Client:
    """One signed-in user. Raises `httpx.HTTPStatusError` where the server does not answer with success."""

    http: httpx.Client

    @classmethod
    def sign_in(cls, base_url: str, email: str, password: str) -> Client:
        http = httpx.Client(base_url=base_url, timeout=60)
        answer = http.post(f"{API}/auth/token", data={"username": email, "password": password})
        answer.raise_for_status()
        http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return cls(http)

    def get(self, path: str, **params: Any) -> Any:
        answer = self.http.get(f"{API}{path}", params=params)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        answer = self.http.post(f"{API}{path}", json=dict(body), headers={"Accept": "application/json"})
        answer.raise_for_status()
        return answer.json()

    def items(self, path: str) -> Iterator[dict[str, Any]]:
        """Every item of a list, page by page."""
        cursor: str | None = None
        while True:
            page = self.get(path, limit=200, **({"cursor": cursor} if cursor else {}))
            yield from page["items"]
            if (cursor := page.get("next_cursor")) is None:
                return

    def converse(self) -> str:
        return str(self.post("/conversations", {})["id"])

    def send(self, conversation: str, body: Mapping[str, Any]) -> tuple[dict[str, Any], float]:
        """The answer to one message, and the milliseconds that it took."""
        started = time.perf_counter()
        message = self.post(f"/conversations/{conversation}/messages", body)
        return message, 1000 * (time.perf_counter() - started)
