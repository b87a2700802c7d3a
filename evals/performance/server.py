"""A server of its own for a benchmark: one process, real HTTP, the data of CRM_DATA_DIR."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx


@dataclass(frozen=True)
class Server:
    """A running `crm serve`; `started` is the seconds until it was ready."""

    url: str
    pid: int
    started: float

    def client(self, token: str) -> httpx.Client:
        return httpx.Client(base_url=f"{self.url}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=60)

    def memory(self) -> float:
        """Resident MB of the process now."""
        with Path(f"/proc/{self.pid}/status").open(encoding="ascii") as status:
            line = next(line for line in status if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


@contextmanager
def serving(**environment: str) -> Iterator[Server]:
    """Start `crm serve` with this environment besides the present one, and stop it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = time.perf_counter()
    command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port), "--no-worker"]
    process = subprocess.Popen(
        command, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process)
        yield Server(url, process.pid, time.perf_counter() - started)
    finally:
        process.terminate()
        process.wait(20)


def token(email: str) -> str:
    """A personal token, made by the command line."""
    command = [sys.executable, "-m", "assistant.cli", "token", "create", email]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _wait(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=1):
                return
        except (urllib.error.URLError, OSError):
            if process.poll() is not None:
                raise RuntimeError("crm serve ended: run it by hand to see why") from None
            time.sleep(0.02)
    raise RuntimeError("crm serve did not become ready")


def first(client: httpx.Client, path: str, **parameters: Any) -> dict[str, Any]:
    """The first item of a list."""
    answer = client.get(path, params=parameters)
    answer.raise_for_status()
    found: dict[str, Any] = json.loads(answer.text)["items"][0]
    return found
