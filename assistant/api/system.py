"""Whether the process lives, whether it can serve, and what it measured."""

from __future__ import annotations

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from assistant.api.dependencies import DatabaseDep

router = APIRouter(tags=["system"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(database: DatabaseDep) -> dict[str, str]:
    """The process can serve: its database answers."""
    async with database.anonymous() as connection:
        await connection.execute("SELECT 1")
    return {"status": "ready"}


@router.get("/metrics", include_in_schema=False)
async def metrics() -> Response:
    """Counters and times in Prometheus' text format; nothing of any tenant."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
