"""A server of its own for a benchmark: one process, real HTTP, the data of CRM_DATA_DIR."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ADMIN = "admin@evals.example"


@dataclass(frozen=True)
class Server:
    """A running `crm serve`; `started` is the seconds until it was ready."""

    url: str
    pid: int
    started: float

    def client(self, token: str) -> httpx.Client:
        return httpx.Client(base_url=f"{self.url}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=60)

    def computed(self) -> float:
        """Seconds that the process and the embedded database's own have computed so far: what a busy machine does not lengthen."""
        postmaster = int((Path(os.environ["CRM_DATA_DIR"]) / "pg" / "postmaster.pid").read_text().split()[0])
        return sum(_computed(pid) for pid in [self.pid, postmaster, *_children(postmaster)])

    def memory(self) -> float:
        """Resident MB of the process now."""
        with Path(f"/proc/{self.pid}/status").open(encoding="ascii") as status:
            line = next(line for line in status if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def cpu(self) -> float:
        """Seconds of CPU the process has used, all threads together: what a busy machine does not stretch."""
        times = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _computed(pid: int) -> float:
    """Seconds on a processor, all threads; 0 for a process that has ended."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9
    except OSError:
        return 0.0


@contextmanager
def serving(*command: str, **environment: str) -> Iterator[Server]:
    """Start `crm serve` (or another module that takes a port last) with this environment besides the present one, and stop it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = time.perf_counter()
    module = command or ("assistant.cli", "serve", "--no-worker", "--port")
    process = subprocess.Popen(
        [sys.executable, "-m", *module, str(port)],
        env=_as_installed(os.environ) | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process)
        yield Server(url, process.pid, time.perf_counter() - started)
    finally:
        process.terminate()
        process.wait(20)


def _as_installed(environment: Mapping[str, str]) -> dict[str, str]:
    """Without the wish to keep no bytecode: set-up compiles the sources, and only one that is edited is compiled at the next start."""
    return {name: value for name, value in environment.items() if name != "PYTHONDONTWRITEBYTECODE"}


@contextmanager
def installation() -> Iterator[None]:
    """A new one in a temporary folder, with one tenant and its administrator; what is started meanwhile uses it."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="crm-evals-", ignore_cleanup_errors=True) as folder:
        os.environ.pop("CRM_DATABASE_URL", None)
        os.environ["CRM_DATA_DIR"] = folder
        try:
            crm("migrate")
            crm("user", "create", ADMIN, "--role", "admin")
            yield
        finally:
            crm("db", "stop")
            os.environ.clear()
            os.environ.update(before)


def crm(*words: str) -> str:
    """What a command of `crm` prints."""
    command = [sys.executable, "-m", "assistant.cli", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def token(email: str, *, agent: bool = False) -> str:
    """A personal or an agent's token, made by the command line."""
    return crm("token", "create", email, *(["--agent"] if agent else []))


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
