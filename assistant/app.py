"""The web application: its parts, and what it holds while it runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware

from assistant.api import (
    audit,
    auth,
    conversations,
    duplicates,
    problems,
    proposals,
    records,
    reports,
    scores,
    search,
    system,
    transfers,
    web,
)
from assistant.api import settings as settings_routes
from assistant.api.limits import BodyLimit
from assistant.api.timing import Timing
from assistant.conversation.turn import Assistant
from assistant.language.engine import Engine
from assistant.models import choose_models
from assistant.runtime import open_database
from assistant.settings import Settings, settings
from assistant.state import AppState
from assistant.worker import work_until
from crm_store.database import Database
from crm_store.identity import Identity
from retrieval.encoder import OnnxEncoder, default_encoder_path

API = "/api/v1"
ROUTERS = (
    audit.router,
    auth.router,
    conversations.router,
    proposals.router,
    search.router,
    reports.router,
    scores.router,
    duplicates.router,
    transfers.router,
    settings_routes.router,
    records.router,  # last: its paths name any object
)


async def _warm(engine: Engine, database: Database, encoder: OnnxEncoder) -> None:
    """Load (at the very first start: train) what understands language now, so that no sentence waits for it."""
    async with database.anonymous() as connection:
        cursor = await connection.execute("SELECT id FROM crm.tenants() LIMIT 1")
        row = await cursor.fetchone()
    if row is None:
        return
    async with database.session(Identity.system(row[0]), "agent") as session:
        pass  # training takes seconds, and a transaction that idles so long is ended by the database
    await asyncio.to_thread(engine.load, encoder, session)


def _assistant(chosen: Settings, database: Database, encoder: OnnxEncoder, engine: Engine) -> Assistant:
    models = choose_models(chosen.model, engine, timeout=chosen.model_timeout)
    return Assistant(database, encoder, models)


@asynccontextmanager
async def _background(state: AppState, wanted: bool) -> AsyncIterator[None]:
    """One worker inside this process, stopped in order: a batch that it holds is finished."""
    if not wanted:
        yield
        return
    stopped = asyncio.Event()
    task = asyncio.create_task(work_until(stopped, state.settings, state.database, state.encoder))
    try:
        yield
    finally:
        stopped.set()
        await task


def create_app(given: Settings | None = None, *, worker: bool = False) -> FastAPI:
    """An application for these settings (the process's own when none are given); opens nothing before it starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        chosen = given or settings()
        async with open_database(chosen) as database:
            encoder = OnnxEncoder(default_encoder_path(chosen.encoder_dir))
            engine = Engine(chosen.data_dir / "models" / "acts.npz")
            state = AppState(chosen, database, encoder, _assistant(chosen, database, encoder, engine))
            app.state.crm = state
            await _warm(engine, database, encoder)
            async with _background(state, worker):
                yield
            await state.chat.close()  # turns that are under way are answered and stored

    app = FastAPI(
        title="CRM assistant", version="1.0.0", lifespan=lifespan, openapi_url=f"{API}/openapi.json",
        docs_url=f"{API}/docs", redoc_url=None,
        description="The model proposes, a person decides, the database enforces.",
    )  # fmt: skip
    app.add_middleware(BodyLimit)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=4)  # leaves event streams alone
    app.add_middleware(Timing)
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router, prefix=API, responses=problems.RESPONSES)
    app.include_router(system.router, responses={503: problems.RESPONSES[503]})
    web.install(app)
    return app
