"""A throw-away installation: an embedded database in a temporary folder, the demo company, the real server on a free port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import httpx

from assistant.cli.demo import PASSWORD
from evals.client import PLURAL, Client
from evals.company import Company
from evals.company.load import short, write_company
from evals.company.rows import NOW, TODAY

START_SECONDS = 240.0  # a first start trains the language engine
CRM = (sys.executable, "-m", "assistant.cli")


class NotStarted(RuntimeError):
    """The server of the evaluation did not start."""


@dataclass(frozen=True)
class Site:
    """A running installation, the company's files, and the keys of its records by their ids."""

    url: str
    data_dir: Path
    company: Company
    keys: Mapping[str, str]
    clients: dict[str, Client]

    def client(self, speaker: str) -> Client:
        """The API as this user (a short name); signs in once."""
        if speaker not in self.clients:
            self.clients[speaker] = Client.sign_in(self.url, self.company.people[speaker].email, PASSWORD)
        return self.clients[speaker]


@contextmanager
def running(model: str | None = None, keep: Path | None = None) -> Iterator[Site]:
    """The demo company at the fixed day, served by a process of its own; everything is gone afterwards.

    What is in `keep` is used again and stays: for whoever runs a suite many times.
    """
    with _folder(keep) as folder:
        environment = _environment(folder / "data", model)
        company = write_company(
            folder / "company",
            date.fromisoformat(TODAY.isoformat()),
            datetime.fromisoformat(NOW.replace("Z", "+00:00")),
        )
        try:
            subprocess.run([*CRM, "demo", "--no-serve"], env=environment, check=True, stdout=subprocess.DEVNULL)
            with _served(environment, folder / "server.log") as url:
                yield _site(url, folder / "data", company)
        finally:
            subprocess.run([*CRM, "db", "stop"], env=environment, check=False, stdout=subprocess.DEVNULL)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="crm-evals-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def _environment(data_dir: Path, model: str | None) -> dict[str, str]:
    given = {key: value for key, value in os.environ.items() if key != "CRM_DATABASE_URL"}
    given |= {"CRM_DATA_DIR": str(data_dir), "CRM_NOW": NOW}
    return given | ({"CRM_MODEL": model} if model else {})


@contextmanager
def _served(environment: Mapping[str, str], log: Path) -> Iterator[str]:
    port = _free_port()
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as file:
        command = [*CRM, "serve", "--port", str(port), "--no-worker"]
        server = subprocess.Popen(command, env=dict(environment), stdout=file, stderr=file)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, server, log)
            yield url
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(20)
            server.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise NotStarted(log.read_text(encoding="utf-8")[-2_000:])
        with suppress(httpx.HTTPError):
            if httpx.get(f"{url}/readyz", timeout=5).is_success:
                return
        time.sleep(0.1)
    raise NotStarted(log.read_text(encoding="utf-8")[-2_000:])


def _site(url: str, data_dir: Path, company: Company) -> Site:
    site = Site(url, data_dir, company, {}, {})
    everything = site.client("evelyn")
    keys = {item["id"]: short(item["email"]) for item in everything.items("/users")}
    for plural in PLURAL.values():
        keys |= {item["id"]: item["external_id"] or item["label"] for item in everything.items(f"/{plural}")}
    return Site(url, data_dir, company, keys, site.clients)
