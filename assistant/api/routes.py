"""The routes beside those of a chat (`assistant.api.rest` says when they are imported)."""

from __future__ import annotations

from fastapi import FastAPI

from assistant.api import (
    audit,
    duplicates,
    problems,
    proposals,
    records,
    reports,
    scores,
    search,
    settings,
    transfers,
    web,
)

ROUTERS = (
    records.router,  # first: routes are tried one after the other, and most requests are for records
    proposals.router,
    search.router,
    reports.router,
    scores.router,
    duplicates.router,
    transfers.router,
    settings.router,
    audit.router,
)


def include(app: FastAPI, prefix: str) -> None:
    """Add them to an application, the web app's pages behind all others."""
    for router in ROUTERS:
        app.include_router(router, prefix=prefix, responses=problems.RESPONSES)
    web.install(app)
