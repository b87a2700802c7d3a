"""A mid-market tenant for measuring: made by set-based SQL where it lives, the same for the same clock.

The words are in mid.toml, the statements in mid.sql. Row-level security and triggers apply as to any import.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from typing import Any, LiteralString, cast

from psycopg import sql
from psycopg.rows import scalar_row

from crm_store.database import Session
from crm_store.statistics import analyze

_SLICE = 25_000  # activities of one statement: what a progress bar can show


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many rows of each kind."""

    accounts: int = 10_000
    contacts: int = 250_000
    leads: int = 100_000
    deals: int = 25_000
    activities: int = 500_000
    tickets: int = 10_000


MID = Sizes()
# (statement, its share of the work in thousands of rows, objects to analyse after it: the next ones are planned with them)
_STEPS: tuple[tuple[LiteralString, int, tuple[str, ...]], ...] = (
    ("people", 0, ("user",)),
    ("owners", 0, ()),
    ("fields", 0, ()),
    ("options", 0, ()),
    ("products", 0, ("product",)),
    ("accounts", 10, ("account",)),
    ("contacts", 250, ("contact",)),
    ("deals", 0, ()),
    ("deal_rows", 40, ("deal",)),
    ("forget_history", 0, ()),
    ("history", 60, ("deal",)),
    ("activities", 10, ()),
    ("leads", 100, ("lead",)),
    ("tickets", 5, ("ticket",)),
)


async def make_mid(session: Session, sizes: Sizes, said: Callable[[int, int], None]) -> None:
    """Fill the empty tenant of a system's session; `said` hears (done, of) in thousands of rows."""
    statements = _statements(session, sizes)
    whole = sum(share for _, share, _ in _STEPS) + sizes.activities // 1000
    done = 0
    await session.connection.execute(statements["helpers"])
    for name, share, changed in _STEPS:
        await session.connection.execute(statements[name])
        await analyze(session, changed)
        done += share
        said(done, whole)
    for first in range(1, sizes.activities + 1, _SLICE):
        last = min(first + _SLICE - 1, sizes.activities)
        await session.connection.execute(statements["activity_rows"], {"first": first, "last": last})
        said(done + last // 1000, whole)
    await analyze(session, ("activity", "lead"))


async def is_made(session: Session) -> bool:
    cursor = session.connection.cursor(row_factory=scalar_row)
    await cursor.execute("SELECT EXISTS (SELECT FROM crm.contact)")
    return bool(await cursor.fetchone())


def _statements(session: Session, sizes: Sizes) -> dict[str, sql.Composed]:
    """The statements by name, with their words, sizes, tenant and clock filled in."""
    words: dict[str, Any] = tomllib.loads((resources.files("assistant.demo") / "mid.toml").read_text("utf-8"))
    words |= {name: getattr(sizes, name) for name in Sizes.__slots__}
    words |= {"tenant": session.identity.tenant_id, "now": session.now, "timezone": session.identity.timezone}
    literals = {name: _literal(value) for name, value in words.items()}
    text = (resources.files("assistant.demo") / "mid.sql").read_text("utf-8")
    parts = re.split(r"^-- name: (\w+)\n", text, flags=re.M)[1:]
    pairs = zip(parts[::2], cast("list[LiteralString]", parts[1::2]), strict=True)
    return {name: sql.SQL(statement).format(**literals) for name, statement in pairs}


def _literal(value: Any) -> sql.Composable:
    return sql.SQL("({}::text[])").format(sql.Literal(value)) if isinstance(value, list) else sql.Literal(value)
