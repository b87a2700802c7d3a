"""Bounds on what a request may carry, before anything reads it."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.problems import problem

# JSON of the largest lawful request (10,000 changes) fits; uploads have their own paths.
MAX_BODY = 4 * 1024 * 1024
MAX_UPLOAD = 256 * 1024 * 1024
_UPLOADS = ("/api/v1/imports", "/api/v1/transcriptions")


class BodyLimit:
    """Answers 413 once a body passes its limit, whatever its headers say."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = MAX_UPLOAD if scope["path"].startswith(_UPLOADS) else MAX_BODY
        declared = next((int(v) for k, v in scope["headers"] if k == b"content-length" and v.isdigit()), 0)
        if declared > limit:
            await _too_large(limit)(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                return {"type": "http.disconnect"}
            return message

        told = False

        async def answered(message: Message) -> None:
            """Whatever the app makes of a body cut short, what is told is why."""
            nonlocal told
            if seen <= limit:
                await send(message)
            elif not told:
                told = True
                await _too_large(limit)(scope, receive, send)

        await self.app(scope, counted, answered)


def _too_large(limit: int) -> ASGIApp:
    return problem(413, "too_large", f"A request may carry {limit // (1024 * 1024)} MB at most.")
