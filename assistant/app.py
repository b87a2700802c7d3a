"""The web application: its parts, and what it holds while it runs."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware

from assistant.api import auth, conversations, problems, system
from assistant.api.limits import BodyLimit
from assistant.api.rest import Rest, WaitForRest
from assistant.api.timing import Timing
from assistant.conversation.turn import Assistant
from assistant.language.engine import Engine
from assistant.models import choose_models
from assistant.runtime import load_encoder, open_database
from assistant.settings import Settings, settings
from assistant.state import AppState
from crm_store.database import Database
from crm_store.identity import Identity
from retrieval.encoder import OnnxEncoder

API = "/api/v1"


async def _warm(engine: Engine, database: Database, encoder: OnnxEncoder) -> None:
    """Load (where set-up did not: train) what understands language now, so that no sentence waits for it."""
    async with database.anonymous() as connection:
        cursor = await connection.execute("SELECT id FROM crm.tenants() LIMIT 1")
        row = await cursor.fetchone()
    if row is None:
        return
    async with database.session(Identity.system(row[0]), "agent") as session:
        pass  # training takes seconds, and a transaction that idles so long is ended by the database
    await asyncio.to_thread(engine.load, encoder, session)


@asynccontextmanager
async def _background(state: AppState, wanted: bool) -> AsyncIterator[None]:
    """One worker inside this process, stopped in order: a batch that it holds is finished."""
    if not wanted:
        yield
        return
    from assistant.worker import work_until

    stopped = asyncio.Event()
    task = asyncio.create_task(work_until(stopped, state.settings, state.database, state.encoder))
    try:
        yield
    finally:
        stopped.set()
        await task


def _settle_memory() -> None:
    """What is here now stays: a collector that walks all of it again and again costs turns a tenth of a second."""
    gc.freeze()
    gc.enable()


@asynccontextmanager
async def _loading(rest: Rest, whole: bool) -> AsyncIterator[None]:
    """The routes that are not there yet, loaded while the application answers already."""
    task = None if whole else asyncio.create_task(rest.load_in_quiet())
    yield
    if task:
        task.cancel()


@asynccontextmanager
async def _state(chosen: Settings, load: Callable[[], OnnxEncoder]) -> AsyncIterator[AppState]:
    """The parts of a process, open and warm."""
    async with open_database(chosen) as database:
        encoder = await asyncio.to_thread(load)
        engine = Engine(chosen.acts_file)
        models = choose_models(chosen.model, engine, timeout=chosen.model_timeout)
        chat = Assistant(database, encoder, models)
        await _warm(engine, database, encoder)
        yield AppState(chosen, database, encoder, chat)
        await chat.close()  # turns that are under way are answered and stored


def create_app(
    given: Settings | None = None,
    *,
    worker: bool = False,
    whole: bool = True,
    encoder: Callable[[], OnnxEncoder] | None = None,
) -> FastAPI:
    """An application for these settings (the process's own when none are given); opens nothing before it starts.

    Without `whole` it has the routes of a chat, and loads the others soon after its start. `encoder` waits for one
    that is being loaded already.
    """
    chosen = given or settings()

    def routes() -> None:
        from assistant.api.routes import include

        include(app, API)
        gc.freeze()  # what came later stays as well

    rest = Rest(routes)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with _state(chosen, encoder or (lambda: load_encoder(chosen))) as state:
            app.state.crm = state
            _settle_memory()
            async with _background(state, worker), _loading(rest, whole):
                yield

    app = FastAPI(
        title="CRM assistant", version="1.0.0", lifespan=lifespan, openapi_url=f"{API}/openapi.json",
        docs_url=f"{API}/docs", redoc_url=None,
        description="The model proposes, a person decides, the database enforces.",
    )  # fmt: skip
    if not whole:
        app.add_middleware(WaitForRest, rest=rest)
    app.add_middleware(BodyLimit)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=2)  # leaves event streams alone
    app.add_middleware(Timing)
    problems.install(app)
    for router in (auth.router, conversations.router):
        app.include_router(router, prefix=API, responses=problems.RESPONSES)
    app.include_router(system.router, responses=problems.answers({503: "The database does not answer"}))
    if whole:
        routes()
    return app
