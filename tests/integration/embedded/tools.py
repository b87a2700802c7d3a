"""What tests of the embedded server ask it and do to it."""

import os
import signal
import stat
from pathlib import Path

import psycopg
import pytest

from crm_store.embedded import EmbeddedError, EmbeddedServer, Endpoint

ROOT = os.geteuid() == 0
PROJECT = Path(__file__).parents[3]


def execute(endpoint: Endpoint, *statements: str) -> None:
    with psycopg.connect(endpoint.conninfo(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def one(endpoint: Endpoint, query: str) -> object:
    with psycopg.connect(endpoint.conninfo()) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def kill(server: EmbeddedServer) -> int:
    """kill -9 the server; returns the process id that it had."""
    pid = server.status().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while server.status().running:
        pass
    return pid


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def one_line(error: pytest.ExceptionInfo[EmbeddedError]) -> str:
    line = str(error.value)
    assert line.strip()
    assert "\n" not in line
    return line
