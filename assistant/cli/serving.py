"""`crm serve`, `crm demo`, `crm worker`."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from assistant.cli.context import err, out, run
from assistant.settings import settings
from crm_store.errors import Conflict

if TYPE_CHECKING:
    from fastapi import FastAPI
    from uvicorn import Server

    from retrieval.encoder import OnnxEncoder

Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(help="The port to listen on.", min=0, max=65535)]
NoWorker = Annotated[bool, typer.Option("--no-worker", help="Leave background work to `crm worker`.")]


def serve(host: Host = "127.0.0.1", port: Port = 8000, no_worker: NoWorker = False) -> None:
    """Serve the web app and the API (and one background worker inside)."""
    # Turns multiply small matrices: a second thread of the library for that only spins, and doubles their CPU.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    listener = _listen(host, port)
    _serve(listener, worker=not no_worker)


def demo(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    size: Annotated[str, typer.Option(help="small, or mid: a mid-market tenant for measuring.")] = "small",
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Only load the demo company.")] = False,
    embed: Annotated[bool, typer.Option("--embed", help="Index the mid-market tenant's texts too (hours).")] = False,
) -> None:
    """Load the demo company (once) and serve it."""
    from assistant.cli.demo import load

    listener = None if no_serve else _listen(host, port)  # a taken port is said before anything long is done
    sign_ins = load(size, embed=embed)
    out.print(sign_ins)
    if listener is not None:
        listener.close()
        _become("serve", "--host", host, "--port", str(port))


def worker() -> None:
    """Work in the background until stopped: indexing, scoring, automations. Any number of machines may."""
    from assistant.worker import work_until

    async def whole(database: object) -> None:
        stopped = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, stopped.set)
        out.print("Working; stop with Ctrl-C.")
        await work_until(stopped, settings(), database)  # type: ignore[arg-type]

    run(whole)


def _become(*command: str) -> NoReturn:
    """Go on as another command: what loading and training took stays behind, and a server that runs for weeks begins small."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os.execv(sys.executable, [sys.executable, "-m", "assistant.cli", *command])  # noqa: S606


def _listen(host: str, port: int) -> socket.socket:
    """The listening socket, or one line that says who has the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise Conflict(f"Cannot listen on {host}:{port} ({error.strerror}): choose another with --port.") from None
    return listener


def _serve(listener: socket.socket, *, worker: bool) -> None:
    # The encoder's loading needs no interpreter: it goes on while Python imports.
    gc.disable()  # imports leave next to no garbage; the application turns the collector on again
    with ThreadPoolExecutor(1) as beside:
        encoder = beside.submit(_load_encoder)
        import uvicorn

        from assistant.app import create_app

        app = create_app(worker=worker, whole=False, encoder=encoder.result)
        config = uvicorn.Config(
            app,
            lifespan="off",
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=10,
            server_header=False,
        )
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(_until_stopped(app, uvicorn.Server(config), listener))


def _load_encoder() -> OnnxEncoder:
    from assistant.runtime import load_encoder

    return load_encoder(settings())


async def _until_stopped(app: FastAPI, server: Server, listener: socket.socket) -> None:
    """Serve until told to stop. What must not start (no database, no migration) says so in one line before that."""
    async with app.router.lifespan_context(app):
        host, port = listener.getsockname()[:2]
        err.print(f"Serving on [bold]http://{host}:{port}[/bold]  (stop with Ctrl-C)")
        for name in (signal.SIGINT, signal.SIGTERM):  # the server sends itself again what stopped it
            signal.signal(name, signal.SIG_IGN)
        await server.serve(sockets=[listener])
