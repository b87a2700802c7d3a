"""kill -9 of the process that approves: the proposal is applied or pending, whole either way."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from crm_store.database import Database
from crm_store.proposals.draft import ChangeDraft, ProposalDraft
from crm_store.proposals.stage import stage
from retrieval.encoder import build_encoder_path
from tests.conftest import NOW, Company
from tests.integration.api.conftest import Api

RECORDS = 600  # applied in a good part of a second: long enough to be hit


@contextmanager
def process(admin: str, data: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """`crm serve` in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = {
        "CRM_DATABASE_URL": admin,
        "CRM_DATA_DIR": str(data),
        "CRM_NOW": NOW.isoformat(),
        "CRM_ENCODER_DIR": str(build_encoder_path()),
    }
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CRM_")} | given
    command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port), "--no-worker"]
    log = (data / "serve.log").open("wb")
    running = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{url}/readyz").status_code == 200:
                    break
            assert running.poll() is None, (data / "serve.log").read_text()
            time.sleep(0.1)
        yield running, url
    finally:
        if running.poll() is None:
            running.kill()
        running.wait(20)


@pytest.mark.parametrize("delay", [0.15, 0.5])
async def test_applied_or_pending(
    api: Api, org: Company, api_admin: str, api_database: Database, tmp_path: Path, delay: float
) -> None:
    async with api_database.session(org.system) as s:
        cursor = await s.connection.execute(
            "INSERT INTO crm.lead (tenant_id, name, owner_id, title) SELECT %s, 'Killed', %s, 'before' FROM generate_series(1, %s) RETURNING id",
            (org.tenant_id, org.admin.user_id, RECORDS),
        )
        ids = [row[0] for row in await cursor.fetchall()]
    async with api_database.session(org.admin, "agent", write=True) as s:
        changes = tuple(ChangeDraft("update", "lead", i, set={"title": f"after {delay}"}) for i in ids)
        proposal = (await stage(s, ProposalDraft(changes=changes))).id
    with process(api_admin, tmp_path) as (running, url):

        def approve() -> None:
            with contextlib.suppress(httpx.TransportError):
                httpx.post(
                    f"{url}/api/v1/proposals/{proposal}/approve",
                    json={"confirm": True},
                    headers=api.header(org.admin),
                    timeout=60,
                )

        asked = threading.Thread(target=approve)
        asked.start()
        time.sleep(delay)
        os.kill(running.pid, signal.SIGKILL)
        asked.join()
    for _ in range(100):  # until the database has noticed that nobody is there any more
        shown = api.ok(org.admin, "GET", f"/proposals/{proposal}")
        changed = api.ok(org.admin, "GET", f"/leads?title=after {delay}&limit=1")["total"]
        assert (shown["status"], changed) in {("pending", 0), ("applied", RECORDS)}
        if shown["status"] == "applied":
            break
        time.sleep(0.02)
    assert api.ok(org.admin, "POST", f"/proposals/{proposal}/approve", {"confirm": True})["status"] == "applied"
    assert api.ok(org.admin, "GET", f"/leads?title=after {delay}&limit=1")["total"] == RECORDS
