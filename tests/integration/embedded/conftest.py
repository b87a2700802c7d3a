"""Servers on real processes and disks."""

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_store.embedded import EmbeddedServer
from tests.integration.embedded.tools import ROOT


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedServer]:
    server = EmbeddedServer(tmp_path / "data")
    yield server
    server.remove()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """One running server for the tests that leave it as it is."""
    server = EmbeddedServer(tmp_path_factory.mktemp("shared") / "data")
    server.start()
    yield server
    server.remove()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, to be filled or made read-only."""
    if not ROOT:
        pytest.skip("needs root to mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m,mode=0755", "tmpfs", disk], check=False)
    if made.returncode:
        pytest.skip("this machine does not let root mount a disk")
    # Moved under a path that PostgreSQL's user reaches, so that the data stay on the small disk.
    reachable = Path(tempfile.mkdtemp(prefix="crm-disk-"))
    reachable.chmod(0o755)
    subprocess.run(["mount", "--bind", disk, reachable], check=True)
    yield reachable
    subprocess.run(["umount", reachable], check=True)
    subprocess.run(["umount", disk], check=True)
    reachable.rmdir()
