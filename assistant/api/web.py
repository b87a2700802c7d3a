"""The web app's files: hashed assets for ever, its page for every path of its own."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

DIST = Path(__file__).resolve().parents[2] / "web" / "dist"

# The page loads nothing from anywhere else, runs no inline script, and is framed by nobody.
_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
_NOT_BUILT = "<!doctype html><title>CRM assistant</title><p>The web app is not built yet: run <code>make setup</code>."
_OTHERS = ("api/", "v1/", "mcp", "healthz", "readyz", "metrics")


def install(app: FastAPI) -> None:
    """Serve the built app at the root; must come after every other route."""
    if (DIST / "assets").is_dir():
        app.mount("/assets", _Assets(directory=DIST / "assets"), name="assets")

    @app.get("/{path:path}", include_in_schema=False)
    async def page(request: Request, path: str) -> Response:
        if path.startswith(_OTHERS):
            raise HTTPException(404, "There is nothing here.")
        file = (DIST / path).resolve()
        if path and file.is_relative_to(DIST) and file.is_file():
            return FileResponse(file, headers=_HEADERS)
        index = DIST / "index.html"
        if not index.is_file():
            return HTMLResponse(_NOT_BUILT, 503)
        return FileResponse(index, headers=_HEADERS | {"Cache-Control": "no-cache"})


class _Assets(StaticFiles):
    """Their names carry a hash of what they hold."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
