"""The least that an answer can cost here: FastAPI, a token looked up, one row by its key, and nothing of ours.

`python -m evals.performance.floor PORT` serves it; the benchmark prints its times beside its own.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import uvicorn
from fastapi import Depends, FastAPI, Header, Request
from fastapi.responses import JSONResponse
from psycopg_pool import AsyncConnectionPool

from assistant.runtime import admin_conninfo
from assistant.settings import settings

_WHOSE = "SELECT tenant_id FROM crm_private.api_token WHERE token_hash = %s"
_ROW = "SELECT id, ref, name FROM crm.deal WHERE tenant_id = %s AND id = %s"


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    kwargs = {"autocommit": True}
    async with AsyncConnectionPool(
        admin_conninfo(settings()), min_size=1, max_size=4, open=False, kwargs=kwargs
    ) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=_lifespan)


async def tenant(request: Request, authorization: Annotated[str, Header()]) -> Any:
    digest = hashlib.sha256(authorization.removeprefix("Bearer ").encode()).digest()
    async with request.app.state.pool.connection() as connection:
        row = await (await connection.execute(_WHOSE, (digest,))).fetchone()
    return row[0]


@app.get("/readyz")
async def ready() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/api/v1/deals/{id}")
async def deal(id: str, request: Request, whose: Annotated[Any, Depends(tenant)]) -> JSONResponse:
    async with request.app.state.pool.connection() as connection:
        row = await (await connection.execute(_ROW, (whose, id))).fetchone()
    return JSONResponse({"id": str(row[0]), "ref": row[1], "name": row[2]} if row else {"id": id})


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
