"""The demo company in a database, and the engine on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import pytest_asyncio

from assistant.conversation.state import DialogueState
from assistant.demo.write import write_demo
from assistant.language.engine import Engine
from assistant.language.plan import Plan, TurnInput
from crm_store.database import Database
from crm_store.identity import Identity
from crm_store.tenants import make_tenant
from retrieval.encoder import OnnxEncoder, default_encoder_path
from retrieval.errors import EncoderUnavailable
from tests.integration.language.demo_rows import load_demo

TODAY = date(2026, 11, 18)  # a Wednesday, as the clock of the shared fixtures


@dataclass(frozen=True)
class Said:
    """A plan with ids shown as labels, so that a test reads like the sentence."""

    plan: Plan
    calls: list[tuple[str, Any]]

    @property
    def tool(self) -> str:
        return self.calls[0][0]

    @property
    def args(self) -> Any:
        return self.calls[0][1]

    @property
    def changes(self) -> list[dict[str, Any]]:
        assert self.tool in ("propose_changes", "revise_proposal"), self.calls
        return list(self.args["changes"])


@dataclass(frozen=True)
class Demo:
    database: Database
    people: dict[str, Identity]
    labels: dict[str, str]
    engine: Engine
    encoder: OnnxEncoder

    async def say(
        self, who: str, text: str, state: DialogueState | None = None, page: tuple[str, str] | None = None
    ) -> Said:
        async with self.database.session(self.people[who], "agent") as session:
            plan = await self.engine.plan(TurnInput(text, state or DialogueState(), page, session, self.encoder))
        return Said(plan, [(call.name, self._named(dict(call.args))) for call in plan.calls])

    def id(self, label: str) -> str:
        return next(key for key, value in self.labels.items() if value == label)

    def _named(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {k: self._named(v) for k, v in value.items()}
        if isinstance(value, list):
            return [self._named(v) for v in value]
        return self.labels.get(value, value) if isinstance(value, str) else value


@pytest.fixture(scope="session")
def encoder() -> OnnxEncoder:
    try:
        return OnnxEncoder(default_encoder_path(), threads=1)
    except EncoderUnavailable:
        pytest.skip("no exported encoder: run `make setup`")


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(Path(tmp_path_factory.mktemp("acts")) / "acts.npz")


@pytest_asyncio.fixture(scope="module")
async def demo(
    database: Database, admin: str, encoder: OnnxEncoder, engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    write_demo(folder, TODAY, datetime(2026, 11, 18, 15, tzinfo=UTC))
    tenant = make_tenant(admin, "demo", timezone="America/New_York")
    people = await load_demo(database, tenant, folder)
    async with database.session(next(iter(people.values())), "agent") as session:
        pass  # training takes longer than a transaction may idle
    await asyncio.to_thread(engine.load, encoder, session)
    yield Demo(database, people, _labels(admin), engine, encoder)


def _labels(admin: str) -> dict[str, str]:
    labels: dict[str, str] = {}
    with psycopg.connect(admin) as connection:
        for table, column in [
            ("account", "name"),
            ("contact", "name"),
            ("lead", "name"),
            ("deal", "name"),
            ("app_user", "name"),
            ("product", "name"),
            ("ticket", "subject"),
        ]:
            labels |= {str(i): n for i, n in connection.execute(f"SELECT id, {column} FROM crm.{table}")}
    return labels


Say = Callable[..., Awaitable[Said]]

__all__ = ["Demo", "Said", "replace"]
