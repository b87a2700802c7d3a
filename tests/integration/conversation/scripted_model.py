"""A chat model behind real HTTP on loopback that follows a script: well-behaved, broken, endless, obedient.

It speaks the chat-completions protocol, whole or as a stream, as the request asks.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Say:
    """A plain answer; streamed word by word."""

    text: str
    pause: float = 0.0


@dataclass(frozen=True)
class Call:
    """One tool call; `raw` arguments go out as they are."""

    name: str
    args: Body = field(default_factory=dict)
    raw: str | None = None


@dataclass(frozen=True)
class Calls:
    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Fail:
    """An HTTP error."""

    status: int
    body: str = '{"error": {"message": "no"}}'


@dataclass(frozen=True)
class Garbage:
    """200, and a body that is no completion."""

    body: str = "<html>gateway</html>"


@dataclass(frozen=True)
class Cut:
    """A stream that ends in the middle of the answer; `clean` ends the HTTP response properly, else it breaks."""

    text: str
    clean: bool = False


@dataclass(frozen=True)
class Hang:
    """Does not answer in time."""

    seconds: float = 30.0


Step = Say | Call | Calls | Fail | Garbage | Cut | Hang
Script = Callable[[Body], Step]


@dataclass
class ScriptedModel:
    """`script` sees the request's body and says what to answer; `requests` keeps every body."""

    script: Script = lambda _: Say("Hello.")
    requests: list[Body] = field(default_factory=list)
    base_url: str = ""

    def play(self, *steps: Step) -> None:
        """Answer with these, one after the other; the last one again and again."""
        left = list(steps)
        self.requests.clear()
        self.script = lambda _: left.pop(0) if len(left) > 1 else left[0]

    async def answer(self, request: Request) -> Response:
        body = await request.json()
        self.requests.append(body)
        step = self.script(body)
        if isinstance(step, Fail):
            return Response(step.body, step.status, media_type="application/json")
        if isinstance(step, Garbage):
            return Response(step.body, media_type="application/json")
        if isinstance(step, Hang):
            await asyncio.sleep(step.seconds)
            step = Say("too late")
        if body.get("stream"):
            return StreamingResponse(_stream(step), media_type="text/event-stream")
        return Response(json.dumps(_whole(step)), media_type="application/json")


def _calls(step: Call | Calls) -> list[dict[str, Any]]:
    calls = step.calls if isinstance(step, Calls) else (step,)
    return [
        {
            "id": f"call_{n}",
            "index": n,
            "type": "function",
            "function": {"name": c.name, "arguments": json.dumps(c.args) if c.raw is None else c.raw},
        }
        for n, c in enumerate(calls)
    ]


def _message(step: Step) -> tuple[dict[str, Any], str]:
    if isinstance(step, Say | Cut):
        return {"role": "assistant", "content": step.text}, "stop"
    assert isinstance(step, Call | Calls)
    return {"role": "assistant", "content": None, "tool_calls": _calls(step)}, "tool_calls"


def _whole(step: Step) -> dict[str, Any]:
    message, finish = _message(step)
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": None if isinstance(step, Cut) else finish}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
    }


def _chunk(delta: Body, finish: str | None = None) -> str:
    chunk = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
    choices = [{"index": 0, "delta": delta, "finish_reason": finish}]
    return f"data: {json.dumps({**chunk, 'choices': choices})}\n\n"


async def _stream(step: Step) -> AsyncIterator[str]:
    message, finish = _message(step)
    if message["content"] is None:
        yield _chunk(message)
    else:
        words = message["content"].split(" ")
        for n, word in enumerate(words):
            yield _chunk({"role": "assistant", "content": word if n == 0 else " " + word})
            await asyncio.sleep(step.pause if isinstance(step, Say) else 0)
    if isinstance(step, Cut):
        if not step.clean:
            raise ConnectionResetError("cut on purpose")
        return
    yield _chunk({}, finish)
    yield "data: [DONE]\n\n"


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[str]:
    """Serve an ASGI application on a free port of 127.0.0.1; yields its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        server.force_exit = True
        await task


@asynccontextmanager
async def scripted_model() -> AsyncIterator[ScriptedModel]:
    model = ScriptedModel()
    app = Starlette(routes=[Route("/v1/chat/completions", model.answer, methods=["POST"])])
    async with serving(app) as address:
        model.base_url = f"{address}/v1"
        yield model
